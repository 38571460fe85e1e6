"""The picture of all layers together at the end of a Photoshop file, channel by channel, smaller on the way.

Only a band of rows of one channel is in memory at a time, so a picture of any size can be made small.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import accumulate
from typing import TYPE_CHECKING

from PIL import Image

from .opened import Unwelcome

if TYPE_CHECKING:
    from .photoshop import Source

_BITMAP, _GREY, _INDEXED, _RGB, _CMYK, _MANY, _DUOTONE, _LAB = 0, 1, 2, 3, 4, 7, 8, 9
#: Pillow's mode for each of Photoshop's, and how many channels it has.
_MODES = {
    _BITMAP: ("L", 1),
    _GREY: ("L", 1),
    _INDEXED: ("P", 1),
    _RGB: ("RGB", 3),
    _CMYK: ("CMYK", 4),
    _MANY: ("L", 1),
    _DUOTONE: ("L", 1),
    _LAB: ("LAB", 3),
}
_PLAIN, _PACKED = 0, 1
#: About so many bytes of a channel are in memory at a time.
_BAND_BYTES = 4 << 20
#: A band has at least so many rows as go into one.
_MOST_TIMES = 32
#: What answers (channel, first row, rows) with their bytes, as if each were a dot.
Rows = Callable[[int, int, int], Image.Image]
_WITH_ALPHA = {"RGB": "RGBA", "L": "LA"}


class Merged:
    """`first_is_see_through` says that the first channel beyond the colours is the picture's alpha."""

    def __init__(
        self,
        source: Source,
        width: int,
        height: int,
        channels: int,
        bits: int,
        mode: int,
        palette: bytes,
        first_is_see_through: bool,
    ) -> None:
        self._source = source
        self._at = source.tell()
        self._width, self._height, self._channels, self._bits = width, height, channels, bits
        self._mode, self._count = _MODES.get(mode, ("", 0))
        self._inverted = mode in (_CMYK, _BITMAP)
        self._palette = palette
        self._has_alpha = first_is_see_through and channels > self._count and self._mode in _WITH_ALPHA

    def draw(self, at_least_px: int) -> Image.Image:
        """Raises EOFError, ValueError and Unwelcome."""
        if not self._count or self._channels < self._count:
            raise Unwelcome("It keeps its colours in a way that cannot be shown here.")
        times = min(max(max(self._width, self._height) // max(at_least_px, 1), 1), _MOST_TIMES)
        times = 1 if self._mode == "P" else times
        rows = self._rows()
        planes = [self._plane(number, times, rows) for number in range(self._count + self._has_alpha)]
        colours = planes[: self._count]
        if self._mode == "P":
            return self._indexed(colours[0])
        image = colours[0] if self._count == 1 else Image.merge(self._mode, colours)
        if self._has_alpha:
            return Image.merge(_WITH_ALPHA[self._mode], planes)
        return image

    @property
    def _row_bytes(self) -> int:
        return (self._width * self._bits + 7) // 8

    def _rows(self) -> Rows:
        """What unpacks rows."""
        source = self._source
        source.go(self._at)
        packing = source.number("H")
        start = source.tell()
        size = self._row_bytes
        if packing == _PLAIN:

            def plain(channel: int, first: int, count: int) -> Image.Image:
                source.go(start + (channel * self._height + first) * size)
                return Image.frombytes("L", (size, count), source.read(count * size))

            return plain
        if packing != _PACKED:
            raise Unwelcome("Its picture of all layers together is packed in a way that cannot be read here.")
        total = self._height * self._channels
        form = "I" if source.is_big else "H"
        lengths = struct.unpack(f">{total}{form}", source.read(total * struct.calcsize(form)))
        offsets = [0, *accumulate(lengths)]
        start = source.tell()

        def packed(channel: int, first: int, count: int) -> Image.Image:
            row = channel * self._height + first
            source.go(start + offsets[row])
            data = source.read(offsets[row + count] - offsets[row])
            return Image.frombytes("L", (size, count), data, "packbits", "L")

        return packed

    def _plane(self, channel: int, times: int, rows: Rows) -> Image.Image:
        """One channel with 8 bits, `times` smaller."""
        width, height = self._width, self._height
        plane = Image.new("L", (-(-width // times), -(-height // times)))
        band = max(_BAND_BYTES // self._row_bytes // times, 1) * times
        for top in range(0, height, band):
            count = min(band, height - top)
            piece = self._eight_bits(rows(channel, top, count))
            plane.paste(piece.reduce(times) if times > 1 else piece, (0, top // times))
        return plane if not self._inverted else plane.point(lambda value: 255 - value)

    def _eight_bits(self, raw: Image.Image) -> Image.Image:
        if self._bits == 8:
            return raw
        size, data = (self._width, raw.height), raw.tobytes()
        if self._bits == 1:
            return Image.frombytes("1", size, data).convert("L")
        if self._bits == 16:
            data = data[::2]  # the higher byte of each number
        elif self._bits == 32:
            lights = Image.frombytes("F", size, data, "raw", "F;32BF").point(lambda value: value * 255.0 + 0.0)
            curve = [round(255 * (step / 255) ** (1 / 2.2)) for step in range(256)]
            return lights.convert("L").point(curve)
        return Image.frombytes("L", size, data)

    def _indexed(self, plane: Image.Image) -> Image.Image:
        """A palette has all reds, then all greens, then all blues."""
        if len(self._palette) < 768:
            raise ValueError(f"a palette of {len(self._palette)} bytes")
        image = Image.frombytes("P", plane.size, plane.tobytes())
        image.putpalette(bytes(self._palette[step % 3 * 256 + step // 3] for step in range(768)))
        return image
