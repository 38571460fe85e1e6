"""True peak (ITU-R BS.1770-4, annex 2): the highest point of the wave between its samples, too.

The wave is drawn at 192 000 Hz (4 times 48 000 Hz) by a windowed sinc of 32 taps, flatter than the recommendation's own 48
coefficients, as a matrix product over rows of 16 frames. A row is only looked at where its samples are high enough to exceed
the highest point so far: no point between samples is higher than the highest of its 32 neighbours times the sum of the taps.
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
_WIDTH = _ROW + 2 * _HALF - 1
#: `heights` is shorter by so many frames on both sides.
BESIDE = _HALF
#: Kaiser window: 0.05 dB at 0.44 of the sample rate, images below -70 dB.
_BETA = 7.0


class TruePeak:
    """Block by block; `frame` is where the highest point is."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._points, self._bound = _matrix(_times(rate_hz))
        self._before = np.zeros((channels, _HALF - 1), np.float32)
        self._begin = 0  # of the first frame behind `_before`
        self._highest = 0.0
        self.frame = 0

    def write(self, block: Floats) -> None:
        """`block` float32 (channels, frames)."""
        sound = np.concatenate((self._before, block), axis=1)
        frames = (sound.shape[1] - 2 * _HALF + 1) // _COARSE * _COARSE
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
        size = np.abs(sound)
        peaks = size[:, :frames].reshape(len(size), -1, _COARSE).max(axis=2)
        behind = size[:, frames : frames + 2 * _HALF].max(axis=1, keepdims=True)
        if peaks.max() > self._highest:  # samples are points of the wave
            channel, at = divmod(int(size[:, :frames].argmax()), frames)
            self._highest = float(size[channel, at])
            self.frame = self._begin + at - _HALF + 1
        near = np.maximum(peaks, np.concatenate((peaks[:, 1:], behind), axis=1))
        windows = np.lib.stride_tricks.sliding_window_view(sound, _WIDTH, axis=1)[:, :frames:_ROW]
        for number, heights in enumerate(near):
            high = heights * self._bound > self._highest
            if len(self._points) and high.any():
                self._draw(windows[number], np.flatnonzero(np.repeat(high, _COARSE // _ROW)))

    def _draw(self, windows: Floats, rows: NDArray[np.intp]) -> None:
        """All points of those rows that may be the highest."""
        rows = rows[np.abs(windows[rows]).max(axis=1) * self._bound > self._highest]
        if not len(rows):
            return
        rows = np.resize(rows, -(-len(rows) // _GROUP) * _GROUP)  # filled up with the first ones again
        points = (windows[rows].reshape(-1, _GROUP, _WIDTH) @ self._points).reshape(len(rows), -1)
        np.abs(points, out=points)
        row, point = divmod(int(points.argmax()), points.shape[1])
        if points[row, point] > self._highest:
            self._highest = float(points[row, point])
            self.frame = self._begin + int(rows[row]) * _ROW + point % _ROW


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
def _matrix(times: int) -> tuple[Floats, float]:
    """(`_WIDTH`, (times - 1) * `_ROW`): from a row's samples to the points between them; and the largest sum of a point's taps."""
    taps = np.zeros((_WIDTH, times - 1, _ROW))
    for step in range(1, times):
        late = step / times - np.arange(1 - _HALF, _HALF + 1)
        sinc = np.sinc(late) * np.i0(_BETA * np.sqrt(np.maximum(0, 1 - (late / _HALF) ** 2))) / np.i0(_BETA)
        for frame in range(_ROW):
            taps[frame : frame + 2 * _HALF, step - 1, frame] = sinc / sinc.sum()
    flat = taps.reshape(_WIDTH, -1)
    return flat.astype(np.float32), float(np.abs(flat).sum(axis=0).max(initial=1.0))
