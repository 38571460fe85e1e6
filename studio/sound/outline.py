"""The outline of a take with its edits, put together from the outlines of what it is made of: no sound is read for it.

Each column is as high as the columns that its frames come from, so that no peak is hidden; the 10 ms of a cross-fade and the
quieter noise are not drawn. A take of two hours and thousands of pieces takes about a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.domain.edits import NOBODY, Edited, Piece, edited
from studio.domain.ids import TakeId
from studio.domain.take import Take

from . import peaks
from .editing import OpenFile, Rendered
from .peaks import BASE, Pairs, Peaks

Whole = NDArray[np.int64]


def of_take(take: Take, open_file: OpenFile) -> Peaks:
    """Raises Damaged where a file is gone or broken."""
    return of_edited(edited(take), take.rate_hz, Sources(open_file))


class Sources:
    """The outlines of takes, one after the other in one row, each found once."""

    def __init__(self, open_file: OpenFile) -> None:
        self._open_file = open_file
        self._found: dict[TakeId, Peaks] = {}
        self._places: dict[TakeId, tuple[int, int, int]] = {}  # first column, columns, rate
        self.pairs: Pairs = np.zeros((1, 2), np.int16)  # silence

    def place(self, id: TakeId) -> tuple[int, int, int]:
        """The first column of a take in `pairs`, how many there are, and its own rate."""
        if id == NOBODY:
            return 0, 1, 1
        if id not in self._places:
            found = self._outline(id)
            level = found.levels[0] if found.levels else self.pairs[:1]
            self._places[id] = len(self.pairs), len(level), found.rate_hz
            self.pairs = np.concatenate((self.pairs, level))
        return self._places[id]

    def whole(self, now: Edited, rate_hz: int) -> Peaks | None:
        """The outline of a take, where that is all that is heard."""
        first, *more = now.pieces
        if more or first.start or first.tone_frames or first.take_id == NOBODY:
            return None
        found = self._outline(first.take_id)
        return found if (found.frames, found.rate_hz) == (first.frames, rate_hz) else None

    def _outline(self, id: TakeId) -> Peaks:
        if id not in self._found:
            self._found[id] = _found(self._open_file, id)
        return self._found[id]


def of_edited(now: Edited, rate_hz: int, sources: Sources) -> Peaks:
    if not now.is_treated and (whole := sources.whole(now, rate_hz)) is not None:
        return whole
    pairs = _treated(now, _columns(now.pieces, rate_hz, sources))
    return peaks.from_finest(now.frames, rate_hz, pairs)


def _found(open_file: OpenFile, id: TakeId) -> Peaks:
    from .reels import gone

    path = open_file(id)
    try:
        return peaks.of_file(path)
    except OSError as error:
        raise gone(path, error) from error


def _columns(pieces: Sequence[Piece], rate_hz: int, sources: Sources) -> Pairs:
    """One pair a column: of every piece that lies in it, the columns that it comes from."""
    frames = np.array([piece.frames for piece in pieces], np.int64)
    ends = np.cumsum(frames)
    begins = ends - frames
    first = begins // BASE
    count = (ends - 1) // BASE - first + 1  # columns that a piece touches
    which = np.repeat(np.arange(len(pieces)), count)
    column = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + first[which]
    inside = np.maximum(column * BASE - begins[which], 0)
    until = np.minimum((column + 1) * BASE, ends[which]) - begins[which]
    low, high = _sourced(pieces, which, inside, until - 1, rate_hz, sources)
    turns = np.flatnonzero(np.diff(column, prepend=-1))
    return np.stack((np.minimum.reduceat(low, turns), np.maximum.reduceat(high, turns)), axis=1)


def _sourced(
    pieces: Sequence[Piece], which: Whole, first: Whole, last: Whole, rate_hz: int, sources: Sources
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Lowest and highest of the frames from `first` to `last` of those pieces. Room tone begins anew after its length."""
    places = np.array([sources.place(piece.take_id) for piece in pieces], np.int64)
    start = np.array([piece.start for piece in pieces], np.int64)
    tone = np.array([piece.tone_frames for piece in pieces], np.int64)
    base, count, own_hz = (places[:, at][which] for at in range(3))
    turn = np.where(tone[which] > 0, tone[which], np.iinfo(np.int64).max)
    found = []
    for frame in (first, last):
        at = (start[which] + frame % turn) * own_hz // rate_hz // BASE
        there = at < count
        found.append(np.where(there, base + np.minimum(at, count - 1), 0))
    one, other = (sources.pairs[at] for at in found)
    return np.minimum(one[:, 0], other[:, 0]), np.maximum(one[:, 1], other[:, 1])


def _treated(now: Edited, pairs: Pairs) -> Pairs:
    if not now.is_treated:
        return pairs
    out = pairs.astype(np.float32)
    if now.centre:
        out -= np.float32(np.mean(now.centre) * 32_768)
    out *= np.float32(10 ** (now.gain_db / 20))
    if now.ceiling_dbtp is not None:
        top = np.float32(32_768 * 10 ** (now.ceiling_dbtp / 20))
        np.clip(out, -top, top, out=out)
    middle = (np.arange(len(out)) + 0.5) * BASE
    for fade, into in ((now.fade_in, middle), (now.fade_out, now.frames - middle)):
        if fade:
            out *= np.clip(into / min(fade, now.frames), 0, 1).astype(np.float32)[:, None]
    return np.clip(out, -32_768, 32_767).astype(np.int16)


@dataclass(frozen=True, slots=True)
class Near:
    """Every sample of a stretch, for a look that is closer than columns: lowest and highest over the channels."""

    start: int
    low: NDArray[np.float32]
    high: NDArray[np.float32]

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.start + len(self.low)

    def columns(self, count: int, start: int, end: int) -> NDArray[np.float32]:
        """As `Peaks.columns`; each column reaches to the next one's first sample, so that a line is drawn."""
        edges = np.linspace(start - self.start, end - self.start, count + 1)
        first = np.clip(edges[:-1].astype(np.int64), 0, len(self.low) - 1)
        last = np.clip(edges[1:].astype(np.int64), first, len(self.low) - 1) + 1
        bounds = np.stack((first, last), axis=1).reshape(-1)
        low, high = np.append(self.low, self.low[-1]), np.append(self.high, self.high[-1])
        ends = np.minimum.reduceat(low, bounds)[::2], np.maximum.reduceat(high, bounds)[::2]
        return np.stack(ends, axis=1).astype(np.float32)


def near(rendered: Rendered, start: int, end: int) -> Near:
    """Raises Damaged."""
    sound = rendered.read(start, end)
    return Near(start, sound.min(axis=1), sound.max(axis=1))
