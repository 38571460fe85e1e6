"""Gentle noise reduction by spectral gating: where a tone's power is about that of the room alone, it is made quieter.

The sound is cut into windows of about 43 ms that overlap by three quarters (square root of a Hann window on both sides, which add
up to a whole). In each, a frequency keeps sqrt(1 - 3 × noise / power) of itself, but never less than the asked floor. Power and
gain are smoothed over neighbours in time and pitch, so that no single tone flutters. Windows lie at multiples of their step in the
whole sound, so a frame has the same value wherever listening began.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .pcm import Floats

_WINDOW_S = 0.043
_OVER = 3.0
#: Windows and tones on each side over which power and gain are smoothed.
_POWER_REACH, _GAIN_REACH, _TONE_REACH = 1, 2, 1
_REACH = _POWER_REACH + _GAIN_REACH
#: Reads float32 (frames, channels) from any frame on; silence where there is no sound.
Read = Callable[[int, int], Floats]


class Denoise:
    """`room` float32 (frames, channels) is the noise by itself."""

    def __init__(self, room: Floats, rate_hz: int, quieter_db: float) -> None:
        self._size = 1 << round(math.log2(_WINDOW_S * rate_hz))
        self._step = self._size // 4
        self._window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(self._size) / self._size)).astype(np.float32)
        self._floor = math.pow(10, -abs(quieter_db) / 20)
        if len(room) < self._size:
            room = np.zeros((self._size, room.shape[1]), np.float32)
        self._noise = (np.abs(self._tones(room)) ** 2).mean(axis=0)

    def read(self, read: Read, start: int, frames: int) -> Floats:
        """What `read` gives, with its noise quieter."""
        step, size = self._step, self._size
        first, last = (start - size) // step + 1, -(-(start + frames) // step)  # windows that are heard
        begin, end = (first - _REACH) * step, (last - 1 + _REACH) * step + size
        tones = self._tones(read(begin, end - begin))
        gain = _smoothed(self._gain(tones), _GAIN_REACH)
        tones = tones[_REACH:-_REACH] * gain
        windows = np.fft.irfft(tones, size, axis=1) * (self._window[:, None] / 2)
        sound: Floats = np.zeros(((last - first) * step + size, windows.shape[2]), np.float32)
        for number, window in enumerate(windows):
            sound[number * step : number * step + size] += window
        heard: Floats = sound[start - first * step :][:frames]
        return heard

    def _tones(self, sound: Floats) -> NDArray[np.complexfloating]:
        """(windows, tones, channels)."""
        windows = np.lib.stride_tricks.sliding_window_view(sound, self._size, axis=0)[:: self._step]
        tones: NDArray[np.complexfloating] = np.fft.rfft(windows.swapaxes(1, 2) * self._window[:, None], axis=1)
        return tones

    def _gain(self, tones: NDArray[np.complexfloating]) -> NDArray[np.float32]:
        power = _smoothed((np.abs(tones) ** 2).astype(np.float32), _POWER_REACH)
        kept = 1 - _OVER * self._noise / np.maximum(power, np.float32(1e-20))
        gain: NDArray[np.float32] = np.sqrt(np.clip(kept, self._floor**2, 1)).astype(np.float32)
        return gain


def _smoothed(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The mean with `reach` windows before and behind, which are then gone, and with the tones beside it."""
    count = len(values) - 2 * reach
    over_time = sum(values[at : at + count] for at in range(2 * reach + 1))
    padded = np.pad(over_time, ((0, 0), (_TONE_REACH, _TONE_REACH), (0, 0)), mode="edge")
    total = sum(padded[:, at : at + values.shape[1]] for at in range(2 * _TONE_REACH + 1))
    return np.asarray(total / ((2 * reach + 1) * (2 * _TONE_REACH + 1)), np.float32)
