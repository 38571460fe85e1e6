"""Words as pixels: lines in Inter, drawn at the size in which they are seen, so that they are sharp at any."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from studio.domain.canvas import Align, Words
from studio.paths import RESOURCES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LINE = 1.25
#: Letters are measured at this size, and every other size is a multiple: a layer keeps its shape whatever its size.
_MEASURED_PX = 256
#: Ascenders and descenders of some letters reach out of their line, in parts of the size.
_MARGIN = 0.25
_ASCENT = 0.97
#: Every letter moves on by whole pixels, so small words would become wider than large ones: they are drawn at least this large.
_FINE_PX = 160


@lru_cache(maxsize=256)
def measure(words: Words) -> tuple[float, float]:
    """Width and height in pixels at scale 1, with a margin around the lines."""
    font = _font(words.bold, _MEASURED_PX)
    widest = max((font.getlength(line) for line in _lines(words)), default=0.0) / _MEASURED_PX
    margin = 2 * _MARGIN
    return (widest + margin) * words.size_px, (len(_lines(words)) * LINE + margin) * words.size_px


def drawn(words: Words, width_px: int, height_px: int) -> NDArray[np.uint8]:
    """uint8 (height, width, 4): red, green, blue, alpha, the colours multiplied by alpha; the whole layer in this size."""
    import numpy as np
    from PIL import Image, ImageDraw

    size = words.size_px * height_px / measure(words)[1]
    finer = max(math.ceil(_FINE_PX / size), 1)
    ink = Image.new("L", (width_px * finer, height_px * finer), 0)
    _draw(ImageDraw.Draw(ink), words, size * finer, ink.width)
    alpha = np.asarray(ink if finer == 1 else ink.reduce(finer), np.uint16)
    red, green, blue = (int(words.colour[at : at + 2], 16) for at in (1, 3, 5))
    planes = [(alpha * part + 127) // 255 for part in (red, green, blue)]
    return np.stack([*planes, alpha], axis=-1).astype(np.uint8)


def _draw(draw: Any, words: Words, size: float, width_px: int) -> None:
    font, place = _font(words.bold, size), {Align.LEFT: 0.0, Align.MIDDLE: 0.5, Align.RIGHT: 1.0}[words.align]
    for number, line in enumerate(_lines(words)):
        left = _MARGIN * size + (width_px - 2 * _MARGIN * size - font.getlength(line)) * place
        base = (_MARGIN + number * LINE + (LINE - 1.21) / 2 + _ASCENT) * size
        draw.text((left, base), line, 255, font=font, anchor="ls")


def _lines(words: Words) -> list[str]:
    return words.text.replace("\t", "    ").split("\n")


@lru_cache(maxsize=64)
def _font(bold: bool, size_px: float) -> Any:
    from PIL import ImageFont

    name = "Inter-SemiBold.ttf" if bold else "Inter-Regular.ttf"
    return ImageFont.truetype(str(RESOURCES / "fonts" / name), size_px, layout_engine=ImageFont.Layout.BASIC)
