"""The one engine: what plays is what is exported, sample for sample.

Sound is made in blocks that lie at multiples of their size on the time line, and each sample of them only from its own frame: so it
has the same value wherever playing began, and in blocks of any size. Inside, everything is float32 at 48 000 Hz in two channels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from studio.domain.ids import LaneId
from studio.domain.remix import Clip, Curve, Fade, Lane, Material, Remix
from studio.sound.pcm import Floats

from .rack import Rack
from .samples import Raw, Source

#: What is made at once while it plays: an edit is heard that soon.
BLOCK = 1 << 14
#: What is made at once of a file: ten minutes of eight lanes are mixed in 0.45 s instead of 0.55 s. Twice as much is no faster: it
#: does not stay in a processor's cache (here of 2 MB).
LONG_BLOCK = 2 * BLOCK
#: What is heard at once of a clip, without mixing: 0.18 s for the same eight lanes, 0.20 s in half as large steps. 0.11 s of it is
#: reading. Two threads took about as long, and half as much again of the processors' time: they hand the interpreter over at every
#: step.
LISTEN = 8 * BLOCK
#: The limiter leaves everything below this as it is (-0.92 dBFS).
KNEE = np.float32(0.9)
#: Told of each clip's part of a block: the part's first frame on the time line, the clip, float32 (n, 2) valid until it returns,
#: and what it is still to be multiplied with.
Listener = Callable[[int, Clip, Floats, float], None]


@dataclass(frozen=True, slots=True)
class _Row:
    """The clips of a lane that are not muted, with their places as arrays; `end` counts the muted ones too."""

    all: tuple[Clip, ...]
    clips: tuple[Clip, ...]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    end: int

    @classmethod
    def of(cls, lane: Lane) -> _Row:
        clips = tuple(clip for clip in lane.clips if not clip.muted)
        starts = np.array([clip.start for clip in clips], np.int64)
        ends = np.array([clip.end for clip in clips], np.int64)
        return cls(lane.clips, clips, starts, ends, max((clip.end for clip in lane.clips), default=0))


class Mix:
    """A remix opened for listening; used by one thread at a time. `only` one lane makes its stem, as long as the whole.

    `after` is the mix of an earlier remix: what was opened and looked through for it is shared, so that an edit of a large remix
    costs little; closing one of the two closes both.
    Opening and reading raise Refused, Damaged and DiskTrouble where a material is missing or broken.
    """

    def __init__(
        self,
        remix: Remix,
        find: Callable[[Material], Path],
        *,
        only: LaneId | None = None,
        gain_db: float = 0.0,
        listener: Listener | None = None,
        after: Mix | None = None,
    ) -> None:
        self._rack: Rack = Rack((), find) if after is None else after._rack
        self._rack.know(remix.materials)
        known = {} if after is None else {id(row.all): row for row in after._rows}
        self._rows: list[_Row] = [known.get(id(lane.clips)) or _Row.of(lane) for lane in remix.lanes]
        self.frames = max((row.end for row in self._rows), default=0)
        self._limiter = remix.limiter and only is None
        self._listener = listener
        self._master = amplitude(remix.gain_db + gain_db)
        heard = {lane.id for lane in remix.heard_lanes() if only is None or lane.id == only}
        self._heard = [(lane, row) for lane, row in zip(remix.lanes, self._rows, strict=True) if lane.id in heard]
        self._part = np.empty((LISTEN, 2), np.float32)

    def prepare(self, clip: Clip) -> None:
        """Does now what would take long when the clip is first heard; may run on another thread than the one that reads."""
        self._rack.prepare(clip)

    def read(self, start: int, frames: int) -> Floats:
        """float32 (n, 2) from any frame on; n is less at the end."""
        end = min(self.frames, start + frames)
        parts = [np.zeros((0, 2), np.float32)]
        for at in range(start // BLOCK * BLOCK, end, BLOCK):
            parts.append(self._block(at, BLOCK)[max(0, start - at) : end - at])
        return np.concatenate(parts)

    def blocks(self, start: int = 0, size: int = BLOCK) -> Generator[Floats, None, None]:
        """float32 (≤ `size`, 2) from `start` to the end, each a new array."""
        for at in range(start // size * size, self.frames, size):
            yield self._block(at, size)[max(0, start - at) :]

    def listen(self, listener: Listener) -> None:
        """Every clip's part of the whole, one clip after the other, in larger steps and without mixing them."""
        for lane, row in self._heard:
            for clip in row.clips:
                for start in range(clip.start // LISTEN * LISTEN, clip.end, LISTEN):
                    first, last = max(start, clip.start), min(start + LISTEN, clip.end)
                    listener(first, clip, *self._sound(lane, clip, first - clip.start, last - first))

    def close(self) -> None:
        self._rack.close()

    def __enter__(self) -> Mix:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _block(self, start: int, size: int) -> Floats:
        out = np.zeros((min(size, self.frames - start), 2), np.float32)
        for frame, clip, part, level in self._parts(start, start + size):
            if self._listener is not None:
                self._listener(frame, clip, part, level)
            if level != 1:
                np.multiply(part, level, out=part)
            place = out[frame - start : frame - start + len(part)]
            np.add(place, part, out=place)
        return limited(out) if self._limiter else out

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, Clip, Floats, float]]:
        for lane, row in self._heard:
            for index in ((row.starts < end) & (row.ends > start)).nonzero()[0]:
                clip = row.clips[index]
                first, last = max(start, clip.start), min(end, clip.end)
                yield first, clip, *self._sound(lane, clip, first - clip.start, last - first)

    def _sound(self, lane: Lane, clip: Clip, inside: int, frames: int) -> tuple[Floats, float]:
        """What the clip adds to the mix, from its frame `inside` on, in a buffer that is used again; and a level that it still
        lacks, the same on both sides: whoever only listens multiplies sums with it, and not every sample."""
        samples = self._rack.samples(clip)
        left, right = _sides(self._master, lane.gain_db + clip.gain_db, samples.scale, lane.pan, clip.pan)
        level = left if left == right else 1.0
        out = self._part[:frames]
        at = 0
        for raw in pieces(samples, clip, inside, frames):
            place = out[at : at + len(raw)]
            if raw.shape[1] == 1:
                place[:, :1] = place[:, 1:] = raw.astype(np.float32)
            else:
                np.copyto(place, raw[:, :2])
            if left != right:
                flat = place.reshape(-1)
                np.multiply(flat, _row(left, right)[: len(flat)], out=flat)
            at += len(raw)
        envelope = faded(clip, inside, frames)
        if envelope is not None:
            for channel in (0, 1):  # one after the other: broadcasting over pairs takes several times as long
                out[:, channel] *= envelope
        return out, level


