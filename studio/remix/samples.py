"""The samples of a file at 48 000 Hz, from any frame on and never as a whole: so the same frame is the same sample wherever
reading begins, backwards and in loops too."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from studio.domain.remix import RATE_HZ, Material
from studio.errors import Damaged, Refused
from studio.sound import pcm
from studio.sound.convert import converted, open_sound
from studio.sound.wav import look

#: +60 dBFS: a float file may claim anything, and a sum of such samples must stay a number.
_LOUDEST = np.float32(1_000)
Raw = NDArray[Any]


class Source(Protocol):
    """Whatever a clip plays of. A read is (frames, channels), valid until the next one; `scale` makes it full scale ±1.0."""

    scale: float
    is_short: bool

    @property
    def channels(self) -> int:
        """1 or 2: of more, only the first two are played."""

    def read(self, start: int, frames: int) -> Raw: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Layout:
    """Where samples lie in a file."""

    path: Path
    data_at: int
    frames: int
    channels: int
    bits: int
    floating: bool

    @property
    def align(self) -> int:
        return self.channels * self.bits // 8


class Scratch:
    """What was read last. Sounds that one thread reads in turn share it, so that it stays in the processor's cache: with one for
    each of 64 lanes, a mix took a tenth longer."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def room(self, size: int) -> memoryview:
        if len(self._bytes) < size:
            self._bytes = bytearray(size)
        return memoryview(self._bytes)[:size]


class Samples:
    """One opened file. A read is valid until the next one into the same scratch."""

    def __init__(self, layout: Layout, scratch: Scratch | None = None) -> None:
        self._layout = layout
        self._scratch = scratch or Scratch()
        #: What a sample is multiplied with for full scale ±1.0.
        self.scale = 1 / 32_768 if layout.bits == 16 else 1.0
        #: Are its samples int16?
        self.is_short = layout.bits == 16
        self._file = layout.path.open("rb", buffering=0)

    @property
    def channels(self) -> int:
        return min(2, self._layout.channels)

    def read(self, start: int, frames: int) -> Raw:
        """(frames, channels) of int16 (see `scale`) or float32; behind the end there is silence."""
        lay = self._layout
        size = frames * lay.align
        view = self._scratch.room(size)
        wanted, got = max(0, min(frames, lay.frames - start)) * lay.align, 0
        try:
            self._file.seek(lay.data_at + start * lay.align)
            while got < wanted and (now := self._file.readinto(view[got:wanted])):
                got += now
        except OSError as error:
            advice = "Check the disk. The remix was left as it is."
            raise Damaged("A sound of this remix cannot be read", advice, str(error)) from error
        if got < size:
            view[got:] = bytes(size - got)
        if lay.bits == 16:
            return np.frombuffer(view, "<i2").reshape(-1, lay.channels)
        if lay.floating and lay.bits == 32:
            return _tamed(np.frombuffer(view, "<f4").reshape(-1, lay.channels))
        return _tamed(pcm.decode(bytes(view), lay.bits, lay.channels, lay.floating))

    def close(self) -> None:
        self._file.close()


def measure(path: Path) -> int:
    """The length of a sound in frames at 48 000 Hz, for a new `Material`. Raises Damaged and Refused."""
    layout = lying(path)
    if layout is not None:
        return layout.frames
    sound = open_sound(path)
    return sum(len(block) for block in converted(sound, RATE_HZ, min(2, sound.channels)))


def missing(material: Material) -> Refused:
    advice = "Keep it offline again, or remove its clips. The remix was left as it is."
    return Refused("A sound of this remix is not on this computer", advice, name_of(material), "missing")


def name_of(material: Material) -> str:
    return f"{material.title or 'untitled'}, {material.sha256[:12]}"


def lying(path: Path) -> Layout | None:
    """Where the samples of a WAV file of 48 000 Hz lie; None for any other sound."""
    sound = open_sound(path)
    if sound.reader != "wav" or sound.rate_hz != RATE_HZ:
        return None
    shape = look(path)
    return Layout(path, shape.data_at, shape.frames, shape.channels, shape.bits, shape.floating)


def _tamed(sound: pcm.Floats) -> pcm.Floats:
    """What is no number is silence; nothing is louder than `_LOUDEST`."""
    tame = np.nan_to_num(sound, posinf=0, neginf=0)
    return np.clip(tame, -_LOUDEST, _LOUDEST, out=tame)


def up_to(frames: int, blocks: Iterator[pcm.Floats]) -> Iterator[pcm.Floats]:
    """The first `frames` frames; what decodes without end fills no disk."""
    with contextlib.closing(blocks):  # type: ignore[type-var]
        for block in blocks:
            yield block[:frames]
            frames -= len(block)
            if frames <= 0:
                return
