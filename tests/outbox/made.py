"""Parcels for the tests of the outbox, made as the studio makes them."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from studio import contract, drafts
from studio.domain.ids import DraftId, RecordId, SourceId, new_id
from studio.domain.moments import now
from studio.domain.parcel import Parcel
from studio.domain.record import Draft, Kind, Media, Source, SourceType
from studio.inbox.shelving import challenge_of
from studio.store import Store
from tests.served import Served


def words(store: Store, served: Served, text: str, *, title: str = "", builds_on: tuple[RecordId, ...] = ()) -> Parcel:
    """A parcel of a few words."""
    draft = drafts.from_words(store, text, served.id)
    sources = tuple(Source(SourceId(new_id()), id, SourceType.INSPIRED_BY) for id in builds_on)
    store.drafts.change(replace(draft, sources=sources, title=title or draft.title))
    parcel = drafts.seal(store, draft.id)
    assert parcel is not None
    return parcel


def sound(store: Store, served: Served, size_bytes: int, seed: int, folder: Path) -> Parcel:
    """A parcel of `size_bytes` random bytes that are said to be a sound."""
    path = folder / f"{seed}.bin"
    path.write_bytes(random.Random(seed).randbytes(size_bytes))
    media = Media(store.media.add_file(path), size_bytes, "audio/wav", duration_s=1.0)
    draft = Draft(DraftId(new_id()), Kind.AUDIO, f"Sound {seed}", now(), now(), served.id, media=media)
    store.drafts.add(draft)
    parcel = drafts.seal(store, draft.id)
    assert parcel is not None
    return parcel


def for_challenge(store: Store, served: Served, text: str) -> Parcel:
    """A parcel of words that answers a challenge of the starter set."""
    client = served.client()
    told = next(c.challenge for c in client.changes("").changes if c.challenge and c.challenge.kind == "text")
    client.close()
    draft = drafts.from_words(store, text, served.id, challenge_of(told, served.id))
    parcel = drafts.seal(store, draft.id)
    assert parcel is not None
    return parcel


def told_records(served: Served, after: str = "") -> list[contract.RecordOut]:
    """What the platform has, by its feed after a bookmark."""
    return [change.record for change in told_changes(served, after) if change.record]


def told_changes(served: Served, after: str = "") -> list[contract.ChangeOut]:
    client, changes, more = served.client(), list[contract.ChangeOut](), True
    while more:
        page = client.changes(after)
        changes += page.changes
        after, more = page.next, page.more
    client.close()
    return changes


def bookmark(served: Served) -> str:
    changes = told_changes(served)
    return changes[-1].cursor
