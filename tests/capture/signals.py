"""A counter as sound: every frame says its own number, so that a lost, doubled or changed frame shows itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.capture.reading import Choice
from studio.errors import DeviceTrouble

RATE = 48_000


def counter(frames: int, start: int = 1_000_000) -> bytes:
    """16-bit stereo: the lower 16 bits of the number left, the upper ones right."""
    numbers = np.arange(start, start + frames, dtype=np.int64)
    return np.stack((numbers & 0xFFFF, numbers >> 16), axis=1).astype("<u2").tobytes()


def numbers(sound: np.ndarray) -> np.ndarray:
    """The numbers that a recorded counter says; 0 is silence."""
    words = np.rint(sound * 32_768).astype(np.int64) & 0xFFFF
    said: np.ndarray = words[:, 0] | words[:, 1] << 16
    return said


def as_sound(raw: bytes) -> np.ndarray:
    return np.frombuffer(raw, "<i2").reshape(-1, 2).astype(np.float32) / 32_768


def assert_unbroken(sound: np.ndarray, least: int) -> None:
    """From its first number on, the counter goes up by one each frame, for at least `least` frames."""
    said = numbers(sound)
    begun = said[int(np.argmax(said > 0)) :]
    counted = begun[: int(np.argmax(begun == 0))] if (begun == 0).any() else begun
    steps = np.diff(counted)
    breaks = np.flatnonzero(steps != 1)
    assert not len(breaks), f"{len(breaks)} breaks, first at {breaks[0]}: {counted[breaks[0] : breaks[0] + 2]}"
    assert len(counted) >= least, f"only {len(counted)} frames were counted"


class FakeMicrophone:
    """What the rig cannot do: a microphone whose every frame, loss and end a test decides. Sound is the counter."""

    note = ""
    rate_hz = device_rate_hz = RATE
    channels = 2

    def __init__(self, name: str = "fake", clock: Callable[[], float] | None = None) -> None:
        self.name = name
        self.gone = self.closed = False
        self.losses = 0
        self._arrived = self._given = 0
        self._number = 1_000_000
        self._clock = clock
        self._paused = False
        self._began = clock() if clock else 0.0
        self._skipped = 0
        self._waiting: list[tuple[int, int]] = []

    def stall(self) -> None:
        """Nothing arrives from now on, and no error is raised."""
        self._come()
        self._paused = True

    def go_on(self, lost: bool) -> None:
        """Sound arrives again: what was spoken meanwhile is lost, or comes late."""
        if lost:
            due = self._due()
            self._number += due - self._arrived - self._skipped
            self._skipped = due - self._arrived
        self._paused = False

    def arrived(self) -> int:
        self._come()
        return self._arrived

    def read(self) -> np.ndarray:
        self._come()
        parts = [np.arange(first, end, dtype=np.int64) for first, end in self._waiting]
        self._waiting = []
        said = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        return as_sound(np.stack((said & 0xFFFF, said >> 16), axis=1).astype("<u2").tobytes())

    def overflows(self) -> int:
        return self.losses

    def told_at(self) -> float | None:
        return self._began if self._clock is not None else None

    def alive(self) -> bool:
        return not self.gone

    def close(self) -> None:
        self.closed = True

    def _due(self) -> int:
        assert self._clock is not None
        return int((self._clock() - self._began) * RATE)

    def _come(self) -> None:
        if self._paused or self.gone:
            return
        new = self._due() - self._skipped - self._arrived
        if new > 0:
            self._waiting.append((self._number, self._number + new))
            self._number += new
            self._arrived += new


class Shelf:
    """What is plugged in: each opening takes the first microphone that is left, in order."""

    def __init__(self, *ears: FakeMicrophone) -> None:
        self.ears = list(ears)
        self.asked: list[Choice] = []

    def listen(self, choice: Choice) -> FakeMicrophone:
        self.asked.append(choice)
        if not self.ears:
            raise DeviceTrouble("No microphone is connected", "Your work is safe. Plug one in.", "")
        return self.ears.pop(0)
