"""Several named sounds as one record: a delivered set becomes a draft, and its lines are delivered when it is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from studio import contract
from studio.domain.challenge import Challenge
from studio.domain.ids import PlatformId, SessionId
from studio.domain.moments import now
from studio.domain.record import Draft, Kind, Media, Page
from studio.errors import Refused
from studio.store import Store

from .make import new_draft


@dataclass(frozen=True, slots=True)
class Sound:
    """A finished file, by the name under which it is delivered, and the line that it says."""

    path: Path
    name: str
    line_id: str
    mime: str
    duration_s: float


def from_set(
    store: Store, sounds: Sequence[Sound], title: str, platform_id: PlatformId, challenge: Challenge | None
) -> Draft:
    """A draft around copies of these files, in their order. One for the same challenge that is not sent yet is changed instead.
    Raises Refused for none or too many, and DiskTrouble."""
    if not 1 <= len(sounds) <= contract.MAX_MORE + 1:
        advice = f"One record holds up to {contract.MAX_MORE + 1} files. Send them in two parts."
        raise Refused("This is no set that can be sent", advice, f"{len(sounds)} files")
    pages = tuple(_page(store, sound) for sound in sounds)
    begun = store.drafts.begun(challenge.id, Kind.AUDIO) if challenge else None
    if begun is not None and begun.line_id:
        draft = replace(begun.with_pages(pages), changed_at=now())
        store.drafts.change(draft)
    else:
        draft = new_draft(Kind.AUDIO, title, platform_id, challenge).with_pages(pages)
        store.drafts.add(draft)
    return draft


def lines_of(store: Store, draft: Draft) -> list[tuple[SessionId, str]]:
    """The lines that a draft says, each in the sitting of its takes."""
    take = store.takes.find(draft.take_id) if draft.take_id else None
    lines = {take.line_id} if take else {page.line_id for page in draft.pages}
    if take is None and draft.challenge_id:
        take = next(iter(store.takes.list(challenge_id=draft.challenge_id, limit=1)), None)
    return [] if take is None else [(take.session_id, id) for id in sorted(lines - {""})]


def _page(store: Store, sound: Sound) -> Page:
    sha256 = store.media.add_file(sound.path)
    media = Media(sha256, store.media.path(sha256).stat().st_size, sound.mime, duration_s=sound.duration_s)
    return Page(media, name=sound.name, line_id=sound.line_id)
