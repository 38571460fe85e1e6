"""A family cut down to what one can look at: the nearest generations first."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.ids import RecordId

from .tree import Edge, Family


def nearest(family: Family, root: RecordId, most: int) -> Family:
    """`root` and the `most` of its kin that are the fewest steps away; the same family where it has no more of them."""
    steps = steps_from(family, root)
    if len(steps) <= most:
        return family
    kept = {root, *sorted(steps, key=steps.__getitem__)[:most]}
    return replace(
        family,
        ids=tuple(one for one in family.ids if one in kept),
        records={id: record for id, record in family.records.items() if id in kept},
        edges=_within(family.edges, kept),
        loops=_within(family.loops, kept),
        works={id: work for id, work in family.works.items() if id in kept},
    )


def steps_from(family: Family, root: RecordId) -> dict[RecordId, int]:
    """How many steps every ancestor and every descendant is away, the shortest way."""
    return family.ancestors(root) | family.descendants(root)


def links_to(family: Family, root: RecordId) -> dict[RecordId, Edge]:
    """For each of its kin the edge by which it stands nearest to `root`."""
    above, below = family.ancestors(root), family.descendants(root)
    up, down = {root: 0} | above, {root: 0} | below
    links: dict[RecordId, Edge] = {}
    for edge in family.edges:
        if edge.parent in above and up.get(edge.child) == above[edge.parent] - 1:
            links.setdefault(edge.parent, edge)
        if edge.child in below and down.get(edge.parent) == below[edge.child] - 1:
            links.setdefault(edge.child, edge)
    return links


def _within(edges: tuple[Edge, ...], kept: set[RecordId]) -> tuple[Edge, ...]:
    return tuple(edge for edge in edges if edge.child in kept and edge.parent in kept)
