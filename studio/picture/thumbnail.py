"""A small picture to look at, made beside the studio."""

from __future__ import annotations

from pathlib import Path

from studio.errors import DiskTrouble

from .open import inspect_and_shrink


def make(path: Path, to: Path, max_px: int) -> tuple[int, int]:
    """Writes a picture of at most `max_px` pixels on its longer side to `to`, whole or not at all: upright, in sRGB, a PNG where
    parts are see-through and else a JPEG.

    Never larger than the picture itself. Answers its (width, height). Raises Refused, Damaged and DiskTrouble.
    """
    part = to.with_name(to.name + ".part").absolute()
    try:
        size = inspect_and_shrink(path, [(part, max_px)])[1][0]
        part.replace(to)
    except OSError as error:
        raise DiskTrouble("The small picture cannot be saved", "Your picture is safe.", str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return size
