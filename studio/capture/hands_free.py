"""Auto mode: a take begins when somebody speaks and ends when they stop; what was said before that was known is remembered."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from .hearing import Hearing, Spoken
from .reading import ByVoice
from .reel import Reel

#: So much of what is remembered tells what the room is like.
_KNOWN_S = 5


class HandsFree:
    """Used on the take-writer thread only. After a take it waits to be told the next line; what is said meanwhile is not lost."""

    def __init__(self, reel: Reel, rate_hz: int, by_voice: ByVoice) -> None:
        self._reel = reel
        self._hearing = Hearing(rate_hz, by_voice, reel.heard)
        self._hearing.learn(reel.remembered(_KNOWN_S * rate_hz))
        self._due: deque[Spoken] = deque()
        self._waits = False

    def write(self, block: NDArray[np.float32]) -> None:
        """What was just written to the reel, too."""
        self._due.extend(self._hearing.write(block))
        self._act()

    def cut(self) -> None:
        """The take was ended by hand: whoever did that says which line is on now, be it the same one."""
        self._hearing.cut()
        self._waits = True

    def go_on(self) -> None:
        """A line is on."""
        self._waits = False
        self._act()

    def _act(self) -> None:
        while self._due and not (self._due[0].begins and self._waits):
            spoken = self._due.popleft()
            if spoken.begins:
                self._reel.start(self._reel.heard - spoken.frame, self._hearing.margin)
            elif self._reel.tape is not None:
                self._waits = True
                self._reel.stop(spoken.frame)
