"""True peak (ITU-R BS.1770-4, annex 2): the highest point of the wave between its samples, too.

The wave is drawn at 192 000 Hz (4 times 48 000 Hz) by a windowed sinc of 32 taps, flatter than the recommendation's own 48
coefficients, as a matrix product over rows of 16 frames. A row is only drawn where it can exceed the highest point so far. No
point between samples is higher than the highest of its 32 neighbours times the sum of the taps; nor, and this leaves few rows of
a voice, higher than the higher of its two neighbours by more than a share of the sharpest bend among the 32. (Taps less those of
a straight line between the two are a second difference of something; the share is the sum of its sizes: 0.45.)
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .levels import dbfs
from .pcm import Floats

_DRAWN_HZ, _MOST_TIMES = 192_000, 24
_HALF, _ROW, _COARSE = 16, 16, 512
#: Rows a product: so few that OpenBLAS does not share one among threads.
_GROUP = 64
_WIDTH, _BEHIND = _ROW + 2 * _HALF - 1, 2 * _HALF
#: Coarse parts looked at together: those behind know how high these are.
_PARTS = 32
#: `heights` is shorter by so many frames on both sides.
BESIDE = _HALF
#: Kaiser window: 0.05 dB at 0.44 of the sample rate, images below -70 dB.
_BETA = 7.0


class TruePeak:
    """Block by block; `frame` is where the highest point is."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._points, self._bound, self._bend = _matrix(_times(rate_hz))
        self._before = np.zeros((channels, _HALF - 1), np.float32)
        self._begin = 0  # of the first frame behind `_before`
        self._highest = 0.0
        self.frame = 0

    def write(self, block: Floats) -> None:
        """`block` float32 (channels, frames)."""
        sound = np.concatenate((self._before, block), axis=1)
        frames = (sound.shape[1] - _BEHIND) // _COARSE * _COARSE
        if frames > 0:
            self._look(sound, frames)
            self._begin += frames
            sound = sound[:, frames:]
        self._before = sound

    def dbtp(self) -> float:
        """In dBTP, -inf for digital silence. To be asked once, at the end."""
        self.write(np.zeros((len(self._before), _COARSE + 2 * _HALF), np.float32))
        return dbfs(self._highest)

    def _look(self, sound: Floats, frames: int) -> None:
        """At rows that begin within the first `frames`, a multiple of `_COARSE`."""
        whole = sound[:, :frames]
        peaks = _highest(whole, _COARSE)
        if peaks.max() > self._highest:  # samples are points of the wave
            channel, at = divmod(int(np.abs(whole).argmax()), frames)
            self._highest = abs(float(whole[channel, at]))
            self.frame = self._begin + at - _HALF + 1
        if not self._points.size:
            return
        behind = np.abs(sound[:, frames : frames + _BEHIND]).max(axis=1, keepdims=True)
        near = np.maximum(peaks, np.concatenate((peaks[:, 1:], behind), axis=1))
        parts = np.lib.stride_tricks.sliding_window_view(sound, _COARSE + _BEHIND, axis=1)[:, ::_COARSE]
        places = np.argwhere(near * self._bound > self._highest)
        for first in range(0, len(places), _PARTS):
            number, at = places[first : first + _PARTS].T
            self._draw(parts[number, at], near[number, at], self._begin + at * _COARSE)

    def _draw(self, parts: Floats, near: Floats, begins: NDArray[np.intp]) -> None:
        """All points that may be the highest, of `parts` (number, `_COARSE` + `_BEHIND`), their highest samples and beginnings."""
        bends = np.zeros_like(parts)
        bends[:, 1:-1] = parts[:, 2:] - 2 * parts[:, 1:-1] + parts[:, :-2]
        high = near + self._bend * _highest(bends, parts.shape[1])[:, 0] > self._highest
        if not high.any():
            return
        parts, begins = parts[high], begins[high]
        heights, sharpest = _highest(parts, _ROW), _highest(bends[high], _ROW)
        heights = np.maximum(heights[:, :-2], heights[:, 1:-1])
        sharpest = np.maximum(np.maximum(sharpest[:, :-2], sharpest[:, 1:-1]), sharpest[:, 2:])
        part, row = np.nonzero(heights + self._bend * sharpest > self._highest)
        if not len(part):
            return
        windows = np.lib.stride_tricks.sliding_window_view(parts, _WIDTH, axis=1)[:, ::_ROW][part, row]
        filled = np.resize(windows, (-(-len(part) // _GROUP), _GROUP, _WIDTH))  # up with the first ones again
        points = np.abs(filled @ self._points).reshape(-1, self._points.shape[1])
        at, point = divmod(int(points.argmax()), points.shape[1])
        if points[at, point] > self._highest:
            self._highest = float(points[at, point])
            at %= len(part)
            self.frame = int(begins[part[at]]) + int(row[at]) * _ROW + point % _ROW


def _highest(sound: Floats, count: int) -> Floats:
    """Of every `count` samples in a row."""
    rows = sound.reshape(len(sound), -1, count)
    highest: Floats = np.maximum(rows.max(axis=2), -rows.min(axis=2))
    return highest


def bound(rate_hz: int) -> float:
    """No point of the wave is higher than so many times the highest of its samples."""
    return _matrix(_times(rate_hz))[1]


def heights(sound: Floats, rate_hz: int) -> NDArray[np.float64]:
    """The highest point of the wave near each frame, over all channels: of `sound` float32 (frames, channels) without `BESIDE`
    frames at both ends. What lies between two frames counts for both."""
    points = _matrix(_times(rate_hz))[0]
    frames = len(sound) - 2 * BESIDE
    found: NDArray[np.float64] = np.abs(sound[BESIDE:-BESIDE]).max(axis=1).astype(np.float64)
    if not points.size:
        return found
    rows = -(-(frames + 1) // (_ROW * _GROUP)) * _GROUP
    between = np.zeros(rows * _ROW, np.float32)  # from one frame before the first on
    for plane in sound.T:
        padded = np.zeros(rows * _ROW + _WIDTH, np.float32)
        padded[: len(sound)] = plane
        windows = np.lib.stride_tricks.sliding_window_view(padded, _WIDTH)[: rows * _ROW : _ROW]
        drawn = windows.reshape(-1, _GROUP, _WIDTH) @ points
        np.maximum(between, np.abs(drawn).reshape(rows, -1, _ROW).max(axis=1).reshape(-1), out=between)
    np.maximum(found, between[:frames], out=found)
    np.maximum(found, between[1 : frames + 1], out=found)
    return found


def _times(rate_hz: int) -> int:
    return min(max(round(_DRAWN_HZ / rate_hz), 1), _MOST_TIMES)


@lru_cache(maxsize=4)
def _matrix(times: int) -> tuple[Floats, float, float]:
    """(`_WIDTH`, (times - 1) * `_ROW`): from a row's samples to the points between them; the largest sum of a point's taps; and the
    share of a bend."""
    taps, bound, bend = np.zeros((_WIDTH, times - 1, _ROW)), 1.0, 0.0
    for step in range(1, times):
        late = step / times - np.arange(1 - _HALF, _HALF + 1)
        sinc = np.sinc(late) * np.i0(_BETA * np.sqrt(np.maximum(0, 1 - (late / _HALF) ** 2))) / np.i0(_BETA)
        sinc /= sinc.sum()
        for frame in range(_ROW):
            taps[frame : frame + 2 * _HALF, step - 1, frame] = sinc
        line = np.zeros(2 * _HALF)
        line[_HALF] = sinc @ np.arange(1 - _HALF, _HALF + 1)
        line[_HALF - 1] = 1 - line[_HALF]
        bound = max(bound, float(np.abs(sinc).sum()))
        bend = max(bend, float(np.abs((sinc - line).cumsum().cumsum()).sum()))
    return taps.reshape(_WIDTH, -1).astype(np.float32), bound, bend
