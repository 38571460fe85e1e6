"""Promise 2 and 3: killed at 50 random moments of record → send → confirm, nothing is lost and nothing goes out twice."""

from __future__ import annotations

import hashlib
import os
import random
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import soundfile

from studio import contract
from studio.domain.parcel import ParcelState
from studio.home import Home
from studio.paths import DataFolder
from studio.store import Store
from studio.wire.links import Links

KILLS = 50
SEED = 20_26
#: What may be missing of a running take at `kill -9` (REC-2).
MOST_LOST_S = 0.2


def test_killed_at_50_random_moments_nothing_is_lost_and_nothing_goes_out_twice(
    folder: DataFolder, tmp_path: Path
) -> None:
    voice = _a_voice(tmp_path / "voice.wav")
    chance = random.Random(SEED)
    lost_s = []
    start_s = _time_to_the_first_sound(folder, voice)
    for _ in range(KILLS):
        before = {path.name for path in folder.takes.glob("*.wav*")}
        heard_s = _run_until_killed(folder, voice, chance, start_s)
        new = [path for path in folder.takes.glob("*.wav.part") if path.name not in before]
        if new and heard_s:
            lost_s.append(heard_s - (new[0].stat().st_size - 80) / 3 / 48_000)
    finished = subprocess.run(_command(folder, voice, "finish"), capture_output=True, text=True, timeout=120)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert all(lost <= MOST_LOST_S for lost in lost_s), lost_s
    _check_that_all_arrived_once(folder)


def _time_to_the_first_sound(folder: DataFolder, voice: Path) -> float:
    """A busy machine starts slowly; the moments of the kills are spread over what it needs."""
    begin = time.monotonic()
    with subprocess.Popen(_command(folder, voice), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        while not child.stdout.readline().startswith(b"heard"):
            assert time.monotonic() - begin < 60 and child.poll() is None
        child.kill()
    return time.monotonic() - begin


def _run_until_killed(folder: DataFolder, voice: Path, chance: random.Random, start_s: float) -> float:
    """Kills the studio, or its platform and then the studio, after a random time; returns what the last take had heard."""
    child = subprocess.Popen(_command(folder, voice), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdout is not None
    ends = time.monotonic() + chance.uniform(0.2 * start_s, start_s + 1.4)
    platform_too = chance.random() < 0.3
    heard = b""
    with child:
        said = b""
        while (left := ends - time.monotonic()) > 0:
            if select.select([child.stdout], [], [], left)[0]:
                said += os.read(child.stdout.fileno(), 65_536)
        if platform_too and (whole := re.search(rb"^platform (\d+)\n", said, re.MULTILINE)):
            with suppress(ProcessLookupError):  # one that found the folder held by the one before has ended by itself
                os.kill(int(whole[1]), signal.SIGKILL)
        child.kill()
        said += child.stdout.read()
        for line in said.split(b"\n"):
            heard = line.split()[1] if line.startswith(b"heard ") and len(line.split()) == 2 else heard
            heard = b"" if line.startswith(b"kept") else heard
    return float(heard or 0)


def _check_that_all_arrived_once(folder: DataFolder) -> None:
    store = Store.open(folder)
    takes = store.takes.list(limit=10_000)
    parcels = store.parcels.list(10_000)
    sent = {store.drafts.get(parcel.draft_id).take_id: parcel for parcel in parcels}
    assert len(takes) > KILLS / 3
    assert len(parcels) == len(takes) and set(sent) == {take.id for take in takes}
    assert all(parcel.state is ParcelState.LIVE for parcel in parcels)
    posted = _records_of_the_platform(store)
    assert sorted(record.id for record in posted) == sorted(parcel.record_id for parcel in parcels)
    hashes = {record.id: record.media.sha256 for record in posted if record.media}
    for take in takes:
        content = store.takes.file(take).read_bytes()
        assert hashes[sent[take.id].record_id] == hashlib.sha256(content).hexdigest()
        assert soundfile.info(store.takes.file(take)).frames == take.frames
    store.close()


def _records_of_the_platform(store: Store) -> list[contract.RecordOut]:
    links = Links()
    home = Home(store, links)
    home.start()
    try:
        assert home.wait_until_reached(30)
        client = links.client(links.ids()[0])
        mine, found, after = client.me().id, [], ""
        while True:
            page = client.changes(after)
            found += [change.record for change in page.changes if change.record and change.record.author.id == mine]
            after = page.next
            if not page.more:
                return found
    finally:
        links.close_mine()
        home.stop()


def _a_voice(path: Path) -> Path:
    """A minute of a rising tone, loud enough to be a voice."""
    turn = 2 * np.pi * np.cumsum(np.linspace(100, 900, 60 * 48_000)) / 48_000
    soundfile.write(path, 0.3 * np.sin(turn), 48_000, subtype="PCM_24")
    return path


def _command(folder: DataFolder, voice: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "tests.journeys.windowless", str(folder.root), str(voice), *more]
