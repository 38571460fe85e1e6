"""Errands: asking to be named as a source, what is said to that, a leader's word to a line, taking a record back. Each is put to
its door, once.

Made here with the words that will be sent, kept in the store, carried by the courier. An errand's id is its idempotency key and
its body never changes, so that it may be put again without fear.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from studio.domain.ids import ChallengeId, ErrandId, PlatformId, RecordId, ReplyId, RequestId, SourceId, new_id
from studio.domain.moments import now
from studio.domain.record import Record, SourceType, Work
from studio.domain.request import MAX_WORDS, Deed, Errand, Request
from studio.domain.words import cut, tidy_text
from studio.errors import Refused
from studio.store import Store
from studio.wire.told import reply_of, request_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from studio.wire.client import Client


def ask(
    platform_id: PlatformId,
    record_id: RecordId,
    source: RecordId | Work,
    type: SourceType,
    words: str,
    place: str = "",
) -> Errand:
    """Asks the author of `record_id` to name `source`. Raises Refused where nothing is said."""
    from studio import contract

    named: dict[str, Any] = {"work": asdict(source)} if isinstance(source, Work) else {"source_id": source}
    said = {"record_id": record_id, "type": type.value, "place": place, "words": _said(words)}
    body = contract.RequestIn.model_validate(said | named)
    request_id = RequestId(new_id())
    return _errand(platform_id, record_id, request_id, Deed.ASK, f"{contract.REQUESTS}/{request_id}", body)


def add(request: Request) -> Errand:
    """The author names the source."""
    from studio import contract

    return _about(request, Deed.ADD, "answer", contract.AnswerIn(accept=True))


def dispute(request: Request, reason: str) -> Errand:
    """The author says why it is none."""
    from studio import contract

    return _about(request, Deed.DISPUTE, "answer", contract.AnswerIn(accept=False, reason=_said(reason)))


def reply(request: Request, words: str) -> Errand:
    """Who asked says something to that, once."""
    from studio import contract

    return _about(request, Deed.REPLY, "reply", contract.WordsIn(words=_said(words)))


def withdraw(request: Request) -> Errand:
    """Who asked takes it back."""
    return _about(request, Deed.WITHDRAW, "withdrawal", None)


def remove(platform_id: PlatformId, record_id: RecordId, source_id: SourceId, reason: str) -> Errand:
    """The author takes a source off; a source that was asked for has its request's id."""
    from studio import contract

    door = f"{contract.RECORDS}/{record_id}/sources/{source_id}/removal"
    body = contract.WordsIn(words=_said(reason))
    return _errand(platform_id, record_id, RequestId(source_id), Deed.REMOVE, door, body)


def withdraw_record(platform_id: PlatformId, record_id: RecordId) -> Errand:
    """The author takes a record back: its file is shown to nobody any more, its place in the family tree stays."""
    from studio import contract

    door = f"{contract.RECORDS}/{record_id}"
    return _errand(platform_id, record_id, RequestId(record_id), Deed.WITHDRAW_RECORD, door, None)


def answer_line(
    record: Record, challenge_id: ChallengeId, line_id: str, reason: str, place_s: tuple[float, float] | None = None
) -> Errand:
    """The leader of a challenge accepts a line, without a `reason`, or asks for it once more. `place_s` is from when to when."""
    import uuid

    from studio import contract

    reply_id = ReplyId(new_id())
    start_s, end_s = place_s or (None, None)
    body = contract.LineReplyIn(
        challenge_id=challenge_id,
        record_id=record.id,
        revision_id=record.revision_id,
        line_id=line_id,
        accepted=not reason,
        reason=_said(reason) if reason else None,
        start_s=start_s,
        end_s=end_s,
    )
    one_line = RequestId(str(uuid.uuid5(uuid.UUID(record.id), line_id)))  # what is said to it goes in its order
    door = f"{contract.REPLIES}/{reply_id}"
    return _errand(record.platform_id, record.id, one_line, Deed.ANSWER_LINE, door, body)


def _about(request: Request, deed: Deed, door: str, body: BaseModel | None) -> Errand:
    from studio import contract

    where = f"{contract.REQUESTS}/{request.id}/{door}"
    return _errand(request.platform_id, request.record_id, request.id, deed, where, body)


def _errand(
    platform_id: PlatformId, record_id: RecordId, request_id: RequestId, deed: Deed, door: str, body: BaseModel | None
) -> Errand:
    said = body.model_dump_json() if body else "{}"
    return Errand(ErrandId(new_id()), platform_id, record_id, request_id, deed, door, said, now())


def _said(words: str) -> str:
    clean = cut(tidy_text(words), MAX_WORDS)
    if not clean:
        raise Refused("There are no words yet", "Say in a sentence what you mean.")
    return clean


def deliver(store: Store, client: Client, errand: Errand) -> None:
    """Puts an errand to its door; afterwards it is gone, and the request is shelved as the platform told it back."""
    if errand.deed is Deed.WITHDRAW_RECORD:
        client.withdraw_record(errand.door, errand.id)
        store.errands.deliver_withdrawal(errand)
        return
    if errand.deed is Deed.ANSWER_LINE:
        reply = client.put_reply(errand.door, errand.body, errand.id)
        store.errands.deliver_reply(errand, reply_of(reply, errand.platform_id))
        return
    if errand.deed is Deed.REMOVE:
        client.put_removal(errand.door, errand.body, errand.id)
        store.errands.deliver(errand, None)
        return
    told = client.put_request(errand.door, errand.body, errand.id)
    store.errands.deliver(errand, request_of(told, errand.platform_id))
