"""What must hold before a revision becomes the newest of its record, and what changes when it does. All in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from studio.contract import MAX_TEXT_BYTES, PICTURES_BY_ANOTHER_NAME, Code, MediaRef, RecordIn, SourceRef
from studio.domain.moments import now

from . import feed, letting_go, sourcing, tables
from .media import visible_size
from .people import Person
from .problems import Refusal, not_found

# Made once: building a statement for each call took longer than running it.
_RECORD = select(tables.records).where(tables.records.c.id == bindparam("id"))
_REVISION = select(tables.revisions).where(tables.revisions.c.id == bindparam("id"))
_NEW_RECORD, _NEW_REVISION, _NEW_FILES = insert(tables.records), insert(tables.revisions), insert(tables.files)
_NEW_TAGS = insert(tables.tags)


def post(
    connection: Connection, me: Person, record_id: str, body: RecordIn, bring: Callable[[], None] | None = None
) -> bool:
    """Takes a revision; False when it is here already. Raises Refusal and changes nothing when a rule is broken.

    `bring` puts the file that came with the record in its place, once all rules hold; without it the files are here.
    """
    record = _record(connection, record_id)
    if record and record.author_id != me.id:
        raise _not_yours()
    known = connection.execute(_REVISION, {"id": body.revision_id}).first()
    if known and known.record_id == record_id and RecordIn.model_validate_json(known.body) == body:
        return False
    if known:
        raise Refusal(
            422, Code.ID_TAKEN, "This revision is here with other content", "A changed piece needs a new revision."
        )
    if record and record.state == "withdrawn":
        raise Refusal(422, Code.WITHDRAWN, "This record was withdrawn", "Send it as a new one.")
    for file in body.files():
        _check_kind(body.kind, file)
    if bring is None:
        _check_media(connection, me, body)
    before = sourcing.find(connection, record_id) if record else None
    _check_sources(connection, record_id, body, before or [])
    if bring:
        bring()
    add(connection, me.id, record_id, body, before=before)
    return True


def add(
    connection: Connection,
    author_id: str,
    record_id: str,
    body: RecordIn,
    challenge_id: str | None = None,
    before: list[SourceRef] | None = None,
) -> None:
    """Writes a checked revision and makes it the newest one of its record. `before` are the record's sources until now; without
    them the record is new."""
    row = {"revision_id": body.revision_id, "kind": body.kind, "state": "live"}
    if before is None:
        made = {"id": record_id, "author_id": author_id, "challenge_id": challenge_id}
        connection.execute(_NEW_RECORD, row | made)
    else:
        connection.execute(update(tables.records).where(tables.records.c.id == record_id).values(row))
    revision = {"id": body.revision_id, "record_id": record_id, "media_sha256": body.media.sha256}
    connection.execute(_NEW_REVISION, revision | {"posted_at": now(), "body": body.model_dump_json()})
    files = sorted({file.sha256 for file in body.files()})
    connection.execute(_NEW_FILES, [{"revision_id": body.revision_id, "sha256": sha256} for sha256 in files])
    if before is None:
        sourcing.link(connection, record_id, body.sources)
    else:
        sourcing.renew(connection, record_id, body.sources, before, author_id)
        connection.execute(delete(tables.tags).where(tables.tags.c.record_id == record_id))
    if body.tags:
        connection.execute(_NEW_TAGS, [{"record_id": record_id, "key": tag.casefold()} for tag in body.tags])
    feed.note(connection, "record", record_id)


def withdraw(connection: Connection, me: Person, record_id: str) -> None:
    """The record stays as a tombstone with its sources; withdrawing twice changes nothing more.

    Its files are shown by no record any more, and who brought them has no more right to them than anybody: what another live
    record shows stays, and what is sent once more is uploaded once more.
    """
    record = _record(connection, record_id)
    if record is None:
        raise not_found("record")
    if record.author_id != me.id:
        raise _not_yours()
    if record.state != "withdrawn":
        connection.execute(update(tables.records).where(tables.records.c.id == record_id).values(state="withdrawn"))
        _let_go(connection, me, record_id)
        feed.note(connection, "record", record_id)


def _let_go(connection: Connection, me: Person, record_id: str) -> None:
    """The files of all the record's revisions."""
    of_record = tables.revisions.c.record_id == record_id
    files = select(tables.files.c.sha256).distinct().join(tables.revisions).where(of_record)
    brought, uploads = tables.brought, tables.uploads
    connection.execute(delete(brought).where(brought.c.person_id == me.id, brought.c.sha256.in_(files)))
    ended = update(uploads).where(uploads.c.person_id == me.id, uploads.c.sha256.in_(files), uploads.c.state == "done")
    connection.execute(ended.values(state="gone"))
    letting_go.note(connection, files)


def _record(connection: Connection, record_id: str) -> Row[Any] | None:
    return connection.execute(_RECORD, {"id": record_id}).first()


def _check_media(connection: Connection, me: Person, body: RecordIn) -> None:
    for file in body.files():
        size = visible_size(connection, me, file.sha256)
        if size is None:
            raise Refusal(409, Code.MEDIA_MISSING, "The file has not arrived yet", "Send it first, then the record.")
        if size != file.size_bytes:
            raise Refusal(422, Code.MEDIA_MISMATCH, "The file is not what was promised", f"It has {size} bytes.")


def _check_kind(kind: str, file: MediaRef) -> None:
    mime = file.mime
    family = "image" if mime in PICTURES_BY_ANOTHER_NAME else mime.partition("/")[0]
    if family != kind or mime == "text/html":
        raise Refusal(422, Code.WRONG_KIND, "The file does not fit the kind of record", f"{mime} is not {kind}.")
    if kind == "text" and file.size_bytes > MAX_TEXT_BYTES:
        raise Refusal(413, Code.TOO_LARGE, "This text is too long", f"At most {MAX_TEXT_BYTES} bytes fit here.")


def _check_sources(connection: Connection, record_id: str, body: RecordIn, before: list[SourceRef]) -> None:
    parents = {source.record_id for source in body.sources if source.record_id is not None}
    sourcing.check_ids(body.sources, before)
    if not parents:
        return
    sourcing.check_no_cycle(connection, record_id, parents)
    known = set(connection.execute(select(tables.records.c.id).where(tables.records.c.id.in_(parents))).scalars())
    if parents - known:
        detail = "Not here: " + ", ".join(sorted(parents - known)[:5])
        raise Refusal(409, Code.SOURCE_MISSING, "A source is not on this platform", detail)


def _not_yours() -> Refusal:
    return Refusal(403, Code.NOT_YOURS, "This belongs to somebody else", "Only its author can change it.")
