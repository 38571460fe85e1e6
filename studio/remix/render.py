"""The one engine: what plays is what is exported, sample for sample.

Sound is made in blocks that lie at multiples of `BLOCK` on the time line, and each block only from its own number: so a frame has
the same value wherever playing began. Inside, everything is float32 at 48 000 Hz in two channels.
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

BLOCK = 1 << 14
#: Listening without mixing takes larger steps.
LISTEN = 4 * BLOCK
#: The limiter leaves everything below this as it is (-0.92 dBFS).
KNEE = np.float32(0.9)
#: Told of each clip's part of a block: the part's first frame on the time line, the clip, float32 (n, 2) valid until it returns.
Listener = Callable[[int, Clip, Floats], None]


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
        self._heard = {lane.id for lane in remix.heard_lanes() if only is None or lane.id == only}
        self._lanes = remix.lanes
        self._part = np.empty((LISTEN, 2), np.float32)

    def prepare(self, clip: Clip) -> None:
        """Does now what would take long when the clip is first heard; may run on another thread than the one that reads."""
        self._rack.prepare(clip)

    def read(self, start: int, frames: int) -> Floats:
        """float32 (n, 2) from any frame on; n is less at the end."""
        end = min(self.frames, start + frames)
        parts = [np.zeros((0, 2), np.float32)]
        for number in range(start // BLOCK, -(-end // BLOCK)):
            at = number * BLOCK
            parts.append(self._block(number)[max(0, start - at) : end - at])
        return np.concatenate(parts)

    def blocks(self, start: int = 0) -> Generator[Floats, None, None]:
        """float32 (≤ `BLOCK`, 2) from `start` to the end, each a new array."""
        for number in range(start // BLOCK, -(-self.frames // BLOCK)):
            yield self._block(number)[max(0, start - number * BLOCK) :]

    def listen(self, listener: Listener) -> None:
        """Every clip's part of the whole, in larger steps and without mixing them."""
        for start in range(0, self.frames, LISTEN):
            for frame, clip, part in self._parts(start, start + LISTEN):
                listener(frame, clip, part)

    def close(self) -> None:
        self._rack.close()

    def __enter__(self) -> Mix:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _block(self, number: int) -> Floats:
        start = number * BLOCK
        out = np.zeros((min(BLOCK, self.frames - start), 2), np.float32)
        for frame, clip, part in self._parts(start, start + BLOCK):
            place = out[frame - start : frame - start + len(part)]
            np.add(place, part, out=place)
            if self._listener is not None:
                self._listener(frame, clip, part)
        return limited(out) if self._limiter else out

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, Clip, Floats]]:
        for lane, row in zip(self._lanes, self._rows, strict=True):
            if lane.id not in self._heard:
                continue
            for index in np.flatnonzero((row.starts < end) & (row.ends > start)):
                clip = row.clips[index]
                first, last = max(start, clip.start), min(end, clip.end)
                yield first, clip, self._sound(lane, clip, first - clip.start, last - first)

    def _sound(self, lane: Lane, clip: Clip, inside: int, frames: int) -> Floats:
        """What the clip adds to the mix, from its frame `inside` on; in a buffer that is used again."""
        samples = self._rack.samples(clip)
        left, right = _sides(self._master, lane.gain_db + clip.gain_db, samples.scale, lane.pan, clip.pan)
        out = self._part[:frames]
        at = 0
        for raw in pieces(samples, clip, inside, frames):
            place = out[at : at + len(raw)]
            if raw.shape[1] == 1:
                np.multiply(raw, left, out=place[:, :1])
                np.multiply(raw, right, out=place[:, 1:])
            else:
                np.copyto(place, raw[:, :2])
                flat = place.reshape(-1)
                np.multiply(flat, left if left == right else _row(left, right)[: len(flat)], out=flat)
            at += len(raw)
        envelope = faded(clip, inside, frames)
        if envelope is not None:
            for channel in (0, 1):  # one after the other: broadcasting over pairs takes several times as long
                out[:, channel] *= envelope
        return out


def amplitude(gain_db: float) -> float:
    return math.pow(10, gain_db / 20)


@lru_cache(maxsize=1024)
def _sides(master: float, gain_db: float, scale: float, *pans: float) -> tuple[np.float32, np.float32]:
    """What the left and the right samples are multiplied with."""
    level = master * amplitude(gain_db) * scale
    left, right = zip(*map(panned, pans), strict=True)
    return np.float32(level * math.prod(left)), np.float32(level * math.prod(right))


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
    along = np.arange(fade.cut + first, fade.cut + first + frames, dtype=np.float64)
    along += 0.5
    along *= 1 / fade.frames
    t = np.minimum(along, 1, out=along).astype(np.float32)
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
def _row(left: np.float32, right: np.float32) -> Floats:
    """left, right, left, right …: one plain multiplication, for the same reason."""
    return np.tile(np.array([left, right], np.float32), LISTEN)
