"""Verdicts: sentences, places and figures."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.delivery import Measures, Spec, Verdict, verdicts

GOOD = Measures(
    format="mp3",
    bits=None,
    bitrate_kbit=192.0,
    constant_bitrate=True,
    duration_s=60.0,
    sample_rate_hz=44_100,
    channels=1,
    peak_dbfs=-4.0,
    true_peak_dbtp=-3.8,
    true_peak_at_s=12.3,
    rms_dbfs=-20.0,
    integrated_lufs=-19.0,
    momentary_lufs=-15.0,
    momentary_at_s=3.0,
    short_term_lufs=-17.0,
    short_term_at_s=4.0,
    loudness_range_lu=5.0,
    noise_floor_dbfs=-65.0,
    noise_floor_at_s=0.1,
    head_s=0.6,
    tail_s=2.0,
    dc_offset=0.0,
    correlation=None,
    lowest_correlation=None,
    lowest_correlation_at_s=None,
    clipped_runs=0,
    clipped_at_s=(),
    clicks=0,
    clicks_at_s=(),
    plosives=0,
    plosives_at_s=(),
    digital_silence_s=0.0,
    digital_silence_at_s=(),
    dropped_blocks=0,
    dropped_at_s=(),
    repeated_blocks=0,
    repeated_at_s=(),
)
ACX = Spec(
    "ACX",
    format=("mp3",),
    sample_rate_hz=(44_100,),
    bitrate_kbit=(192, None),
    constant_bitrate=True,
    head_s=(0.5, 1),
    tail_s=(1, 5),
    rms_dbfs=(-23, -18),
    peak_dbfs=(None, -3),
    noise_floor_dbfs=(None, -60),
)


def one(asked: Spec, **changed: Any) -> Verdict:
    """The only verdict that fails."""
    failed = [verdict for verdict in verdicts(dataclasses.replace(GOOD, **changed), asked) if not verdict.passed]
    assert len(failed) == 1
    return failed[0]


def test_a_good_file_passes_everything_that_is_asked() -> None:
    found = verdicts(GOOD, ACX)
    assert all(verdict.passed and not verdict.sentence and verdict.at_s is None for verdict in found)
    assert {verdict.what for verdict in found} >= {"format", "rms_dbfs", "head_s", "noise_floor_dbfs"}
    assert verdicts(GOOD, Spec("nothing")) == ()


def test_too_quiet_says_how_much_louder_passes() -> None:
    verdict = one(ACX, rms_dbfs=-26.2)
    assert verdict.sentence == "It is too quiet: 3.2 dB louder passes"
    assert verdict.figures == "-26.2 dB RMS, asked -23.0 to -18.0 dB RMS"


def test_a_peak_has_its_place() -> None:
    verdict = one(ACX, peak_dbfs=-1.0)
    assert verdict.sentence == "Its highest peak, at 0:12.3, is 2.0 dB too high"
    assert verdict.at_s == 12.3
    assert verdict.figures == "-1.0 dBFS, asked at most -3.0 dBFS"


def test_a_tail_is_placed_where_it_begins() -> None:
    assert one(ACX, tail_s=8.0).at_s == 52.0


def test_another_rate_or_format_is_told_with_what_is_asked() -> None:
    asked = Spec("x", sample_rate_hz=(44_100, 48_000), channels=(2,))
    assert one(Spec("x", channels=(2,))).sentence == "It is mono; stereo is asked"
    failed = [verdict.sentence for verdict in verdicts(dataclasses.replace(GOOD, sample_rate_hz=8_000), asked)]
    assert failed[0] == "Its sample rate is 8000 Hz; 44100 Hz or 48000 Hz is asked"


def test_clipping_says_where_first() -> None:
    verdict = one(Spec("x", clipped_runs=(None, 0)), clipped_runs=2, clipped_at_s=(1.5, 9.0))
    assert (verdict.sentence, verdict.at_s) == ("It clips, first at 0:01.5", 1.5)


def test_a_lost_block_says_where_and_what_to_do() -> None:
    verdict = one(Spec("x", dropped_blocks=(None, 0)), dropped_blocks=1, dropped_at_s=(7.25,))
    assert verdict.sentence == "Sound was lost, first at 0:07.2: record this again"
    assert (verdict.at_s, verdict.figures) == (7.25, "1 dropped block, asked at most 0 dropped blocks")


def test_mono_may_be_asked_another_loudness() -> None:
    asked = Spec("x", integrated_lufs=(-17, -15), mono_lufs=(-20, -18))
    assert all(verdict.passed for verdict in verdicts(GOOD, asked))
    assert not all(verdict.passed for verdict in verdicts(dataclasses.replace(GOOD, channels=2), asked))


def test_a_loudness_that_is_not_there_does_not_pass_but_a_floor_that_is_not_there_does() -> None:
    asked = Spec("x", integrated_lufs=(-24, -22), noise_floor_dbfs=(None, -60), loudness_range_lu=(None, 8))
    verdict = one(asked, integrated_lufs=-math.inf, noise_floor_dbfs=None, loudness_range_lu=None)
    assert verdict.what == "integrated_lufs"
    assert "too short or too quiet" in verdict.sentence


@pytest.mark.parametrize(("duration_s", "word"), [(0.0, "empty"), (3.0, "nothing to hear")])
def test_a_file_without_sound_has_one_verdict(duration_s: float, word: str) -> None:
    found = verdicts(dataclasses.replace(GOOD, duration_s=duration_s, peak_dbfs=-math.inf), ACX)
    assert len(found) == 1
    assert word in found[0].sentence


@given(st.floats(-120, 6), st.floats(-120, 6))
def test_no_figure_contradicts_its_verdict(value: float, limit: float) -> None:
    """What is shown as inside passes, and what passes is shown as inside."""
    limit = round(limit, 1)
    (verdict,) = verdicts(dataclasses.replace(GOOD, rms_dbfs=value), Spec("x", rms_dbfs=(None, limit)))
    assert verdict.passed == (float(verdict.figures.split(" ")[0]) <= limit)
