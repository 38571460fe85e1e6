"""Sounds on their way into a remix: from the library, from one's own takes and drafts, from any file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.amounts import length_words
from studio.domain.edits import guide_at
from studio.domain.ids import ClipId, LaneId, RecordId, SourceId, new_id
from studio.domain.record import Draft, Kind, Record, RecordState, Source, SourceType, Work
from studio.domain.remix import RATE_HZ, Clip, Lane, Material, Remix
from studio.domain.take import Take
from studio.domain.words import tidy_title
from studio.errors import Refused, StudioError
from studio.remix import timeline
from studio.remix.singing import Along, beside
from studio.sound.stack import Place
from studio.store import Store
from studio.store.heard import keep_heard
from studio.store.sought import Sought, holds
from studio.ui.kinds import ICON_OF_KIND
from studio.ui.search import MOST, Match
from studio.ui.sources.rights import warning_of_file

if TYPE_CHECKING:
    from studio.credit.told import Said

Thing = Take | Draft | Record
#: Fetches a record's file and returns when it is here. For a task's thread; raises StudioErrors.
Keep = Callable[[Record], None]
_MOST_TAKES = 12


@dataclass(frozen=True, slots=True)
class Added:
    """A sound, what its lane is called, and what it brings along: sources that its file tells of, what that file says, and
    what stands in the way of building on it. A take is `along` its guide; a guide is laid once."""

    material: Material
    name: str
    sources: tuple[Source, ...] = ()
    said: Said | None = None
    warning: str = ""
    along: Along | None = None
    is_guide: bool = False


@dataclass(frozen=True, slots=True)
class WithGuide:
    """A take, and the guide that it was made along."""

    take: Take


@dataclass(frozen=True, slots=True)
class Brought:
    """What came, and the names of the files that could not be added, each with the reason."""

    added: tuple[Added, ...]
    left_out: tuple[tuple[str, StudioError], ...] = ()


def of_chosen(store: Store, keep: Keep, chosen: Thing | WithGuide) -> Brought:
    """For a task's thread, as `of_thing`."""
    if isinstance(chosen, WithGuide):
        return Brought((_guide_of(store, chosen.take), of_thing(store, keep, chosen.take)))
    return Brought((of_thing(store, keep, chosen),))


def of_thing(store: Store, keep: Keep, thing: Thing) -> Added:
    """For a task's thread: it may fetch a file, and decodes the whole sound once to know its length."""
    from studio.remix.samples import measure

    if isinstance(thing, Take):
        sha256 = keep_heard(store.takes, store.media, thing).sha256
        name = tidy_title(thing.prompt) or "My voice"
        material = Material(sha256, measure(store.media.path(sha256)), f"Take {thing.number}")
        return Added(material, name, along=_along(thing))
    along = None
    if isinstance(thing, Draft) and thing.take_id is not None:
        take = store.takes.get(thing.take_id)
        sha256, along = keep_heard(store.takes, store.media, take).sha256, _along(take)
    elif thing.media is None:
        raise Refused("This record was withdrawn", "Its place in the family tree stays; its sound is gone.", thing.id)
    else:
        sha256 = thing.media.sha256
        if isinstance(thing, Record) and not store.media.has(sha256):
            keep(thing)
    frames = measure(store.media.path(sha256))
    return Added(Material(sha256, frames, thing.title, RecordId(thing.id)), thing.title, along=along)


def _along(take: Take) -> Along | None:
    at = guide_at(take)
    return None if at is None else Along(take.guide_sha256, round(at * RATE_HZ / take.rate_hz))


def _guide_of(store: Store, take: Take) -> Added:
    """The guide of a challenge is a work of whoever called it."""
    added = of_file(store, store.media.path(take.guide_sha256))
    if added.material.record_id is not None:
        return replace(added, is_guide=True)
    challenge = store.challenges.find(take.challenge_id) if take.challenge_id else None
    name, sources = "Guide", added.sources
    if challenge is not None and challenge.guide is not None and challenge.guide.sha256 == take.guide_sha256:
        name = f"Guide of “{challenge.title}”"
        sources = sources or (Source(SourceId(new_id()), None, SourceType.SAMPLED, work=Work(name, challenge.by)),)
    return replace(added, material=replace(added.material, title=name), name=name, sources=sources, is_guide=True)


