"""Sealing: the draft's content gets its hash, the words that will be sent are written once, and the parcel waits.

What a draft builds on and is not sent yet is sealed before it, so that it arrives first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

from studio import contract
from studio.domain.ids import DraftId, ParcelId, RevisionId, new_id
from studio.domain.moments import now
from studio.domain.parcel import Parcel
from studio.domain.record import Draft, Media, Page
from studio.domain.words import tidy_title
from studio.errors import Damaged, Refused
from studio.store import Store
from studio.store.heard import keep_heard

from .crediting import credited
from .receipts import contribution
from .sets import lines_of
from .telling import sources_told

#: Tells the moment now, as text.
Clock = Callable[[], str]


def seal(store: Store, id: DraftId, clock: Clock = now) -> Parcel | None:
    """Seals the draft and queues it, in one transaction. Sealing it again changes nothing and returns None.

    Reads the whole file once to hash it, so it belongs on a task. Raises Refused (no title, no content, drafts that build on each
    other), Damaged (a take whose file is gone) and DiskTrouble; the draft is then still there and editable.
    """
    draft = store.drafts.get(id)
    if draft.sealed:
        return None
    for before in first(store, draft):
        _seal(store, before, clock)
    return _seal(store, draft, clock)


def first(store: Store, draft: Draft) -> list[Draft]:
    """The drafts for the same platform that have to go before `draft`, in the order of sending. Raises Refused for a circle."""
    order: dict[str, Draft] = {}
    _collect(store, draft, order, ())
    del order[draft.id]
    return list(order.values())


def _collect(store: Store, draft: Draft, order: dict[str, Draft], above: tuple[str, ...]) -> None:
    if draft.id in above:
        raise Refused(
            "Two drafts build on each other",
            "Both are still here. Take one out of the other's sources, then send them.",
            draft.title,
        )
    for source in draft.sources:
        before = None if source.record_id is None or source.removed else store.drafts.find(source.record_id)
        if before is None or before.sealed or before.platform_id != draft.platform_id or before.id in order:
            continue
        _collect(store, before, order, (*above, draft.id))
    order[draft.id] = draft


def _seal(store: Store, draft: Draft, clock: Clock) -> Parcel:
    sealed_at = clock()
    title = tidy_title(draft.title)
    if not title:
        raise Refused("It has no title yet", "Give it a few words, then send it.")
    draft = replace(draft, media=_media(store, draft), changed_at=now())
    for page in draft.more:
        _check_here(store, draft, page.media)
    draft = replace(draft, media=credited(store, draft))
    sources = sources_told(store, draft)
    if len(sources) > contract.MAX_SOURCES:
        advice = f"The draft is still here. A record names at most {contract.MAX_SOURCES}: take some out, or send it in parts."
        raise Refused("This builds on too many sources", advice, f"{len(sources)}")
    parcel = _parcel(draft, title, sources, sealed_at)
    if parcel.challenge_id is not None:
        parcel = replace(parcel, contribution_body=contribution(store, parcel))
    if not store.parcels.seal(draft, parcel, lines_of(store, draft)):  # it was saved in the paint program meanwhile
        return _seal(store, store.drafts.get(draft.id), clock)  # what is newest goes out
    return parcel


def _media(store: Store, draft: Draft) -> Media:
    if draft.take_id is not None:
        return _media_of_take(store, draft)
    if draft.text:
        data = draft.text.encode()
        return Media(store.media.add_bytes(data), len(data), "text/plain")
    return _check_here(store, draft, draft.media)


def _check_here(store: Store, draft: Draft, media: Media | None) -> Media:
    if media is None or not store.media.has(media.sha256):
        raise Damaged(
            "A file of this draft is gone", "The draft is still here. Add the file again, then send it.", draft.id
        )
    return media


def _media_of_take(store: Store, draft: Draft) -> Media:
    take = store.takes.get(str(draft.take_id))
    try:
        return keep_heard(store.takes, store.media, take)
    except Damaged as error:
        advice = "The draft is still here. Choose another take, then send it."
        raise Damaged(error.title, advice, error.detail) from error


def _parcel(draft: Draft, title: str, sources: list[contract.SourceRef], sealed_at: str) -> Parcel:
    """The platform gets a title of the length it takes; the draft keeps all that was typed."""
    media = draft.media
    assert media is not None
    revision_id = RevisionId(new_id())
    body = contract.RecordIn(
        revision_id=revision_id,
        kind=draft.kind.value,
        title=title,
        media=_ref(media),
        rights=draft.rights.value,
        ai_training=draft.ai_training,
        note=draft.note,
        language=draft.language,
        made_at=draft.made_at,
        sources=sources,
        alt=draft.alt,
        more=[_page(page) for page in draft.more],
        name=draft.name,
        line_id=draft.line_id,
        tags=list(draft.tags),
    )
    said = body.model_dump_json()
    if len(said.encode()) > contract.MAX_BODY_BYTES:
        advice = "The draft is still here. Send it in two parts, or describe its files in fewer words."
        raise Refused("This is too much for one record", advice, f"{len(said):,} characters")
    return Parcel(
        ParcelId(new_id()),
        draft.id,
        draft.record_id,
        revision_id,
        draft.platform_id,
        draft.kind,
        title,
        media,
        said,
        sealed_at,
        draft.challenge_id,
        more=tuple(page.media for page in draft.more),
    )


def _page(page: Page) -> contract.PageRef:
    return contract.PageRef(media=_ref(page.media), alt=page.alt, name=page.name, line_id=page.line_id)


def _ref(media: Media) -> contract.MediaRef:
    return contract.MediaRef(**asdict(media))
