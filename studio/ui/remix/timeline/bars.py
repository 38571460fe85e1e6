"""Where the bars of a lane's waveforms stand and how high they are: all clips of a lane at once, as numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .outline import Outline
from .row import (
    AMPLITUDE,
    END,
    FALL,
    OFFSET,
    PHASE,
    REVERSE,
    RISE,
    SPAN,
    START,
    TEMPO,
    Places,
    Row,
    Table,
)
from .scale import Scale

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """For each bar its left pixel, its height (0 to 1), and the place in `Row.clips` of the clip that it belongs to."""

    x: Places
    height: Floats
    clip: Places


def bars(
    row: Row, places: Places, scale: Scale, pixels: tuple[int, int], pitch: int, outlines: Mapping[str, Outline | None]
) -> Bars:
    """The bars of the clips at `places` between two pixels. Bars stand `pitch` pixels apart from their clip's left edge on,
    so that they stay where they are while the view moves; a sound without an outline has bars of no height."""
    table = row.table[places]
    left = np.rint(table[:, START] / scale.frames_per_px).astype(np.int64)
    right = np.rint(table[:, END] / scale.frames_per_px).astype(np.int64)
    first = np.maximum(0, (pixels[0] - left) // pitch)
    behind = np.minimum((right - left - 1) // pitch, -(-(pixels[1] - left) // pitch))
    counts = np.maximum(0, behind - first)
    of = np.repeat(np.arange(len(places)), counts)
    number = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts) + first[of]
    lines = table[of]
    step = pitch * scale.frames_per_px
    length = lines[:, END] - lines[:, START]
    begin = np.minimum(number * step, length - 1)
    end = np.minimum(begin + step, length)
    height = _loudest(row, places, of, _heard(lines, begin, end), step, outlines)
    height *= lines[:, AMPLITUDE] * _faded(lines, (begin + end) / 2, length)
    return Bars(left[of] + number * pitch + 1, np.minimum(height, 1.0), places[of])


def _heard(lines: Table, begin: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The frames of the material behind each bar. One that holds the seam of a loop shows the part before it."""
    span = lines[:, SPAN]
    first = (lines[:, PHASE] + begin) % span
    last = np.minimum(first + (end - begin), span)
    back = lines[:, REVERSE] > 0
    first, last = np.where(back, span - last, first), np.where(back, span - first, last)
    tempo = lines[:, TEMPO]  # offsets count the frames of the sound as it is played
    return (lines[:, OFFSET] + first) * tempo, (lines[:, OFFSET] + last) * tempo


def _loudest(
    row: Row,
    places: Places,
    of: Places,
    heard: tuple[Floats, Floats],
    step: float,
    outlines: Mapping[str, Outline | None],
) -> Floats:
    height = np.zeros(len(of))
    sounds = row.sound[places]
    used = np.unique(sounds).tolist()
    for number in used:
        outline = outlines.get(row.sounds[number])
        if outline is not None and len(of):
            own = slice(None) if len(used) == 1 else (sounds == number)[of]
            height[own] = outline.lift * outline.loudest(heard[0][own], heard[1][own], step)
    return height


def _faded(lines: Table, middle: Floats, length: Floats) -> Floats:
    return _risen(lines[:, RISE : RISE + 3], middle) * _risen(lines[:, FALL : FALL + 3], length - middle)


def _risen(fade: Floats, inside: Floats) -> Floats:
    """How far a fade (frames, cut, curve) has risen: t, sin(πt/2) or its square, as it will be heard."""
    frames, cut, curve = fade[:, 0], fade[:, 1], fade[:, 2]
    if not frames.any():
        return np.ones(len(frames))
    t = np.where(frames > 0, np.clip((inside + cut) / np.maximum(frames, 1), 0, 1), 1.0)
    bent = np.sin(t * (np.pi / 2))
    return np.where(curve == 0, t, np.where(curve == 1, bent, bent * bent))
