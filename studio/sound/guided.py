"""A sound and its guide together, each frame of the guide where it was heard while the sound was made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from .convert import converted, open_sound
from .heard import WithGuide, opened
from .pcm import Floats

#: So much quieter is the guide, so that both have room and the take is what is listened to.
GUIDE = np.float32(0.5)
_SILENT = 1 << 14


class Guided:
    """As long as the sound, at its rate, in stereo. Raises Refused and Damaged."""

    channels = 2

    def __init__(self, heard: WithGuide) -> None:
        self._sound, self._guide, self._at = opened(heard.sound), open_sound(heard.guide), heard.at
        self.rate_hz = self._sound.rate_hz

    def blocks(self, start_frame: int = 0) -> Iterator[Floats]:
        """float32 (frames, 2) from `start_frame` to the end of the sound."""
        guide, rest = self.guide(start_frame), np.zeros((0, self.channels), np.float32)
        for block in converted(self._sound, self.rate_hz, self.channels, start_frame):
            while len(rest) < len(block):
                more = next(guide, None)
                rest = np.concatenate((rest, _silence(len(block)) if more is None else more))
            yield np.clip(block + rest[: len(block)], -1, 1)
            rest = rest[len(block) :]

    def guide(self, start: int) -> Iterator[Floats]:
        """The guide alone, to its end, from where it is at frame `start` of the sound: silence before it begins."""
        first = round(max(0, start - self._at) * self._guide.rate_hz / self.rate_hz)
        waits = max(0, self._at - start)
        silence = (_silence(min(_SILENT, waits - at)) for at in range(0, waits, _SILENT))
        heard = converted(self._guide, self.rate_hz, self.channels, first)
        return chain(silence, (GUIDE * block for block in heard))


def _silence(frames: int) -> Floats:
    return np.zeros((frames, Guided.channels), np.float32)
