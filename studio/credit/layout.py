"""Where the nodes of a family tree stand: pure numbers for a view. One step is 1.0 in both directions; y grows downwards.

Ancestors stand above (y < 0), descendants below (y > 0); a parent is always higher than its child. Within a level the order
follows the neighbours' middle (Sugiyama, Tagawa, Toda 1981), then each node is moved as near to that middle as a distance of
one allows (least squares by pooling adjacent violators). A line that passes a level has a place of its own there, so that it
runs behind nobody; a level of very many stands in several rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil, sqrt

from studio.domain.ids import RecordId

from .tree import Family, ranks

_SWEEPS = 4
#: So many stand side by side at least before a level is broken into rows, and how far rows of one level lie apart.
_WIDE = 12
ROW = 0.55
#: What a line that passes by takes of a level's width.
_PASSING = 0.3
#: More lines that pass levels than this are drawn straight.
_MOST_PASSING = 4_000
#: How far above its level a line turns into the gap beside a column, and how far from its node it leaves it.
_TURN, _LEAVE = 0.3, 0.28


@dataclass(frozen=True, slots=True)
class Place:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Laid:
    """`ways` tells for a line, by (child, parent), the places it runs through, from the parent down; none for a plain one."""

    places: Mapping[RecordId, Place]
    ways: Mapping[tuple[RecordId, RecordId], tuple[Place, ...]]


def layout(family: Family, root: RecordId) -> dict[RecordId, Place]:
    """A place for the root (0, 0), all its ancestors and all its descendants; other records are not shown."""
    return dict(laid(family, root).places)


def laid(family: Family, root: RecordId) -> Laid:
    """As `layout`, and the lines."""
    level = levels(family, root)
    lines = [(edge.child, edge.parent) for edge in family.edges if edge.child in level and edge.parent in level]
    return _Drawing(level, lines).settle(root)


def levels(family: Family, root: RecordId) -> dict[RecordId, int]:
    """0 for the root, below 0 for ancestors (the longest way counts), above 0 for descendants."""
    above = [root, *family.ancestors(root)]
    below = [root, *family.descendants(root)]
    up = ranks(above, family.children)
    down = ranks(below, family.parents)
    return {**{one: -rank for one, rank in up.items()}, **down}


class _Drawing:
    """Items are numbers: first the nodes, then one for each level that a line passes."""

    def __init__(self, level: Mapping[RecordId, int], lines: Sequence[tuple[RecordId, RecordId]]) -> None:
        self._ids = list(level)
        self._lines = lines
        self._level = list(level.values())
        self._near: list[list[int]] = [[] for _ in self._ids]
        self._passing: dict[tuple[RecordId, RecordId], list[int]] = {}
        at = {id: number for number, id in enumerate(self._ids)}
        passed = sum(level[child] - level[parent] - 1 for child, parent in lines)
        for child, parent in lines:
            self._link(at[parent], at[child], (child, parent) if passed <= _MOST_PASSING else None)
        self._rows: dict[int, list[int]] = {}
        for item, y in enumerate(self._level):
            self._rows.setdefault(y, []).append(item)
        self._nodes = len(self._ids)
        self._deep = {y: _rows_for(sum(item < self._nodes for item in row)) for y, row in self._rows.items()}
        self._x = [0.0] * len(self._level)
        self._row = [0] * len(self._level)
        for row in self._rows.values():
            for place, item in enumerate(row):
                self._x[item] = float(place)

    def settle(self, root: RecordId) -> Laid:
        downwards = sorted(self._rows)
        for sweep in range(2 * _SWEEPS):
            up = sweep % 2 == 1
            for y in reversed(downwards) if up else downwards:
                self._settle_level(y, up)
        top = self._tops()
        middle = self._x[self._ids.index(root)]
        places = {
            id: Place(self._x[item] - middle, top[self._level[item]] + self._row[item] * ROW)
            for item, id in enumerate(self._ids)
        }
        return Laid(places, self._ways(places, top, middle))

    def _link(self, parent: int, child: int, line: tuple[RecordId, RecordId] | None) -> None:
        above = parent
        if line is not None:
            for y in range(self._level[parent] + 1, self._level[child]):
                item = len(self._level)
                self._level.append(y)
                self._near.append([])
                self._passing.setdefault(line, []).append(item)
                self._join(above, item)
                above = item
        self._join(above, child)

    def _join(self, above: int, below: int) -> None:
        self._near[above].append(below)
        self._near[below].append(above)

    def _settle_level(self, y: int, up: bool) -> None:
        x, level, row = self._x, self._level, self._rows[y]
        wish = {item: _middle(x, (o for o in self._near[item] if (level[o] > y) == up), x[item]) for item in row}
        row.sort(key=wish.__getitem__)
        columns = self._columns(row, self._deep[y])
        widths = [1.0 if column[0] < self._nodes else _PASSING for column in columns]
        found = spread([sum(wish[item] for item in column) / len(column) for column in columns], widths)
        for place, column in zip(found, columns, strict=True):
            for at, item in enumerate(column):
                x[item], self._row[item] = place, at

    def _columns(self, row: list[int], deep: int) -> list[list[int]]:
        """Neighbours stand below each other, `deep` in a column; a line that passes waits for the end of the column."""
        columns: list[list[int]] = []
        column: list[int] = []
        waiting: list[list[int]] = []
        for item in row:
            if item >= self._nodes:
                waiting.append([item])
            else:
                column.append(item)
            if len(column) in (0, deep):
                columns += [*([column] if column else []), *waiting]
                column, waiting = [], []
        return [*columns, *([column] if column else []), *waiting]

    def _tops(self) -> dict[int, float]:
        """The y of each level's first row."""
        top = {0: 0.0}
        for y in range(1, max(self._rows) + 1):
            top[y] = top[y - 1] + (self._deep[y - 1] - 1) * ROW + 1
        for y in range(-1, min(self._rows) - 1, -1):
            top[y] = top[y + 1] - 1 - (self._deep[y] - 1) * ROW
        return top

    def _ways(
        self, places: Mapping[RecordId, Place], top: Mapping[int, float], middle: float
    ) -> dict[tuple[RecordId, RecordId], tuple[Place, ...]]:
        found = {}
        at = {id: number for number, id in enumerate(self._ids)}
        for line in self._lines:
            child, parent = places[line[0]], places[line[1]]
            way: list[Place] = []
            end = top[self._level[at[line[1]]]] + (self._deep[self._level[at[line[1]]]] - 1) * ROW
            if parent.y < end:
                way += [Place(parent.x - 0.5, parent.y + _LEAVE), Place(parent.x - 0.5, end + _TURN)]
            for item in self._passing.get(line, ()):
                y = top[self._level[item]]
                bottom = y + (self._deep[self._level[item]] - 1) * ROW
                way += [Place(self._x[item] - middle, y - _TURN), Place(self._x[item] - middle, bottom + _TURN)]
            if self._row[at[line[0]]]:
                start = top[self._level[at[line[0]]]]
                way += [Place(child.x - 0.5, start - _TURN), Place(child.x - 0.5, child.y - _LEAVE)]
            if way:
                found[line] = tuple(way)
        return found


def _rows_for(count: int) -> int:
    """In how many rows a level of `count` stands: one up to a dozen, then about as high as it is wide on a screen."""
    return ceil(count / max(_WIDE, round(sqrt(count)))) if count > _WIDE else 1


def _middle(x: Sequence[float], others: Iterable[int], otherwise: float) -> float:
    found = [x[other] for other in others]
    return sum(found) / len(found) if found else otherwise


def spread(wishes: list[float], widths: list[float] | None = None) -> list[float]:
    """The places nearest to `wishes` in this order, so that neighbours have room for their `widths` (1.0 each where not said)."""
    if not wishes:
        return []
    wide = widths or [1.0] * len(wishes)
    offsets = list(accumulate(((a + b) / 2 for a, b in pairwise(wide)), initial=0.0))
    pools: list[tuple[float, int]] = []  # (sum of the wishes less their offset, how many)
    for wish, offset in zip(wishes, offsets, strict=True):
        total, count = wish - offset, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            before, more = pools.pop()
            total, count = total + before, count + more
        pools.append((total, count))
    flat = [total / count for total, count in pools for _ in range(count)]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]