def of_file(store: Store, path: Path) -> Added:
    """For a task's thread: copies the file, and reads what it says of its makers."""
    from studio.credit.identity import Identity
    from studio.remix.bring import bring
    from studio.remix.remembered import library_of

    brought = bring(path, store.media, library_of(store), Identity.find(store.folder.root))
    material = brought.material
    warning = warning_of_file(store, material.record_id, brought.sources)
    return Added(material, material.title or path.stem, brought.sources, brought.said, warning)


def of_files(store: Store, paths: Iterable[Path]) -> Brought:
    """For a task's thread. One that cannot be added keeps none of the others back."""
    added, left_out = list[Added](), list[tuple[str, StudioError]]()
    for path in paths:
        try:
            added.append(of_file(store, path))
        except StudioError as error:
            left_out.append((path.name, error))
    return Brought(tuple(added), tuple(left_out))


def missing_of(store: Store, remix: Remix) -> list[Material]:
    """The sounds of clips that are not on this computer."""
    used = {clip.sha256 for lane in remix.lanes for clip in lane.clips}
    return [one for one in remix.materials if one.sha256 in used and not store.media.has(one.sha256)]


def placed(remix: Remix, added: Iterable[Added], lane_id: LaneId | None, frame: int) -> Remix:
    """Each on a lane of its own, at `frame` or where its guide lies; or all in the lane that is there, one behind the other."""
    for one in added:
        if one.is_guide and any(clip.sha256 == one.material.sha256 for lane in remix.lanes for clip in lane.clips):
            continue
        place = Place(frame, 0, one.material.frames)
        if lane_id is None or all(lane.id != lane_id for lane in remix.lanes):
            place = (one.along and beside(remix, one.along, one.material.frames)) or place
            lane = Lane(LaneId(new_id()), one.name)
            remix, at = timeline.add_lane(remix, lane), lane.id
        else:
            at, frame = lane_id, frame + one.material.frames
        clip = Clip(ClipId(new_id()), one.material.sha256, place.start, place.length, place.offset)
        remix = timeline.add(remix, at, clip, one.material)
        known = {(source.record_id, source.work) for source in remix.sources}
        new = tuple(source for source in one.sources if (source.record_id, source.work) not in known)
        remix = replace(remix, sources=(*remix.sources, *new))
    return remix


def found(
    store: Store, chosen: Callable[[Thing | WithGuide], None], file: Callable[[], None], words: str
) -> list[Match]:
    """What can be added, for the line that is typed: a file, own takes (with their guide, too) and drafts, records with sound;
    the newest of each."""
    any_file = Match("file", "folder-open", "A file on this computer…", "Sound, or the sound of a video", file)
    takes = [take for take in store.takes.list() if holds(f"{title_of(take)} take {take.number}", words)]
    drafts = [one for one in store.drafts.list() if one.kind is Kind.AUDIO and one.take_id is None]
    drafts = [one for one in drafts if holds(one.title, words)]
    records = store.library.find(Sought(words, kind=Kind.AUDIO), limit=MOST).records
    matches = [match for take in takes[:_MOST_TAKES] for match in _take_matches(store, take, chosen)]
    matches += [_match(one, "music", "Yours, not sent yet", chosen) for one in drafts]
    matches += [
        _match(one, ICON_OF_KIND[one.kind], f"Record by {one.author.handle}", chosen)
        for one in records
        if one.state is not RecordState.WITHDRAWN
    ]
    return ([*matches, any_file] if words.strip() else [any_file, *matches])[:MOST]


def title_of(thing: Thing) -> str:
    return tidy_title(thing.prompt) or f"Take {thing.number}" if isinstance(thing, Take) else thing.title


def _take_matches(store: Store, take: Take, chosen: Callable[[Thing | WithGuide], None]) -> Iterator[Match]:
    yield _match(take, "mic", _take_words(take), chosen)
    if take.guide_frame is not None and store.media.has(take.guide_sha256):
        act = partial(chosen, WithGuide(take))
        said = f"With its guide · {_take_words(take)}"
        yield Match(f"{take.id} with its guide", "headphones", title_of(take), said, act)


def _take_words(take: Take) -> str:
    return f"Take {take.number}, {'starred, ' if take.starred else ''}{length_words(take.duration_s)}"


def _match(thing: Thing, icon: str, said: str, chosen: Callable[[Thing], None]) -> Match:
    return Match(thing.id, icon, title_of(thing), said, partial(chosen, thing))
