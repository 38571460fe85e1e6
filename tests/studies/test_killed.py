"""Promise 2: killed at any moment of taking a save, each version is whole, and the newest save is taken at the next start."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.store import Store, sidecars
from tests.waiting import until

from .conftest import Easel
from .paint import painted, rename_over

KILLS = 4
SEED = 5


@contextmanager
def watching(store: Store) -> Iterator[subprocess.Popen[bytes]]:
    """Watches until it is killed at the end of the block."""
    command = [sys.executable, "-m", "tests.studies.watching", str(store.folder.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as child:
        assert child.stdout is not None and child.stdout.readline() == b"up\n"
        try:
            yield child
        finally:
            child.kill()


def test_killed_at_random_moments_each_version_is_whole_and_the_newest_save_is_taken(easel: Easel) -> None:
    chance = random.Random(SEED)
    saves = [painted("first"), painted("second")]
    with watching(easel.store):
        begin = time.monotonic()
        easel.path.write_bytes(saves[-1])
        until(lambda: easel.newest == saves[-1], "the save is taken")
        took_s = time.monotonic() - begin
    for number in range(KILLS):
        with watching(easel.store) as child:
            saves.append(painted(f"save {number}"))
            (rename_over if chance.random() < 0.5 else Path.write_bytes)(easel.path, saves[-1])
            with suppress(subprocess.TimeoutExpired):
                child.wait(chance.uniform(0.0, 1.3 * took_s))
    with watching(easel.store):
        until(lambda: easel.newest == saves[-1], "the newest save is taken")
    check_what_is_kept(easel, saves)


def check_what_is_kept(easel: Easel, saves: list[bytes]) -> None:
    versions = easel.store.versions.list(easel.draft_id)
    assert easel.numbers == list(range(len(versions), 0, -1))
    kept = [easel.store.media.path(version.original).read_bytes() for version in reversed(versions)]
    assert all(content in saves for content in kept)
    assert kept == sorted(kept, key=saves.index), "in the order they were saved"
    assert all(easel.store.media.has(version.media.sha256) for version in versions)
    assert easel.draft.media == versions[0].media
    path = sidecars.versions_path(easel.store.folder.studies, easel.draft_id)
    assert {one.id for one in sidecars.read_versions(path).versions} >= {version.id for version in versions}
