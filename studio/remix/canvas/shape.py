"""Where a layer lies: from its own pixels to the canvas and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from studio.domain.canvas import Layer

#: x' = a x + b y + c, y' = d x + e y + f.
Affine = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
#: Left, top, right, bottom.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shape:
    """A layer and its whole size in pixels of its own, before anything is cropped."""

    layer: Layer
    size: tuple[float, float]

    @classmethod
    def of(cls, layer: Layer) -> Shape:
        if layer.picture is not None:
            return cls(layer, (layer.picture.width_px, layer.picture.height_px))
        from .lettering import measure

        assert layer.words is not None
        return cls(layer, measure(layer.words))

    @cached_property
    def box(self) -> Box:
        """The shown part in the layer's own pixels."""
        (width, height), crop = self.size, self.layer.crop
        return crop.left * width, crop.top * height, crop.right * width, crop.bottom * height

    @property
    def middle(self) -> Point:
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2

    @property
    def shown_size(self) -> tuple[float, float]:
        """Of the shown part, as large as it is on the canvas."""
        left, top, right, bottom = self.box
        return (right - left) * self.layer.scale, (bottom - top) * self.layer.scale

    @cached_property
    def onto(self) -> Affine:
        """From the layer's pixels to the canvas."""
        layer, angle = self.layer, math.radians(self.layer.rotation)
        cos, sin = _exact(math.cos(angle)) * layer.scale, _exact(math.sin(angle)) * layer.scale
        right, down = (-1 if layer.flip_h else 1), (-1 if layer.flip_v else 1)
        a, b, d, e = cos * right, -sin * down, sin * right, cos * down
        x, y = self.middle
        return a, b, layer.x - a * x - b * y, d, e, layer.y - d * x - e * y

    @cached_property
    def back(self) -> Affine:
        """From the canvas to the layer's pixels."""
        a, b, c, d, e, f = self.onto
        det = a * e - b * d
        a, b, d, e = e / det, -b / det, -d / det, a / det
        return a, b, -a * c - b * f, d, e, -d * c - e * f

    def to_canvas(self, x: float, y: float) -> Point:
        return apply(self.onto, x, y)

    def to_layer(self, x: float, y: float) -> Point:
        return apply(self.back, x, y)

    @cached_property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Of the shown part on the canvas, beginning with the layer's upper left one, then along its upper edge."""
        left, top, right, bottom = self.box
        a, b, c, d = ((left, top), (right, top), (right, bottom), (left, bottom))
        return self.to_canvas(*a), self.to_canvas(*b), self.to_canvas(*c), self.to_canvas(*d)

    @cached_property
    def bounds(self) -> Box:
        """The upright box on the canvas around the shown part."""
        xs, ys = [x for x, _ in self.corners], [y for _, y in self.corners]
        return min(xs), min(ys), max(xs), max(ys)

    def holds(self, x: float, y: float) -> bool:
        """Whether the shown part covers this place of the canvas."""
        own_x, own_y = self.to_layer(x, y)
        left, top, right, bottom = self.box
        return left <= own_x <= right and top <= own_y <= bottom


def apply(affine: Affine, x: float, y: float) -> Point:
    a, b, c, d, e, f = affine
    return a * x + b * y + c, d * x + e * y + f


def _exact(value: float) -> float:
    """Quarter turns without the last digits of π, so that their pixels stay pixels."""
    return float(round(value)) if abs(value - round(value)) < 1e-12 else value
