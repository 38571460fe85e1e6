"""What a crash left behind is found at the next start, kept, and told; nothing is deleted (REC-2, REC-11, REC-12)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.capture import salvage
from studio.capture.orders import LineNow
from studio.capture.salvage import FoundKind
from studio.capture.tape import Source, Tape
from studio.domain.ids import SessionId, new_id
from studio.domain.take import Gap, Take
from studio.paths import DataFolder
from studio.sound.wav import HEADER_BYTES, WavReader, look
from studio.store import Store

from .signals import RATE, as_sound, assert_unbroken, counter

same_folder = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """A data folder whose studio died in mid-take: a second of counter, a gap, another second. (A running take is left alone.)"""
    store = Store.open(DataFolder.open(tmp_path / "running"))
    tape = Tape(store, LineNow(SessionId(new_id()), None, "3", "Once more"), Source("rig", RATE, 2, ""))
    tape.write(as_sound(counter(RATE)))
    tape.gap(100, "lost")
    tape.write(as_sound(counter(RATE)))
    assert salvage.scan(store) == []
    store.close()
    return copy_of(tmp_path / "running", tmp_path)


def copy_of(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root, tmp_path / os.urandom(6).hex()))


def scanned(root: Path) -> tuple[list[salvage.Found], list[Take]]:
    store = Store.open(DataFolder.open(root))
    try:
        return salvage.scan(store), store.takes.list()
    finally:
        store.close()


def test_a_take_that_was_cut_off_is_kept_whole(crashed: Path) -> None:
    """REC-2: with its line, its gaps and its level; the next start has nothing more to tell."""
    (found,), (take,) = scanned(crashed)
    assert (found.kind, found.title, found.take) == (FoundKind.KEPT, "We kept your take", take)
    assert (take.frames, take.line_id, take.prompt, take.salvaged) == (2 * RATE + 100, "3", "Once more", True)
    assert take.gaps == (Gap(RATE, 100),) and take.levels is not None
    path = crashed / "takes" / take.file_name
    with WavReader(path) as reader:
        assert_unbroken(reader.read(0, RATE), RATE)
        assert_unbroken(reader.read(RATE + 100, RATE), RATE)
    assert scanned(crashed) == ([], [take])


@same_folder
@given(st.data())
def test_at_every_cut_all_whole_frames_are_kept(crashed: Path, tmp_path: Path, data: st.DataObject) -> None:
    root = copy_of(crashed, tmp_path)
    (part,) = (root / "takes").glob("*.part")
    cut = data.draw(st.integers(0, part.stat().st_size))
    os.truncate(part, cut)
    found, takes = scanned(root)
    frames = max(0, cut - HEADER_BYTES) // 6
    assert [take.frames for take in takes] == ([frames] if frames else [])
    if frames:
        assert look(root / "takes" / takes[0].file_name).frames == frames
    else:
        assert not [one for one in found if one.kind is FoundKind.KEPT]
        assert part.exists()


@same_folder
@given(st.binary(max_size=120), st.binary(max_size=120))
def test_random_bytes_never_stop_the_start(crashed: Path, tmp_path: Path, sound: bytes, words: bytes) -> None:
    """REC-11: damaged headers, damaged sidecars, files of strangers; the whole take beside them is still kept."""
    root = copy_of(crashed, tmp_path)
    takes = root / "takes"
    for name, data in (
        (f"{new_id()}.wav.part", sound),
        (f"{new_id()}.json", words),
        ("holiday.wav", sound),
        ("..wav", b"RIFF"),
    ):
        (takes / name).write_bytes(data)
    (takes / f"{new_id()}.wav").mkdir()
    before = names(takes)
    found, kept = scanned(root)
    assert [take.prompt for take in kept if take.prompt] == ["Once more"]
    assert found[0].kind is FoundKind.KEPT and found[0].take in kept
    assert FoundKind.FILE_WITHOUT_ROW in {one.kind for one in found}
    assert len(names(takes)) >= len(before)
    assert (takes / "holiday.wav").read_bytes() == sound


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_header_that_the_power_cut_zeroed_is_written_anew(crashed: Path) -> None:
    """REC-3: blocks may reach the disk out of order."""
    (part,) = (crashed / "takes").glob("*.part")
    with part.open("r+b") as file:
        file.write(bytes(HEADER_BYTES))
    (found,), (take,) = scanned(crashed)
    assert found.kind is FoundKind.KEPT and (take.frames, take.channels) == (2 * RATE + 100, 2)


def test_a_lost_sidecar_costs_only_its_words(crashed: Path) -> None:
    """REC-12."""
    (sidecar,) = (crashed / "takes").glob("*.json")
    sidecar.unlink()
    (found,), (take,) = scanned(crashed)
    assert found.kind is FoundKind.KEPT and take.frames == 2 * RATE + 100 and take.salvaged


def test_a_crash_between_row_and_name_is_finished(tmp_path: Path) -> None:
    """REC-12: the row was committed, the file has still its working name."""
    store = Store.open(DataFolder.open(tmp_path / "data"))
    tape = Tape(store, LineNow(SessionId(new_id())), Source("rig", RATE, 1, ""))
    tape.write(np.full((RATE, 1), 0.5, np.float32))
    take = tape.finish()
    store.takes.file(take).rename(tape.path)
    (found,) = salvage.scan(store)
    assert (found.kind, found.take) == (FoundKind.KEPT, take)
    assert store.takes.file(take).exists() and not tape.path.exists() and store.takes.list() == [take]
    store.close()


def test_whoever_is_told_of_a_take_finds_its_file(tmp_path: Path) -> None:
    """It was told between row and name: the booth then said that its sound is gone."""
    found: list[bool] = []

    def told(_: str) -> None:
        found.extend(store.takes.file(take).exists() for take in store.takes.list())

    store = Store.open(DataFolder.open(tmp_path / "data"), told)
    tape = Tape(store, LineNow(SessionId(new_id())), Source("rig", RATE, 1, ""))
    tape.write(np.full((RATE, 1), 0.5, np.float32))
    tape.finish()
    assert found == [True]
    store.close()


def test_rows_without_files_are_listed_and_stay(tmp_path: Path) -> None:
    """REC-11."""
    store = Store.open(DataFolder.open(tmp_path / "data"))
    tape = Tape(store, LineNow(SessionId(new_id())), Source("rig", RATE, 1, ""))
    tape.write(np.full((RATE, 1), 0.5, np.float32))
    take = tape.finish()
    store.takes.file(take).rename(tmp_path / "elsewhere.wav")
    (found,) = salvage.scan(store)
    assert (found.kind, found.take) == (FoundKind.ROW_WITHOUT_FILE, take)
    assert store.takes.list() == [take]
    store.close()


def test_a_take_without_a_row_comes_back_from_its_files(tmp_path: Path) -> None:
    """REC-12: the library can be rebuilt from the folder alone."""
    root = tmp_path / "data"
    store = Store.open(DataFolder.open(root))
    tape = Tape(store, LineNow(SessionId(new_id()), None, "9", "Nine"), Source("rig", RATE, 1, ""))
    tape.write(np.full((RATE, 1), 0.5, np.float32))
    take = tape.finish()
    store.close()
    for path in root.glob("library.db*"):
        path.unlink()
    (found,), (again,) = scanned(root)
    assert found.kind is FoundKind.KEPT
    assert (again.id, again.line_id, again.frames, again.levels) == (take.id, "9", take.frames, take.levels)
