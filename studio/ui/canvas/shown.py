"""What the view paints, made on tasks: the canvas as it is exported, and the same taken apart around the layer in hand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from studio.domain.canvas import Blend, Canvas, Layer
from studio.domain.ids import LayerId
from studio.errors import StudioError
from studio.remix.canvas.parting import part
from studio.remix.canvas.plates import Plate, Plates
from studio.remix.canvas.render import Bytes, Window, whole
from studio.remix.canvas.shape import Shape
from studio.ui.alive import alive
from studio.ui.tasks import Task, Tasks

#: The layer in hand is drawn from no more pixels than this; when it is let go it is sharp again.
_MOST_IN_HAND = 2_500_000
_TILE_PX = 96
#: So long pictures are opened before those that are open are shown.
_OPENING_S = 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """`zoom` in pixels of the screen; `window` of the zoomed canvas; `chosen` is the layer that may be taken next."""

    canvas: Canvas
    zoom: float
    window: Window
    chosen: LayerId | None


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """`own` is the chosen layer alone, whole, in some size; `below` and `above` are what lies around it."""

    wish: Wish
    whole: QImage
    below: QImage | None = None
    own: QImage | None = None
    above: tuple[tuple[QImage, Blend], ...] = ()
    #: Pictures were still closed when this was made: there is more to come.
    more: bool = False
    missing: tuple[tuple[str, StudioError], ...] = ()
    #: Small pictures that were made on the way, by hash.
    tiles: tuple[tuple[str, QImage], ...] = ()


class Shown(QObject):
    """One frame is made at a time; of the wishes that come meanwhile, the last counts."""

    ready = Signal()
    #: The hash of a picture that cannot be shown, and the StudioError that says why; once for each.
    missed = Signal(str, object)

    def __init__(self, tasks: Tasks, plates: Plates, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._plates = plates
        self._next: Wish | None = None
        self._task: Task | None = None
        self._is_over = False
        self.frame: Frame | None = None
        #: The last one that shows the whole canvas: what is not in `frame` is seen in it until it is made.
        self.around: Frame | None = None
        self.missing: dict[str, StudioError] = {}
        self.tiles: dict[str, QImage] = {}

    def want(self, wish: Wish) -> None:
        left, top, right, bottom = wish.window
        if left < right and top < bottom and not self._is_over:
            self._next = wish
            self._go()

    def forget_missing(self) -> None:
        """What was not there may have come."""
        self.missing.clear()

    def close(self) -> None:
        """Nothing is made any more."""
        self._is_over, self._next = True, None
        if self._task:
            self._task.stop()

    def _go(self) -> None:
        if self._task is not None or self._next is None:
            return
        wish, self._next = self._next, None
        work = partial(_make, self._plates, wish, frozenset(self.missing), frozenset(self.tiles))
        self._task = self._tasks.run(work, alive(self, self._on_made), on_trouble=alive(self, self._on_trouble))

    def _on_made(self, frame: Frame | None) -> None:
        self._task = None
        if frame is not None:
            self.frame = frame
            if frame.wish.window == whole(frame.wish.canvas, frame.wish.zoom):
                self.around = frame
            self.tiles.update(frame.tiles)
            for sha256, error in frame.missing:
                self.missing[sha256] = error
                self.missed.emit(sha256, error)
            if frame.more and self._next is None:
                self._next = frame.wish
            self.ready.emit()
        self._go()

    def _on_trouble(self, error: StudioError) -> None:
        self._task = None
        self._go()


def _make(plates: Plates, wish: Wish, missing: frozenset[str], tiled: frozenset[str], task: Task) -> Frame | None:
    """Opens pictures that are closed, or not sharp enough, for a while; then shows all that are open."""
    told, more = _opened(plates, wish, missing, task)
    out = missing | {sha256 for sha256, _ in told}
    layers = (one for one in wish.canvas.shown if _sha256(one) not in out and plates.quick(one, wish.zoom) is not None)
    canvas, quick = replace(wish.canvas, layers=tuple(layers)), _Quick(plates)
    parts = part(canvas, quick, wish.zoom, wish.window, wish.chosen, lambda: not task.is_stopped)
    if parts is None:
        return None
    chosen = next((one for one in canvas.layers if one.id == wish.chosen), None)
    solid = bool(canvas.background)
    return Frame(
        wish,
        picture_of(parts.whole, solid),
        picture_of(parts.below, solid) if parts.below is not None else None,
        _in_hand(quick, chosen, wish.zoom) if chosen is not None else None,
        tuple((picture_of(pixels), blend) for pixels, blend in parts.above),
        more,
        told,
        tuple(_tiles(quick, canvas, tiled)),
    )


def _opened(
    plates: Plates, wish: Wish, missing: frozenset[str], task: Task
) -> tuple[tuple[tuple[str, StudioError], ...], bool]:
    """What could not be opened and why, and whether there is more to open."""
    until = time.monotonic() + _OPENING_S
    told: dict[str, StudioError] = {}
    for layer in wish.canvas.shown:
        if plates.is_open(layer, wish.zoom) or _sha256(layer) in missing or _sha256(layer) in told:
            continue
        if time.monotonic() > until or task.is_stopped:
            return tuple(told.items()), True
        try:
            plates.plate(layer, wish.zoom)
        except StudioError as error:
            told[_sha256(layer)] = error
    return tuple(told.items()), False


def _tiles(plates: _Quick, canvas: Canvas, tiled: frozenset[str]) -> Iterator[tuple[str, QImage]]:
    known = {"", *tiled}
    for layer in canvas.layers:
        if _sha256(layer) not in known:
            known.add(_sha256(layer))
            small = replace(layer, scale=1.0)
            plate = plates.plate(small, min(_TILE_PX / max(Shape.of(layer).size), 1.0))
            if max(plate.width, plate.height) <= 2 * _TILE_PX:  # one that is not opened small yet comes later
                yield _sha256(layer), picture_of(np.ascontiguousarray(plate.inner))


class _Quick:
    """Plates that never keep the view waiting."""

    def __init__(self, plates: Plates) -> None:
        self._plates = plates

    def plate(self, layer: Layer, zoom: float = 1.0) -> Plate:
        return self._plates.quick(layer, zoom) or self._plates.plate(layer, zoom)


def _in_hand(plates: _Quick, layer: Layer, zoom: float) -> QImage:
    width, height = Shape.of(layer).size
    times = layer.scale * zoom
    pixels = width * height * min(times, 1.0) ** 2
    plate = plates.plate(layer, zoom * min(1.0, (_MOST_IN_HAND / max(pixels, 1.0)) ** 0.5))
    return picture_of(np.ascontiguousarray(plate.inner))


def picture_of(pixels: Bytes, solid: bool = False) -> QImage:
    """A copy that owns its pixels, in the form that Qt paints fastest; `solid` where nothing is see-through."""
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied)
    form = QImage.Format.Format_RGB32 if solid else QImage.Format.Format_ARGB32_Premultiplied
    return image.convertToFormat(form)


def _sha256(layer: Layer) -> str:
    return layer.picture.sha256 if layer.picture else ""
