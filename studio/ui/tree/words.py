"""What a family tree says in words: each node, the whole, and how far each is from the record one looks at. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from studio.credit.layout import levels
from studio.credit.near import links_to
from studio.credit.tree import Family
from studio.domain.ids import RecordId
from studio.domain.record import RecordState, Source, SourceType
from studio.domain.words import apart, tidy_title
from studio.ui.kinds import ICON_OF_KIND, KIND_IN_WORDS

TYPE_IN_WORDS = {
    SourceType.SAMPLED: "sampled",
    SourceType.TRACED: "traced",
    SourceType.VOICED: "voiced",
    SourceType.TRANSLATED: "translated",
    SourceType.EDITED: "edited",
    SourceType.INSPIRED_BY: "inspired by",
}
GONE_ICON, UNKNOWN_ICON, OUTSIDE_ICON = "eye-off", "circle-help", "globe"


@dataclass(frozen=True, slots=True)
class Node:
    """One card: `said` is its second line, `kind` names the sign before it. `level` is its row (0 is the record itself, sources
    are below 0), `steps` how far away it is the shortest way. `gone` is a tombstone or a record that is not here."""

    id: RecordId
    title: str
    said: str
    icon: str
    kind: str
    level: int
    steps: int
    gone: bool = False
    is_root: bool = False

    def spoken(self) -> str:
        far = "" if self.is_root else steps_words(self.steps)
        return ", ".join(part for part in (apart(self.title), self.said, self.kind, far) if part)


def nodes_of(family: Family, root: RecordId, mine: frozenset[str] = frozenset()) -> dict[RecordId, Node]:
    """Every node that a tree of `root` shows; `mine` are the ids of the person who looks."""
    links = links_to(family, root)
    back, on = family.ancestors(root), family.descendants(root)
    steps = {root: 0} | {id: -count for id, count in back.items()} | on
    return {
        id: _node(family, id, (level, steps[id]), links[id].source if id in links else None, mine)
        for id, level in levels(family, root).items()
    }


def family_words(family: Family, root: RecordId) -> str:
    """ "7 records, 5 people, 3 generations"."""
    level = levels(family, root)
    people = {
        record.author.id
        for id in level
        if (record := family.records.get(id)) is not None and record.state is not RecordState.WITHDRAWN
    }
    counts = ((len(level), "record", "records"), (len(people), "person", "people"))
    words = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts]
    generations = len(set(level.values()))
    return ", ".join([*words, f"{generations:,} generation{'' if generations == 1 else 's'}"])


def is_gone(family: Family, id: RecordId) -> bool:
    """Withdrawn, or not here."""
    record = family.records.get(id)
    return id not in family.works and (record is None or record.state is RecordState.WITHDRAWN)


def steps_words(steps: int) -> str:
    """ "2 steps back" for a source of a source, "1 step on" for a remix."""
    if steps == 0:
        return "this record"
    words = f"{abs(steps):,} steps" if abs(steps) > 1 else "1 step"
    return f"{words} back" if steps < 0 else f"{words} on"


def source_words(source: Source) -> str:
    """ "sampled 24 s", "traced, 38 %", "inspired by"."""
    words = TYPE_IN_WORDS[source.type]
    if source.amount_s >= 1:
        whole = round(source.amount_s)
        return f"{words} {whole} s" if whole < 100 else f"{words} {whole // 60}:{whole % 60:02d}"
    return f"{words}, {max(round(source.share * 100), 1)} %" if source.share > 0 else words


def _node(family: Family, id: RecordId, where: tuple[int, int], link: Source | None, mine: frozenset[str]) -> Node:
    record, is_root = family.records.get(id), where == (0, 0)
    used = "this record" if is_root else source_words(link) if link else ""
    work = family.works.get(id)
    if work is not None:
        who = tidy_title(work.author) or tidy_title(work.licence) or "from elsewhere"
        return Node(id, tidy_title(work.title), _both(who, used), OUTSIDE_ICON, "From elsewhere", *where)
    if record is None:
        return Node(id, family.title(id), used, UNKNOWN_ICON, "", *where, gone=True)
    if record.state is RecordState.WITHDRAWN:
        said = _both("withdrawn", used)
        return Node(id, tidy_title(record.title), said, GONE_ICON, "", *where, gone=True, is_root=is_root)
    who = "you" if record.author.id in mine else tidy_title(record.author.handle) or "somebody"
    icon, kind = ICON_OF_KIND[record.kind], KIND_IN_WORDS[record.kind]
    return Node(id, tidy_title(record.title), _both(who, used), icon, kind, *where, is_root=is_root)


def _both(who: str, used: str) -> str:
    return f"{apart(who)} · {used}" if used else who
