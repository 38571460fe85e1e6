"""A material at another tempo or pitch, made once and kept in the cache folder, so that any frame of it can be read at once.

It is made in chapters of about a minute, each from its own part of the material and a margin on both sides, by Signalsmith Stretch
in a child process (the library holds the interpreter while it works). Where two chapters meet they are joined with a short
crossfade at the place where they agree best. All of this follows from the material, the tempo and the pitch alone: so the same
frame is the same sample wherever playing began, in the mix that is heard as in the one that is exported.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.remix import RATE_HZ, Material
from studio.errors import Damaged, Refused, StudioError
from studio.sound.pcm import Floats

from . import cache
from .samples import Raw, Samples, lying

CHAPTER = 60 * RATE_HZ
MARGIN = 2 * RATE_HZ
#: So many frames a join may lie from the border of two chapters, and half of its crossfade.
_REACH, _HALF = RATE_HZ // 5, 1 << 9
_STEP = 48
_OPEN_AT_ONCE = 4
#: To be raised whenever the library is, because the same clip may then sound otherwise.
_ENGINE = "signalsmith-0.3.1"
_PATIENCE_S = 180
NO_LIBRARY = 3


class Stretched:
    """Reads like `samples.Samples`; `frames` of the material at its new tempo. `material_samples` opens the material itself."""

    scale = 1.0
    is_short = False

    def __init__(
        self, material: Material, tempo: float, pitch_st: float, material_samples: Callable[[], Samples]
    ) -> None:
        self._material, self._tempo, self._pitch_st = material, tempo, pitch_st
        self._material_samples = material_samples
        self._count = max(1, material.frames // CHAPTER)
        self._runs: dict[int, Samples] = {}
        self._joins: dict[int, int] = {}
        self.frames = material.frames if tempo == 1 else max(1, round(material.frames / tempo))

    @property
    def channels(self) -> int:
        with closing(self._material_samples()) as samples:
            return samples.channels

    def prepare(self, first: int, last: int) -> None:
        """Makes the chapters of these frames that are not in the cache yet."""
        for number in self._chapters(first, last):
            self._file(number)

    def read(self, start: int, frames: int) -> Raw:
        """float32 (frames, channels), a new array; behind the end there is silence."""
        out: Floats | None = None
        for number in self._chapters(start, start + frames):
            begin, end = (self._edge(one, start, start + frames) for one in (number, number + 1))
            first, last = max(start, begin - _HALF), min(start + frames, end + _HALF)
            if first >= last:
                continue
            part = self._run(number).read(first - self._at(number), last - first) * _weight(first, last, begin, end)
            if out is None:
                out = np.zeros((frames, part.shape[1]), np.float32)
            out[first - start : last - start] += part
        return np.zeros((frames, self.channels), np.float32) if out is None else out

    def close(self) -> None:
        for run in self._runs.values():
            run.close()
        self._runs.clear()

    def _chapters(self, first: int, last: int) -> range:
        """The chapters that are heard in these frames, with those that decide where their joins lie."""
        room = _REACH + _HALF
        numbers = [
            n for n in range(self._count) if self._border(n) - room < last and self._border(n + 1) + room > first
        ]
        return range(numbers[0], numbers[-1] + 1) if numbers else range(self._count - 1, self._count)

    def _border(self, number: int) -> int:
        """The frame at which a chapter begins, before its join is looked for."""
        return round(number * CHAPTER / self._tempo) if number < self._count else self.frames

    def _edge(self, number: int, first: int, last: int) -> int:
        """Where the chapter before gives way to this one; far from the frames asked for, about there."""
        if number in (0, self._count):
            return -_HALF if number == 0 else self.frames + _HALF
        border = self._border(number)
        far = border + _REACH + _HALF <= first or border - _REACH - _HALF >= last
        return border if far else self._join(number)

    def _join(self, number: int) -> int:
        """The place near a border where both chapters are most alike."""
        if number not in self._joins:
            border = self._border(number)
            first, size = border - _REACH - _HALF, 2 * (_REACH + _HALF)
            before, behind = (
                self._run(one).read(first - self._at(one), size).astype(np.float64).sum(axis=1)
                for one in (number - 1, number)
            )
            places = range(0, size - 2 * _HALF, _STEP)
            likeness = [_alike(before[at : at + 2 * _HALF], behind[at : at + 2 * _HALF]) for at in places]
            self._joins[number] = first + places[int(np.argmax(likeness))] + _HALF
        return self._joins[number]

    def _at(self, number: int) -> int:
        """The frame at which the file of a chapter begins."""
        return round(self._part(number)[0] / self._tempo)

    def _part(self, number: int) -> tuple[int, int]:
        """The frames of the material from which a chapter is made."""
        first = max(0, number * CHAPTER - MARGIN)
        last = (number + 1) * CHAPTER + MARGIN if number < self._count - 1 else self._material.frames
        return first, last

    def _run(self, number: int) -> Samples:
        if number not in self._runs:
            layout = lying(self._file(number))
            if layout is None:
                raise Damaged("A stretched sound cannot be read", "Empty the studio's cache folder, then try again.")
            if len(self._runs) >= _OPEN_AT_ONCE:
                self._runs.pop(max(self._runs, key=lambda one: abs(one - number))).close()
            self._runs[number] = Samples(layout)
        return self._runs[number]

    def _file(self, number: int) -> Path:
        """The file of a chapter; made where there is none."""
        name = f"{self._material.sha256}-{self._tempo!r}-{self._pitch_st!r}-{_ENGINE}-{number:04d}"
        return cache.kept(name, self.channels, lambda: [self._made(*self._part(number))])

    def _made(self, first: int, last: int) -> Floats:
        with closing(self._material_samples()) as samples:
            raw = samples.read(first, last - first)
            sound = np.multiply(raw[:, :2].T, np.float32(samples.scale), dtype=np.float32, order="C")
        return stretched(sound, self._tempo, self._pitch_st).T


def stretched(sound: Floats, tempo: float, pitch_st: float) -> Floats:
    """`sound` float32 (channels, frames), all of it at once. Raises Refused where this computer cannot do it, and Damaged."""
    asked = json.dumps({"channels": len(sound), "tempo": tempo, "pitch_st": pitch_st}).encode() + b"\n"
    command = [sys.executable, "-m", "studio.remix.stretching"]
    try:
        child = subprocess.run(
            command, input=asked + sound.tobytes(), capture_output=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _trouble("it took too long") from error
    if child.returncode == NO_LIBRARY:
        advice = "Set its clips back to their own tempo and pitch. The remix was left as it is."
        detail = child.stderr.decode(errors="replace")[-300:]
        raise Refused("This computer cannot change a tempo or a pitch", advice, detail, "stretch")
    if child.returncode or len(child.stdout) % (4 * len(sound)):
        raise _trouble(child.stderr.decode(errors="replace")[-300:] or f"it ended with {child.returncode}")
    made = np.frombuffer(child.stdout, np.float32).reshape(len(sound), -1)
    return made if made.size else np.zeros((len(sound), 1), np.float32)


def _trouble(detail: str) -> StudioError:
    advice = "Set its clips back to their own tempo and pitch. The remix was left as it is."
    return Damaged("The tempo of a sound could not be changed", advice, detail)


def _weight(first: int, last: int, begin: int, end: int) -> Floats:
    """How much of a chapter is heard from `first` to `last`, where it comes at `begin` and goes at `end`; (frames, 1)."""
    at = np.arange(first, last) + 0.5
    comes, goes = (np.clip((at - edge + _HALF) / (2 * _HALF), 0, 1) for edge in (begin, end))
    return (comes * (1 - goes)).astype(np.float32)[:, None]


def _alike(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(one @ other) / (max(float(one @ one), float(other @ other)) + 1e-9)
