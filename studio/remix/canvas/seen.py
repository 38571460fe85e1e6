"""What can be seen of whom, so that the sources of a picture remix write themselves.

Each pixel that is seen is shared out among the layers that make it. A layer that covers takes what its alpha takes; where two are
blended, each counts by how much it changes what the other alone would show: the layer by |B - Cb|, what lies below by |B - Cs|
(W3C's letters, see `render`). So white paper that is multiplied counts nothing, and black multiplied hides as black does. The
background counts as nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.domain.canvas import Blend, Canvas
from studio.domain.ids import LayerId

from .render import Planes, Sheet, Source, blend, blended, ground, scales, whole

#: It is looked at in this size: a layer of some pixels on a large canvas is still seen.
SIDE_PX = 384
#: Less than one step of 8 bits cannot be seen.
VISIBLE = 1 / 255
_Map = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SeenLayer:
    """`share` (0 to 1) of all pixels that are seen, and the upright box around where it is seen, in parts of the canvas:
    left, top, width, height. What cannot be seen has no share."""

    layer_id: LayerId
    share: float
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def seen(canvas: Canvas, plates: Source) -> tuple[SeenLayer, ...]:
    """Every layer of the canvas, from the lowest to the highest; the shares together are at most 1. Raises what `plates` raises."""
    zoom = min(1.0, SIDE_PX / max(canvas.width_px, canvas.height_px))
    window = whole(canvas, zoom)
    planes = ground(canvas.background, window)
    given: dict[LayerId, tuple[_Map, _Map]] = {}
    for layer in canvas.shown:
        sheet = Sheet(layer, plates.plate(layer, zoom), scales(canvas, zoom))
        part = sheet.within(window)
        above = np.zeros_like(planes)
        if part is not None:
            above[:, part[1] : part[3], part[0] : part[2]] = sheet.planes(part)
        given[layer.id] = _given(planes, above, layer.blend)
        blend(planes, above, layer.blend)
    return _shared_out(canvas, given, max(float(planes[3].sum()), 1e-6))


def _given(below: Planes, above: Planes, how: Blend) -> tuple[_Map, _Map]:
    """What the layer gives to each pixel, and what it lets through of everything below; both 0 to 1, kept in half precision."""
    alpha, under = above[3], below[3]
    both = alpha * under
    if how is Blend.NORMAL:
        return _half(alpha), _half(1 - alpha)
    mixed = blended(below, above, how)
    changes = np.abs(mixed - below[:3] * alpha).sum(axis=0)
    changed = np.abs(mixed - above[:3] * under).sum(axis=0)
    total = changes + changed
    part = np.divide(changes, total, out=np.full_like(total, 0.5), where=total > 1e-4)
    return _half(alpha * (1 - under) + both * part), _half(1 - alpha * part)


def _shared_out(canvas: Canvas, given: dict[LayerId, tuple[_Map, _Map]], all_seen: float) -> tuple[SeenLayer, ...]:
    """From the highest layer down: what is left of each below it."""
    found = []
    left: _Map | None = None
    for layer in reversed(canvas.layers):
        if layer.id not in given:
            found.append(SeenLayer(layer.id, 0.0))
            continue
        gives, passes = given[layer.id]
        part = gives.astype(np.float32) if left is None else gives * left
        left = passes.astype(np.float32) if left is None else left * passes
        found.append(_seen(layer.id, np.where(part >= VISIBLE, part, 0), all_seen))
    return tuple(reversed(found))


def _seen(id: LayerId, part: _Map, all_seen: float) -> SeenLayer:
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return SeenLayer(id, 0.0)
    height, width = part.shape
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    share = min(float(part.sum(dtype=np.float64)) / all_seen, 1.0)
    box = (left / width, top / height, (right - left) / width, (bottom - top) / height)
    return SeenLayer(id, share, (float(box[0]), float(box[1]), float(box[2]), float(box[3])))


def _half(plane: Planes) -> _Map:
    return plane.astype(np.float16)
