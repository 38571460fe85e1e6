"""A take as it is heard with its edits. Everyone who plays, checks, exports or sends a take asks here, so what is heard goes out.

Sound is made in blocks that lie at multiples of `BLOCK`, each only from its own number: so a frame has the same value wherever
listening began. A take without edits passes sample for sample. Fades at both ends are linear. Memory does not grow with the length.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.domain.edits import NOBODY, Edited, Piece, edited
from studio.domain.ids import TakeId

from .limiter import Limiter
from .pcm import Floats
from .reels import Reel, Reels
from .splicing import Spliced

if TYPE_CHECKING:
    from studio.domain.take import Take

    from .denoise import Denoise

BLOCK = 1 << 14
#: Where the file of a take lies.
OpenFile = Callable[[TakeId], Path]


def open_edited(take: Take, open_file: OpenFile) -> Rendered:
    """Takes at another rate or in other channels are converted to this take's. Raises Damaged where a file is gone or broken."""
    return Rendered(take, edited(take), open_file)


def write_edited(take: Take, open_file: OpenFile, path: Path, bits: int = 24) -> None:
    """A new WAV file of what is heard; a name that exists is refused (FileExistsError). Nothing is left behind where it fails.
    Raises Damaged and DiskTrouble."""
    from .wav import WavWriter

    rendered = open_edited(take, open_file)
    writer = WavWriter(path, rendered.rate_hz, rendered.channels, bits)
    try:
        for block in rendered.blocks():
            writer.write(block)
        writer.close()
    except BaseException:
        writer.close()
        path.unlink(missing_ok=True)
        raise


class Rendered:
    """May be listened to by several threads at a time: each has its own `blocks`."""

    def __init__(self, take: Take, now: Edited, open_file: OpenFile) -> None:
        self.rate_hz, self.channels = take.rate_hz, take.channels
        self._take_id, self._now = take.id, now
        ids = {piece.take_id for piece in now.pieces} - {NOBODY} | {take.id}
        self._reels = {id: Reel.found(open_file(id), take.rate_hz) for id in sorted(ids)}
        whole = Piece(take.id, 0, self._reels[take.id].frames)
        pieces = now.pieces if take.edits_done else (whole,)
        self._spliced = Spliced(pieces, take.rate_hz, lambda id: self._reels[id].frames)
        self.frames = self._spliced.frames
        self._limiter = None if now.ceiling_dbtp is None else Limiter(take.rate_hz, now.ceiling_dbtp)

    def blocks(self, start: int = 0) -> Generator[Floats, None, None]:
        """float32 (≤ `BLOCK`, channels) from `start` to the end. Raises Damaged."""
        with self._opened() as reels:
            for number in range(max(start, 0) // BLOCK, -(-self.frames // BLOCK)):
                at = number * BLOCK
                block = self._block(reels, at, min(BLOCK, self.frames - at))
                yield block[max(0, start - at) :]

    def read(self, start: int, end: int) -> Floats:
        """float32 (end - start, channels) of a short stretch that lies within. Raises Damaged."""
        parts, left = [np.zeros((0, self.channels), np.float32)], end - start
        with closing(self.blocks(start)) as blocks:
            while left > 0:
                parts.append(next(blocks)[:left])
                left -= len(parts[-1])
        return np.concatenate(parts)

    def _block(self, reels: Reels, start: int, frames: int) -> Floats:
        if not self._now.is_treated:
            return self._spliced.read(reels, self.channels, start, frames)
        beside = self._limiter.beside if self._limiter else 0
        sound = self._quiet(reels, start - beside, frames + 2 * beside)
        sound *= np.float32(10 ** (self._now.gain_db / 20))
        if self._limiter:
            sound = self._limiter.limited(sound)
        return self._faded(sound, start)

    def _quiet(self, reels: Reels, start: int, frames: int) -> Floats:
        read = partial(self._spliced.read, reels, self.channels)
        return self._denoise.read(read, start, frames) if self._denoise else read(start, frames)

    def _opened(self) -> Reels:
        return Reels(self._reels, self.channels, self._now.centre)

    def _faded(self, sound: Floats, start: int) -> Floats:
        frame = np.arange(start, start + len(sound)) + 0.5
        for fade, into in ((self._now.fade_in, frame), (self._now.fade_out, self.frames - frame)):
            fade = min(fade, self.frames)
            if fade and into.min() < fade:
                sound = sound * np.minimum(into / fade, 1).astype(np.float32)[:, None]
        return sound

    @cached_property
    def _denoise(self) -> Denoise | None:
        """With the quietest half second of the take itself as the noise; None where nothing is asked for or found."""
        if not self._now.quieter_db:
            return None
        from . import peaks
        from .denoise import Denoise
        from .quiet import quietest

        found = quietest(peaks.of_file(self._reels[self._take_id].path))
        if found is None:
            return None
        with self._opened() as reels:
            room = reels.read(self._take_id, found.start, found.frames)
        return Denoise(room, self.rate_hz, self._now.quieter_db)
