"""Photoshop's `.psd` and `.psb`: what the file tells of itself, and the picture of all layers together that it keeps at its end.

The pixels of the layers are stepped over, so the size of a file does not matter.
Source: Adobe Photoshop File Formats Specification (November 2019). Numbers are big-endian; in a `.psb` some lengths have 8 bytes.
"""

from __future__ import annotations

import io
import os
import struct
from typing import IO, Any

from PIL import Image

from .merged import Merged
from .opened import Limits, Opened
from .psd_layers import read_layers

_PROFILE, _SMALL, _VERSION = 1039, 1036, 1057
#: Photoshop writes far less; nothing larger is read into memory.
_MAX_BLOCK = 64 << 20
_SMALL_HEADER_BYTES = 28
_NO_MERGED = "It was saved without a picture of all its layers together, so it may look different here."
_NO_PROFILE = "It is made for print and names no colour profile, so its colours are a guess."
_BEYOND = "It holds lights that no screen can show, so the small picture looks duller or harder."
_CMYK = 4


class Source:
    """The open file, read piece by piece. Raises EOFError where it ends too early."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = os.fstat(file.fileno()).st_size
        self.is_big = False

    def read(self, count: int) -> bytes:
        if count < 0 or self.tell() + count > self.size:
            raise EOFError(f"{count} bytes at {self.tell()} of {self.size}")
        return self.file.read(count)

    def numbers(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(">" + form, self.read(struct.calcsize(">" + form)))

    def number(self, form: str) -> int:
        return int(self.numbers(form)[0])

    def length(self) -> int:
        """A length that has 8 bytes in a `.psb`."""
        return self.number("Q" if self.is_big else "I")

    def tell(self) -> int:
        return self.file.tell()

    def go(self, at: int) -> None:
        if not 0 <= at <= self.size:
            raise EOFError(f"{at} of {self.size}")
        self.file.seek(at)


def open_photoshop(file: IO[bytes], limits: Limits) -> Opened:
    source = Source(file)
    _, version, channels, height, width, bits, mode = source.numbers("4sH6xHIIHH")
    if version not in (1, 2) or not 1 <= channels <= 56 or bits not in (1, 8, 16, 32) or min(width, height) < 1:
        raise ValueError(f"version {version}, {channels} channels, {bits} bits")
    limits.check(width, height)
    source.is_big = version == 2
    palette = source.read(_within(source.number("I")))
    resources = _resources(source)
    layers, first_is_see_through = _layers(source)
    merged = Merged(source, width, height, channels, bits, mode, palette, first_is_see_through)
    opened = Opened(width, height, merged.draw, profile=resources.get(_PROFILE), bits=bits, layers=layers)
    version_told = resources.get(_VERSION, b"\0\0\0\1\1")
    if len(version_told) > 4 and not version_told[4]:
        opened.differs.append(_NO_MERGED)
        _fall_back(opened, resources.get(_SMALL, b""))
    if mode == _CMYK and not opened.profile:
        opened.differs.append(_NO_PROFILE)
    if bits == 32:
        opened.differs.append(_BEYOND)
    return opened


def _within(count: int) -> int:
    if count > _MAX_BLOCK:
        raise ValueError(f"a block of {count} bytes")
    return count


def _resources(source: Source) -> dict[int, bytes]:
    """Those that are needed, by their number. A damaged list ends where it stops making sense."""
    length = source.number("I")
    end = source.tell() + length
    found: dict[int, bytes] = {}
    while source.tell() + 12 <= end:
        signature, number, letters = source.numbers("4sHB")
        if signature not in (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR"):
            break
        source.read(letters + (letters + 1) % 2)
        size = source.number("I")
        if number in (_PROFILE, _SMALL, _VERSION):
            found[number] = source.read(_within(size))
            size -= len(found[number])
        source.go(source.tell() + size + (size + len(found.get(number, b""))) % 2)
    source.go(end)
    return found


def _layers(source: Source) -> tuple[list[Any], bool]:
    """The layers, and whether the first channel beyond the colours says where the picture is see-through. Then the source stands
    at the picture of all layers."""
    length = source.length()
    end = source.tell() + length
    if end > source.size:
        raise EOFError(f"layers end at {end} of {source.size}")
    found = read_layers(source, end)
    source.go(end)
    return found


def _fall_back(opened: Opened, small: bytes) -> None:
    """The small JPEG that Photoshop keeps among the resources, where there is one."""
    data = small[_SMALL_HEADER_BYTES:]
    if not data.startswith(b"\xff\xd8\xff"):
        return

    def draw(_: int) -> Image.Image:
        image = Image.open(io.BytesIO(data), formats=["JPEG"])
        image.load()
        return image

    opened.draw, opened.profile = draw, None
