"""The family tree as pure data: what each record builds on, and what builds on it.

Many parents, tombstones kept, records that are named but not here kept as their id. Two computers without a network can make a
circle (A from B from A); such a tree is still shown: the source that makes an older record build on a newer one is set aside and
told in `loops`. Everything walks without recursion, so that 10 000 generations are only long.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from studio.domain.ids import RecordId
from studio.domain.record import Record, RecordState, Source, Work
from studio.domain.words import tidy_title
from studio.errors import Refused

CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class Edge:
    """`child` builds on `parent`, as `source` says."""

    child: RecordId
    parent: RecordId
    source: Source


@dataclass(frozen=True)
class Family:
    """`records` holds what is known, `works` what was made outside; an id that only a source names stands in `ids` alone."""

    ids: tuple[RecordId, ...]
    records: Mapping[RecordId, Record]
    edges: tuple[Edge, ...]
    loops: tuple[Edge, ...]
    works: Mapping[RecordId, Work] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Family:
        """The same record twice counts once (the last one), and so does a work from outside; the same source twice is one edge.
        A source that was removed is none."""
        known = {record.id: record for record in records}
        sources = [(one.id, source) for one in known.values() for source in one.sources if not source.removed]
        wanted = {(child, named_by(source)): Edge(child, named_by(source), source) for child, source in sources}
        works = {named_by(source): source.work for _, source in sources if source.work is not None}
        ids = tuple(dict.fromkeys([*known, *(parent for _, parent in wanted)]))
        loops = _closing(known, wanted)
        return cls(
            ids,
            known,
            tuple(edge for pair, edge in wanted.items() if pair not in loops),
            tuple(wanted[pair] for pair in sorted(loops)),
            {id: work for id, work in works.items() if id not in known},
        )

    @cached_property
    def parents(self) -> Mapping[RecordId, tuple[RecordId, ...]]:
        return _grouped(self.ids, ((edge.child, edge.parent) for edge in self.edges))

    @cached_property
    def children(self) -> Mapping[RecordId, tuple[RecordId, ...]]:
        return _grouped(self.ids, ((edge.parent, edge.child) for edge in self.edges))

    def ancestors(self, id: RecordId) -> dict[RecordId, int]:
        """Everything `id` builds on, nearest first, with its generation: 1 for what it builds on directly, and so on along the
        shortest way."""
        return _reached(id, lambda one: self.parents.get(one, ()))

    def descendants(self, id: RecordId) -> dict[RecordId, int]:
        """Everything that builds on `id`, nearest first, with its generation."""
        return _reached(id, lambda one: self.children.get(one, ()))

    def generations(self, id: RecordId) -> tuple[tuple[RecordId, ...], ...]:
        """The ancestors by generation, the nearest first."""
        found: dict[int, list[RecordId]] = {}
        for ancestor, depth in self.ancestors(id).items():
            found.setdefault(depth, []).append(ancestor)
        return tuple(tuple(found[depth]) for depth in sorted(found))

    def around(self, id: RecordId) -> tuple[RecordId, ...]:
        """The record itself, what it builds on and what builds on it: what a tree shows."""
        return (id, *self.ancestors(id), *self.descendants(id))

    def title(self, id: RecordId) -> str:
        """What to call a node that may be a tombstone, or not here at all."""
        record = self.records.get(id)
        if record is None:
            return tidy_title(self.works[id].title) if id in self.works else "A record that is not here"
        return f"{record.title} (withdrawn)" if record.state is RecordState.WITHDRAWN else record.title

    def trouble(self) -> tuple[str, ...]:
        """What is odd about this tree, in words; empty where nothing is."""
        return tuple(
            f"“{self.title(edge.child)}” and “{self.title(edge.parent)}” name each other as a source, perhaps by a detour. "
            "The tree is shown without that one line."
            for edge in self.loops
        )

    def check(self, child: RecordId, parent: RecordId) -> None:
        """Raises Refused where `child` cannot take `parent` as a source, because `parent` builds on `child`."""
        if child == parent or child in self.ancestors(parent):
            raise Refused(
                "A record cannot build on itself",
                f"“{self.title(parent)}” already builds on “{self.title(child)}”. Choose another source.",
                f"{child} from {parent}",
                code=CYCLE,
            )


def named_by(source: Source) -> RecordId:
    """The node that a source leads to: a record, or a work from outside by its title, author and address."""
    if source.record_id is not None:
        return source.record_id
    work = source.work or Work("")
    words = "\0".join((work.title, work.author, work.address))
    return RecordId(f"work:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}")


def ranks(ids: Iterable[RecordId], parents: Mapping[RecordId, Iterable[RecordId]]) -> dict[RecordId, int]:
    """The longest way from the oldest ancestor among `ids` to each of them, in an order where parents come first (Kahn, 1962)."""
    rank = dict.fromkeys(ids, 0)
    inner = {one: [parent for parent in parents.get(one, ()) if parent in rank] for one in rank}
    children = _grouped(rank, ((parent, child) for child, found in inner.items() for parent in found))
    waits = {one: len(found) for one, found in inner.items()}
    ready = [one for one, count in waits.items() if not count]
    for one in ready:  # grows while it is walked
        for child in children[one]:
            rank[child] = max(rank[child], rank[one] + 1)
            waits[child] -= 1
            if not waits[child]:
                ready.append(child)
    return {one: rank[one] for one in ready}


def _grouped(
    ids: Iterable[RecordId], pairs: Iterable[tuple[RecordId, RecordId]]
) -> dict[RecordId, tuple[RecordId, ...]]:
    found: dict[RecordId, list[RecordId]] = {one: [] for one in ids}
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _reached(start: RecordId, onward: Callable[[RecordId], Iterable[RecordId]]) -> dict[RecordId, int]:
    depth = {start: 0}
    queue = [start]
    for one in queue:  # grows while it is walked
        for other in onward(one):
            if other not in depth:
                depth[other] = depth[one] + 1
                queue.append(other)
    del depth[start]
    return depth


def _closing(
    known: Mapping[RecordId, Record], wanted: Iterable[tuple[RecordId, RecordId]]
) -> set[tuple[RecordId, RecordId]]:
    """The (child, parent) pairs that lie on a circle and make an older record build on a newer one (or on itself). Every circle
    has at least one, and the same records in any order lose the same lines."""
    inner = [(child, parent) for child, parent in wanted if parent in known]
    circle = _circles(known, inner)
    age = {id: (record.posted_at, id) for id, record in known.items()}
    return {(child, parent) for child, parent in inner if circle[child] == circle[parent] and age[child] <= age[parent]}


def _circles(ids: Iterable[RecordId], pairs: list[tuple[RecordId, RecordId]]) -> dict[RecordId, RecordId]:
    """A name for each strongly connected part of the graph, by two walks (Kosaraju, Sharir 1981)."""
    up = _grouped(ids, pairs)
    down = _grouped(up, ((parent, child) for child, parent in pairs))
    part: dict[RecordId, RecordId] = {}
    for start in reversed(_finished(up)):
        stack = [start]
        while stack:
            one = stack.pop()
            if one not in part:
                part[one] = start
                stack.extend(down[one])
    return part


def _finished(onward: Mapping[RecordId, tuple[RecordId, ...]]) -> list[RecordId]:
    """All nodes, each after those it leads to (as far as circles allow)."""
    finished: list[RecordId] = []
    seen: set[RecordId] = set()
    for start in onward:
        stack = [] if start in seen else [(start, iter(onward[start]))]
        seen.add(start)
        while stack:
            one, rest = stack[-1]
            other = next((o for o in rest if o not in seen), None)
            if other is None:
                finished.append(one)
                stack.pop()
            else:
                seen.add(other)
                stack.append((other, iter(onward[other])))
    return finished
