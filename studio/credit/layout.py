"""Where the nodes of a family tree stand: pure numbers for a view. One step is 1.0 in both directions; y grows downwards.

Ancestors stand above (y < 0), descendants below (y > 0); a parent is always higher than its child. Within a level the order
follows the neighbours' middle (Sugiyama, Tagawa, Toda 1981), then each node is moved as near to that middle as a distance of
one allows (least squares by pooling adjacent violators).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from studio.domain.ids import RecordId

from .tree import Family, ranks

_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Place:
    x: float
    y: float


def layout(family: Family, root: RecordId) -> dict[RecordId, Place]:
    """A place for the root (0, 0), all its ancestors and all its descendants; other records are not shown."""
    level = levels(family, root)
    rows: dict[int, list[RecordId]] = {}
    for one, y in level.items():
        rows.setdefault(y, []).append(one)
    near = {
        one: [other for other in (*family.parents.get(one, ()), *family.children.get(one, ())) if other in level]
        for one in level
    }
    x = _settled(rows, near, level)
    middle = x[root]
    return {one: Place(x[one] - middle, float(level[one])) for one in level}


def levels(family: Family, root: RecordId) -> dict[RecordId, int]:
    """0 for the root, below 0 for ancestors (the longest way counts), above 0 for descendants."""
    above = [root, *family.ancestors(root)]
    below = [root, *family.descendants(root)]
    up = ranks(above, family.children)
    down = ranks(below, family.parents)
    return {**{one: -rank for one, rank in up.items()}, **down}


def _settled(
    rows: Mapping[int, list[RecordId]], near: Mapping[RecordId, list[RecordId]], level: Mapping[RecordId, int]
) -> dict[RecordId, float]:
    x = {one: float(at) for row in rows.values() for at, one in enumerate(row)}
    downwards = sorted(rows)
    for sweep in range(2 * _SWEEPS):
        up = sweep % 2 == 1
        for y in reversed(downwards) if up else downwards:
            wish = {one: _middle(x, (o for o in near[one] if (level[o] > y) == up), x[one]) for one in rows[y]}
            rows[y].sort(key=wish.__getitem__)
            x.update(zip(rows[y], spread([wish[one] for one in rows[y]]), strict=True))
    return x


def _middle(x: Mapping[RecordId, float], others: Iterable[RecordId], otherwise: float) -> float:
    found = [x[other] for other in others]
    return sum(found) / len(found) if found else otherwise


def spread(wishes: list[float]) -> list[float]:
    """The places nearest to `wishes` (which do not fall) with at least 1.0 between neighbours."""
    pools: list[tuple[float, int]] = []  # (sum of the wishes less their rank, how many)
    for at, wish in enumerate(wishes):
        total, count = wish - at, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            before, more = pools.pop()
            total, count = total + before, count + more
        pools.append((total, count))
    flat = [total / count for total, count in pools for _ in range(count)]
    return [value + at for at, value in enumerate(flat)]
