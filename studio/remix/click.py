"""The click track: heard while a remix plays, never exported. Pure.

A click is a short decaying sine, higher on the first of four beats. Beats are counted from the start of the time line, and from it
backwards for a count-in, so that none drifts by rounding.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from studio.domain.remix import RATE_HZ
from studio.sound.pcm import Floats

BEATS = 4
FRAMES = RATE_HZ // 25
_LEVEL = 0.35
_HZ, _ACCENT_HZ = 1_000.0, 1_500.0
_DECAY_S = 0.008


def beat_at(number: int, bpm: float) -> int:
    """The frame of a beat; 0 is the start of the time line."""
    return round(number * 60 * RATE_HZ / bpm)


def add(block: Floats, start: int, bpm: float) -> None:
    """Adds every click that sounds in `block` (frames, 2), whose first frame lies at `start`."""
    per_frame = bpm / (60 * RATE_HZ)
    first = math.floor((start - FRAMES) * per_frame)
    last = math.ceil((start + len(block)) * per_frame)
    for number in range(first, last + 1):
        at = beat_at(number, bpm) - start
        begin, end = max(0, at), min(len(block), at + FRAMES)
        if begin < end:
            block[begin:end] += sound(number % BEATS == 0)[begin - at : end - at, None]


@lru_cache(maxsize=2)
def sound(accent: bool) -> Floats:
    """One click, float32 (`FRAMES`,)."""
    seconds = np.arange(FRAMES) / RATE_HZ
    wave = np.sin(2 * np.pi * (_ACCENT_HZ if accent else _HZ) * seconds) * np.exp(-seconds / _DECAY_S)
    fade = np.minimum(1, (FRAMES - np.arange(FRAMES)) / 240)
    level = _LEVEL if accent else 0.7 * _LEVEL
    return np.asarray(level * wave * fade, np.float32)