def amplitude(gain_db: float) -> float:
    return math.pow(10, gain_db / 20)


@lru_cache(maxsize=1024)
def _sides(master: float, gain_db: float, scale: float, *pans: float) -> tuple[float, float]:
    """What the left and the right samples are multiplied with, as float32 has it."""
    level = master * amplitude(gain_db) * scale
    left, right = zip(*map(panned, pans), strict=True)
    return float(np.float32(level * math.prod(left))), float(np.float32(level * math.prod(right)))


def panned(pan: float) -> tuple[float, float]:
    """Left and right: √2 cos θ and √2 sin θ with θ from 0 to π/2. The power stays; in the middle both are 1."""
    angle = (pan + 1) * math.pi / 4
    return math.sqrt(2) * math.cos(angle), math.sqrt(2) * math.sin(angle)


def limited(block: Floats) -> Floats:
    """`block` in place: above the knee the level rises ever slower and never reaches full scale."""
    if block.size and max(block.max(), -block.min()) > KNEE:
        size = np.abs(block)
        loud = size > KNEE
        room = 1 - KNEE
        over = size[loud].astype(np.float64) - KNEE
        block[loud] = np.copysign(KNEE + room * np.tanh(over / room) * (1 - 1e-6), block[loud])
    return block


def faded(clip: Clip, inside: int, frames: int) -> Floats | None:
    """The fades of a clip over `frames` from its frame `inside` on; None where none is."""
    behind = clip.length - inside - frames
    parts = []
    if inside < clip.fade_in.frames - clip.fade_in.cut:
        parts.append(rise(clip.fade_in, inside, frames))
    if behind < clip.fade_out.frames - clip.fade_out.cut:
        parts.append(rise(clip.fade_out, behind, frames)[::-1])
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else parts[0] * parts[1]


def rise(fade: Fade, first: int, frames: int) -> Floats:
    """A fade in from its frame `first` on. Counted in float64: float32 cannot count the frames of six minutes."""
    middle = fade.cut + first + 0.5
    along = np.arange(middle, middle + frames)
    along *= 1 / fade.frames
    t = along.astype(np.float32)
    np.minimum(t, 1, out=t)
    if fade.curve is Curve.LINEAR:
        return t
    t *= np.float32(np.pi / 2)
    np.sin(t, out=t)
    return t if fade.curve is Curve.EQUAL_POWER else np.square(t, out=t)


def pieces(samples: Source, clip: Clip, inside: int, frames: int) -> Iterator[Raw]:
    """The clip's samples, forwards or backwards, once or looped; each piece is valid until the next."""
    span = clip.loop or clip.length
    if clip.loop and span <= BLOCK:
        once = samples.read(clip.offset, span)
        turned = once[::-1] if clip.reverse else once
        yield turned[(np.arange(frames) + clip.phase + inside) % span]
        return
    while frames > 0:
        at = (clip.phase + inside) % span
        now = min(frames, span - at)
        first = span - at - now if clip.reverse else at
        raw = samples.read(clip.offset + first, now)
        yield raw[::-1] if clip.reverse else raw
        inside, frames = inside + now, frames - now


@lru_cache(maxsize=32)
def _row(left: float, right: float) -> Floats:
    """left, right, left, right …: one plain multiplication, for the same reason."""
    return np.tile(np.array([left, right], np.float32), LISTEN)
