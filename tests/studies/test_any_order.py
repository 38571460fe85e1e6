"""Whatever is written in whatever order: the last whole save becomes the newest version, and nothing half is ever one."""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.domain.ids import new_id
from studio.domain.record import Media
from studio.domain.study import Study, Taken
from studio.errors import Damaged
from studio.store import Store
from studio.studies.watcher import Watcher
from tests.store.made import a_picture_draft

from .conftest import Easel, Hours
from .paint import painted, rename_over

PICTURES = [painted(words) for words in ("first", "second", "third", "fourth")]
#: What may happen to a file: (deed, which picture).
DEEDS = st.tuples(
    st.sampled_from(["in place", "rename", "again", "cut", "gone", "folder", "link", "look", "look", "restart"]),
    st.integers(0, len(PICTURES) - 1),
)


def take_in_here(store: Store, path: Path) -> Taken:
    """As the studio does it, but without a process of its own for each of a thousand pictures."""
    try:
        with Image.open(path) as image:
            image.load()
    except Exception as error:
        raise Damaged("This picture is damaged", "Save it again.") from error
    sha256 = store.media.add_file(path)
    return Taken(Media(sha256, path.stat().st_size, "image/png"), sha256)


class Quick(Easel):
    def __init__(self, store: Store, path: Path) -> None:
        self.store, self.path, self.clock = store, path, Hours()
        path.write_bytes(PICTURES[0])
        draft = a_picture_draft()
        store.versions.begin(draft, take_in_here(store, path), Study(draft.id, str(path)))
        self.draft_id = draft.id
        self.watcher = self.watching()

    def watching(self) -> Watcher:
        return Watcher(self.store, lambda path, id: take_in_here(self.store, path), clock=self.clock)

    def do(self, deed: str, content: bytes) -> None:
        if deed == "look":
            self.look(1, step_s=0.7)
        elif deed == "restart":
            self.watcher = self.watching()
        else:
            self._write(deed, content)

    def _write(self, deed: str, content: bytes) -> None:
        """The disk's clock is the test's own, and as coarse as that of the coarsest disk."""
        path = self.path
        if path.is_symlink() or (path.exists() and deed in ("again", "gone", "folder", "link")) or path.is_dir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        if deed == "folder":
            path.mkdir()
        elif deed == "link":
            path.symlink_to(path.with_suffix(".other"))
        elif deed != "gone":
            content = content[: len(content) // 2] if deed == "cut" else content
            rename_over(path, content) if deed == "rename" else path.write_bytes(content)
            seconds = int(self.clock.now_s) // 2 * 2
            os.utime(path, (seconds, seconds))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, max_size=14), last=st.integers(0, 3), how=st.sampled_from(["in place", "rename", "again"]))
def test_the_last_whole_save_becomes_the_newest_version(
    store: Store, tmp_path: Path, deeds: list[tuple[str, int]], last: int, how: str
) -> None:
    easel = Quick(store, tmp_path / f"{new_id()}.png")
    for deed, which in deeds:
        easel.do(deed, PICTURES[which])
    easel.do(how, PICTURES[last])
    easel.look(5)
    assert easel.newest == PICTURES[last]
    for version in store.versions.list(easel.draft_id):
        Image.open(io.BytesIO(store.media.path(version.original).read_bytes())).load()
    assert store.studies.get(easel.draft_id).trouble is None
    assert easel.numbers == list(range(len(easel.numbers), 0, -1))
    store.drafts.remove(easel.draft_id)
