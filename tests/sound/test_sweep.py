"""The sweep that measures the round trip, looked for in sounds that never met a device."""

from __future__ import annotations

import numpy as np
import pytest

from studio.errors import Refused
from studio.sound.round_trip import agreed
from studio.sound.sweep import SWEEP_FRAMES, found, round_trip_s, sweep

SECOND = 48_000


@pytest.mark.parametrize("seed", range(4))
def test_the_sweep_is_found_in_a_noisy_room_with_echoes(seed: int) -> None:
    random = np.random.default_rng(seed)
    at = int(random.integers(2_000, 60_000))
    heard = random.normal(0, 0.02, 3 * SECOND)
    for echo, level in ((0, 0.1), (311, 0.06), (1_723, -0.07), (5_011, 0.03)):
        heard[at + echo : at + echo + SWEEP_FRAMES] += level * sweep()
    small = np.convolve(heard, [0.5, 0.3, -0.2])[: len(heard)]  # a loudspeaker that is no studio monitor
    where = found(small.astype(np.float32))
    assert where is not None and abs(where - at) < 4


def test_part_of_a_frame_counts() -> None:
    fine = np.interp(np.arange(SWEEP_FRAMES * 2) - 9_000.4, np.arange(SWEEP_FRAMES), sweep(), 0, 0)
    where = found(fine.astype(np.float32))
    assert where == pytest.approx(9_000.4, abs=0.2)


@pytest.mark.parametrize("heard", [np.zeros(90_000), np.random.default_rng(1).normal(0, 0.1, 120_000), np.ones(1)])
def test_where_there_is_no_sweep_none_is_found(heard: np.ndarray) -> None:
    assert found(heard.astype(np.float32)) is None


def test_the_round_trip_is_what_lies_between_played_and_heard() -> None:
    heard = np.zeros(5 * SECOND, np.float32)
    heard[2 * SECOND + 1_000 :][:SWEEP_FRAMES] += 0.2 * sweep()
    assert round_trip_s(heard, 50.0, 52.0) == pytest.approx(1_000 / SECOND, abs=1e-4)
    assert round_trip_s(heard, 50.0, 70.0) is None


def test_two_of_three_measurements_are_believed_and_one_is_not() -> None:
    assert agreed([0.062, 0.0622, 0.183]) == pytest.approx(0.0621)
    assert agreed([None, 0.0622, 0.062]) == pytest.approx(0.0621)
    for unclear in ([0.062, 0.1, 0.183], [None, None, 0.062], [None, None, None]):
        with pytest.raises(Refused, match="did not hear the sweep"):
            agreed(unclear)
