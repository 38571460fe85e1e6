"""Listening to a silent room: its floor, the hum of the mains with its harmonics, and its spectrum in octaves. Pure.

The spectrum is Welch's (1967): windows of a second that overlap by half. Every level is the RMS of what lies in the band, of full
scale 1.0 in dBFS, so that the bands add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.domain.room import BANDS_HZ

from .pcm import Floats

_MAINS_HZ = (50, 60)
#: Harmonics that no other mains has; 300 Hz is both.
_HARMONICS = (1, 2, 3, 4)
#: A hum must stand so far out of the noise around it.
_STANDS_DB = 10.0
#: A tone is so many hertz wide on both sides, and so far around it the noise is looked at. The mains are off by 0.2 Hz at most.
_LOBE, _AROUND = 2, 14
_LEAST = 1e-12
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Silence:
    """See `studio.domain.room.Room`."""

    floor_dbfs: float
    hum_hz: int
    hum_dbfs: float
    bands_dbfs: tuple[float, ...]


def listened(sound: Floats, rate_hz: int) -> Silence:
    """`sound` float32 (frames, channels), of a second or more, in which nobody speaks."""
    mono = sound.mean(axis=1, dtype=np.float64)
    width = rate_hz // _TENTHS
    tenths = mono[: len(mono) // width * width].reshape(-1, width)
    floor = float(np.median(np.square(tenths).mean(axis=1)))  # a chair that creaks once is not the room
    hz, power = _spectrum(mono, rate_hz)
    hums = [(_hum(power, mains), mains) for mains in _MAINS_HZ]
    loudest, mains = max(hums)
    bands = tuple(_db(power[(hz >= band / np.sqrt(2)) & (hz < band * np.sqrt(2))].sum()) for band in BANDS_HZ)
    return Silence(_db(floor), mains if loudest > 0 else 0, _db(loudest), bands)


def _spectrum(mono: NDArray[Any], rate_hz: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Frequencies 1 Hz apart, and the power at each, of which the sum is the mean square."""
    window = np.hanning(rate_hz)
    whole = np.concatenate((mono, np.zeros(max(0, rate_hz - len(mono)))))
    starts = range(0, len(whole) - rate_hz + 1, rate_hz // 2)
    parts = [np.square(np.abs(np.fft.rfft(whole[at : at + rate_hz] * window))) for at in starts]
    power = np.mean(parts, axis=0) * 2 / (rate_hz * np.square(window).sum())
    return np.fft.rfftfreq(rate_hz, 1 / rate_hz), power


def _hum(power: NDArray[Any], mains_hz: int) -> float:
    """The power of those harmonics that stand out of what lies around them."""
    found = 0.0
    for middle in (mains_hz * number for number in _HARMONICS):
        near = power[middle - _LOBE : middle + _LOBE + 1]
        around = np.median(
            np.concatenate((power[middle - _AROUND : middle - _LOBE], power[middle + _LOBE + 1 : middle + _AROUND]))
        )
        if near.max() > max(around, _LEAST) * 10 ** (_STANDS_DB / 10):
            found += float(near.sum() - around * len(near))
    return found


def _db(power: float) -> float:
    return float(10 * np.log10(max(power, _LEAST)))
