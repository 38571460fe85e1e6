"""What a platform told, as the nouns of this studio, where both what is sent and what is fetched need it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.domain.ids import ChallengeId, PersonId, PlatformId, RecordId, ReplyId, RequestId, RevisionId
from studio.domain.record import Person, SourceType, Work
from studio.domain.reply import LineReply
from studio.domain.request import Request, RequestState

if TYPE_CHECKING:
    from studio import contract


def request_of(told: contract.RequestOut, platform_id: PlatformId) -> Request:
    return Request(
        RequestId(told.id),
        platform_id,
        RecordId(told.record_id),
        person_of(told.author),
        person_of(told.asker),
        None if told.source_id is None else RecordId(told.source_id),
        SourceType(told.type),
        told.words,
        told.asked_at,
        told.changed_at,
        place=told.place,
        work=None if told.work is None else Work(**told.work.model_dump()),
        state=RequestState(told.state),
        reason=told.reason,
        reply=told.reply,
        sourced=told.sourced,
        verdict=told.verdict,
    )


def reply_of(told: contract.LineReplyOut, platform_id: PlatformId) -> LineReply:
    return LineReply(
        ReplyId(told.id),
        platform_id,
        ChallengeId(told.challenge_id),
        RecordId(told.record_id),
        RevisionId(told.revision_id),
        told.line_id,
        person_of(told.author),
        person_of(told.leader),
        told.accepted,
        told.at,
        told.reason,
        told.start_s,
        told.end_s,
    )


def person_of(told: contract.PersonOut) -> Person:
    return Person(PersonId(told.id), told.handle)
