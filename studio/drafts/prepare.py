"""From a file as it came to what may be sent of it: the original is kept, and beside it a copy that tells no more than was allowed.

For a task's thread: whole files are read, and pictures are opened by a child process.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.adjusting import NONE, Adjustments
from studio.domain.cleaned import Cleaned
from studio.domain.ids import DraftId, new_id
from studio.domain.privacy import USUAL, Keep
from studio.domain.record import Media
from studio.domain.study import Taken
from studio.errors import Refused, StudioError
from studio.picture import PictureFacts, adjust, kind_of
from studio.picture.previews import Previews
from studio.store import Store

from . import pages

#: What a sound is called, by how its content is named (`studio.sound.convert.sniff`).
SOUND_MIMES = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "mov": "audio/mp4",
}

if TYPE_CHECKING:
    from studio.credit.identity import Identity


def take_in(store: Store, path: Path, id: DraftId | None = None) -> Taken:
    """Keeps a picture as it is, and beside it what may be sent of it: what the draft `id` lets it tell, if that is given. `path`
    must not change meanwhile. Raises Damaged, Refused, DiskTrouble."""
    before = told_of(store, id) if id else None
    with Previews(store.folder.previews).making(path) as made:
        original = store.media.link_file(path)
        media = _picture(store, original, path, made.facts, before.keep if before else USUAL)
        made.keep(media.sha256, media.size_bytes)
    return Taken(media, original, tuple(layer.name for layer in made.facts.layers))


def take_in_sound(store: Store, path: Path) -> Taken:
    """The same for a sound. It is listened to once, to know how long it is."""
    from studio.sound.convert import duration_s, sniff

    kind = sniff(path)
    if kind not in SOUND_MIMES:
        advice = "Save it as WAV, FLAC, Ogg, MP3 or M4A, then add it. The file was left as it is."
        raise Refused("This kind of sound cannot be sent", advice, kind, code="wrong_kind")
    media = Media("", 0, SOUND_MIMES[kind], duration_s=duration_s(path))
    original = store.media.link_file(path)
    return Taken(_cleaned(store, original, path, kind, media, USUAL), original)


def told_of(store: Store, id: DraftId) -> Cleaned | None:
    """What was taken out of what a draft holds now, and how it was adjusted; None where nothing is known of that."""
    draft = store.drafts.find(id)
    if draft is None or draft.media is None:
        return None
    version = store.versions.current(id)
    return store.cleanings.find(draft.media.sha256, version.original if version else "")


def prepare(store: Store, id: DraftId, keep: Keep, adjustments: Adjustments = NONE, page: Media | None = None) -> None:
    """Makes what is sent of a draft anew, from its untouched original: all of it, or one page. Raises Refused where the draft is
    sealed or has no original, Damaged, DiskTrouble; then it is as it was."""
    version = store.versions.current(id)
    if version is not None and page in (None, version.media):
        old, new = version.media, _again(store, version.original, version.media, keep, adjustments)
        store.versions.prepare(version.id, new)
    else:
        told = store.cleanings.find(page.sha256) if page else None
        if page is None or told is None or not store.media.has(told.original):
            raise Refused("The original of this is not here", "Add the file again. The draft was left as it is.", id)
        old, new = page, _again(store, told.original, page, keep, adjustments)
        there = store.drafts.get(id).pages
        pages.put(store, id, tuple(replace(one, media=new) if one.media == page else one for one in there))
    if new.sha256 != old.sha256:
        store.space.release({old.sha256})


def identity(store: Store) -> Identity | None:
    """Nothing that is wrong with the studio's seal stops a file."""
    from studio.credit.identity import Identity

    try:
        return Identity.find(store.folder.root)
    except StudioError:
        return None


def _again(store: Store, original: str, media: Media, keep: Keep, adjustments: Adjustments) -> Media:
    source = store.media.path(original)
    if media.mime in SOUND_MIMES.values():
        kind = next(kind for kind, mime in SOUND_MIMES.items() if mime == media.mime)
        return _cleaned(store, original, source, kind, media, keep)
    part = store.folder.media / f"{new_id()}.adjusted"
    try:
        if adjustments != NONE:
            adjust.make(source, part, adjustments)
            source = part
        with Previews(store.folder.previews).making(source) as made:
            media = _picture(store, original, source, made.facts, keep, adjustments)
            made.keep(media.sha256, media.size_bytes)
    finally:
        part.unlink(missing_ok=True)
    return media


def _picture(
    store: Store, original: str, source: Path, facts: PictureFacts, keep: Keep, adjustments: Adjustments = NONE
) -> Media:
    media = Media("", 0, facts.mime, width_px=facts.width_px, height_px=facts.height_px)
    return _cleaned(store, original, source, facts.kind, media, keep, adjustments)


def _cleaned(
    store: Store,
    original: str,
    source: Path,
    kind: str,
    media: Media,
    keep: Keep,
    adjustments: Adjustments = NONE,
) -> Media:
    """The copy of `source` (the original, or that as it was adjusted) without what is not allowed, kept by its hash; credits that a
    studio wrote are put back. What was removed is read out of both files and noted, so it is told as it is."""
    from studio.credit import carried  # Pillow is heavy; it waits until a file comes
    from studio.private import found, strip

    path = store.media.path(original)
    told = found(path, kind if adjustments == NONE else kind_of(path))
    part = store.folder.media / f"{new_id()}.strip"
    try:
        strip(source, part, kind, keep, told)
        carried.keep(path, part, identity(store) if adjustments == NONE else None)  # a signature is one of other pixels
        still = found(part, kind)
        sha256 = store.media.move_file(part)
    finally:
        part.unlink(missing_ok=True)
    removed = tuple(one for one in told if one not in still)
    store.cleanings.note(Cleaned(sha256, original, removed, still, keep, adjustments))
    return replace(media, sha256=sha256, size_bytes=store.media.path(sha256).stat().st_size)
