"""When somebody speaks: pure sounds in, beginnings and ends out."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.capture.hearing import MARGIN_S, Hearing, Spoken
from studio.sound import convert
from tests.rig import speech

RATE = 48_000
MARGIN = round(MARGIN_S * RATE)


def heard(sound: np.ndarray, silence_s: float = 0.8, block: int = 960, rate_hz: int = RATE) -> list[Spoken]:
    hearing = Hearing(rate_hz, silence_s)
    shaped = sound.astype(np.float32).reshape(len(sound), -1)
    return [one for at in range(0, len(shaped), block) for one in hearing.write(shaped[at : at + block])]


def a_room(seconds: float, dbfs: float, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 10 ** (dbfs / 20), round(seconds * RATE))


def pairs(found: list[Spoken]) -> list[tuple[int, int]]:
    """(begin, end) of each; they must come in turns."""
    assert [one.begins for one in found] == [True, False] * (len(found) // 2)
    return [(found[at].frame, found[at + 1].frame) for at in range(0, len(found), 2)]


@settings(max_examples=20)
@given(
    st.floats(-85, -40),
    st.floats(24, 34),
    st.lists(st.tuples(st.floats(0.12, 1.2), st.floats(0.9, 2.0)), min_size=1, max_size=5),
    st.integers(480, 9_000),
)
def test_every_word_is_found_with_its_margins_in_any_room(
    room_dbfs: float, over_db: float, words: list[tuple[float, float]], block: int
) -> None:
    """Words (length, silence after it) that stand out of the room's noise; whatever the blocks that they come in."""
    lengths = [(round(length * RATE), round(silence * RATE)) for length, silence in words]
    sound = a_room(2 + sum(length + silence for length, silence in lengths) / RATE, room_dbfs)
    at, spoken = 2 * RATE, []
    for length, silence in lengths:
        tone = np.sin(np.arange(length) * (2 * np.pi * 220 / RATE)) * 10 ** ((max(room_dbfs, -70) + over_db) / 20)
        sound[at : at + length] += tone
        spoken.append((at, at + length))
        at += length + silence
    found = pairs(heard(sound, 0.8, block))
    assert len(found) == len(spoken)
    for (begin, end), (first, last) in zip(found, spoken, strict=True):
        assert abs(first - begin - MARGIN) <= RATE // 50 and abs(end - last - MARGIN) <= RATE // 50


@settings(max_examples=20)
@given(st.floats(-90, -45), st.integers(0, 1_000))
def test_a_room_alone_begins_nothing(room_dbfs: float, seed: int) -> None:
    assert heard(a_room(6, room_dbfs, seed)) == []
    assert heard(np.zeros(3 * RATE)) == []


def test_a_click_begins_nothing_and_a_fan_that_starts_does_not_go_on_for_ever() -> None:
    sound = a_room(40, -70)
    for at in (3 * RATE, 4 * RATE, 5 * RATE):
        sound[at : at + 1_500] += 0.3
    assert heard(sound) == []
    fan = np.concatenate((a_room(5, -70), a_room(50, -45)))
    (only,) = pairs(heard(fan))
    assert only[1] < 30 * RATE


def test_a_pause_within_a_line_does_not_end_it() -> None:
    sound = a_room(8, -70)
    for at in (2.0, 2.9, 3.8):
        sound[round(at * RATE) : round((at + 0.4) * RATE)] *= 200
    assert len(pairs(heard(sound, 0.8))) == 1
    assert len(pairs(heard(sound, 0.4))) == 3


def test_margins_do_not_lie_in_the_word_before() -> None:
    sound = a_room(6, -70)
    for at in (2.0, 2.75):
        sound[round(at * RATE) : round((at + 0.3) * RATE)] *= 200
    (_, end), (begin, _) = pairs(heard(sound, 0.3))
    assert begin >= end


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_a_list_of_300_words_is_cut_into_300_takes(rate_hz: int, tmp_path) -> None:
    """Words of a real voice in a quiet room: 30 kinds, ten times each in another order."""
    names = (
        "apple bread candle door evening feather garden hollow island jacket kettle ladder mountain needle ocean pepper quiet "
        "river silver table under velvet winter yellow zebra it shush feel off six"
    )
    kinds = []
    for name in names.split():
        voice, own_hz = soundfile.read(speech.speak(name, tmp_path / f"{name}.wav"), dtype="float32")
        loud = np.flatnonzero(np.abs(voice) > 0.01)
        kinds.append(next(iter([voice[loud[0] : loud[-1]]])))
    assert own_hz == 22_050 and len(kinds) == 30
    order = np.random.default_rng(3).permutation(np.repeat(np.arange(30), 10))
    gap = np.zeros(own_hz, np.float32)
    parts, at, places = [gap], len(gap), []
    for kind in order:
        places.append((at / own_hz, (at + len(kinds[kind])) / own_hz))
        parts += [kinds[kind] * 0.5, gap]
        at += len(kinds[kind]) + len(gap)
    said = np.concatenate(parts)
    blocks = list(convert.conformed([said[:, None]], own_hz, rate_hz, 1))
    sound = np.concatenate(blocks)[:, 0]
    sound = sound + np.random.default_rng(4).normal(0, 10 ** (-66 / 20), len(sound)).astype(np.float32)
    found = pairs(heard(sound, 0.6, rate_hz // 50, rate_hz))
    assert len(found) == 300
    for (begin, end), (first, last) in zip(found, places, strict=True):
        assert begin / rate_hz < first and end / rate_hz > last, "no syllable is cut"
