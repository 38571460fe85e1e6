"""Small pictures to look at, made beside the studio."""

from __future__ import annotations

from pathlib import Path

from studio.errors import DiskTrouble

from .kinds import kind_of
from .open import ask_worker


def make(path: Path, to: Path, max_px: int) -> tuple[int, int]:
    """Writes a PNG of at most `max_px` pixels on its longer side to `to`, whole or not at all, the right way up.

    Never larger than the picture itself. Answers its (width, height). Raises Refused, Damaged and DiskTrouble.
    """
    kind = kind_of(path)
    part = to.with_name(to.name + ".part").absolute()
    try:
        told = ask_worker(
            {"do": "thumbnail", "path": str(path.absolute()), "to": str(part), "max_px": max_px},
            kind,
        )
        part.replace(to)
    except OSError as error:
        raise DiskTrouble("The small picture cannot be saved", "Your picture is safe.", str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return int(told["width_px"]), int(told["height_px"])
