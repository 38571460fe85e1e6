"""Bare pixels of a picture, for whoever puts several into one: sRGB, 8 bits, colours multiplied by alpha.

The file holds rows of red, green, blue, alpha, with one more pixel at each side that repeats the edge, so that a place half a
pixel outside of the picture still has its colour. It is ours, and can be read without care.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import DiskTrouble

from .kinds import kind_of
from .open import ask_worker

if TYPE_CHECKING:
    from PIL import Image

#: So many rows are turned into bytes at a time.
_ROWS = 64
EDGE_PX = 1


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture as it is seen, told by the SHA-256 of its pixels. One of a single colour `is_plain`: it is like many others."""

    width_px: int
    height_px: int
    sha256: str
    is_plain: bool


def look_at(path: Path) -> Pixels:
    """Whole and upright, in sRGB with 8 bits. Raises Refused, Damaged, DiskTrouble."""
    return Pixels(**ask_worker({"do": "look", "path": str(path.absolute())}, kind_of(path)))


def make(path: Path, to: Path, width_px: int, height_px: int) -> tuple[int, int]:
    """Writes the whole picture in this size (as it is seen) to `to`, whole or not at all; answers the size that it has itself.

    Raises Refused, Damaged, DiskTrouble.
    """
    kind = kind_of(path)
    part = to.with_name(to.name + ".part").absolute()
    question = {"do": "pixels", "path": str(path.absolute()), "to": str(part)}
    try:
        told = ask_worker({**question, "width_px": width_px, "height_px": height_px}, kind)
        part.replace(to)
    except OSError as error:
        raise DiskTrouble("The picture cannot be opened out", "Make some room on the disk.", str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return int(told["width_px"]), int(told["height_px"])


def shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """In the child process. Colours are weighted by their alpha, or see-through pixels would bleed into the others; then it is
    strip by strip, because the whole picture would not fit into the memory twice, and the answer has the mode RGBa."""
    from PIL import Image as Pillow

    smooth = Pillow.Resampling.HAMMING
    if image.mode != "RGBA":
        return image.resize(size, smooth)
    out = Pillow.new("RGBa", size)
    down = image.height / size[1]
    for top in range(0, size[1], _ROWS):
        rows = min(_ROWS, size[1] - top)
        first, last = max(int((top - 2) * down), 0), min(int((top + rows + 2) * down) + 1, image.height)
        strip = image.crop((0, first, image.width, last)).convert("RGBa")
        box = (0, top * down - first, image.width, min((top + rows) * down - first, strip.height))
        out.paste(strip.resize((size[0], rows), smooth, box=box), (0, top))
    return out


def write_pixels(image: Image.Image, to: Path, profile: bytes | None) -> None:
    """In the child process."""
    from PIL import Image as Pillow

    width, height, top = *image.size, 0
    with to.open("wb") as file:
        for strip in _strips(image, profile):
            wide = Pillow.new("RGBa", (width + 2 * EDGE_PX, strip.height))
            wide.paste(strip.crop((0, 0, 1, strip.height)), (0, 0))
            wide.paste(strip.crop((width - 1, 0, width, strip.height)), (width + EDGE_PX, 0))
            wide.paste(strip, (EDGE_PX, 0))
            rows = wide.tobytes()
            row = len(rows) // strip.height
            if top == 0:
                file.write(rows[:row])
            file.write(rows)
            top += strip.height
            if top >= height:
                file.write(rows[-row:])


def looked_at(image: Image.Image, profile: bytes | None) -> dict[str, object]:
    """In the child process: the fields of `Pixels`."""
    seen, colours = hashlib.sha256(), set[bytes]()
    for strip in _strips(image, profile):
        rows = strip.tobytes()
        seen.update(rows)
        colours |= {rows[:4]} if rows == rows[:4] * (len(rows) // 4) else {b"", b"several"}
    size = {"width_px": image.width, "height_px": image.height}
    return {**size, "sha256": seen.hexdigest(), "is_plain": len(colours) == 1}


def _strips(image: Image.Image, profile: bytes | None) -> Iterator[Image.Image]:
    """Strip by strip, so that no second whole picture is needed."""
    from .colour import to_srgb

    seen = to_srgb(image.mode, profile)
    for top in range(0, image.height, _ROWS):
        yield seen(image.crop((0, top, image.width, min(top + _ROWS, image.height)))).convert("RGBa")
