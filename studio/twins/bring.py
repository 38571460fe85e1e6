"""A draft or version that was made on another computer: its file is fetched when somebody opens or keeps it."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.ids import DraftId
from studio.domain.record import Draft, Kind, Media
from studio.domain.twins import TwinKind
from studio.errors import Refused
from studio.store import Store
from studio.wire.links import Links


def elsewhere(store: Store, draft: Draft) -> str:
    """The name of the computer that has its file, "" where nothing is missing here. Cheap: for rows on screen."""
    if draft.take_id is not None or draft.text or all(store.media.has(page.media.sha256) for page in draft.pages):
        return ""
    thing = store.twins.find(draft.platform_id, TwinKind.DRAFT, draft.id)
    return (thing.device or "another computer") if thing else ""


def bring(store: Store, links: Links, id: DraftId) -> Draft:
    """Returns the draft when what it holds is here and its SHA-256 was checked. For a task's thread.

    Raises Offline, SignInNeeded, Damaged, DiskTrouble, and Refused while the other computer has not sent it yet.
    """
    draft = store.drafts.get(id)
    if draft.media is None or not elsewhere(store, draft):
        return draft
    for page in draft.pages:
        fetch(store, links, draft, page.media)
    if draft.kind is Kind.TEXT:
        return _with_words(store, id, draft.media)
    store.drafts.ring()
    return store.drafts.get(id)


def fetch(store: Store, links: Links, draft: Draft, media: Media) -> None:
    """One file of a draft or of its versions."""
    try:
        links.client(draft.platform_id).download(media, store.media.path(media.sha256))
    except Refused as error:
        if error.code != "not_found":
            raise
        where = elsewhere(store, draft) or "another computer"
        advice = f"It is on {where}. Switch that on and go online there; it comes by itself, and can be opened then."
        raise Refused("This has not arrived yet", advice, media.sha256) from error
    finally:
        links.close_mine()
    store.space.look()


def _with_words(store: Store, id: DraftId, media: Media) -> Draft:
    """Long words go back from their file into the draft, where they can be edited."""
    words = store.media.path(media.sha256).read_text("utf-8")
    draft = store.drafts.get(id)
    if draft.media == media and not draft.text and not draft.sealed:
        draft = replace(draft, text=words, media=None)
        store.drafts.change(draft)
    return draft
