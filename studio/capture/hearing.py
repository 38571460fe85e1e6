"""When somebody speaks: a level that stands out of the room, with hysteresis. Pure: blocks go in, beginnings and ends come out.

As in LinguaRecorder (of Lingua Libre): margins around what was spoken, a shortest length, a silence that ends it, two thresholds.
These lie over the quietest tenth of the last 20 s, so that a noisy room needs no setting.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .reading import ByVoice

#: The margin behind what was spoken has to lie in the silence that ends it, and so much more.
_BEHIND_S = 0.05
#: A voice cannot stand out of a room by less or more, and no longer margin or silence is waited for.
_LEAST_DB, _MOST_DB, _LONGEST_S = 3.0, 40.0, 10.0
#: So much must be loud before it is a word, and no click; so near to each other.
_SHORTEST_S, _TOGETHER_S = 0.08, 0.25
_WINDOWS_PER_S = 100
#: What was cut off is over after so short a pause: whoever stumbled soon begins anew.
_BREATH = 15
_ROOM_S = 20
#: A room is taken to be no quieter than this, and what is louder is no room.
_QUIETEST_DBFS, _LOUDEST_DBFS = -70.0, -35.0
#: Nothing is decided before so much of the room was heard, and what the room is like, this often.
_KNOWN_AFTER, _LOOKS_EVERY = _WINDOWS_PER_S // 2, _WINDOWS_PER_S // 10


@dataclass(frozen=True, slots=True)
class Spoken:
    """At `frame` somebody begins to speak, or has ended; margins included."""

    frame: int
    begins: bool


class Hearing:
    """`start` is the number of the first frame that will be written."""

    def __init__(self, rate_hz: int, by_voice: ByVoice, start: int = 0) -> None:
        self._width, self._start = rate_hz // _WINDOWS_PER_S, start
        self._opens_db = min(max(by_voice.opens_db, _LEAST_DB), _MOST_DB)
        self._closes_db = min(max(by_voice.closes_db, _LEAST_DB), self._opens_db)
        margin_s = min(max(by_voice.margin_s, 0.0), _LONGEST_S)
        #: So many frames before and behind what was spoken belong to it.
        self.margin = round(margin_s * rate_hz)
        self._silence = round(min(max(by_voice.silence_s, margin_s + _BEHIND_S), 2 * _LONGEST_S) * _WINDOWS_PER_S)
        self._room: deque[float] = deque(maxlen=_ROOM_S * _WINDOWS_PER_S)
        self._room_dbfs = _QUIETEST_DBFS
        self._early: list[float] = []
        self._rest: NDArray[np.float32] | None = None
        self._window = self._loud = self._last = 0
        self._first: int | None = None
        self._ended = start
        self._speaks = self._is_cut = False

    def learn(self, sound: NDArray[np.float32]) -> None:
        """What was heard before the first frame: the room is known from it."""
        self._room.extend(self._levels(sound))
        self._look_at_room()

    def cut(self) -> None:
        """What is being said is not waited for any more."""
        self._is_cut = self._speaks

    def write(self, block: NDArray[np.float32]) -> list[Spoken]:
        """`block` float32 (frames, channels). What became known with it, in order; a beginning is known a moment after it was."""
        block = block if self._rest is None else np.concatenate((self._rest, block))
        whole = len(block) // self._width * self._width
        self._rest, levels = block[whole:], self._early + self._levels(block[:whole])
        self._room.extend(levels[len(self._early) :])
        self._early = levels if len(self._room) < _KNOWN_AFTER else []
        if self._early:
            return []
        return [one for one in map(self._hear, levels) if one is not None]

    def _levels(self, sound: NDArray[np.float32]) -> list[float]:
        """In dBFS, one for each 10 ms."""
        count = len(sound) // self._width
        windows = sound[: count * self._width].reshape(count, self._width * sound.shape[1])
        power = np.square(windows, dtype=np.float64).mean(axis=1)
        levels: list[float] = (10 * np.log10(np.maximum(power, 1e-20))).tolist()
        return levels

    def _look_at_room(self) -> None:
        """The quietest tenth of what was heard lately."""
        if not self._room:
            return
        tenth = len(self._room) // 10
        self._room_dbfs = float(np.clip(np.partition(self._room, tenth)[tenth], _QUIETEST_DBFS, _LOUDEST_DBFS))

    def _hear(self, level: float) -> Spoken | None:
        window, self._window = self._window, self._window + 1
        if window % _LOOKS_EVERY == 0:
            self._look_at_room()
        room = self._room_dbfs
        if self._speaks:
            return self._hear_end(window, level > room + self._closes_db)
        if level > room + self._opens_db:
            if self._first is None or window - self._last > _TOGETHER_S * _WINDOWS_PER_S:
                self._first, self._loud = window, 0
            self._last, self._loud = window, self._loud + 1
            if self._loud >= _SHORTEST_S * _WINDOWS_PER_S:
                self._speaks = True
                return Spoken(max(self._ended, self._frame(self._first) - self.margin), begins=True)
        return None

    def _hear_end(self, window: int, is_loud: bool) -> Spoken | None:
        if is_loud:
            self._last = window
        silence, margin = (_BREATH, 0) if self._is_cut else (self._silence, self.margin)
        if window - self._last < silence:
            return None
        self._speaks, self._first, self._is_cut = False, None, False
        self._ended = self._frame(self._last + 1) + margin
        return Spoken(self._ended, begins=False)

    def _frame(self, window: int) -> int:
        return self._start + window * self._width
