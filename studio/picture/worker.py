"""The child that decodes pictures: `python -m studio.picture.worker`, one JSON question on stdin, one JSON answer on stdout.

It has 1 GiB of address space where the system can promise that (not on Windows and macOS), and its parent's patience of 30 s.
Only Pillow's reader for the kind that the content told is ever asked.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

from PIL import Image

from studio.private.exif import orientation_of

from .pixels import shrunk, write_pixels

#: Orientations (EXIF tag 274) that lay a picture on its side.
_SIDEWAYS = frozenset({5, 6, 7, 8})
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: Pillow's names of the readers that may be asked for a kind.
_READERS = {kind: [kind.upper()] for kind in ("png", "jpeg", "webp", "tiff", "gif", "avif")} | {"heic": ["HEIF"]}
_LAID = frozenset(_TURNS[orientation] for orientation in _SIDEWAYS)


def limit_memory(limit_bytes: int) -> None:
    if sys.platform != "win32":
        import resource

        try:
            resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
        except (ValueError, OSError):  # macOS refuses; the pixel limit still holds
            return


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The facts, or `trouble` as one of "damaged", "too_large" and "disk"."""
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = question["pixels"]
    if question["kind"] == "heic":
        import pi_heif

        pi_heif.register_heif_opener()
    try:
        with Image.open(question["path"], formats=_READERS[question["kind"]]) as image:
            width, height = image.size
            if width * height > question["pixels"] or max(width, height) > question["side_px"]:
                return {"trouble": "too_large", **_size(width, height)}
            if question["do"] == "thumbnail":
                return _thumbnail(image, Path(question["to"]), question["max_px"])
            if question["do"] == "pixels":
                return _pixels(image, Path(question["to"]), question["width_px"], question["height_px"])
            return _inspect(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as error:
        return {"trouble": "too_large", "detail": str(error), **_told_size(question)}
    except Exception as error:  # a damaged file makes Pillow's readers raise nearly anything
        return {"trouble": "damaged", "detail": f"{type(error).__name__}: {error}"}


def _inspect(image: Image.Image) -> dict[str, Any]:
    image.load()
    width, height = image.size
    return _size(height, width) if orientation_of(image.info.get("exif", b"")) in _SIDEWAYS else _size(width, height)


def _thumbnail(image: Image.Image, to: Path, max_px: int) -> dict[str, Any]:
    """A PNG of at most `max_px` on its longer side, the right way up. Shrinks before it turns: that needs less memory."""
    image.draft("RGB", (2 * max_px, 2 * max_px))
    image.load()
    turn = _TURNS.get(orientation_of(image.info.get("exif", b"")))
    colours = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA", "P") else None
    small: Image.Image = _eight_bits(image)
    small.thumbnail((max_px, max_px), Image.Resampling.LANCZOS)
    small = small.convert("RGBA" if small.has_transparency_data else "RGB")
    small = small.transpose(turn) if turn is not None else small
    try:
        small.save(to, "PNG", icc_profile=colours)
    except OSError as error:
        return {"trouble": "disk", "detail": str(error)}
    return _size(*small.size)


def _pixels(image: Image.Image, to: Path, width: int, height: int) -> dict[str, Any]:
    """The whole picture as bare pixels in the asked size, the right way up."""
    turn = _TURNS.get(orientation_of(image.info.get("exif", b"")))
    whole = image.size[::-1] if turn in _LAID else image.size
    size = (height, width) if turn in _LAID else (width, height)
    image.draft(None, size)
    image.load()
    profile = image.info.get("icc_profile")
    small: Image.Image = _eight_bits(image)
    small = small if small.size == size else shrunk(small, size)
    small = small.transpose(turn) if turn is not None else small
    try:
        write_pixels(small, to, profile)
    except OSError as error:
        return {"trouble": "disk", "detail": str(error)}
    return _size(*whole)


def _eight_bits(image: Image.Image) -> Image.Image:
    """The same picture in a mode that can be shrunk smoothly."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _size(width: int, height: int) -> dict[str, Any]:
    return {"width_px": width, "height_px": height}


def _told_size(question: dict[str, Any]) -> dict[str, Any]:
    """What the header claims, read without the limit and without any pixel, for the words."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(question["path"], formats=_READERS[question["kind"]]) as image:
            return _size(*image.size)
    except Exception:  # a header that lies twice needs no figures
        return {}


def main() -> None:
    question = json.load(sys.stdin)
    limit_memory(question["bytes"])
    json.dump(answer(question), sys.stdout)


if __name__ == "__main__":
    main()
