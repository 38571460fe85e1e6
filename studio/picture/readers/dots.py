"""Pictures of dots, by Pillow and, for HEIC, libheif. Only the one reader of the kind that the content told is ever asked."""

from __future__ import annotations

import importlib
import struct
from contextlib import ExitStack
from typing import IO

from PIL import Image

from studio.private.exif import orientation_of

from .opened import Limits, Opened, Unwelcome

#: Pillow's module and name of each reader.
_READERS = {
    "png": ("PIL.PngImagePlugin", "PNG"),
    "jpeg": ("PIL.JpegImagePlugin", "JPEG"),
    "webp": ("PIL.WebPImagePlugin", "WEBP"),
    "tiff": ("PIL.TiffImagePlugin", "TIFF"),
    "gif": ("PIL.GifImagePlugin", "GIF"),
    "avif": ("PIL.AvifImagePlugin", "AVIF"),
    "heic": ("pi_heif", "HEIF"),
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BITS_PER_SAMPLE = 258
#: More pages than this are not counted; their list may lead in a circle.
_MOST_PAGES = 1_000
_MOVES = "It moves. What is shown here is its first picture."
_NO_PROFILE = "It is made for print and names no colour profile, so its colours are a guess."
_BEYOND = "It holds lights that no screen can show, so the small picture looks duller or harder."


def open_dots(file: IO[bytes], kind: str, limits: Limits, stack: ExitStack) -> Opened:
    module, name = _READERS[kind]
    reader = importlib.import_module(module)
    if kind == "heic":
        reader.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # its own check tells no size
    image = stack.enter_context(Image.open(file, formats=[name]))
    limits.check(*image.size)
    Image.MAX_IMAGE_PIXELS = limits.pixels  # a later part of the file may claim more
    opened = Opened(*image.size, draw=lambda at_least_px: _drawn(image, at_least_px))
    opened.profile = image.info.get("icc_profile") or None
    opened.bits = _bits(image, file, kind)
    if kind != "tiff":  # Pillow turns these itself
        opened.turn = _TURNS.get(orientation_of(image.info.get("exif") or b""))
    if kind == "tiff":
        if image.info.get("compression") == "webp":  # libtiff could, but not as Pillow's wheels have it
            raise Unwelcome("It is a TIFF whose pixels are packed as WebP, which cannot be read here.")
        opened.pages = _pages(image)
    elif kind != "jpeg" and getattr(image, "is_animated", False):
        opened.differs.append(_MOVES)
    if opened.pages > 1:
        opened.differs.append(f"It has {opened.pages} pages. What is shown here is the first.")
    if image.mode == "CMYK" and not opened.profile:
        opened.differs.append(_NO_PROFILE)
    if image.mode in ("F", "I"):
        opened.differs.append(_BEYOND)
    return opened


def _drawn(image: Image.Image, at_least_px: int) -> Image.Image:
    times = min(at_least_px / max(image.size), 1.0)
    image.draft(None, (max(int(image.width * times), 1), max(int(image.height * times), 1)))
    image.load()
    return image


def _bits(image: Image.Image, file: IO[bytes], kind: str) -> int:
    if kind == "png":
        at = file.tell()
        file.seek(24)  # the header chunk is the first, and this its ninth byte
        depth = file.read(1)
        file.seek(at)
        return depth[0] if depth else 8
    if kind == "tiff":
        told = image.tag_v2.get(_BITS_PER_SAMPLE, (1,))  # type: ignore[attr-defined]
        return int(max(told))
    return int(image.info.get("bit_depth", 8))


def _pages(image: Image.Image) -> int:
    """How many there are; the first stays open. A page that cannot be read ends the count."""
    pages = 1
    try:
        while pages < _MOST_PAGES:
            image.seek(pages)
            pages += 1
    except (EOFError, OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, struct.error):
        pass
    image.seek(0)
    return pages
