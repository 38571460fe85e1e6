"""The samples of a remix's materials at 48 000 Hz, from any frame on and never as a whole.

A WAV file of that rate is read where it lies. Any other sound is decoded once, in blocks, into a scratch file that goes with the
mix: so the same frame is the same sample wherever reading begins, backwards and in loops too.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio import durable
from studio.domain.remix import RATE_HZ, Material
from studio.errors import Damaged, Refused
from studio.sound import pcm
from studio.sound.convert import Sound, converted, open_sound
from studio.sound.wav import look

#: Decoders of one MP3 differ by some frames at its end; up to a tenth of a second is filled with silence.
_MAY_MISS = RATE_HZ // 10
_OPEN_AT_ONCE = 96
#: +60 dBFS: a float file may claim anything, and a sum of such samples must stay a number.
_LOUDEST = np.float32(1_000)
Raw = NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Layout:
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


class Samples:
    """One opened file. A read is valid until the next one."""

    def __init__(self, layout: _Layout) -> None:
        self._layout = layout
        #: What a sample is multiplied with for full scale ±1.0.
        self.scale = 1 / 32_768 if layout.bits == 16 else 1.0
        self._buffer = bytearray()
        self._file = layout.path.open("rb", buffering=0)

    def read(self, start: int, frames: int) -> Raw:
        """(frames, channels) of int16 (see `scale`) or float32; behind the end there is silence."""
        lay = self._layout
        size = frames * lay.align
        if len(self._buffer) < size:
            self._buffer = bytearray(size)
        view = memoryview(self._buffer)[:size]
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


class Rack:
    """Every material of a remix, opened when it is first heard. `find` says where its file is. Used from one thread."""

    def __init__(self, materials: tuple[Material, ...], find: Callable[[Material], Path]) -> None:
        self._materials = {material.sha256: material for material in materials}
        self._find = find
        self._layouts: dict[str, _Layout] = {}
        self._open: dict[str, Samples] = {}
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def samples(self, sha256: str) -> Samples:
        """Raises Damaged, Refused and DiskTrouble."""
        found = self._open.pop(sha256, None)
        if found is None:
            material = self._materials[sha256]
            try:
                found = Samples(self._layout(material))
            except OSError as error:
                raise missing(material) from error
        self._open[sha256] = found  # the last one used stands last
        if len(self._open) > _OPEN_AT_ONCE:
            oldest = next(iter(self._open))
            self._open.pop(oldest).close()
        return found

    def close(self) -> None:
        for samples in self._open.values():
            samples.close()
        self._open.clear()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _layout(self, material: Material) -> _Layout:
        if material.sha256 not in self._layouts:
            path = self._find(material)
            layout = _lying(path) or self._decoded(open_sound(path), material)
            if layout.frames < material.frames - _MAY_MISS:
                raise Damaged(
                    "A sound of this remix is shorter than it was",
                    "Put the original file back, or remove its clips.",
                    f"{_name(material)}: {layout.frames} of {material.frames} frames",
                )
            self._layouts[material.sha256] = layout
        return self._layouts[material.sha256]

    def _decoded(self, sound: Sound, material: Material) -> _Layout:
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="remix-", ignore_cleanup_errors=True)
        path, channels, frames = Path(self._scratch.name) / material.sha256, min(2, sound.channels), 0
        try:
            with path.open("wb") as file:
                for block in _up_to(material.frames, converted(sound, RATE_HZ, channels)):
                    file.write(block.astype("<f4").tobytes())
                    frames += len(block)
        except OSError as error:
            raise durable.in_words(error) from error
        return _Layout(path, 0, frames, channels, 32, True)


def measure(path: Path) -> int:
    """The length of a sound in frames at 48 000 Hz, for a new `Material`. Raises Damaged and Refused."""
    layout = _lying(path)
    if layout is not None:
        return layout.frames
    sound = open_sound(path)
    return sum(len(block) for block in converted(sound, RATE_HZ, min(2, sound.channels)))


def missing(material: Material) -> Refused:
    advice = "Keep it offline again, or remove its clips. The remix was left as it is."
    return Refused("A sound of this remix is not on this computer", advice, _name(material), "missing")


def _name(material: Material) -> str:
    return f"{material.title or 'untitled'}, {material.sha256[:12]}"


def _lying(path: Path) -> _Layout | None:
    """Where the samples of a WAV file of 48 000 Hz lie; None for any other sound."""
    sound = open_sound(path)
    if sound.reader != "wav" or sound.rate_hz != RATE_HZ:
        return None
    shape = look(path)
    return _Layout(path, shape.data_at, shape.frames, shape.channels, shape.bits, shape.floating)


def _tamed(sound: pcm.Floats) -> pcm.Floats:
    """What is no number is silence; nothing is louder than `_LOUDEST`."""
    tame = np.nan_to_num(sound, posinf=0, neginf=0)
    return np.clip(tame, -_LOUDEST, _LOUDEST, out=tame)


def _up_to(frames: int, blocks: Iterator[pcm.Floats]) -> Iterator[pcm.Floats]:
    """The first `frames` frames; what decodes without end fills no disk."""
    with contextlib.closing(blocks):  # type: ignore[type-var]
        for block in blocks:
            yield block[:frames]
            frames -= len(block)
            if frames <= 0:
                return
