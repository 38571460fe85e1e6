"""The watchdog's stories, told with its own clock (REC-7, REC-8)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from studio.capture.watchdog import BEHIND_S, LOST_S, Verdict, Watchdog

RATE = 48_000
TICK_S = 0.02


class Story:
    """A device that delivers in periods of 30 ms, looked at every 20 ms."""

    def __init__(self, drift: float = 0.0) -> None:
        self.now = 100.0
        self.dog = Watchdog(RATE, self.now)
        self.rate = RATE * (1 + drift)
        self.spoken = 0.0
        self.lost = self.late = 0.0
        self.overflows = 0
        self.missing: list[int] = []
        self.verdicts: list[Verdict] = []

    def run(self, seconds: float, arriving: bool = True) -> None:
        for _ in range(round(seconds / TICK_S)):
            self.now += TICK_S
            self.spoken += TICK_S * self.rate
            if not arriving:
                self.late += TICK_S * self.rate
            whole = int((self.spoken - self.lost - self.late) / 1440) * 1440
            self.verdicts.append(self.dog.look(whole, self.overflows, self.now))
            if self.dog.missing:
                self.missing.append(self.dog.missing)


@given(st.floats(-0.0005, 0.0005))
def test_an_hour_of_a_drifting_clock_is_no_loss(drift: float) -> None:
    story = Story(drift)
    story.run(40)
    assert set(story.verdicts) == {Verdict.FINE} and not story.missing


@given(st.floats(0.3, 1.8))
def test_sound_that_only_came_late_is_no_loss(seconds: float) -> None:
    story = Story()
    story.run(3)
    story.run(seconds, arriving=False)
    assert Verdict.WAIT in story.verdicts
    story.late = 0
    story.run(2)
    assert not story.missing and story.verdicts[-1] is Verdict.FINE


@given(st.floats(0.3, 1.8))
def test_sound_that_never_came_is_counted(seconds: float) -> None:
    """REC-8: to within a period of the device."""
    story = Story()
    story.run(3)
    story.run(seconds, arriving=False)
    story.lost, story.late = story.late, 0
    story.run(3)
    assert story.missing == [approx(story.lost, abs=1500)]
    assert story.verdicts[-1] is Verdict.FINE


def test_a_halt_shows_after_a_quarter_second_and_is_a_loss_after_two() -> None:
    """REC-7."""
    story = Story()
    story.run(3)
    story.run(BEHIND_S + 0.1, arriving=False)
    assert story.verdicts[-1] is Verdict.WAIT and story.dog.behind_s > BEHIND_S
    story.run(LOST_S, arriving=False)
    assert story.verdicts[-1] is Verdict.LOST


@given(st.floats(0.04, 0.2))
def test_a_small_loss_is_seen_when_the_system_tells_of_an_overflow(seconds: float) -> None:
    story = Story()
    story.run(3)
    story.overflows += 1
    story.lost += seconds * RATE
    story.run(3)
    assert sum(story.missing) == approx(seconds * RATE, abs=1500)


def test_an_overflow_without_a_loss_is_no_gap() -> None:
    story = Story()
    story.run(3)
    story.overflows += 1
    story.run(3)
    assert sum(story.missing) <= 1440 and story.verdicts[-1] is Verdict.FINE


def test_a_microphone_that_wakes_up_slowly_is_waited_for() -> None:
    story = Story()
    story.run(4, arriving=False)
    assert Verdict.LOST not in story.verdicts
    story.run(2)
    assert story.verdicts[-1] is Verdict.FINE and not story.missing


def test_what_was_spoken_at_a_moment_is_known() -> None:
    story = Story()
    story.run(5)
    assert story.dog.frames_at(story.now) == approx(5 * RATE, abs=1500)
    assert story.dog.frames_at(story.now - 3) == approx(2 * RATE, abs=1500)


@given(st.floats(0.3, 1.5), st.floats(0, 8))
def test_the_moment_of_a_frame_and_the_frame_of_a_moment_are_one(lost_s: float, ago_s: float) -> None:
    """Also over a gap: what a take knows of its first frame holds for those behind it."""
    story = Story()
    story.run(5)
    story.run(lost_s, arriving=False)
    story.lost, story.late = story.late, 0.0
    story.run(4)
    moment = story.now - ago_s
    assert story.dog.moment_of(story.dog.frames_at(moment)) == approx(moment, abs=1 / RATE)
    assert story.dog.moment_of(RATE) - story.dog.moment_of(0) == approx(1.0)
