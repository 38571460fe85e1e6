"""Integrated loudness in LUFS (ITU-R BS.1770-4): K-weighted power in blocks of 400 ms, gated at -70 LUFS and at 10 LU below
what is left.

The two filters of K-weighting are applied as one impulse response of 8 192 taps through the Fourier transform (overlap-save):
at 48 000 Hz the rest of it is below 1e-12. Filter figures: the recommendation's own, kept for other rates by the bilinear
transform (as in EBU Tech 3341's reference programs).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .pcm import Floats

_TAPS = 8_192
_SIZE = 1 << 15
_STEP = _SIZE - _TAPS
_ABSOLUTE, _RELATIVE_LU = -70.0, -10.0


class Loudness:
    """Block by block. One or two channels, each of weight 1."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._hop = round(rate_hz / 10)
        self._response = _response(rate_hz)
        self._before = np.zeros((channels, _TAPS), np.float32)
        self._waiting = [np.zeros((0, channels), np.float32)]
        self._frames = 0
        self._powers: list[NDArray[np.float64]] = []
        self._rest = np.zeros(0)

    def write(self, block: Floats) -> None:
        """`block` float32 (frames, channels)."""
        self._waiting.append(block)
        self._frames += len(block)
        if self._frames >= _STEP:
            whole = np.concatenate(self._waiting)
            at = 0
            for at in range(_STEP, len(whole) + 1, _STEP):
                self._weigh(whole[at - _STEP : at])
            self._waiting = [whole[at:]]
            self._frames = len(whole) - at

    def lufs(self) -> float:
        """The loudness of all that was written; -inf where nothing is as loud as the gate. To be asked once, at the end."""
        if self._frames:
            self._weigh(np.concatenate(self._waiting))
            self._waiting, self._frames = [], 0
        hops = np.concatenate([np.zeros(0), *self._powers])
        if len(hops) < 4:
            return -math.inf
        powers = (hops[:-3] + hops[1:-2] + hops[2:-1] + hops[3:]) / 4
        loud = powers[powers > _power(_ABSOLUTE)]
        if not len(loud):
            return -math.inf
        gate = _power(_lufs(float(loud.mean())) + _RELATIVE_LU)
        return _lufs(float(loud[loud > gate].mean()))

    def _weigh(self, block: Floats) -> None:
        """Up to `_STEP` frames through the filter; the power of each whole 100 ms is kept."""
        frames = np.zeros((len(self._before), _SIZE), np.float32)
        frames[:, :_TAPS] = self._before
        frames[:, _TAPS : _TAPS + len(block)] = block.T
        self._before = frames[:, len(block) : len(block) + _TAPS].copy()
        weighted = np.fft.irfft(np.fft.rfft(frames) * self._response, _SIZE)[:, _TAPS : _TAPS + len(block)]
        power = np.concatenate((self._rest, np.einsum("ij,ij->j", weighted, weighted)))
        whole = len(power) // self._hop * self._hop
        self._powers.append(power[:whole].reshape(-1, self._hop).mean(axis=1, dtype=np.float64))
        self._rest = power[whole:]


def _power(lufs: float) -> float:
    return math.pow(10, (lufs + 0.691) / 10)


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power)


@lru_cache(maxsize=4)
def _response(rate_hz: int) -> NDArray[np.complex64]:
    """The spectrum of both filters, the shelf of the head and the high pass, over `_SIZE` frames."""
    turn = np.exp(-2j * np.pi * np.arange(_SIZE * 2 + 1) / (_SIZE * 4))
    spectrum = np.ones(len(turn), np.complex128)
    for over, under in (_shelf(rate_hz), _high_pass(rate_hz)):
        spectrum *= np.polyval(over[::-1], turn) / np.polyval(under[::-1], turn)
    impulse = np.fft.irfft(spectrum, _SIZE * 4)[:_TAPS]
    return np.fft.rfft(impulse, _SIZE).astype(np.complex64)


def _shelf(rate_hz: int) -> tuple[list[float], list[float]]:
    """+4 dB above 1.7 kHz; numerator and denominator in powers of 1/z."""
    k, q = math.tan(math.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = math.pow(10, 3.999843853973347 / 20)
    middle = math.pow(high, 0.4996667741545416)
    below = 1 + k / q + k * k
    over = [high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k]
    return [value / below for value in over], [1, 2 * (k * k - 1) / below, (1 - k / q + k * k) / below]


def _high_pass(rate_hz: int) -> tuple[list[float], list[float]]:
    k, q = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    below = 1 + k / q + k * k
    return [1, -2, 1], [1, 2 * (k * k - 1) / below, (1 - k / q + k * k) / below]
