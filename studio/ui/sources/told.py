"""A source in words: what it is called, whose it is, how it was used and how much of it is there. Reads the store; no widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from studio.domain.ids import RecordId
from studio.domain.record import Draft, Kind, Origin, Record, RecordState, Source, SourceType
from studio.store import Store
from studio.ui.kinds import ICON_OF_KIND

from .licences import licence_words

#: How a source was used, as it stands behind "it was …".
USED = {
    SourceType.SAMPLED: "sampled",
    SourceType.TRACED: "traced",
    SourceType.VOICED: "voiced",
    SourceType.TRANSLATED: "translated",
    SourceType.EDITED: "edited",
    SourceType.INSPIRED_BY: "an inspiration",
}
_OF_WORDS = {SourceType.SAMPLED: "quoted", SourceType.EDITED: "continued"}
UNKNOWN = "A record that is not here"
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

Thing = Record | Draft


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the list: all sources that name the same record. `key` is the record's id, or the source's for a work."""

    key: str
    icon: str
    title: str
    person: str
    said: str
    thanks: str
    by_itself: bool
    removed: bool

    def spoken(self) -> str:
        how = "removed from the piece" if self.removed else "written by itself" if self.by_itself else "added by hand"
        thanks = f"thanks: {self.thanks}" if self.thanks else ""
        return ", ".join(part for part in (self.title, self.person, self.said, thanks, how) if part)


def key_of(source: Source) -> str:
    return source.record_id or source.id


def used_words(type: SourceType, kind: Kind | None) -> str:
    return _OF_WORDS.get(type, USED[type]) if kind is Kind.TEXT else USED[type]


def thing_of(store: Store, id: RecordId) -> Thing | None:
    """The record, or the draft here that will become it; None where neither is known."""
    return store.library.record(id) or store.drafts.find(id)


def tell(store: Store, sources: Iterable[Source]) -> tuple[Told, ...]:
    """A line for each thing, in the order in which it first comes. Sources laid beside by hand that nothing was taken of yet
    (`removed` and never written by itself) are no sources and have no line."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        if not (source.removed and source.origin is Origin.MANUAL):
            groups.setdefault(key_of(source), []).append(source)
    mine = {platform.person_id for platform in store.platforms.list()}
    return tuple(_line(store, found, mine.__contains__) for found in groups.values())


def _line(store: Store, found: Sequence[Source], is_me: Callable[[str], bool]) -> Told:
    there = [source for source in found if not source.removed] or list(found)
    first = there[0]
    thing = thing_of(store, first.record_id) if first.record_id else None
    icon, title, person = _thing_words(first, thing, is_me)
    return Told(
        key_of(first),
        icon,
        title,
        person,
        said_of(there, thing.kind if thing else None),
        next((source.thanks for source in there if source.thanks), ""),
        first.origin is Origin.AUTO,
        first.removed,
    )


def _thing_words(source: Source, thing: Thing | None, is_me: Callable[[str], bool]) -> tuple[str, str, str]:
    """Icon, title, person."""
    if source.work is not None:
        return "globe", source.work.title, source.work.author or licence_words(source.work.licence)
    if thing is None:
        return "circle-help", UNKNOWN, ""
    if isinstance(thing, Draft):
        return ICON_OF_KIND[thing.kind], thing.title, "yours" if thing.sealed else "yours, not sent yet"
    if thing.state is RecordState.WITHDRAWN:
        return ICON_OF_KIND[thing.kind], thing.title, "withdrawn"
    return ICON_OF_KIND[thing.kind], thing.title, "yours" if is_me(thing.author.id) else thing.author.handle


def said_of(found: Sequence[Source], kind: Kind | None) -> str:
    """ "24.2 s heard · 38 % of the sound", "traced · 12 % of the picture", "two quoted places", "an inspiration"."""
    first = found[0]
    figures = _figures(found)
    plain = first.type is SourceType.SAMPLED and bool(figures)
    said = [*([] if plain else [used_words(first.type, kind)]), *([] if first.removed else figures)]
    return " · ".join(said)


def _figures(found: Sequence[Source]) -> list[str]:
    places = [source for source in found if source.place.startswith("char=")]
    if places:
        many = len(places)
        count = _COUNTS[many] if many < len(_COUNTS) else str(many)
        return [f"{count} quoted place" + ("" if many == 1 else "s")]
    share, amount_s = min(sum(one.share for one in found), 1.0), sum(one.amount_s for one in found)
    if amount_s:
        return [f"{amount_s:.1f} s heard", *([f"{_percent(share)} of the sound"] if share else [])]
    return [f"{_percent(share)} of the picture"] if share else []


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.01 else "less than 1 %"
