"""The canvas taken apart around one layer, so that it can be moved by hand without putting all the others together again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from studio.domain.canvas import Blend, Canvas
from studio.domain.ids import LayerId

from .render import Bytes, Planes, Sheet, Source, Window, as_bytes, ground, put, scales, strips


@dataclass(frozen=True, eq=False)
class Parts:
    """Each uint8 (height, width, 4), the colours multiplied by alpha. `below` is everything under the layer, background included;
    `above` are the layers over it, those that blend normally put together, each with how it meets what lies under it."""

    whole: Bytes
    below: Bytes | None = None
    above: tuple[tuple[Bytes, Blend], ...] = ()


def part(
    canvas: Canvas, plates: Source, zoom: float, window: Window, around: LayerId | None, goes_on: Callable[[], bool]
) -> Parts | None:
    """The part `window` of the canvas, `zoom` times its size; taken apart where the layer `around` is shown.

    None where `goes_on` says that nobody waits any more. Raises what `plates` raises.
    """
    shown = canvas.shown
    sheets = [Sheet(layer, plates.plate(layer, zoom), scales(canvas, zoom)) for layer in shown]
    at = next((number for number, layer in enumerate(shown) if layer.id == around), None)
    runs = list(_runs(sheets[at + 1 :])) if at is not None else []
    shape = (window[3] - window[1], window[2] - window[0], 4)
    whole, below = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
    above = [np.empty(shape, np.uint8) for _ in runs]
    for band in strips(window):
        if not goes_on():
            return None
        rows = slice(band[1] - window[1], band[3] - window[1])
        planes = ground(canvas.background, band)
        for number, sheet in enumerate(sheets):
            if number == at:
                below[rows] = as_bytes(planes)
            put(planes, band, sheet)
        whole[rows] = as_bytes(planes)
        for run, out in zip(runs, above, strict=True):
            out[rows] = as_bytes(_together(run, band))
    if at is None:
        return Parts(whole)
    return Parts(whole, below, tuple((out, run[0].layer.blend) for run, out in zip(runs, above, strict=True)))


def _runs(sheets: list[Sheet]) -> Iterator[list[Sheet]]:
    """Neighbours that blend normally together, every other layer for itself."""
    run: list[Sheet] = []
    for sheet in sheets:
        if run and (sheet.layer.blend is not Blend.NORMAL or run[0].layer.blend is not Blend.NORMAL):
            yield run
            run = []
        run.append(sheet)
    if run:
        yield run


def _together(run: list[Sheet], band: Window) -> Planes:
    """On nothing, every blend is the normal one."""
    planes = ground("", band)
    for sheet in run:
        put(planes, band, sheet)
    return planes
