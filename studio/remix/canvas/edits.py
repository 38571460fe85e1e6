"""Edits of a picture remix: each takes one and returns the next. Pure; ids of new layers are handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from studio.domain.canvas import MAX_PLACE, MAX_SCALE, MIN_CROP, MIN_SCALE, Canvas, Crop, Layer, Picture
from studio.domain.ids import LayerId

from .shape import Shape

#: A picture that is added is at most this part of the canvas wide and high.
_ADDED = 0.9
#: A second one of the same lies so many pixels to the right and down.
_BESIDE = 24


def find(canvas: Canvas, id: LayerId | None) -> Layer | None:
    return next((layer for layer in canvas.layers if layer.id == id), None)


def add(canvas: Canvas, layer: Layer, above: LayerId | None = None) -> Canvas:
    """On top of all, or right above another layer."""
    at = next((number for number, one in enumerate(canvas.layers) if one.id == above), len(canvas.layers) - 1)
    return replace(canvas, layers=(*canvas.layers[: at + 1], layer, *canvas.layers[at + 1 :]))


def placed(canvas: Canvas, id: LayerId, picture: Picture) -> Layer:
    """A new layer in the middle of the canvas; a picture that is larger is made to fit."""
    room = min(canvas.width_px / picture.width_px, canvas.height_px / picture.height_px)
    scale = 1.0 if room >= 1 else max(_ADDED * room, MIN_SCALE)
    return Layer(id, canvas.width_px / 2, canvas.height_px / 2, picture, scale=scale)


def put_in(canvas: Canvas, id: LayerId, picture: Picture) -> Canvas:
    """On top of all. The first picture of a new canvas gives it its size, as far as a canvas may be that large."""
    if canvas.layers:
        return add(canvas, placed(canvas, id, picture))
    size = fitting(picture.width_px, picture.height_px)
    canvas = replace(canvas, width_px=size[0], height_px=size[1])
    scale = min(size[0] / picture.width_px, 1.0)
    return add(canvas, replace(placed(canvas, id, picture), scale=scale))


def fitting(width_px: int, height_px: int, most_px: int = 4_096) -> tuple[int, int]:
    """The same shape with no side longer than `most_px`."""
    times = min(1.0, most_px / max(width_px, height_px))
    return max(round(width_px * times), 1), max(round(height_px * times), 1)


def change(canvas: Canvas, id: LayerId, by: Callable[[Layer], Layer]) -> Canvas:
    return replace(canvas, layers=tuple(by(layer) if layer.id == id else layer for layer in canvas.layers))


def put(canvas: Canvas, layer: Layer) -> Canvas:
    """The layer with this id is now this one."""
    return change(canvas, layer.id, lambda _: layer)


def remove(canvas: Canvas, id: LayerId) -> Canvas:
    return replace(canvas, layers=tuple(layer for layer in canvas.layers if layer.id != id))


def duplicate(canvas: Canvas, id: LayerId, new_id: LayerId) -> Canvas:
    """The same again above it, a little beside."""
    layer = find(canvas, id)
    if layer is None:
        return canvas
    return add(canvas, replace(moved(layer, _BESIDE, _BESIDE), id=new_id), above=id)


def raise_to(canvas: Canvas, id: LayerId, place: int) -> Canvas:
    """To another place in the order, 0 being the lowest."""
    layer = find(canvas, id)
    if layer is None:
        return canvas
    others = [one for one in canvas.layers if one.id != id]
    others.insert(min(max(place, 0), len(others)), layer)
    return replace(canvas, layers=tuple(others))


def resize(canvas: Canvas, width_px: int, height_px: int) -> Canvas:
    """A larger or smaller canvas around the same middle; layers keep their size."""
    dx, dy = (width_px - canvas.width_px) / 2, (height_px - canvas.height_px) / 2
    layers = tuple(moved(layer, dx, dy) for layer in canvas.layers)
    return replace(canvas, width_px=width_px, height_px=height_px, layers=layers)


def moved(layer: Layer, dx: float, dy: float) -> Layer:
    return replace(layer, x=_place(layer.x + dx), y=_place(layer.y + dy))


def scaled(layer: Layer, scale: float) -> Layer:
    return replace(layer, scale=min(max(scale, MIN_SCALE), MAX_SCALE))


def turned(layer: Layer, rotation: float) -> Layer:
    """From -180 to 180 degrees."""
    return replace(layer, rotation=(rotation + 180) % 360 - 180)


def cropped(layer: Layer, crop: Crop) -> Layer:
    """Another part of it is shown; what stays in sight stays where it is."""
    crop = _sensible(crop)
    width, height = Shape.of(layer).size
    middle = ((crop.left + crop.right) / 2 * width, (crop.top + crop.bottom) / 2 * height)
    x, y = Shape.of(layer).to_canvas(*middle)
    return replace(layer, crop=crop, x=_place(x), y=_place(y))


def _sensible(crop: Crop) -> Crop:
    left, top = min(max(crop.left, 0.0), 1 - MIN_CROP), min(max(crop.top, 0.0), 1 - MIN_CROP)
    right, bottom = max(min(crop.right, 1.0), left + MIN_CROP), max(min(crop.bottom, 1.0), top + MIN_CROP)
    return Crop(left, top, right, bottom)


def _place(value: float) -> float:
    return min(max(value, -MAX_PLACE), MAX_PLACE)
