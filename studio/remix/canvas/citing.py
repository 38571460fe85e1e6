"""The sources of a picture remix: one for each record that it is made of, from what can be seen of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from studio.domain.canvas import Canvas
from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.place import Region
from studio.domain.record import Origin, Source, SourceType

from .seen import SeenLayer

#: What fills more than this of the picture was changed into it; what fills less is a part of it.
_MOSTLY = 0.5
_Box = tuple[float, float, float, float]


def sources_of(
    canvas: Canvas,
    seen: Iterable[SeenLayer],
    before: tuple[Source, ...] = (),
    own: Callable[[RecordId], tuple[Source, ...]] = lambda id: (),
) -> tuple[Source, ...]:
    """Those that wrote themselves first, the largest share leading; then those that a person added, as they were.

    `before` are the sources so far: what was thanked stays thanked, a type that was chosen by hand stays, and what cannot be seen
    any more stays as `removed`. `own` tells the sources of an own earlier piece: they are seen in it and so in this one.
    """
    known = {source.record_id: source for source in before if source.record_id and source.origin is Origin.AUTO}
    by_hand = tuple(source for source in before if source.origin is not Origin.AUTO)
    shares = _shares(canvas, seen, own)
    for id in known:
        shares.setdefault(id, (0.0, None))
    said = {source.record_id for source in by_hand if source.record_id is not None}
    made = [_source(id, share, box, known.get(id)) for id, (share, box) in shares.items() if id not in said]
    return (*sorted(made, key=lambda one: (one.removed, -one.share)), *by_hand)


def _shares(
    canvas: Canvas, seen: Iterable[SeenLayer], own: Callable[[RecordId], tuple[Source, ...]]
) -> dict[RecordId, tuple[float, _Box | None]]:
    """Of every record, those of all its layers together; one without a share cannot be seen."""
    of_layer = {one.layer_id: one for one in seen}
    found: dict[RecordId, tuple[float, _Box | None]] = {}
    for layer in canvas.layers:
        if layer.picture is None or layer.picture.record_id is None or layer.id not in of_layer:
            continue
        one = of_layer[layer.id]
        _add(found, layer.picture.record_id, one.share, one.box)
        for inner in own(layer.picture.record_id):
            if inner.record_id is not None and not inner.removed:
                _add(found, inner.record_id, one.share * inner.share, one.box)
    return found


def _add(found: dict[RecordId, tuple[float, _Box | None]], id: RecordId, share: float, box: _Box) -> None:
    before, around = found.get(id, (0.0, None))
    found[id] = (before + share, around if share <= 0 else box if around is None else _around(around, box))


def _around(one: _Box, other: _Box) -> _Box:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right, bottom = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return left, top, right - left, bottom - top


def _source(id: RecordId, share: float, box: _Box | None, known: Source | None) -> Source:
    share = min(share, 1.0)
    type = _used(share)
    if known is not None and not known.removed and known.type is not _used(known.share):
        type = known.type  # not what it was called by itself: a person chose it
    source = known or Source(SourceId(new_id()), id, type, Origin.AUTO)
    if share <= 0:
        return replace(source, share=0.0, removed=True)
    return replace(source, type=type, share=round(share, 4), removed=False, place=place_of(box) if box else "")


def _used(share: float) -> SourceType:
    return SourceType.EDITED if share > _MOSTLY else SourceType.SAMPLED


def place_of(box: _Box) -> str:
    """W3C Media Fragments 1.0, 4.2.2: whole percents, so the box is made a little larger rather than smaller."""
    left, top = math.floor(box[0] * 100 + 1e-6), math.floor(box[1] * 100 + 1e-6)
    right, bottom = math.ceil((box[0] + box[2]) * 100 - 1e-6), math.ceil((box[1] + box[3]) * 100 - 1e-6)
    return Region(left, top, max(right - left, 1), max(bottom - top, 1)).text()
