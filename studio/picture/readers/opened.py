"""A picture of which everything is known but the pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.picture.facts import Layer

if TYPE_CHECKING:
    from PIL import Image

#: So many layers, and so many letters of a name, are told; no person makes more.
MAX_LAYERS = 10_000
MAX_NAME = 200


class TooLarge(Exception):
    """Has more than can be opened safely: pixels, sides, or what unpacks from it."""

    def __init__(self, width_px: int = 0, height_px: int = 0) -> None:
        super().__init__(f"{width_px} x {height_px}")
        self.size = width_px, height_px


class Unwelcome(Exception):
    """Whole, but not opened; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    pixels: int
    side_px: int

    def check(self, width_px: int, height_px: int) -> None:
        """Raises TooLarge."""
        if width_px * height_px > self.pixels or max(width_px, height_px) > self.side_px:
            raise TooLarge(width_px, height_px)


@dataclass(slots=True)
class Opened:
    """`width_px` and `height_px` are those of the file, before the `turn` (a `PIL.Image.Transpose`) that makes it upright. `draw`
    decodes it: whole, or smaller but not below so many pixels on the longer side; what is made of lines has any size. `profile` is
    an ICC profile."""

    width_px: int
    height_px: int
    draw: Callable[[int], Image.Image]
    turn: Image.Transpose | None = None
    profile: bytes | None = None
    bits: int = 8
    pages: int = 1
    layers: list[Layer] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
