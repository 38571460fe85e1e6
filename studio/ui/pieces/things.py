"""A take, a draft or a record: what it is called, whose it is, and what of it can be heard or seen here. Pure but for reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from studio.domain.record import Draft, Kind, Record
from studio.domain.take import Take
from studio.domain.words import tidy_title
from studio.store import Store
from studio.twins.bring import elsewhere
from studio.ui.glance import Look, look_at_media, look_at_sound, look_at_text

if TYPE_CHECKING:
    from studio.sound.heard import Heard

Thing = Take | Draft | Record
_SENSES = {Kind.AUDIO: "hear", Kind.TEXT: "read"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a row needs to know beside the thing itself."""

    now: datetime
    #: Ids of the person on each joined platform.
    mine: frozenset[str]
    #: Names of the joined platforms by id.
    platforms: dict[str, str]
    #: What is shown was thrown away and can be brought back.
    discarded: bool = False
    #: Drafts whose file is not here, and the computer that has it.
    elsewhere: dict[str, str] = field(default_factory=dict)


def standing(store: Store, now: datetime, *, discarded: bool = False) -> Standing:
    platforms = store.platforms.list()
    mine = frozenset(platform.person_id for platform in platforms)
    names: dict[str, str] = {platform.id: platform.name for platform in platforms}
    drafts = store.drafts.list() if store.twins.platforms() else ()
    away: dict[str, str] = {draft.id: where for draft in drafts if (where := elsewhere(store, draft))}
    return Standing(now, mine, names, discarded, away)


def key_of(thing: Thing) -> str:
    return f"{type(thing).__name__}:{thing.platform_id if isinstance(thing, Record) else ''}:{thing.id}"


def kind_of(thing: Thing) -> Kind:
    return Kind.AUDIO if isinstance(thing, Take) else thing.kind


def when_of(thing: Thing) -> str:
    if isinstance(thing, Take):
        return thing.started_at
    return thing.changed_at if isinstance(thing, Draft) else thing.posted_at


def title_of(thing: Thing) -> str:
    if isinstance(thing, Take):
        return tidy_title(thing.prompt) or f"Take {thing.number}"
    return thing.title


def who_of(thing: Thing, around: Standing) -> str:
    if isinstance(thing, Record) and thing.author.id not in around.mine:
        return thing.author.handle
    return "you"


def sound_of(store: Store, thing: Thing) -> Heard | None:
    """What to play, where it is on this computer."""
    if isinstance(thing, Draft) and thing.take_id is not None:
        take = store.takes.find(thing.take_id)
        return sound_of(store, take) if take else None
    if isinstance(thing, Take):
        return store.takes.heard(thing) if store.takes.file(thing).is_file() else None
    if thing.kind is not Kind.AUDIO or thing.media is None or not store.media.has(thing.media.sha256):
        return None
    return store.media.path(thing.media.sha256)


def length_s(store: Store, thing: Thing) -> float:
    """How long it sounds; 0.0 where nobody said."""
    if isinstance(thing, Draft) and thing.take_id is not None:
        return store.takes.get(thing.take_id).duration_s
    if isinstance(thing, Take):
        return thing.duration_s
    return thing.media.duration_s if thing.media else 0.0


def missing_words(thing: Thing) -> str:
    """What is said in place of a piece that cannot be heard, seen or read here."""
    if isinstance(thing, Take):
        return "Its sound is not on this computer any more."
    if isinstance(thing, Draft):
        return "Not on this computer yet."
    if thing.media is None:
        return "Withdrawn by its author. Its place in the family tree stays."
    return f"Not on this computer yet. Keep it offline to {_SENSES.get(thing.kind, 'see')} it."


def look_at(store: Store, thing: Thing) -> Look | None:
    sound = sound_of(store, thing)
    if sound is not None:
        return look_at_sound(sound)
    if isinstance(thing, Draft) and thing.text:
        return look_at_text(thing.text)
    if isinstance(thing, Take) or thing.media is None:
        return None
    return look_at_media(store, thing.kind, thing.media)
