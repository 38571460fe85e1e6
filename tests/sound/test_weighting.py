"""The filter by matrix products beside the same filter frame by frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.sound.loudness import Loudness
from studio.sound.weighting import KWeighting, _high_pass, _shelf


def frame_by_frame(wave: NDArray[Any], rate_hz: int) -> NDArray[Any]:
    for over, under in (_shelf(rate_hz), _high_pass(rate_hz)):
        out = np.zeros(len(wave) + 2)
        before = np.concatenate((np.zeros(2), wave))
        for at in range(2, len(out)):
            out[at] = sum(over[late] * before[at - late] for late in range(3))
            out[at] -= sum(under[late] * out[at - late] for late in (1, 2))
        wave = out[2:]
    return wave


@pytest.mark.parametrize(("rate_hz", "row"), [(48_000, 64), (44_100, 63), (8_000, 50), (96_000, 33)])
def test_products_answer_as_the_recursion_does_across_blocks(rate_hz: int, row: int) -> None:
    wave = np.random.default_rng(4).normal(0.2, 0.2, row * 32 * 5).astype(np.float32)
    weighting = KWeighting(rate_hz, 2, row)
    parts = [weighting.weigh(np.stack((part, -part))) for part in np.split(wave, (weighting.step, 4 * weighting.step))]
    weighted = np.concatenate(parts, axis=1).reshape(2, -1)
    assert weighted[0] == pytest.approx(frame_by_frame(wave, rate_hz), abs=1e-5)
    assert np.array_equal(weighted[1], -weighted[0])


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 12_345, 22_050, 32_000, 44_100, 88_200, 96_000, 192_000])
def test_a_tone_is_as_loud_at_every_rate(rate_hz: int) -> None:
    """At odd rates, too, where 100 ms are no whole number of rows."""
    meter = Loudness(rate_hz, 2)
    wave = (np.sin(2 * np.pi * 997 * np.arange(rate_hz * 5) / rate_hz) / 10).astype(np.float32)
    meter.write(np.stack((wave, wave)))
    assert meter.lufs() == pytest.approx(-20, abs=0.1)
    assert meter.highest(30)[0] == pytest.approx(-20, abs=0.1)


@pytest.mark.parametrize("rate_hz", [1, 2, 10, 1_000, 3_000])
def test_rates_below_all_sound_have_a_figure(rate_hz: int) -> None:
    meter = Loudness(rate_hz, 1)
    meter.write(np.tile(np.array([[0.5, -0.5]], np.float32), 10_000))
    assert -40 < meter.lufs() < 10
