"""What a real sound card cannot be made to do on demand: microphones whose every loss a test decides."""

from __future__ import annotations

import sqlite3
import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.capture import salvage
from studio.capture.booth import BoothState, Choice
from studio.capture.listening import Listening, Missing
from studio.capture.reel import LONGEST_FILLED_S, Reel
from studio.capture.tape import Source
from studio.domain.take import Gap
from studio.errors import StudioError
from studio.paths import DataFolder
from studio.store import Store
from tests.rig import until

from .conftest import Studio
from .signals import RATE, FakeMicrophone, Shelf, as_sound, assert_unbroken, counter, numbers

STEREO = Choice(channels=2, preroll_s=1)


class Clock:
    """A monotonic clock, and how long the machine has slept."""

    def __init__(self) -> None:
        self.now = 50.0
        self.slept_s = 1_000.0

    def __call__(self) -> float:
        return self.now

    def asleep(self) -> float:
        return self.slept_s


class Night:
    """A listening on its own clock, and all that was heard, gaps as silence."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.ear = FakeMicrophone(clock=self.clock)
        self.listening = Listening(self.ear, self.clock, self.clock.asleep)
        self.parts: list[np.ndarray] = []
        self.gaps: list[Gap] = []

    def run(self, seconds: float, tick_s: float = 0.02) -> None:
        for _ in range(round(seconds / tick_s)):
            self.clock.now += tick_s
            for item in self.listening.hear():
                if isinstance(item, Missing):
                    self.gaps.append(Gap(sum(map(len, self.parts)), item.frames, item.why))
                    item = np.zeros((item.frames, 2), np.float32)
                self.parts.append(item)

    def numbers(self) -> np.ndarray:
        return numbers(np.concatenate(self.parts))


@settings(max_examples=20)
@given(st.floats(0.3, 1.9))
def test_a_gap_stands_at_its_place_and_time_stays_true(seconds: float) -> None:
    """REC-8: (frame, lost frames); behind the gap every number is where it would have been."""
    night = Night()
    night.run(2)
    night.ear.stall()
    night.run(seconds)
    night.ear.go_on(lost=True)
    night.run(2)
    (gap,) = night.gaps
    said = night.numbers()
    assert (said[: gap.frame] == np.arange(1_000_000, 1_000_000 + gap.frame)).all()
    silent = np.flatnonzero(said == 0)
    assert (silent == np.arange(gap.frame, gap.frame + gap.lost_frames)).all()
    after = said[gap.frame + gap.lost_frames :]
    assert (np.diff(after) == 1).all()
    assert abs(int(after[-1]) - (1_000_000 + len(said) - 1)) <= RATE * 0.03


class Busy(FakeMicrophone):
    """Between a look at the clock and the count of what arrived, the computer does something else for 4 ms."""

    def arrived(self) -> int:
        assert isinstance(self._clock, Clock)
        self._clock.now += 0.004
        return super().arrived()


def test_a_frame_is_never_held_for_earlier_than_it_came() -> None:
    night = Night()
    began, night.ear = night.clock.now, Busy(clock=night.clock)
    night.listening = Listening(night.ear, night.clock, night.clock.asleep)
    night.run(2)
    assert night.listening.moment_of(0) >= began - 1e-4


@settings(max_examples=20)
@given(st.floats(0.3, 1.9))
def test_sound_that_came_late_is_whole(seconds: float) -> None:
    night = Night()
    night.run(2)
    night.ear.stall()
    night.run(seconds)
    night.ear.go_on(lost=False)
    night.run(1)
    assert night.gaps == [] and (np.diff(night.numbers()) == 1).all()
    assert len(night.numbers()) >= (3 + seconds) * RATE - 2_000


@given(st.floats(1, 3600))
@settings(max_examples=20)
def test_a_sleep_is_a_gap(seconds: float) -> None:
    """REC-10: the clock that goes on in sleep jumps against the one that does not."""
    night = Night()
    night.run(1)
    night.clock.slept_s += seconds
    items = night.listening.hear()
    assert isinstance(items[0], Missing)
    assert (items[0].why, items[0].frames) == ("sleep", round(seconds * RATE))
    heard = (
        sum(map(len, night.parts))
        + items[0].frames
        + sum(len(item) for item in items[1:] if isinstance(item, np.ndarray))
    )
    assert abs(night.listening.frames_at(night.clock()) - heard) <= 1, "a press after the sleep finds its place"


def test_a_long_sleep_ends_the_take_and_a_linked_part_begins(folder: DataFolder) -> None:
    """REC-10: a night is not filled with silence."""
    store, troubles = Store.open(folder), list[StudioError]()
    reel = Reel(store, lambda: None, troubles.append, 1 << 20)
    reel.thread(Source("rig", RATE, 2, ""), STEREO)
    reel.write(as_sound(counter(RATE)))
    reel.start(RATE, RATE)
    reel.gap(Missing(LONGEST_FILLED_S * RATE + 1, "sleep"))
    (one,) = store.takes.list()
    reel.write(as_sound(counter(RATE // 2, 5_000_000)))
    reel.tick()
    reel.gap(Missing(RATE, "sleep"))
    reel.stop()
    two = store.takes.list()[0]
    assert (one.frames, one.preroll_frames, one.gaps) == (RATE, RATE, ())
    assert (two.frames, two.part_of, two.gaps) == (RATE * 3 // 2, one.id, (Gap(RATE // 2, RATE, "sleep"),))
    assert troubles == []
    store.close()


def test_another_microphone_takes_over_as_a_linked_part(studio: Studio) -> None:
    """REC-7: the device dies without a word; the take is kept, and goes on with the next one."""
    first, second = FakeMicrophone("first", time.monotonic), FakeMicrophone("second", time.monotonic)
    desk = studio(Shelf(first, second).listen)
    desk.open(STEREO)
    desk.booth.start()
    desk.until_long(1)
    first.gone = True
    desk.until_takes(1)
    until(lambda: desk.booth.reading().device == "second", "the second one is used")
    desk.until_state(BoothState.RECORDING)
    desk.until_long(0.5)
    desk.booth.stop()
    one, two = desk.until_takes(2)
    assert (one.device, two.device, two.part_of) == ("first", "second", one.id)
    assert desk.titles() == ["The microphone is gone"] and first.closed
    assert_unbroken(desk.sound(one), RATE // 2)
    assert_unbroken(desk.sound(two), RATE // 4)


def test_two_silent_seconds_are_a_lost_microphone(studio: Studio) -> None:
    """REC-7: no error is raised by any system; only the clock tells. The stop then ends the wish to go on."""
    ear = FakeMicrophone("only", time.monotonic)
    shelf = Shelf(ear)
    desk = studio(shelf.listen)
    desk.open(STEREO)
    desk.booth.start()
    desk.until_long(0.5)
    ear.stall()
    (take,) = desk.until_takes(1)
    desk.until_state(BoothState.LOST)
    until(lambda: "The microphone is gone" in desk.titles(), "it is said to be gone")
    assert "The microphone is late" in desk.titles()
    assert take.frames < RATE * 3 and take.gaps == ()
    until(lambda: "No microphone is connected" in desk.titles(), "it is looked for")
    desk.booth.stop()
    shelf.ears.append(FakeMicrophone("back", time.monotonic))
    desk.until_state(BoothState.READY)
    assert len(desk.takes()) == 1 and desk.titles().count("No microphone is connected") == 1


def test_lost_frames_are_in_the_take_and_told(studio: Studio) -> None:
    """REC-8: the mark is in the row and the sidecar, the words come at once, the window draws it."""
    ear = FakeMicrophone("shaky", time.monotonic)
    desk = studio(Shelf(ear).listen)
    desk.open(STEREO)
    until(lambda: desk.booth.reading().remembered_s > 1, "a second is remembered")
    desk.booth.start()
    desk.until_long(1.2)
    ear.stall()
    until(lambda: "The microphone is late" in desk.titles(), "it is late", 2)
    ear.go_on(lost=True)
    until(lambda: desk.booth.reading().lost_frames > 0, "the loss is counted")
    assert desk.booth.reading().gap_columns
    desk.until_long(2.5)
    desk.booth.stop()
    (take,) = desk.until_takes(1)
    (gap,) = take.gaps
    said = numbers(desk.sound(take))
    assert gap.lost_frames > RATE // 5 and take.lost_frames == gap.lost_frames
    assert not said[gap.frame : gap.frame + gap.lost_frames].any()
    assert said[gap.frame - 1] > 0 and said[gap.frame + gap.lost_frames] > 0
    assert any("of sound were lost" in title for title in desk.titles())


def test_no_microphone_is_told_once_and_at_each_press_and_found_later(studio: Studio) -> None:
    shelf = Shelf()
    desk = studio(shelf.listen)
    desk.booth.open(STEREO)
    desk.until_state(BoothState.LOST)
    until(lambda: len(shelf.asked) > 2, "it is looked for again and again")
    assert len(desk.troubles) == 1
    desk.booth.start()
    until(lambda: len(desk.troubles) == 2, "the press is answered")
    shelf.ears.append(FakeMicrophone("new", time.monotonic))
    desk.until_state(BoothState.READY)
    assert desk.titles() == ["No microphone is connected"] * 2 and desk.booth.reading().device == "new"


def test_a_chosen_microphone_that_is_missing_is_replaced_and_told(studio: Studio) -> None:
    class Choosy(Shelf):
        def listen(self, choice: Choice) -> FakeMicrophone:
            if choice.device:
                return Shelf().listen(choice)
            return super().listen(choice)

    desk = studio(Choosy(FakeMicrophone("built-in", time.monotonic)).listen)
    desk.open(Choice(device="USB", channels=2))
    assert desk.titles() == ["Another microphone is used now"]
    assert desk.booth.reading().device == "built-in"


def test_the_booth_looks_again_for_its_microphone_but_not_during_a_take(studio: Studio) -> None:
    """Hot-plug: the order waits until the take has ended."""
    first, second = FakeMicrophone("first", time.monotonic), FakeMicrophone("second", time.monotonic)
    desk = studio(Shelf(first, second).listen)
    desk.open(STEREO)
    desk.booth.start()
    desk.booth.look_again()
    desk.until_long(0.5)
    assert desk.booth.reading().device == "first" and not first.closed
    desk.booth.stop()
    until(lambda: desk.booth.reading().device == "second", "the new one is used")
    assert first.closed and len(desk.takes()) == 1 and desk.troubles == []


def test_a_library_that_fails_costs_no_sound(studio: Studio) -> None:
    """The row could not be written; the booth goes on, and the next look at the folder finds the take."""
    desk = studio(Shelf(FakeMicrophone("only", time.monotonic)).listen)
    desk.open(STEREO)
    desk.booth.start()
    desk.until_long(0.5)
    blocker = sqlite3.connect(desk.store.folder.database, isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN EXCLUSIVE")
    desk.booth.stop()
    until(lambda: desk.troubles, "it is told", 20)
    blocker.execute("ROLLBACK")
    blocker.close()
    assert desk.titles() == ["The take could not be put into the library"]
    desk.until_state(BoothState.READY)
    (found,) = salvage.scan(desk.store)
    assert found.kind is salvage.FoundKind.KEPT
    assert_unbroken(desk.sound(desk.takes()[0]), RATE // 4)


def test_stop_and_start_at_once_make_two_takes(studio: Studio) -> None:
    desk = studio(Shelf(FakeMicrophone("only", time.monotonic)).listen)
    desk.open(Choice(channels=2, preroll_s=0))
    desk.booth.start()
    desk.until_long(0.3)
    desk.booth.stop()
    desk.booth.start()
    (first,) = desk.until_takes(1)
    until(lambda: desk.booth.reading().take_id not in (None, first.id), "the second take is read of")
    desk.booth.start()
    desk.until_long(0.3)
    desk.booth.stop()
    takes = desk.until_takes(2)
    for take in takes:
        assert_unbroken(desk.sound(take), RATE // 5)


def test_closing_the_booth_keeps_the_running_take(studio: Studio) -> None:
    ear = FakeMicrophone("only", time.monotonic)
    desk = studio(Shelf(ear).listen)
    desk.open(STEREO)
    desk.booth.start()
    desk.until_long(0.5)
    desk.booth.close()
    assert ear.closed and desk.booth.reading().state is BoothState.CLOSED
    (take,) = desk.takes()
    assert_unbroken(desk.sound(take), RATE // 4)
