"""A family tree ready to be drawn: cards and lines in pixels at 100 %, found by where they lie, so that a view draws what it
sees and no more. Made on a task; the root's middle is (0, 0)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import floor

from PySide6.QtCore import QLineF, QPointF, QRectF

from studio.credit.layout import Laid, Place, laid
from studio.credit.near import nearest, steps_from
from studio.credit.tree import Family
from studio.domain.ids import RecordId

from .words import Node, family_words, nodes_of

CARD_WIDTH, CARD_HEIGHT = 204.0, 56.0
STEP_X, STEP_Y = 230.0, 132.0
#: More nodes than this are not drawn; the nearest generations are.
MOST_DRAWN = 10_000
_BAND = STEP_Y * 2


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    node: Node
    x: float
    y: float

    @property
    def rect(self) -> QRectF:
        return QRectF(self.x - CARD_WIDTH / 2, self.y - CARD_HEIGHT / 2, CARD_WIDTH, CARD_HEIGHT)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """`points` from the lower edge of the parent to the upper edge of the child."""

    points: tuple[QPointF, ...]
    pieces: tuple[QLineF, ...]
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Cards of one height, from left to right, with their boxes for those who look from afar."""

    y: float
    xs: list[float]
    cards: list[Card]
    boxes: list[QRectF]

    def within(self, left: float, right: float) -> slice:
        half = CARD_WIDTH / 2
        return slice(bisect_left(self.xs, left - half), bisect_right(self.xs, right + half))


class Drawing:
    """`left_out` counts the kin that are too many and too far away to be drawn."""

    def __init__(self, family: Family, root: RecordId, mine: frozenset[str] = frozenset()) -> None:
        self.whole = family
        self.root = root
        self.words = family_words(family, root)
        self.family = nearest(family, root, MOST_DRAWN - 1)
        self.left_out = len(steps_from(family, root)) + 1 - MOST_DRAWN if self.family is not family else 0
        drawn = laid(self.family, root)
        nodes = nodes_of(self.family, root, mine)
        self.cards = {id: Card(nodes[id], place.x * STEP_X, place.y * STEP_Y) for id, place in drawn.places.items()}
        self.rows = self._in_rows()
        self._bands = self._in_bands(drawn)

    @cached_property
    def bounds(self) -> QRectF:
        xs, ys = [card.x for card in self.cards.values()], [row.y for row in self.rows]
        half_x, half_y = CARD_WIDTH / 2, CARD_HEIGHT / 2
        return QRectF(min(xs) - half_x, ys[0] - half_y, max(xs) - min(xs) + CARD_WIDTH, ys[-1] - ys[0] + CARD_HEIGHT)

    @cached_property
    def levels(self) -> dict[int, list[RecordId]]:
        """Each generation in the order in which one walks through it."""
        found: dict[int, list[RecordId]] = {}
        for id, card in sorted(self.cards.items(), key=lambda item: (item[1].x, item[1].y)):
            found.setdefault(card.node.level, []).append(id)
        return found

    def rows_within(self, rect: QRectF) -> list[Row]:
        half = CARD_HEIGHT / 2
        first = bisect_left(self.rows, rect.top() - half, key=lambda row: row.y)
        return self.rows[first : bisect_right(self.rows, rect.bottom() + half, key=lambda row: row.y)]

    def lines_within(self, rect: QRectF) -> Iterator[Line]:
        seen: set[int] = set()
        left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
        for band in range(floor(top / _BAND), floor(bottom / _BAND) + 1):
            for line in self._bands.get(band, ()):
                if (
                    line.left <= right
                    and line.right >= left
                    and line.top <= bottom
                    and line.bottom >= top
                    and id(line) not in seen
                ):
                    seen.add(id(line))
                    yield line

    def at(self, point: QPointF) -> RecordId | None:
        """Whose card lies there."""
        spot = QRectF(point.x(), point.y(), 0, 0)
        for row in self.rows_within(spot):
            for card in row.cards[row.within(point.x(), point.x())]:
                if card.rect.contains(point):
                    return card.node.id
        return None

    def _in_rows(self) -> list[Row]:
        rows: dict[float, list[Card]] = {}
        for card in self.cards.values():
            rows.setdefault(card.y, []).append(card)
        made = []
        for y in sorted(rows):
            cards = sorted(rows[y], key=lambda card: card.x)
            made.append(Row(y, [card.x for card in cards], cards, [card.rect for card in cards]))
        return made

    def _in_bands(self, drawn: Laid) -> dict[int, list[Line]]:
        bands: dict[int, list[Line]] = {}
        for edge in self.family.edges:
            above, below = self.cards.get(edge.parent), self.cards.get(edge.child)
            if above is None or below is None:
                continue
            start = QPointF(above.x, above.y + CARD_HEIGHT / 2)
            end = QPointF(below.x, below.y - CARD_HEIGHT / 2)
            points = (start, *map(_point, drawn.ways.get((edge.child, edge.parent), ())), end)
            xs = [point.x() for point in points]
            line = Line(points, tuple(QLineF(a, b) for a, b in pairwise(points)), min(xs), max(xs), start.y(), end.y())
            for band in range(floor(start.y() / _BAND), floor(end.y() / _BAND) + 1):
                bands.setdefault(band, []).append(line)
        return bands


def _point(place: Place) -> QPointF:
    return QPointF(place.x * STEP_X, place.y * STEP_Y)
