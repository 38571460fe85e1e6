"""What must hold when somebody asks to be named as a source, answers, replies, takes back or decides; and what follows from it.

All in the transaction of the caller. Whoever asks twice with the same words is answered as before.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from studio.contract import MAX_REQUESTS_A_DAY, AnswerIn, Code, PersonOut, RequestIn, RequestOut, SourceRef
from studio.domain.moments import now

from . import feed, sourcing, tables
from .people import Person
from .problems import Refusal, invalid, not_found
from .too_often import check_not_too_often

OPEN = ("requested", "disputed")


def ask(connection: Connection, me: Person, request_id: str, body: RequestIn) -> bool:
    """Takes a request; False when it is here already."""
    found = _row(connection, request_id)
    if found and found.asker_id != me.id:
        raise _not_yours("Only who asked can change it.")
    if found and RequestIn.model_validate_json(found.body) == body:
        return False
    if found:
        raise Refusal(422, Code.ID_TAKEN, "This request is here with other words", "Ask again with a new id.")
    record = connection.execute(select(tables.records).where(tables.records.c.id == body.record_id)).first()
    if record is None:
        raise not_found("record")
    if record.state == "withdrawn":
        raise Refusal(422, Code.WITHDRAWN, "This record was withdrawn", "Its place in the family tree stays.")
    if record.author_id == me.id:
        raise Refusal(422, Code.OWN_RECORD, "This is your own record", "Its author can name the source without asking.")
    _check_source(connection, body)
    table = tables.requests
    check_not_too_often(connection, table.c.asked_at, MAX_REQUESTS_A_DAY, table.c.asker_id == me.id)
    row = {"id": request_id, "record_id": body.record_id, "asker_id": me.id, "state": "requested"}
    moment = now()
    said = {"body": body.model_dump_json(), "asked_at": moment, "changed_at": moment}
    connection.execute(insert(tables.requests).values(row | said))
    feed.note(connection, "request", request_id)
    return True


def answer(connection: Connection, me: Person, request_id: str, body: AnswerIn) -> None:
    """The author adds the source (also after a dispute), or says why it is none."""
    row = _found(connection, request_id)
    if row.author_id != me.id:
        raise _not_yours("Only the record's author can answer.")
    if body.accept:
        _accept(connection, me, row)
    elif body.reason is None:
        raise invalid("reason is missing: whoever disputes a source says why")
    elif (row.state, row.reason) != ("disputed", body.reason):
        _check_state(row, "requested")
        _change(connection, request_id, {"state": "disputed", "reason": body.reason})


def _accept(connection: Connection, me: Person, row: Row[Any]) -> None:
    if row.state != "accepted":
        _check_state(row, *OPEN)
        _add_source(connection, row, me.id, "")
        _change(connection, row.id, {"state": "accepted"})


def reply(connection: Connection, me: Person, request_id: str, words: str) -> None:
    """Who asked says something to a dispute, once."""
    row = _mine(connection, me, request_id)
    if row.reply != words:
        _check_state(row, "disputed" if not row.reply else "")
        _change(connection, request_id, {"reply": words})


def withdraw(connection: Connection, me: Person, request_id: str) -> None:
    row = _mine(connection, me, request_id)
    if row.state != "withdrawn":
        _check_state(row, *OPEN)
        _change(connection, request_id, {"state": "withdrawn"})


def decide(connection: Connection, request_id: str, sourced: bool, verdict: str) -> None:
    """The host ends a dispute; where it is a source, it is added. For the command line of whoever runs the platform."""
    row = _found(connection, request_id)
    _check_state(row, "disputed")
    if sourced:
        _add_source(connection, row, None, verdict)
    _change(connection, request_id, {"state": "decided", "sourced": sourced, "verdict": verdict})


def told_requests(connection: Connection, ids: list[str]) -> list[RequestOut]:
    return [out(row) for row in connection.execute(query().where(tables.requests.c.id.in_(ids)))]


def query() -> Select[Any]:
    """Requests with who asked and whose record it is about."""
    authors, askers = tables.people.alias("authors"), tables.people.alias("askers")
    said = select(
        tables.requests,
        askers.c.handle.label("asker"),
        authors.c.id.label("author_id"),
        authors.c.handle.label("author"),
    )
    of_record = said.join(tables.records, tables.records.c.id == tables.requests.c.record_id)
    with_author = of_record.join(authors, authors.c.id == tables.records.c.author_id)
    return with_author.join(askers, askers.c.id == tables.requests.c.asker_id)


def out(row: Row[Any]) -> RequestOut:
    body = RequestIn.model_validate_json(row.body)
    followed = ("id", "state", "reason", "reply", "sourced", "verdict", "asked_at", "changed_at")
    people = {
        "author": PersonOut(id=row.author_id, handle=row.author),
        "asker": PersonOut(id=row.asker_id, handle=row.asker),
    }
    return RequestOut.model_validate({name: getattr(row, name) for name in followed} | people | dict(body))


def _add_source(connection: Connection, row: Row[Any], person_id: str | None, reason: str) -> None:
    body = RequestIn.model_validate_json(row.body)
    sourcing.add(connection, row.record_id, _source(row.id, body), person_id, reason)


def _source(request_id: str, body: RequestIn) -> SourceRef:
    return SourceRef(
        id=request_id,
        record_id=body.source_id,
        work=body.work,
        type=body.type,
        origin="requested",
        place=body.place,
    )


def _check_source(connection: Connection, body: RequestIn) -> None:
    thing = sourcing.thing_of(_source(body.record_id, body))
    if body.source_id is not None:
        there = select(tables.records.c.id).where(tables.records.c.id == body.source_id)
        if connection.execute(there).first() is None:
            raise Refusal(409, Code.SOURCE_MISSING, "The source is not on this platform", "Send it first, then ask.")
        sourcing.check_no_cycle(connection, body.record_id, {body.source_id})
    if thing in {sourcing.thing_of(source) for source in sourcing.find(connection, body.record_id)}:
        raise Refusal(422, Code.SOURCED, "This is named as a source already", "You can see it in the family tree.")
    for row in connection.execute(select(tables.requests).where(tables.requests.c.record_id == body.record_id)):
        if sourcing.thing_of(_source(row.id, RequestIn.model_validate_json(row.body))) != thing:
            continue
        if row.state in OPEN:
            raise Refusal(422, Code.ASKED, "This was asked for already", "It waits for the author's answer.")
        if row.state == "decided" and not row.sourced:
            raise Refusal(422, Code.SETTLED, "The host has decided that this is no source", row.verdict)


def _row(connection: Connection, request_id: str) -> Row[Any] | None:
    return connection.execute(query().where(tables.requests.c.id == request_id)).first()


def _found(connection: Connection, request_id: str) -> Row[Any]:
    row = _row(connection, request_id)
    if row is None:
        raise not_found("request")
    return row


def _mine(connection: Connection, me: Person, request_id: str) -> Row[Any]:
    row = _found(connection, request_id)
    if row.asker_id != me.id:
        raise _not_yours("Only who asked can do this.")
    return row


def _change(connection: Connection, request_id: str, values: dict[str, Any]) -> None:
    table = tables.requests
    connection.execute(update(table).where(table.c.id == request_id).values(values | {"changed_at": now()}))
    feed.note(connection, "request", request_id)


def _not_yours(detail: str) -> Refusal:
    return Refusal(403, Code.NOT_YOURS, "This belongs to somebody else", detail)


def _check_state(row: Row[Any], *states: str) -> None:
    if row.state not in states:
        raise Refusal(422, Code.SETTLED, "This is settled already", "Look at it again: something was said meanwhile.")
