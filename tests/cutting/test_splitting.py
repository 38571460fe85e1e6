"""A long recording becomes a take for each line, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.cutting.splitting import MARGIN_S, Part, parts_of, split
from studio.domain.edits import Gain, edited
from studio.domain.script import Line
from studio.domain.take import Take
from studio.errors import Damaged
from studio.paths import DataFolder
from studio.sound import peaks
from studio.sound.convert import read_all
from studio.sound.pcm import Floats
from studio.sound.wav import WavReader
from studio.store import Store
from tests.rig.speech import prompts
from tests.sound.edited_takes import RATE_HZ, noise, take_of
from tests.store.made import a_take

LINES = tuple(Line(f"{at}", f"Line {at}.") for at in range(1, 4))


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


def voices(*lengths_s: float, pause_s: float = 1.0) -> tuple[Floats, list[tuple[int, int]]]:
    """Tones of these lengths between pauses with the noise of a room, and where they are."""
    parts, places, at = [], [], 0
    for length in lengths_s:
        at += round(pause_s * RATE_HZ)
        frames = round(length * RATE_HZ)
        places.append((at, at + frames))
        parts += [np.zeros(round(pause_s * RATE_HZ)), 0.3 * np.sin(np.arange(frames) * 0.05)]
        at += frames
    sound = np.concatenate([*parts, np.zeros(round(pause_s * RATE_HZ))])
    return (sound[:, None] + noise(len(sound) / RATE_HZ, 0.001)[: len(sound)]).astype(np.float32), places


def recorded(store: Store, sound: Floats) -> Take:
    take = a_take(frames=len(sound), line_id="1")
    take_of(store.takes.folder, take.id, sound)
    store.takes.add(take)
    return take


def found(store: Store, take: Take, pause_s: float = 0.5) -> list[Part]:
    return parts_of(peaks.of_file(store.takes.file(take)), pause_s)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0.2, 3), min_size=1, max_size=6), st.floats(0.7, 2))
def test_every_voice_is_one_part_with_its_margins(lengths: list[float], pause_s: float) -> None:
    sound, places = voices(*lengths, pause_s=pause_s)
    low = np.minimum.reduceat(sound[:, 0], range(0, len(sound), 256))
    high = np.maximum.reduceat(sound[:, 0], range(0, len(sound), 256))
    pairs = (np.stack((low, high), axis=1) * 32_767).astype(np.int16)
    parts = parts_of(peaks.from_finest(len(sound), RATE_HZ, pairs), 0.5)
    assert len(parts) == len(places)
    for part, (start, end) in zip(parts, places, strict=True):
        assert 0 <= start - part.start <= MARGIN_S * RATE_HZ + 512
        assert 0 <= part.end - end <= MARGIN_S * RATE_HZ + 512


def test_a_shorter_pause_than_asked_for_splits_nothing(store: Store) -> None:
    take = recorded(store, voices(1.0, 1.0, pause_s=0.6)[0])
    assert len(found(store, take, 0.5)) == 2 and len(found(store, take, 0.9)) == 1


def test_silence_and_a_take_without_pauses_are_no_trouble(store: Store) -> None:
    assert found(store, recorded(store, np.zeros((RATE_HZ, 1), np.float32))) == []
    assert len(found(store, recorded(store, noise(2, 0.2)))) <= 1
    assert found(store, recorded(store, np.zeros((0, 1), np.float32))) == []


def test_real_voices_with_pauses_between_them_are_told_apart(store: Store) -> None:
    said = [soxr.resample(read_all(path, 8_000, 1), 8_000, RATE_HZ) for path in prompts(6)[3:]]
    gap = np.zeros((2 * RATE_HZ, 1), np.float32)
    sound = np.concatenate([gap, *(part for voice in said for part in (voice, gap))])
    parts = found(
        store, recorded(store, (sound + noise(len(sound) / RATE_HZ, 0.0005)[: len(sound)]).astype(np.float32)), 1.9
    )
    starts = [2 * RATE_HZ * (n + 1) + before for n, before in enumerate(accumulate([0, *map(len, said[:-1])]))]
    assert len(parts) == len(said)
    assert all(part.start <= start + RATE_HZ for part, start in zip(parts, starts, strict=True))


def test_the_parts_become_takes_of_the_lines_one_after_the_other(store: Store) -> None:
    sound, places = voices(1.0, 0.5, 2.0, 0.7)
    take = recorded(store, sound)
    whole = store.takes.file(take).read_bytes()
    told: list[float] = []
    made = split(store, take, found(store, take), LINES, told.append, lambda: False)
    assert [(one.line_id, one.prompt, one.number) for one in made] == [
        ("1", "Line 1.", 2), ("2", "Line 2.", 1), ("3", "Line 3.", 1), ("3", "Line 3.", 2),
    ]  # fmt: skip
    assert told == [0.25, 0.5, 0.75, 1.0]
    assert store.takes.file(take).read_bytes() == whole and store.takes.get(take.id) == take
    with WavReader(store.takes.file(take)) as reader:
        sound = reader.read(0, len(sound))
    for one, part, (start, end) in zip(made, found(store, take), places, strict=True):
        assert part.start <= start and end <= part.end
        assert store.takes.get(one.id) == one
        (heard,) = edited(one).pieces
        with WavReader(store.takes.file(one)) as reader:
            np.testing.assert_array_equal(reader.read(heard.start, heard.frames), sound[part.start : part.end])
        assert heard.start == min(part.start, RATE_HZ) and one.frames > heard.frames  # what was trimmed can be had back


def test_what_is_split_is_what_is_heard(store: Store) -> None:
    take = recorded(store, voices(1.0, 1.0)[0])
    louder = store.takes.edit(take.id, Gain(6.0206))
    made = split(store, louder, found(store, take), LINES, lambda _: None, lambda: False)
    levels = made[0].levels
    assert levels is not None and levels.peak_dbfs == pytest.approx(-4.4, abs=0.1)


def test_a_split_that_is_stopped_leaves_nothing(store: Store) -> None:
    take = recorded(store, voices(1.0, 1.0, 1.0)[0])
    told: list[float] = []
    assert split(store, take, found(store, take), LINES, told.append, lambda: len(told) == 2) == []
    assert store.takes.list() == [take] and not list(store.media.folder.glob("*.copy"))
    assert len(list(store.takes.folder.glob("*.wav"))) == 1


def test_a_recording_that_is_gone_is_told_and_nothing_is_made(store: Store) -> None:
    take = recorded(store, voices(1.0, 1.0)[0])
    parts = found(store, take)
    store.takes.file(take).unlink()
    with pytest.raises(Damaged, match="gone"):
        split(store, take, parts, LINES, lambda _: None, lambda: False)
    assert store.takes.list() == [take]


def test_without_lines_the_parts_stay_takes_of_the_same_prompt(store: Store) -> None:
    take = recorded(store, voices(1.0, 1.0)[0])
    made = split(store, replace(take, line_id="x"), found(store, take), (), lambda _: None, lambda: False)
    assert [(one.line_id, one.number) for one in made] == [("x", 1), ("x", 2)]
