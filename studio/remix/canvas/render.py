"""The one renderer: what is shown is what is exported.

Layers are put together as W3C Compositing and Blending Level 1 says (sections 5.1 and 10), in sRGB values as paint programs do
it. With colours multiplied by their alpha (cs, cb) and alphas (as, ab) of the layer and of what lies below:

    alpha  = as + ab (1 - as)
    colour = cs (1 - ab) + cb (1 - as) + as ab B(Cb, Cs)

In between everything is float32; the edges of a layer that does not lie on whole pixels are smooth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from studio.domain.canvas import Blend, Canvas, Layer
from studio.picture.pixels import EDGE_PX

from .plates import Plate
from .shape import Affine, Shape

#: float32 (4, height, width): red, green, blue, alpha from 0 to 1, the colours multiplied by alpha.
Planes = NDArray[np.float32]
Bytes = NDArray[np.uint8]
#: Left, top, right, bottom in whole pixels of the zoomed canvas.
Window = tuple[int, int, int, int]
#: So many pixels are put together at a time: what they need fits into a processor's cache.
_BAND_PIXELS = 1 << 16


class Source(Protocol):
    """Who has the pixels of layers (see `plates.Plates`)."""

    def plate(self, layer: Layer, zoom: float = 1.0) -> Plate: ...


def whole(canvas: Canvas, zoom: float = 1.0) -> Window:
    return 0, 0, max(round(canvas.width_px * zoom), 1), max(round(canvas.height_px * zoom), 1)


def scales(canvas: Canvas, zoom: float) -> tuple[float, float]:
    """Zoomed, the canvas is a whole number of pixels wide and high: by how much it is scaled across and down, nearly `zoom`."""
    width, height = whole(canvas, zoom)[2:]
    return width / canvas.width_px, height / canvas.height_px


def render(
    canvas: Canvas,
    plates: Source,
    zoom: float = 1.0,
    window: Window | None = None,
    goes_on: Callable[[float], bool] = lambda progress: True,
) -> Bytes | None:
    """uint8 (height, width, 4), the colours multiplied by alpha: the part `window` of the canvas, `zoom` times its size.

    `goes_on` is told the progress (0 to 1); when it answers False, nothing is returned. Raises what `plates` raises.
    """
    left, top, right, bottom = window or whole(canvas, zoom)
    out = np.empty((bottom - top, right - left, 4), np.uint8)
    for window, planes in bands(canvas, plates, zoom, (left, top, right, bottom)):
        if not goes_on((window[1] - top) / (bottom - top)):
            return None
        out[window[1] - top : window[3] - top] = as_bytes(planes)
    return out


def flat(canvas: Canvas, plates: Source, done: Callable[[float], None]) -> Bytes:
    """uint8 (height, width, 4): the whole canvas at its own size, the colours as they are. `done` is told parts, together 1."""
    window = whole(canvas)
    out = np.empty((window[3], window[2], 4), np.uint8)
    for band, planes in bands(canvas, plates, 1.0, window):
        out[band[1] : band[3]] = as_straight_bytes(planes)
        done((band[3] - band[1]) / window[3])
    return out


def bands(canvas: Canvas, plates: Source, zoom: float, window: Window) -> Iterator[tuple[Window, Planes]]:
    """The canvas from top to bottom in strips that are put together one after the other."""
    sheets = [Sheet(layer, plates.plate(layer, zoom), scales(canvas, zoom)) for layer in canvas.shown]
    for band in strips(window):
        planes = ground(canvas.background, band)
        for sheet in sheets:
            put(planes, band, sheet)
        yield band, planes


def strips(window: Window) -> Iterator[Window]:
    """From top to bottom, each small enough to be worked on within a processor's cache."""
    left, top, right, bottom = window
    rows = max(_BAND_PIXELS // max(right - left, 1), 1)
    for first in range(top, bottom, rows):
        yield left, first, right, min(first + rows, bottom)


class Sheet:
    """A layer with its pixels, as it lies on the zoomed canvas."""

    def __init__(self, layer: Layer, plate: Plate, scales: tuple[float, float]) -> None:
        self.layer = layer
        shape = Shape.of(layer)
        width, height = shape.size
        self._box, self._back, self._scales = shape.box, shape.back, scales
        self._times = (plate.width / width, plate.height / height)
        self._image = plate.image()
        left, top, right, bottom = shape.bounds
        self._bounds = (
            int(np.floor(left * scales[0])) - 1,
            int(np.floor(top * scales[1])) - 1,
            int(np.ceil(right * scales[0])) + 1,
            int(np.ceil(bottom * scales[1])) + 1,
        )

    def within(self, band: Window) -> Window | None:
        """The part of the band that the layer may touch."""
        left, top = max(self._bounds[0], band[0]), max(self._bounds[1], band[1])
        right, bottom = min(self._bounds[2], band[2]), min(self._bounds[3], band[3])
        return (left, top, right, bottom) if left < right and top < bottom else None

    def planes(self, window: Window) -> Planes:
        """The layer alone: its pixels, smooth at its edges, with its opacity."""
        from PIL import Image

        left, top, right, bottom = window
        size = (right - left, bottom - top)
        a, b, c, d, e, f = self._back_from(left, top)
        across, down = self._times
        own: Affine = (a * across, b * across, c * across + EDGE_PX, d * down, e * down, f * down + EDGE_PX)
        sampled = self._image.transform(size, Image.Transform.AFFINE, own, Image.Resampling.BILINEAR)
        strength = self._cover((a, b, c, d, e, f), size)
        strength *= np.float32(self.layer.opacity / 255)
        out = np.empty((4, size[1], size[0]), np.float32)
        pixels = np.asarray(sampled)
        for channel in range(4):
            np.multiply(pixels[..., channel], strength, out=out[channel])
        return out

    def _back_from(self, left: int, top: int) -> Affine:
        """From pixels of a window to the layer's own."""
        (a, b, c, d, e, f), (across, down) = self._back, self._scales
        a, b, d, e = a / across, b / down, d / across, e / down
        return a, b, c + a * left + b * top, d, e, f + d * left + e * top

    def _cover(self, back: Affine, size: tuple[int, int]) -> NDArray[np.float32]:
        """How much of each pixel lies within the shown part, 0 to 1."""
        a, b, c, d, e, f = back
        xs = np.arange(size[0], dtype=np.float64) + 0.5
        ys = np.arange(size[1], dtype=np.float64)[:, None] + 0.5
        step = 1 / (self.layer.scale * (self._scales[0] * self._scales[1]) ** 0.5)
        left, top, right, bottom = (side / step for side in self._box)
        return _inside(a * xs / step, (b * ys + c) / step, left, right) * _inside(
            d * xs / step, (e * ys + f) / step, top, bottom
        )


def _inside(across: NDArray[np.float64], down: NDArray[np.float64], first: float, last: float) -> NDArray[np.float32]:
    """The distance to the nearer edge in pixels, from half outside (0) to half inside (1)."""
    place = (across + down).astype(np.float32)
    middle, half = np.float32((first + last) / 2), np.float32((last - first) / 2 + 0.5)
    np.subtract(place, middle, out=place)
    np.abs(place, out=place)
    np.subtract(half, place, out=place)
    np.clip(place, 0, min(1.0, last - first), out=place)
    return place


def ground(background: str, window: Window) -> Planes:
    planes = np.zeros((4, window[3] - window[1], window[2] - window[0]), np.float32)
    if background:
        for channel, at in enumerate((1, 3, 5)):
            planes[channel] = int(background[at : at + 2], 16) / 255
        planes[3] = 1
    return planes


def put(planes: Planes, window: Window, sheet: Sheet) -> None:
    """Lays a sheet over what is there."""
    part = sheet.within(window)
    if part is not None:
        left, top = part[0] - window[0], part[1] - window[1]
        below = planes[:, top : top + part[3] - part[1], left : left + part[2] - part[0]]
        blend(below, sheet.planes(part), sheet.layer.blend)


def blend(below: Planes, above: Planes, how: Blend) -> None:
    """`below` becomes both together."""
    if how is Blend.NORMAL:
        below *= 1 - above[3]
        below += above
        return
    mixed = blended(below, above, how)
    mixed += above[:3] * (1 - below[3])
    mixed += below[:3] * (1 - above[3])
    below[3] += above[3] - below[3] * above[3]
    below[:3] = mixed


def blended(below: Planes, above: Planes, how: Blend) -> Planes:
    """float32 (3, height, width): as ab B(Cb, Cs), without a division."""
    cb, ab, cs, alpha = below[:3], below[3], above[:3], above[3]
    mixed: Planes = cs * ab
    if how is Blend.MULTIPLY:
        mixed = cs * cb
    elif how is Blend.SCREEN:
        mixed += cb * alpha - cs * cb
    elif how is Blend.OVERLAY:
        light = ab * alpha - 2 * (ab - cb) * (alpha - cs)
        mixed = np.where(2 * cb <= ab, 2 * cs * cb, light)
    return mixed


def as_bytes(planes: Planes) -> Bytes:
    """uint8 (height, width, 4), the colours still multiplied by alpha and never above it."""
    out = np.empty((*planes.shape[1:], 4), np.uint8)
    for channel in range(4):
        out[..., channel] = _rounded(planes[channel])
    np.minimum(out[..., :3], out[..., 3:], out=out[..., :3])
    return out


def as_straight_bytes(planes: Planes) -> Bytes:
    """uint8 (height, width, 4), the colours as they are, for files."""
    out = np.empty((*planes.shape[1:], 4), np.uint8)
    alpha = planes[3]
    out[..., 3] = _rounded(alpha)
    inverse = np.divide(1, alpha, out=np.zeros_like(alpha), where=alpha > 0)
    for channel in range(3):
        out[..., channel] = _rounded(planes[channel] * inverse)
    return out


def _rounded(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """To the nearest whole number once the fraction is cut off."""
    out = plane * np.float32(255)
    out += np.float32(0.5)
    np.clip(out, 0, 255.5, out=out)
    return out
