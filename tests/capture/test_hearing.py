"""When somebody speaks: pure sounds in, beginnings and ends out."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.capture.hearing import Hearing, Spoken
from studio.capture.reading import ByVoice
from studio.settings import Settings
from studio.sound import convert
from tests.rig import speech

RATE = 48_000
MARGIN = round(ByVoice().margin_s * RATE)


def heard(
    sound: np.ndarray, silence_s: float = 0.8, block: int = 960, rate_hz: int = RATE, **by_voice: float
) -> list[Spoken]:
    hearing = Hearing(rate_hz, ByVoice(silence_s=silence_s, **by_voice))
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


def a_voice(over_db: float, length_s: float = 0.5) -> np.ndarray:
    """Two seconds of a room at -60 dBFS, a steady voice so far over it, two seconds."""
    sound, at = a_room(4 + length_s, -60), 2 * RATE
    voice = np.sin(np.arange(round(length_s * RATE)) * (2 * np.pi * 220 / RATE)) * 10 ** ((over_db - 60) / 20) * 2**0.5
    sound[at : at + len(voice)] += voice
    return sound


@pytest.mark.parametrize("over_db", [10, 13, 18, 24])
def test_a_voice_begins_a_take_where_it_stands_out_as_far_as_was_chosen(over_db: int) -> None:
    for opens_db in (8, 11, 15, 20, 28):
        assert bool(heard(a_voice(over_db), opens_db=opens_db)) == (over_db > opens_db)


def test_a_take_is_held_by_as_much_voice_as_was_chosen() -> None:
    """A firm word, then one at 7 dB over the room: it belongs to it, or not."""
    sound = a_voice(24, 1.0)
    soft = slice(2 * RATE + RATE // 2, 3 * RATE)
    sound[soft] = a_voice(7, 1.0)[soft]
    ends = [pairs(heard(sound, closes_db=closes_db))[0][1] for closes_db in (3, 15)]
    assert ends[0] - 3 * RATE == pytest.approx(MARGIN, abs=RATE // 20)
    assert ends[1] - soft.start == pytest.approx(MARGIN, abs=RATE // 50)


@pytest.mark.parametrize("margin_s", [0.0, 0.1, 0.5, 1.0])
def test_so_much_around_the_voice_is_kept_as_was_chosen(margin_s: float) -> None:
    """Also where less silence than that was chosen: then the take ends as soon as the margin is whole."""
    for silence_s in (0.4, 1.5):
        ((begin, end),) = pairs(heard(a_voice(24), silence_s, margin_s=margin_s))
        assert 2 * RATE - begin == pytest.approx(margin_s * RATE, abs=RATE // 50)
        assert end - 2.5 * RATE == pytest.approx(margin_s * RATE, abs=RATE // 50)


@pytest.mark.parametrize("level_db", [-1e9, 0.0, 1e9])
@pytest.mark.parametrize("seconds", [-1e9, 0.0, 1e9])
def test_a_choice_that_makes_no_sense_is_one_that_works(level_db: float, seconds: float) -> None:
    sound = np.concatenate((a_voice(50), np.zeros(21 * RATE)))
    found = heard(sound, seconds, opens_db=level_db, closes_db=level_db, margin_s=seconds)
    assert found and found[0].begins
    pairs(found if len(found) % 2 == 0 else found[:-1])


def test_what_holds_until_somebody_chooses_is_what_the_settings_say() -> None:
    assert ByVoice.of(Settings()) == ByVoice()
    chosen = Settings(auto_opens_db=20, auto_closes_db=6, auto_margin_s=0.5, auto_silence_s=2.0)
    assert ByVoice.of(chosen) == ByVoice(20, 6, 0.5, 2.0)


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


def test_whoever_stumbled_begins_anew_after_a_breath() -> None:
    """What was being said is cut off; a fifth of a second later it is said again, whole."""
    tone = np.sin(np.arange(RATE) * (2 * np.pi * 220 / RATE)) * 0.3
    sound = a_room(6, -66)
    for begin, end in ((2.0, 2.6), (2.8, 3.4)):
        at, to = round(begin * RATE), round(end * RATE)
        sound[at:to] += tone[: to - at]
    shaped = sound.astype(np.float32).reshape(-1, 1)
    hearing = Hearing(RATE, ByVoice(silence_s=0.8))
    found = hearing.write(shaped[: round(2.4 * RATE)])
    hearing.cut()
    found += hearing.write(shaped[round(2.4 * RATE) :])
    first, again = pairs(found)
    assert first[1] <= again[0] <= round(2.8 * RATE) and again[1] >= round(3.4 * RATE)
