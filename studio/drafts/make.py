"""New drafts from a take, a picture file or words."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from studio import contract
from studio.domain.challenge import Challenge
from studio.domain.ids import DraftId, PlatformId, RemixId, SourceId, new_id
from studio.domain.moments import now
from studio.domain.record import Draft, Kind, Media, Origin, Source, SourceType
from studio.domain.study import Study, Version
from studio.domain.take import Take
from studio.domain.words import tidy_text, tidy_title
from studio.errors import DiskTrouble, Refused
from studio.store import Store

from .prepare import identity, take_in, take_in_sound

if TYPE_CHECKING:
    from studio.credit.told import Said

#: Hears what a file says of its makers; on the thread that reads it.
Told = Callable[["Said"], None]


def from_take(store: Store, take: Take, platform_id: PlatformId, challenge: Challenge | None = None) -> Draft:
    """A draft around a kept take. The sound stays where it is until the draft is sealed."""
    title = challenge.title if challenge else take.prompt or "A take"
    return _add(store, new_draft(Kind.AUDIO, title, platform_id, challenge), take_id=take.id)


def from_file(
    store: Store,
    path: Path,
    media: Media,
    title: str,
    platform_id: PlatformId,
    *,
    sources: tuple[Source, ...] = (),
    remix_id: RemixId | None = None,
) -> Draft:
    """A draft around a file that the studio made itself (a mixdown, a picture remix), which goes out as it is, credits and all.

    `media` tells its facts; its hash and size are taken from the file. It goes where most of its sources are, so that the
    family tree grows there, and to `platform_id` where none is on a platform. A second draft of the same remix takes the first
    one's place while that is not sent. Raises DiskTrouble.
    """
    sha256 = store.media.add_file(path)
    media = replace(media, sha256=sha256, size_bytes=store.media.path(sha256).stat().st_size)
    kind = Kind(media.mime.partition("/")[0])
    platform_id = _goes_to(store, sources) or platform_id
    draft = replace(new_draft(kind, title, platform_id, None), media=media, sources=sources, remix_id=remix_id)
    known = next((one for one in store.drafts.list() if remix_id is not None and one.remix_id == remix_id), None)
    if known is None:
        return _add(store, draft)
    draft = replace(known, media=media, sources=sources, changed_at=draft.changed_at)
    store.drafts.change(draft)
    return draft


def from_picture(
    store: Store,
    path: Path,
    platform_id: PlatformId,
    challenge: Challenge | None = None,
    *,
    watch: bool = True,
    told: Told = lambda said: None,
) -> Draft:
    """A draft around a copy of the picture; place, camera and comments are not copied. Its credits are: they stay in the file, and
    whom they name are the draft's sources; `told` hears how sure that is (CIT-2). The file is watched from now on: what is saved in
    it joins the draft. Raises Damaged, Refused, DiskTrouble."""
    from studio.picture import kind_of

    kind_of(path)  # the copy has no name, so what a name pretends is seen now
    title = challenge.title if challenge else path.stem
    draft = new_draft(Kind.IMAGE, title, platform_id, challenge)
    with _opened(path) as file, _copied(store, file) as copy:
        taken = take_in(store, copy)
        draft = replace(draft, media=taken.media, sources=_named_in(store, copy, taken.original, path.name, told))
    store.versions.begin(draft, taken, Study(draft.id, str(path.resolve())) if watch else None)
    return draft


def from_version(store: Store, version: Version) -> Draft:
    """A new draft that begins with this version and builds on the one that was sent; the file is watched for it from now on."""
    sent, moment = store.drafts.get(version.draft_id), now()
    source = Source(SourceId(new_id()), sent.record_id, SourceType.EDITED, Origin.AUTO)
    draft = replace(
        sent,
        id=DraftId(new_id()),
        made_at=moment,
        changed_at=moment,
        media=version.media,
        sources=(source, *sent.sources),
        sealed=False,
    )
    store.versions.branch(version.id, draft)
    return draft


def from_sound(
    store: Store,
    path: Path,
    platform_id: PlatformId,
    challenge: Challenge | None = None,
    told: Told = lambda said: None,
) -> Draft:
    """A draft around a copy of a sound file that says no more than its sound and the credits that a studio wrote. The file as it
    came is kept. Reads it whole. Raises Damaged, Refused, DiskTrouble."""
    title = challenge.title if challenge else path.stem
    draft = new_draft(Kind.AUDIO, title, platform_id, challenge)
    if not path.is_file():  # to open a pipe would wait for ever
        raise Refused("This is not a file", "Choose one sound: WAV, FLAC, Ogg, MP3 or M4A.", path.name)
    with _opened(path) as file, _copied(store, file) as copy:
        taken = take_in_sound(store, copy)
        draft = replace(draft, media=taken.media, sources=_named_in(store, copy, taken.original, path.name, told))
    store.versions.begin(draft, taken, None)
    return draft


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        advice = "Check that it is still there and that you may read it. Nothing was changed."
        raise DiskTrouble("This file cannot be opened", advice, str(error)) from error


@contextmanager
def _copied(store: Store, file: BinaryIO) -> Iterator[Path]:
    """Raises Refused where somebody wrote meanwhile: half of one picture and half of the next is neither."""
    before = os.fstat(file.fileno())
    with store.media.copied(file) as copy:
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise Refused("This file is being saved right now", "It was left as it is. Add it again in a moment.")
        yield copy


def _named_in(store: Store, path: Path, sha256: str, name: str, told: Told) -> tuple[Source, ...]:
    """The record that the file is, or whom it names."""
    from studio.credit.finding import Library, look
    from studio.credit.told import record_in, said_of, sources_in

    library = Library(store.library.record, store.library.with_media)
    found = look(path, library, identity(store), sha256)
    told(said_of(found, library, name))
    id = record_in(found, library)
    return tuple(sources_in(found)) if id is None else (Source(SourceId(new_id()), id, SourceType.EDITED),)


def from_words(
    store: Store,
    text: str,
    platform_id: PlatformId,
    challenge: Challenge | None = None,
    *,
    sources: tuple[Source, ...] = (),
) -> Draft:
    """A draft of words. Raises Refused when nothing is written or it is longer than a platform takes."""
    text = tidy_text(text).strip()
    if not text:
        raise Refused("Nothing is written yet", "Write a few words, then send them.")
    if len(text.encode()) > contract.MAX_TEXT_BYTES:
        limit_kb = contract.MAX_TEXT_BYTES // 1024
        raise Refused(
            "This text is too long to send", f"A record holds up to {limit_kb} KB of text. Your words are still here."
        )
    title = challenge.title if challenge else text.split("\n", 1)[0]
    return _add(store, new_draft(Kind.TEXT, title, platform_id, challenge), text=text, sources=sources)


def _goes_to(store: Store, sources: tuple[Source, ...]) -> PlatformId | None:
    counts: Counter[PlatformId] = Counter()
    for source in sources:
        if source.record_id and not source.removed:
            draft = store.drafts.find(source.record_id)
            counts.update(store.library.where(source.record_id) | ({draft.platform_id} if draft else set()))
    joined = [platform.id for platform in store.platforms.list() if counts[platform.id]]
    return max(joined, key=lambda id: counts[id], default=None)


def new_draft(kind: Kind, title: str, platform_id: PlatformId, challenge: Challenge | None) -> Draft:
    moment = now()
    draft = Draft(DraftId(new_id()), kind, tidy_title(title) or "Untitled", moment, moment, platform_id)
    if challenge is None:
        return draft
    return replace(draft, challenge_id=challenge.id, rights=challenge.rights, ai_training=challenge.ai_training)


def _add(store: Store, draft: Draft, **content: Any) -> Draft:
    draft = replace(draft, **content)
    store.drafts.add(draft)
    return draft
