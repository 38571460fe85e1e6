"""The playhead: which frames are heard next, through loops and edits. It reads the engine and touches no device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studio.sound.pcm import Floats

from . import click
from .render import BLOCK, Mix

#: An edit is heard through a crossfade of so many frames (5 ms), so that it makes no click of its own.
CROSSFADE = 240
#: So many turns of a loop are remembered.
_KEPT_SEAMS = 1_000


@dataclass(frozen=True, slots=True)
class Way:
    """What is to be played: from `start` (below 0 is a count-in) to the end of the mix, or round and round in `loop`.

    `endless` goes on in silence behind the end, for somebody who records there. `bpm` is that of the click, 0 for none.
    """

    start: int = 0
    loop: tuple[int, int] | None = None
    endless: bool = False
    bpm: float = 0.0


@dataclass(frozen=True, slots=True)
class Seam:
    """From the frame `given` of what is played on, the time line runs on from `frame`."""

    given: int
    frame: int


class Head:
    """Used from one thread."""

    def __init__(self, mix: Mix, way: Way) -> None:
        self._mix, self._way = mix, way
        self._loop = way.loop if way.loop is not None and way.loop[0] < way.loop[1] else None
        start = way.start if self._loop is None or way.start < self._loop[1] else self._loop[0]
        self._frame = start
        self._rest = np.zeros((0, 2), np.float32)
        self._old: Floats | None = None
        self.given = 0
        self.seams = [Seam(0, start)]

    def change(self, mix: Mix) -> None:
        """The next frames come from another mix."""
        if self._old is None:
            self._old = self._rest[:CROSSFADE] if len(self._rest) >= CROSSFADE else self._made()[:CROSSFADE]
        self._mix = mix
        self._rest = self._rest[:0]

    def next(self, frames: int) -> Floats:
        """The next frames (n, 2), a new array; n is less where a block or the loop ends, and 0 behind the end."""
        if not len(self._rest):
            self._rest = self._made()
            if self._old is not None:
                _blend(self._rest, self._old)
                self._old = None
        piece, self._rest = self._rest[:frames].copy(), self._rest[frames:]
        if self._way.bpm:
            click.add(piece, self._frame, self._way.bpm)
        self._go_on(len(piece))
        return piece

    def frame_at(self, given: int) -> int:
        """The frame of the time line that was played as number `given`."""
        seam = next((one for one in reversed(self.seams) if one.given <= given), self.seams[0])
        return seam.frame + given - seam.given

    def _made(self) -> Floats:
        """From here to the end of a block, of the loop or of the mix."""
        at, mix = self._frame, self._mix
        if at < 0:
            return np.zeros((min(-at, BLOCK), 2), np.float32)
        end = self._loop[1] if self._loop is not None else None
        if at < mix.frames:
            return next(mix.blocks(at))[: None if end is None else end - at]
        if end is None and not self._way.endless:
            return np.zeros((0, 2), np.float32)
        return np.zeros((BLOCK if end is None else min(BLOCK, end - at), 2), np.float32)

    def _go_on(self, frames: int) -> None:
        self._frame += frames
        self.given += frames
        if self._loop is not None and self._frame == self._loop[1]:
            self._frame = self._loop[0]
            self.seams.append(Seam(self.given, self._frame))
            del self.seams[: max(0, len(self.seams) - _KEPT_SEAMS)]


def _blend(new: Floats, old: Floats) -> None:
    frames = min(len(new), len(old))
    share = ((np.arange(frames) + 0.5) / CROSSFADE).astype(np.float32)[:, None]
    new[:frames] = old[:frames] * (1 - share) + new[:frames] * share
