"""Pieces of takes, one after the other, with nothing heard of the cuts.

Where two pieces meet that do not go on in one file, they are cross-faded for 10 ms with equal power (sine and cosine, so that the
power of two sounds that have nothing in common stays): the one that comes is heard early, as far as its take reaches back, and the
one that goes is heard longer for the rest. Room tone and silence reach everywhere, and so nothing of what they replace is heard.
Where there is too little beyond both ends, each is faded by itself within its own 5 ms.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from studio.domain.edits import CROSS_FADE_S, NOBODY, Piece
from studio.domain.ids import TakeId

from .pcm import Floats
from .reels import Reels

#: The seam of room tone that begins anew is cross-faded for so long, at most a third of it.
_TONE_FADE_S = 0.25


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the one that goes falls and the one that comes rises, in frames from where they meet."""

    fall: tuple[int, int] = (0, 0)
    rise: tuple[int, int] = (0, 0)


class Spliced:
    """Pure, but for what it reads; `frames_of` tells how long a take is."""

    def __init__(self, pieces: Sequence[Piece], rate_hz: int, frames_of: Callable[[TakeId], int]) -> None:
        self._pieces = tuple(pieces)
        self._rate_hz = rate_hz
        self._begins = [0, *accumulate(piece.frames for piece in pieces)]
        fade = round(CROSS_FADE_S * rate_hz)
        inner = [_cut(one, other, fade, frames_of) for one, other in pairwise(self._pieces)]
        self._cuts = [_Cut(), *inner, _Cut()]
        self._heard_from = [at + cut.rise[0] for at, cut in zip(self._begins[:-1], self._cuts[:-1], strict=True)]
        self._heard_to = [at + cut.fall[1] for at, cut in zip(self._begins[1:], self._cuts[1:], strict=True)]

    @property
    def frames(self) -> int:
        return self._begins[-1]

    def read(self, reels: Reels, channels: int, start: int, frames: int) -> Floats:
        """float32 (frames, channels) from any frame on; silence before the start and behind the end."""
        out = np.zeros((frames, channels), np.float32)
        end = start + frames
        for number in range(bisect_right(self._heard_to, start), bisect_left(self._heard_from, end)):
            piece = self._pieces[number]
            first, last = max(start, self._heard_from[number]), min(end, self._heard_to[number])
            if piece.take_id == NOBODY or first >= last:
                continue
            sound = self._material(reels, piece, first - self._begins[number], last - first)
            self._fade(number, first, sound)
            out[first - start : last - start] += sound
        return out

    def _material(self, reels: Reels, piece: Piece, inside: int, frames: int) -> Floats:
        if not piece.tone_frames:
            return reels.read(piece.take_id, piece.start + inside, frames)
        tone = reels.read(piece.take_id, piece.start, piece.tone_frames)
        return _looped(tone, inside, frames, round(_TONE_FADE_S * self._rate_hz))

    def _fade(self, number: int, first: int, sound: Floats) -> None:
        """The cuts on both sides of a piece, in place."""
        rise = tuple(self._begins[number] + at for at in self._cuts[number].rise)
        fall = tuple(self._begins[number + 1] + at for at in self._cuts[number + 1].fall)
        for (begin, end), curve in ((rise, np.sin), (fall, np.cos)):
            low, high = max(begin, first), min(end, first + len(sound))
            if low < high:
                along = (np.arange(low - begin, high - begin) + 0.5) / (end - begin)
                sound[low - first : high - first] *= curve(along * np.pi / 2).astype(np.float32)[:, None]


def _cut(left: Piece, right: Piece, fade: int, frames_of: Callable[[TakeId], int]) -> _Cut:
    """A piece gives each of its cuts half of itself at most."""
    to_left, to_right = min(fade, left.frames // 2), min(fade, right.frames // 2)
    before = to_left if _is_fill(right) else 0 if _is_fill(left) else min(to_left, right.start)
    beyond = fade if _is_fill(left) else max(frames_of(left.take_id) - left.start - left.frames, 0)
    behind = min(fade - before, to_right, beyond)
    if before + behind >= fade // 2 or min(to_left, to_right) == 0:
        return _Cut((-before, behind), (-before, behind))
    return _Cut((-min(fade // 2, to_left), 0), (0, min(fade // 2, to_right)))


def _is_fill(piece: Piece) -> bool:
    return piece.take_id == NOBODY or piece.tone_frames > 0


def _looped(tone: Floats, inside: int, frames: int, fade: int) -> Floats:
    """`tone` again and again; its end is cross-faded with its start, so that no seam is heard."""
    fade = min(fade, len(tone) // 3)
    period = len(tone) - fade
    turn = tone[:period].copy()
    if fade:
        along = (np.arange(fade, dtype=np.float64)[:, None] + 0.5) / fade * np.pi / 2
        turn[:fade] = tone[:fade] * np.sin(along) + tone[period:] * np.cos(along)
    return turn[np.arange(inside, inside + frames) % period]
