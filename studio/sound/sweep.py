"""The round trip: how late what the loudspeaker plays comes back into the microphone. Pure.

What the loudspeaker takes at one moment comes back into the takes one round trip later: through both devices and the air between
them. It is measured once for each pair of microphone and loudspeaker: a sweep is played and looked for in what was heard.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .loudspeaker import RATE_HZ
from .pcm import Floats

#: A second: long enough to stand out of a noisy room, short enough to be patient with.
SWEEP_FRAMES = RATE_HZ
_FROM_HZ, _TO_HZ, _LEVEL = 300.0, 6_000.0, 0.5
_EDGE = RATE_HZ // 50
#: So many times louder than all else the sweep must stand in what was heard.
_CLEAR = 8.0
#: The direct sound comes before its echoes, and may be weaker than one of them.
_FIRST = 0.7
#: A longer round trip is a mistake.
MOST_S = 1.0


def sweep() -> Floats:
    """What is played to measure the round trip: a tone that rises from 300 to 6 000 Hz, float32 (`SWEEP_FRAMES`,).

    Every loudspeaker and microphone passes these; its length makes it stand out of noise by 30 dB and more.
    """
    seconds = np.arange(SWEEP_FRAMES) / RATE_HZ
    length, rise = SWEEP_FRAMES / RATE_HZ, np.log(_TO_HZ / _FROM_HZ)
    phase = 2 * np.pi * _FROM_HZ * length / rise * np.expm1(seconds / length * rise)
    frames = np.arange(SWEEP_FRAMES)
    edge = np.minimum(1, np.minimum(frames, frames[::-1]) / _EDGE)
    return np.asarray(_LEVEL * np.sin(phase) * edge, np.float32)


def round_trip_s(heard: Floats, heard_at: float, played_at: float) -> float | None:
    """From what a take heard of a sweep; None where it was not heard clearly.

    `heard` (frames,) is the whole take at 48 000 Hz. `heard_at` is when its first frame arrived, `played_at` when the loudspeaker
    took the first frame of the sweep, both in seconds of one clock.
    """
    due = round((played_at - heard_at) * RATE_HZ)
    first = max(0, due - round(MOST_S * RATE_HZ) // 4)
    at = found(heard[first : due + SWEEP_FRAMES + round(MOST_S * RATE_HZ)])
    return None if at is None else heard_at + (first + at) / RATE_HZ - played_at


def found(heard: Floats) -> float | None:
    """The frame, and part of a frame, at which the sweep begins in `heard` (frames,); None where it was not heard clearly.

    Generalised cross-correlation (Knapp and Carter 1976) between the frequencies of the sweep: the peak is as sharp in a room
    with echoes as without.
    """
    size = 1 << (len(heard) + SWEEP_FRAMES).bit_length()
    cross = np.fft.rfft(heard, size) * np.fft.rfft(sweep(), size).conj()
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    inside, strength = (hz > _FROM_HZ) & (hz < _TO_HZ), np.abs(cross)
    if not strength[inside].any():
        return None
    cross *= inside / np.maximum(strength, strength[inside].mean() / 10)
    both = np.concatenate((cross, np.zeros(size - len(cross))))  # only positive frequencies: the envelope
    match = np.abs(np.fft.ifft(both))[: max(1, len(heard) - SWEEP_FRAMES // 2)]
    best = match.max()
    if best < _CLEAR * np.sqrt((match**2).mean()):
        return None
    at = int(np.flatnonzero(match >= _FIRST * best)[0])
    at += int(match[at : at + RATE_HZ // 2_000].argmax())
    return at + _between(match, at)


def _between(match: NDArray[Any], at: int) -> float:
    """The top of a parabola through the three values around the highest: -0.5 … 0.5 frames."""
    if not 0 < at < len(match) - 1:
        return 0.0
    before, here, behind = match[at - 1 : at + 2]
    bend = before - 2 * here + behind
    return float(np.clip((before - behind) / (2 * bend), -0.5, 0.5)) if bend < 0 else 0.0
