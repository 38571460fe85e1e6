"""Walking through a tree by keys: up to a parent, down to a child, sideways through a generation. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from studio.domain.ids import RecordId

from .drawing import Drawing


class Way(Enum):
    PARENT = "parent"
    CHILD = "child"
    BEFORE = "before"
    AFTER = "after"


def walk(drawing: Drawing, here: RecordId, way: Way) -> RecordId:
    """Where one comes to from `here`; the same place where the tree ends."""
    if way is Way.PARENT:
        return _closest(drawing, here, drawing.family.parents.get(here, ()))
    if way is Way.CHILD:
        return _closest(drawing, here, drawing.family.children.get(here, ()))
    generation = drawing.levels[drawing.cards[here].node.level]
    at = generation.index(here) + (1 if way is Way.AFTER else -1)
    return generation[min(max(at, 0), len(generation) - 1)]


def _closest(drawing: Drawing, here: RecordId, others: Iterable[RecordId]) -> RecordId:
    """The one that stands nearest, a direct neighbour before one that is further away."""
    now = drawing.cards[here]
    shown = [drawing.cards[other] for other in others if other in drawing.cards]
    found = min(shown, key=lambda card: (abs(card.y - now.y), abs(card.x - now.x)), default=now)
    return found.node.id
