"""What a platform tells, as the nouns of this studio. Pure, except `shelve` and `pages`, which commit with the bookmark."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from studio.domain.challenge import Challenge, ChallengeState, Effort
from studio.domain.ids import ChallengeId, PersonId, PlatformId, RecordId, RevisionId, SourceId
from studio.domain.platform import Platform
from studio.domain.record import (
    Kind,
    Media,
    Origin,
    Page,
    Person,
    Record,
    RecordState,
    Rights,
    Source,
    SourceType,
    Work,
)
from studio.domain.script import Line
from studio.domain.tags import tidy_tags
from studio.domain.twins import TwinKind
from studio.errors import StudioError
from studio.store import Store
from studio.wire.links import Links
from studio.wire.told import reply_of, request_of

if TYPE_CHECKING:
    from studio import contract
    from studio.wire.client import Client

log = logging.getLogger(__name__)


def shelve(store: Store, platform_id: PlatformId, page: contract.ChangesOut) -> None:
    """One transaction. Told twice is shelved once: things are stored by their ids, the newest state wins."""
    challenges = [challenge_of(change.challenge, platform_id) for change in page.changes if change.challenge]
    records = [record_of(change.record, platform_id) for change in page.changes if change.record]
    requests = [request_of(change.request, platform_id) for change in page.changes if change.request]
    replies = [reply_of(change.reply, platform_id) for change in page.changes if change.reply]
    mine = [
        (one.kind, one.id, one.model_dump_json())
        for change in page.changes
        if (one := change.mine) and one.kind in set(TwinKind)
    ]
    store.library.shelve(
        platform_id,
        challenges=challenges,
        mine=mine,
        records=records,
        requests=requests,
        replies=replies,
        bookmark=page.next,
        more=page.more,
    )


def pages(store: Store, client: Client, platform: Platform, hold_s: int = 0) -> Iterator[None]:
    """Fetches and shelves until nothing more waits; yields after each page that was shelved. Only the first answer is held back.

    While a page is shelved, the next is fetched: a first fetch has hundreds of them.
    """
    from concurrent.futures import (  # neither these nor pydantic keep the first window waiting
        Future,
        ThreadPoolExecutor,
    )

    from studio.wire import problems

    bookmark, more = platform.bookmark, True
    shelving: Future[None] | None = None
    with store.library.finding.caught_up(), ThreadPoolExecutor(1, "shelf") as beside:
        while more:
            page = client.changes(bookmark, hold_s)
            if page.more and page.next == bookmark:
                raise problems.garbled("another page, but the same bookmark")
            if shelving:
                shelving.result()
                yield
            shelving = beside.submit(shelve, store, platform.id, page) if page.more else None
            if not page.more and (page.changes or page.next != bookmark):
                shelve(store, platform.id, page)
                yield
            bookmark, more, hold_s = page.next, page.more, 0


def hear_at_once(store: Store, links: Links, platform: Platform) -> None:
    """The fetcher may be holding another platform's answer for up to 25 s; a new one is not kept waiting for that."""
    try:
        for _ in pages(store, links.client(platform.id), platform):
            pass
    except StudioError as error:
        log.info("the fetcher asks again: %s", error)
    finally:
        links.close_mine()


def challenge_of(told: contract.ChallengeOut, platform_id: PlatformId) -> Challenge:
    return Challenge(
        ChallengeId(told.id),
        platform_id,
        Kind(told.kind),
        told.title,
        told.by,
        told.summary,
        told.brief,
        told.minutes,
        Effort(told.effort),
        lines=tuple(Line(**line.model_dump()) for line in told.lines),
        closes_at=told.closes_at,
        pay_minor=told.pay_minor,
        currency=told.currency,
        goes_to=told.goes_to,
        rights=Rights(told.rights),
        ai_training=told.ai_training,
        state=ChallengeState(told.state),
        grace_h=told.grace_h,
        spec=told.spec,
        naming=told.naming,
        leader_id=PersonId(told.leader_id) if told.leader_id else None,
        guide=media_of(told.guide) if told.guide else None,
    )


def record_of(told: contract.RecordOut, platform_id: PlatformId) -> Record:
    return Record(
        RecordId(told.id),
        RevisionId(told.revision_id),
        platform_id,
        Kind(told.kind),
        told.title,
        Person(PersonId(told.author.id), told.author.handle),
        told.posted_at,
        media_of(told.media) if told.media else None,
        Rights(told.rights),
        ai_training=told.ai_training,
        note=told.note,
        language=told.language,
        challenge_id=ChallengeId(told.challenge_id) if told.challenge_id else None,
        sources=tuple(source_of(source) for source in told.sources),
        state=RecordState(told.state),
        alt=told.alt,
        more=tuple(Page(media_of(one.media), one.alt, one.name, one.line_id) for one in told.more),
        name=told.name,
        line_id=told.line_id,
        tags=tidy_tags(told.tags),
    )


def media_of(told: contract.MediaRef) -> Media:
    return Media(told.sha256, told.size_bytes, told.mime, told.duration_s, told.width_px, told.height_px)


def source_of(told: contract.SourceRef) -> Source:
    return Source(
        SourceId(told.id),
        None if told.record_id is None else RecordId(told.record_id),
        SourceType(told.type),
        Origin(told.origin),
        told.thanks,
        told.place,
        told.amount_s,
        told.share,
        None if told.work is None else Work(**told.work.model_dump()),
    )
