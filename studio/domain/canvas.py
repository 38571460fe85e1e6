"""A picture remix: layers of pictures and words on one canvas, and the rules that it keeps.

Lengths are pixels of the canvas, from its upper left corner, x to the right and y down. A canvas is never changed: an edit makes
a new one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from studio.errors import Refused

from .ids import LayerId, RecordId, RemixId
from .record import Source

MAX_SIDE_PX = 16_000
MAX_PIXELS = 50_000_000
MAX_LAYERS = 200
MAX_SOURCES = 1_000
MAX_PICTURE_SIDE_PX = 65_535
MAX_PICTURE_PIXELS = 100_000_000
#: A layer may lie this far outside, so that it can be taken back.
MAX_PLACE = 100_000.0
MIN_SCALE, MAX_SCALE = 0.001, 100.0
MIN_TEXT_PX, MAX_TEXT_PX = 1.0, 4_000.0
MAX_LETTERS = 2_000
MAX_NAME = 1_000
#: Of a picture's width or height, so much is left at least when it is cropped.
MIN_CROP = 0.001
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class Blend(StrEnum):
    """How a layer meets what lies below it (W3C Compositing and Blending Level 1, section 10)."""

    NORMAL = "normal"
    MULTIPLY = "multiply"
    SCREEN = "screen"
    OVERLAY = "overlay"


class Align(StrEnum):
    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Picture:
    """A kept picture by its content; its size as it is seen, after the turn that a camera asks for.

    `record_id` names the record that it is, None for an own file.
    """

    sha256: str
    width_px: int
    height_px: int
    title: str = ""
    record_id: RecordId | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text in Inter, `size_px` high at scale 1; a line's height is 1.25 of it."""

    text: str
    size_px: float = 96.0
    colour: str = "#1a1a1e"
    bold: bool = True
    align: Align = Align.MIDDLE


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of a picture that is shown, in parts of its width and height."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture or words. `x` and `y` is where the middle of the shown part lies; around it, what is shown is flipped, scaled
    and turned by `rotation` degrees clockwise, in this order."""

    id: LayerId
    x: float
    y: float
    picture: Picture | None = None
    words: Words | None = None
    scale: float = 1.0
    rotation: float = 0.0
    crop: Crop = Crop()
    opacity: float = 1.0
    blend: Blend = Blend.NORMAL
    flip_h: bool = False
    flip_v: bool = False
    hidden: bool = False

    @property
    def name(self) -> str:
        """What a person calls it: the picture's title, or the first line of the words."""
        if self.words is not None:
            return self.words.text.strip().split("\n", 1)[0] or "Words"
        return (self.picture.title if self.picture else "") or "Picture"


@dataclass(frozen=True, slots=True)
class Canvas:
    """Layers from the lowest to the highest. `background` is a colour as `#rrggbb`, "" for a see-through canvas. `sources` as they
    were last written and settled, removed ones included."""

    id: RemixId
    title: str = ""
    width_px: int = 1_920
    height_px: int = 1_440
    background: str = "#ffffff"
    layers: tuple[Layer, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def shown(self) -> tuple[Layer, ...]:
        return tuple(layer for layer in self.layers if not layer.hidden and layer.opacity > 0)


def check(canvas: Canvas) -> None:
    """Raises Refused with the first rule that `canvas` breaks."""
    fault = next(_faults(canvas), None)
    if fault is not None:
        title = "This picture remix cannot be used"
        raise Refused(title, "It was left as it is. Open an earlier copy of it.", fault, "canvas")


def fits(width_px: int, height_px: int) -> bool:
    """Whether a canvas may be of this size."""
    return (
        1 <= min(width_px, height_px) <= max(width_px, height_px) <= MAX_SIDE_PX and width_px * height_px <= MAX_PIXELS
    )


def is_colour(text: str) -> bool:
    return bool(_COLOUR.fullmatch(text))


def _faults(canvas: Canvas) -> Iterator[str]:
    if not canvas.id:
        yield "it has no id"
    if not fits(canvas.width_px, canvas.height_px):
        most = f"{MAX_SIDE_PX} pixels a side and {MAX_PIXELS // 10**6} million in all"
        yield f"it must have 1 to {most}"
    if canvas.background and not is_colour(canvas.background):
        yield "its background is no colour"
    if len(canvas.layers) > MAX_LAYERS:
        yield f"it has more than {MAX_LAYERS} layers"
    if len(canvas.sources) > MAX_SOURCES:
        yield f"it has more than {MAX_SOURCES} sources"
    ids = [layer.id for layer in canvas.layers]
    if len(set(ids)) < len(ids) or "" in ids:
        yield "a layer has no id, or two have the same"
    for layer in canvas.layers:
        yield from (f"layer {layer.id[:40]} {fault}" for fault in _layer_faults(layer))


def _layer_faults(layer: Layer) -> Iterator[str]:
    if (layer.picture is None) == (layer.words is None):
        yield "must be a picture or words"
    if layer.picture is not None:
        yield from _picture_faults(layer.picture)
    if layer.words is not None:
        yield from _words_faults(layer.words)
    if not all(_within(place, -MAX_PLACE, MAX_PLACE) for place in (layer.x, layer.y)):
        yield "lies too far outside"
    if not _within(layer.scale, MIN_SCALE, MAX_SCALE):
        yield f"must be {MIN_SCALE:g} to {MAX_SCALE:g} times its size"
    if not _within(layer.rotation, -360, 360):
        yield "must be turned by -360 to 360 degrees"
    if not _within(layer.opacity, 0, 1):
        yield "must have an opacity of 0 to 1"
    crop = layer.crop
    for first, last in ((crop.left, crop.right), (crop.top, crop.bottom)):
        if not (_within(first, 0, 1) and _within(last, 0, 1) and last - first >= MIN_CROP * 0.999):
            yield "is cropped to nothing, or to more than there is"


def _picture_faults(picture: Picture) -> Iterator[str]:
    if not _SHA256.fullmatch(picture.sha256):
        yield "is not named by a SHA-256"
    sides = (picture.width_px, picture.height_px)
    if not 1 <= min(sides) <= max(sides) <= MAX_PICTURE_SIDE_PX or sides[0] * sides[1] > MAX_PICTURE_PIXELS:
        yield "has a size that no picture may have"
    if len(picture.title) > MAX_NAME:
        yield "has a title that is too long"


def _words_faults(words: Words) -> Iterator[str]:
    if len(words.text) > MAX_LETTERS:
        yield f"has more than {MAX_LETTERS} letters"
    if not _within(words.size_px, MIN_TEXT_PX, MAX_TEXT_PX):
        yield f"must have letters of {MIN_TEXT_PX:.0f} to {MAX_TEXT_PX:.0f} pixels"
    if not is_colour(words.colour):
        yield "has a colour that is none"


def _within(value: float, least: float, most: float) -> bool:
    return math.isfinite(value) and least <= value <= most
