"""How a photograph or a scan is made ready: turned, straightened, cut, made lighter. Pure; the picture itself is never touched.

The order is fixed: upright as the camera says, then quarter turns, then straightened, then cut, then light. A straightened picture
fills the largest frame of its own proportions that has no empty corner, so nothing is ever made up at the edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

MAX_DEGREES = 45.0
#: The smallest part of a side that a cut may leave.
LEAST = 0.02
_BITS_8 = 255
#: A lightness of 1 raises the middle of the scale to this power.
_LIGHTEST = 0.4


@dataclass(frozen=True, slots=True)
class Cut:
    """Edges of what stays, as parts of the width and the height of the straightened frame, from 0 to 1."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0


WHOLE = Cut()


@dataclass(frozen=True, slots=True)
class Adjustments:
    """`quarters` turn clockwise, 0 to 3; `degrees` straighten clockwise; `light` and `contrast` go from -1 to 1."""

    quarters: int = 0
    degrees: float = 0.0
    cut: Cut = WHOLE
    light: float = 0.0
    contrast: float = 0.0


NONE = Adjustments()


def turned(adjustments: Adjustments, quarters: int) -> Adjustments:
    """One more quarter clockwise (1), or back (-1): what was cut and straightened turns along."""
    cut = adjustments.cut
    for _ in range(quarters % 4):
        cut = Cut(1 - cut.bottom, cut.left, 1 - cut.top, cut.right)
    return replace(adjustments, quarters=(adjustments.quarters + quarters) % 4, cut=cut)


def straightened(adjustments: Adjustments, degrees: float) -> Adjustments:
    return replace(adjustments, degrees=round(min(max(degrees, -MAX_DEGREES), MAX_DEGREES), 2))


def cut_to(adjustments: Adjustments, cut: Cut) -> Adjustments:
    """Edges stay inside of the picture and apart."""
    left, top = min(max(cut.left, 0.0), 1 - LEAST), min(max(cut.top, 0.0), 1 - LEAST)
    right, bottom = min(max(cut.right, left + LEAST), 1.0), min(max(cut.bottom, top + LEAST), 1.0)
    return replace(adjustments, cut=Cut(left, top, right, bottom))


def moved(cut: Cut, dx: float, dy: float) -> Cut:
    """The same size elsewhere; it stops at the edges of the picture."""
    dx = min(max(dx, -cut.left), 1 - cut.right)
    dy = min(max(dy, -cut.top), 1 - cut.bottom)
    return Cut(cut.left + dx, cut.top + dy, cut.right + dx, cut.bottom + dy)


def upright(width: float, height: float, adjustments: Adjustments) -> tuple[float, float]:
    """Width and height after the quarter turns."""
    return (height, width) if adjustments.quarters % 2 else (width, height)


def frame(width: float, height: float, adjustments: Adjustments) -> tuple[float, float]:
    """The straightened frame, in pixels of the picture; `width` and `height` are those of the upright picture."""
    width, height = upright(width, height, adjustments)
    turn = math.radians(abs(adjustments.degrees))
    cos, sin = math.cos(turn), math.sin(turn)
    scale = min(width / (width * cos + height * sin), height / (width * sin + height * cos))
    return width * scale, height * scale


def size(width: int, height: int, adjustments: Adjustments) -> tuple[int, int]:
    """Whole pixels of what comes out, one at least."""
    wide, high = frame(width, height, adjustments)
    cut = adjustments.cut
    return max(round(wide * (cut.right - cut.left)), 1), max(round(high * (cut.bottom - cut.top)), 1)


def placed(width: float, height: float, adjustments: Adjustments) -> tuple[float, float, float, float, float, float]:
    """(a, b, c, d, e, f): the place x, y in what comes out shows the picture, after its quarter turns, at (ax + by + c, dx + ey +
    f); all in pixels of the picture, from its upper left corner."""
    wide, high = frame(width, height, adjustments)
    middle_x, middle_y = (side / 2 for side in upright(width, height, adjustments))
    turn = math.radians(-adjustments.degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    out_x, out_y = adjustments.cut.left * wide - wide / 2, adjustments.cut.top * high - high / 2
    return (
        cos,
        -sin,
        middle_x + out_x * cos - out_y * sin,
        sin,
        cos,
        middle_y + out_x * sin + out_y * cos,
    )


def curve(adjustments: Adjustments) -> list[int]:
    """What each of 256 shades becomes; black stays the darkest and white the lightest, and no two change places."""
    power = _LIGHTEST**adjustments.light
    steep = 1 + adjustments.contrast if adjustments.contrast <= 0 else 1 / max(1 - 0.8 * adjustments.contrast, 0.05)
    shades = []
    for value in range(_BITS_8 + 1):
        shade = (value / _BITS_8) ** power
        shades.append(round(_BITS_8 * min(max(0.5 + (shade - 0.5) * steep, 0.0), 1.0)))
    return shades


def is_plain(adjustments: Adjustments) -> bool:
    """Nothing would change."""
    return adjustments == NONE
