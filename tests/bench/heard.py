"""What the loudspeaker's monitor hears, with a moment for every frame."""

from __future__ import annotations

import threading
import time

import numpy as np

from studio.capture.microphone import Microphone
from studio.capture.reading import Choice
from studio.sound.pace import Pace

RATE_HZ = 48_000


class Heard:
    """Listens on a thread of its own until `close`."""

    def __init__(self) -> None:
        self._ear, self._pace, self._over = Microphone(Choice()), Pace(RATE_HZ), threading.Event()
        self._parts: list[np.ndarray] = []
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def frames(self) -> int:
        return sum(map(len, self._parts))

    def louder_ms(self, level: float, after: int, moment: float) -> float:
        """From `moment` (`time.monotonic`) to the first frame behind `after` that is louder than `level`."""
        first = np.flatnonzero(np.abs(np.concatenate(self._parts)[after:, 0]) > level)[0]
        return 1_000 * ((self._pace.moment(after + int(first)) or 0.0) - moment)

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._ear.close()

    def _listen(self) -> None:
        while not self._over.wait(0.002):
            self._pace.look(self._ear.arrived(), time.monotonic())
            self._parts.append(self._ear.read())
