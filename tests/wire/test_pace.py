from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.wire.pace import Pace
from studio.wire.watch import Stopped


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, stop: threading.Event, seconds: float) -> None:
        self.now += seconds


def sent(pace: Pace, size_bytes: int) -> list[int]:
    pieces, stop = [], threading.Event()
    while size_bytes:
        pieces.append(pace.allowed(size_bytes, stop))
        size_bytes -= pieces[-1]
    return pieces


@given(limit=st.integers(5_000, 10_000_000), seconds=st.integers(1, 30))
def test_a_limit_holds_over_any_time_and_is_used_up(limit: int, seconds: int) -> None:
    clock = Clock()
    pieces = sent(Pace(lambda: limit, clock, clock.wait), limit * seconds)
    assert min(pieces) >= 1 and sum(pieces) == limit * seconds
    assert seconds - 1 <= clock.now <= seconds + 1


def test_without_a_limit_nothing_waits() -> None:
    clock = Clock()
    assert sent(Pace(lambda: 0, clock, clock.wait), 1 << 30) == [1 << 30] and clock.now == 0.0


def test_a_limit_that_is_taken_away_holds_no_longer() -> None:
    clock, limits = Clock(), [10_000]
    pace = Pace(lambda: limits[0], clock, clock.wait)
    sent(pace, 20_000)
    limits[0] = 0
    then = clock.now
    sent(pace, 1 << 20)
    assert clock.now == then


def test_who_waits_for_the_limit_hears_a_stop() -> None:
    stop = threading.Event()
    pace = Pace(lambda: 1_000, Clock(), lambda event, seconds: event.set())
    with pytest.raises(Stopped):
        while True:
            pace.allowed(4_000, stop)


def test_two_uploads_share_one_limit() -> None:
    clock = Clock()
    pace = Pace(lambda: 100_000, clock, clock.wait)
    stop = threading.Event()
    for _ in range(20):
        assert pace.allowed(25_000, stop) and pace.allowed(25_000, stop)
    assert clock.now == pytest.approx(10.0, abs=0.5)
