"""The pixels of layers: pictures opened out once by the child process, then kept at the size in which they are seen.

A picture is opened out at its own size halved as often as it may be, so that a small layer of a large picture is quick, and then
brought to the exact size. What is kept in memory is bounded; the rest lies in a folder that goes with the program.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio import durable
from studio.domain.canvas import Layer, Picture
from studio.errors import Damaged
from studio.picture.pixels import EDGE_PX
from studio.picture.pixels import make as make_pixels

from . import lettering
from .shape import Shape

if TYPE_CHECKING:
    from PIL import Image

MAX_KEPT_BYTES = 384 << 20
#: More bytes than this lie in a file, so that two hundred large layers do not fill the memory.
_IN_MEMORY = 8 << 20
#: Smaller than this on its longer side, no picture is opened out.
_FIRST_PX = 1_280
_PREFIX = ".plates-"
#: Words are never drawn with more pixels than this.
_MAX_WORDS_PX = 16_000_000
_MOST_HALVED = 8


@dataclass(frozen=True, eq=False)
class Plate:
    """`pixels` is uint8 (height + 2, width + 2, 4): red, green, blue, alpha, the colours multiplied by alpha, and around them one
    pixel that repeats the edge. `width` and `height` are those of the whole layer in this size."""

    pixels: NDArray[np.uint8]
    #: The file that holds them, where they are too many for the memory and can be made again.
    path: Path | None = None

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1]) - 2 * EDGE_PX

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0]) - 2 * EDGE_PX

    @property
    def inner(self) -> NDArray[np.uint8]:
        return self.pixels[EDGE_PX:-EDGE_PX, EDGE_PX:-EDGE_PX]

    def image(self) -> Image.Image:
        """For Pillow these are four plain channels, which it calls CMYK: it would multiply by what it calls alpha."""
        from PIL import Image

        height, width = self.pixels.shape[:2]
        return Image.frombuffer("CMYK", (width, height), self.pixels, "raw", "CMYK", 0, 1)


class Plates:
    """For tasks: opening a picture takes its time. `find` tells where a kept file lies; it raises a StudioError if it is gone.

    `place` is a folder of this program alone: what a killed one left there goes.
    """

    def __init__(self, find: Callable[[Picture], Path], place: Path) -> None:
        self.find = find
        for left in place.glob(f"{_PREFIX}*"):
            if not left.name.startswith(f"{_PREFIX}{os.getpid()}-"):
                shutil.rmtree(left, ignore_errors=True)
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
        #: The folder goes when nobody holds the plates any more, at the latest with the program.
        self._tidy = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._lock = threading.Lock()
        self._opening: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._kept: OrderedDict[tuple[object, ...], Plate] = OrderedDict()
        self._bytes = 0

    def close(self) -> None:
        self._kept.clear()
        self._tidy()

    def plate(self, layer: Layer, zoom: float = 1.0) -> Plate:
        """In the size in which the layer is seen, or in the picture's own where that is smaller. Raises a StudioError."""
        width, height = _size(layer, zoom)
        what = layer.words if layer.picture is None else layer.picture.sha256
        key = (what, width, height)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        if layer.words is not None:
            made = self._edged(lettering.drawn(layer.words, width, height))
        else:
            assert layer.picture is not None
            made = self._picture(layer.picture, width, height)
        self._keep(key, made)
        return made

    def is_open(self, layer: Layer, zoom: float = 1.0) -> bool:
        """Whether it can be had in this size without another child process."""
        return layer.picture is None or self._ready(layer.picture, _level(layer, zoom)) is not None

    def quick(self, layer: Layer, zoom: float = 1.0) -> Plate | None:
        """What there is of it without a child process, if need be less sharp; None where it is still closed."""
        if layer.picture is None or self.is_open(layer, zoom):
            return self.plate(layer, zoom)
        level = next((level for level in range(_MOST_HALVED) if self._path(layer.picture, level).is_file()), None)
        return None if level is None else self._opened(layer.picture, level)

    def _keep(self, key: tuple[object, ...], plate: Plate) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = plate
                self._bytes += plate.pixels.nbytes
            while self._bytes > MAX_KEPT_BYTES and len(self._kept) > 1:
                gone = self._kept.popitem(last=False)[1]
                self._bytes -= gone.pixels.nbytes
                if gone.path is not None:
                    with suppress(OSError):  # some systems hold an open file; then it goes with the folder
                        gone.path.unlink()

    def _picture(self, picture: Picture, width: int, height: int) -> Plate:
        level = _halved(picture, width / picture.width_px)
        ready = self._ready(picture, level)
        if ready is None:  # the view and the sources look at it in different sizes: it is opened once for both
            ready = min(level, _halved(picture, _FIRST_PX / max(picture.width_px, picture.height_px)))
        opened = self._opened(picture, ready)
        if (opened.width, opened.height) == (width, height):
            return opened
        from PIL import Image

        box = (EDGE_PX, EDGE_PX, EDGE_PX + opened.width, EDGE_PX + opened.height)
        small = opened.image().resize((width, height), Image.Resampling.HAMMING, box=box)
        return self._edged(np.asarray(small))

    def _ready(self, picture: Picture, level: int) -> int | None:
        """The smallest that lies opened out and is large enough."""
        return next((one for one in range(level, -1, -1) if self._path(picture, one).is_file()), None)

    def _path(self, picture: Picture, level: int) -> Path:
        return self._folder / f"{picture.sha256}.{level}"

    def _edged(self, inner: NDArray[np.uint8]) -> Plate:
        pixels = np.pad(inner, ((EDGE_PX, EDGE_PX), (EDGE_PX, EDGE_PX), (0, 0)), mode="edge")
        if pixels.nbytes <= _IN_MEMORY:
            return Plate(pixels)
        path = self._folder / secrets.token_hex(8)
        try:
            pixels.tofile(path)
        except OSError as error:
            raise durable.in_words(error) from error
        return Plate(np.memmap(path, np.uint8, "r", shape=pixels.shape), path)

    def _opened(self, picture: Picture, level: int) -> Plate:
        path = self._path(picture, level)
        width, height = max(picture.width_px >> level, 1), max(picture.height_px >> level, 1)
        with self._opening[picture.sha256]:
            if not path.is_file():
                own = make_pixels(self.find(picture), path, width, height)
                if own != (picture.width_px, picture.height_px):  # a canvas file may tell any size
                    path.unlink()
                    advice = "Remove the layer, then add the picture again."
                    raise Damaged("A picture is not of the size it should be", advice, picture.sha256)
        shape = (height + 2 * EDGE_PX, width + 2 * EDGE_PX, 4)
        return Plate(np.memmap(path, np.uint8, "r", shape=shape))


def _size(layer: Layer, zoom: float) -> tuple[int, int]:
    width, height = Shape.of(layer).size
    times = min(layer.scale * zoom, 1.0 if layer.picture else (_MAX_WORDS_PX / (width * height)) ** 0.5)
    return max(round(width * times), 1), max(round(height * times), 1)


def _level(layer: Layer, zoom: float) -> int:
    assert layer.picture is not None
    return _halved(layer.picture, _size(layer, zoom)[0] / layer.picture.width_px)


def _halved(picture: Picture, times: float) -> int:
    """How often the picture may be halved and is still large enough."""
    level = 0
    shorter = min(picture.width_px, picture.height_px)
    while times * 2 ** (level + 1) <= 1 and shorter >> (level + 1) >= 1 and level < _MOST_HALVED - 1:
        level += 1
    return level
