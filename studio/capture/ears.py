"""What the booth can listen to: a microphone, or a sound file that is played into it in place of one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .microphone import Ear, Microphone
from .reading import Choice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def listen(choice: Choice) -> Ear:
    """Opens what was chosen. Raises DeviceTrouble, or Damaged for a file that holds no sound."""
    return Microphone(choice) if choice.voice is None else PlayedFile(choice, choice.voice)


class PlayedFile:
    """A sound file as an ear: it comes at its own pace, at the wished rate and channels, over and over, with a
    second of quiet hum between.

    The hum (-90 dBFS) stands for a room: exact silence would be a muted microphone.
    """

    note = "Played from a file in place of a microphone."

    def __init__(self, choice: Choice, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        import numpy as np

        from studio.sound import convert

        self.name = path.name
        self.rate_hz = self.device_rate_hz = choice.rate_hz
        self.channels = choice.channels
        sound = convert.read_all(path, choice.rate_hz, choice.channels)
        turn = 2 * np.pi * 50 / choice.rate_hz
        hum = np.float32(10 ** (-90 / 20)) * np.sin(turn * np.arange(choice.rate_hz)).astype(np.float32)
        self._sound = np.concatenate((sound, np.repeat(hum[:, None], choice.channels, axis=1)))
        self._clock, self._began, self._given = clock, clock(), 0

    def read(self) -> NDArray[np.float32]:
        import numpy as np

        start, end = self._given, self.arrived()
        self._given = end
        return self._sound[np.arange(start, end) % len(self._sound)]

    def arrived(self) -> int:
        return int((self._clock() - self._began) * self.rate_hz)

    def overflows(self) -> int:
        return 0

    def told_at(self) -> float | None:
        return self._began

    def alive(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing is held."""
