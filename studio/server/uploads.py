"""tus 1.0: creation (with upload), checksum, termination and expiration (https://tus.io/protocols/resumable-upload).

Beyond the protocol: `Upload-Metadata` must carry `sha256` (the file's, 64 hex digits) and may carry `mime`; the upload counts only
when all bytes have that hash. Creation with an `Idempotency-Key` that was seen before answers with the same `Location`. An upload
that failed for good is gone (410); a new one needs a new key.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection, func, insert, select, text, update

from studio.contract import (
    HALF_UPLOADS_KEPT_H,
    MAX_CHUNK_BYTES,
    TUS_EXTENSIONS,
    TUS_VERSION,
    UPLOADS,
    Code,
)
from studio.domain.ids import new_id
from studio.domain.moments import moment_of, now, text_of

from . import tables
from .idempotency import Answer, once
from .parts import Arrived
from .people import Me, Person
from .platform import Here, Platform
from .problems import Refusal, disk_full, invalid, not_found
from .promises import ALGORITHMS, damaged, promise_of

CHUNK_TYPE = "application/offset+octet-stream"
#: Left free on the disk, so that the database can always commit.
RESERVE_BYTES = 64 << 20
_NEW = insert(tables.uploads)
_ARRIVED = text(
    "INSERT INTO media (sha256, size_bytes, arrived_at) VALUES (:sha256, :size_bytes, :at) ON CONFLICT DO NOTHING"
)
_BROUGHT = text("INSERT INTO brought (sha256, person_id) VALUES (:sha256, :person_id) ON CONFLICT DO NOTHING")


async def _speaks_tus(request: Request) -> None:
    if request.headers.get("Tus-Resumable") != TUS_VERSION:
        headers = {"Tus-Version": TUS_VERSION}
        raise Refusal(412, Code.TUS_VERSION, f"Uploads speak tus {TUS_VERSION} here", "", headers)


router = APIRouter(tags=["uploads"])
Spoken = Annotated[None, Depends(_speaks_tus)]


@dataclass(frozen=True, slots=True)
class Upload:
    id: str
    sha256: str
    length: int
    offset: int
    metadata: str
    state: str
    expires_at: str

    @property
    def headers(self) -> dict[str, str]:
        expires = format_datetime(moment_of(self.expires_at), usegmt=True)
        return {"Upload-Offset": str(self.offset), "Upload-Expires": expires, "Cache-Control": "no-store"}


@router.options(UPLOADS, status_code=204)
async def options(here: Here) -> Response:
    """What this server speaks. Open to everybody."""
    headers = {
        "Tus-Version": TUS_VERSION,
        "Tus-Extension": TUS_EXTENSIONS,
        "Tus-Max-Size": str(here.config.max_upload_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


@router.post(UPLOADS, status_code=201)
async def create(request: Request, here: Here, me: Me, _: Spoken) -> Response:
    """Creates an upload: `Upload-Length` and `Upload-Metadata` in, `Location` out."""
    length = whole_number(request, "Upload-Length")
    check_length(here, length)
    metadata = request.headers.get("Upload-Metadata", "")
    sha256 = _metadata(metadata).get("sha256", "")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise invalid("Upload-Metadata must name the file's sha256 in 64 hex digits", 400)

    comes_along = request.headers.get("Content-Type") == CHUNK_TYPE and not here.config.media_url
    if comes_along and len(await request.body()) == length:
        return await _create_whole(
            request, here, me, Upload(new_id(), sha256, length, length, metadata, "done", _expiry())
        )

    def effect(connection: Connection) -> Answer:
        check_room(connection, here, me, length)
        upload = Upload(new_id(), sha256, length, 0, metadata, "open", _expiry())
        here.parts.create(upload.id)
        return _created(connection, me, upload)

    return await once(request, here, me, effect)


async def _create_whole(request: Request, here: Platform, me: Person, upload: Upload) -> Response:
    """A file that comes with its creation goes into its place on the thread that writes, as one that comes with its record."""
    body, promise = await request.body(), promise_of(request)
    if promise and not promise.is_kept_by(body):
        raise damaged()
    if hashlib.sha256(body).hexdigest() != upload.sha256:
        raise mismatch()

    def effect(connection: Connection) -> Answer:
        bring(connection, here, me, body, upload.sha256)
        return _created(connection, me, upload)

    return await once(request, here, me, effect)


def _created(connection: Connection, me: Person, upload: Upload) -> Answer:
    row = {name: getattr(upload, name) for name in upload.__slots__}
    connection.execute(_NEW, row | {"person_id": me.id})
    return Answer(201, headers={"Location": f"{UPLOADS}/{upload.id}"} | upload.headers)


@router.head(UPLOADS + "/{upload_id}")
async def head(upload_id: str, here: Here, me: Me, _: Spoken) -> Response:
    """How much of the upload is here, durably."""
    await here.parts.settled(upload_id)
    upload = await _find(here, me, upload_id)
    headers = upload.headers | {"Upload-Length": str(upload.length), "Upload-Metadata": upload.metadata}
    return Response(status_code=200, headers=headers)


@router.patch(UPLOADS + "/{upload_id}", status_code=204)
async def patch(upload_id: str, request: Request, here: Here, me: Me, _: Spoken) -> Response:
    """Adds a chunk at `Upload-Offset`; the last one makes the file whole."""
    if request.headers.get("Content-Type") != CHUNK_TYPE:
        raise Refusal(415, Code.UPLOAD_TYPE, f"A chunk is sent as {CHUNK_TYPE}")
    offset = whole_number(request, "Upload-Offset")
    promise = promise_of(request)
    with here.parts.lock(upload_id):
        upload = await _find(here, me, upload_id)
        if offset != upload.offset:
            raise Refusal(
                409,
                Code.UPLOAD_OFFSET,
                "The upload stands elsewhere",
                f"It goes on at {upload.offset}.",
                upload.headers,
            )
        if upload.state == "done":
            return Response(status_code=204, headers=upload.headers)
        room = min(upload.length - offset, MAX_CHUNK_BYTES)
        if int(request.headers.get("Content-Length") or 0) > room:
            raise Refusal(413, Code.TOO_LARGE, "This piece is too large", f"At most {room} bytes fit here.")
        arrived = await here.parts.receive(upload_id, offset, room, request.stream(), promise, here.config.idle_s)
        upload = await _keep(here, me, upload, arrived)
    return Response(status_code=204, headers=upload.headers)


@router.delete(UPLOADS + "/{upload_id}", status_code=204)
async def terminate(upload_id: str, request: Request, here: Here, me: Me, _: Spoken) -> Response:
    """Ends an upload and frees what it holds."""

    def effect(connection: Connection) -> Answer:
        _row(connection, me, upload_id)
        _close(connection, upload_id)
        return Answer(204)

    with here.parts.lock(upload_id):
        answer = await once(request, here, me, effect)
        await here.parts.beside(here.parts.drop, upload_id)
    return answer


async def _find(here: Platform, me: Person, upload_id: str) -> Upload:
    """The upload as it stands. One whose file was put in its place just before a crash is completed here."""
    upload = await here.database.read(lambda connection: _row(connection, me, upload_id))
    if upload.state != "open" or here.shelf.part(upload.id).exists():
        return upload
    if await here.parts.beside(here.shelf.has, upload.sha256):
        return await here.database.write(lambda connection: _done(connection, me, upload))
    await here.database.write(lambda connection: _close(connection, upload_id))
    raise _gone()


async def _keep(here: Platform, me: Person, upload: Upload, arrived: Arrived) -> Upload:
    """Makes the new offset count; a whole file goes to its place first."""
    if arrived.offset < upload.length:
        return await here.database.write(lambda connection: _went_on(connection, upload, arrived.offset))
    if arrived.sha256 != upload.sha256:
        await here.database.write(lambda connection: _close(connection, upload.id))
        await here.parts.beside(here.parts.drop, upload.id)
        raise mismatch()
    await here.parts.beside(here.shelf.keep, here.shelf.part(upload.id), upload.sha256)
    here.parts.drop(upload.id)
    return await here.database.write(lambda connection: _done(connection, me, upload))


def _row(connection: Connection, me: Person, upload_id: str) -> Upload:
    table = tables.uploads
    row = connection.execute(select(table).where(table.c.id == upload_id, table.c.person_id == me.id)).first()
    if row is None:
        raise not_found("upload")
    if row.state == "gone" or (row.state == "open" and row.expires_at < now()):
        raise _gone()
    return Upload(*(getattr(row, name) for name in Upload.__slots__))


def _gone() -> Refusal:
    return Refusal(410, Code.UPLOAD_GONE, "This upload is gone", "It expired or was ended. Start a new one.")


def mismatch() -> Refusal:
    detail = "Its hash differs. Send it again from the start."
    return Refusal(409, Code.MEDIA_MISMATCH, "The file is not what was promised", detail)


def _went_on(connection: Connection, upload: Upload, offset: int) -> Upload:
    moved = Upload(upload.id, upload.sha256, upload.length, offset, upload.metadata, "open", _expiry())
    _change(connection, moved)
    return moved


def _done(connection: Connection, me: Person, upload: Upload) -> Upload:
    add_media(connection, upload.sha256, upload.length, me.id)
    done = Upload(upload.id, upload.sha256, upload.length, upload.length, upload.metadata, "done", upload.expires_at)
    _change(connection, done)
    return done


def bring(connection: Connection, here: Platform, me: Person, body: bytes, sha256: str) -> None:
    """A small whole file, in the transaction that notes it."""
    check_room(connection, here, me, len(body))
    here.shelf.put(body, sha256)
    add_media(connection, sha256, len(body), me.id)


def add_media(connection: Connection, sha256: str, size_bytes: int, person_id: str) -> None:
    """Notes that a whole file is here and who brought it. Repeating it changes nothing."""
    note_media(connection, sha256, size_bytes)
    connection.execute(_BROUGHT, {"sha256": sha256, "person_id": person_id})


def note_media(connection: Connection, sha256: str, size_bytes: int) -> None:
    """A whole file is here, and it is nobody's own."""
    connection.execute(_ARRIVED, {"sha256": sha256, "size_bytes": size_bytes, "at": now()})


def _change(connection: Connection, upload: Upload) -> None:
    new = {"offset": upload.offset, "state": upload.state, "expires_at": upload.expires_at}
    connection.execute(update(tables.uploads).where(tables.uploads.c.id == upload.id).values(new))


def _close(connection: Connection, upload_id: str) -> None:
    connection.execute(update(tables.uploads).where(tables.uploads.c.id == upload_id).values(state="gone"))


def check_length(here: Platform, length: int) -> None:
    if length < 1:
        raise invalid("An upload has at least one byte", 400)
    if length > here.config.max_upload_bytes:
        detail = f"At most {here.config.max_upload_bytes} bytes fit here."
        raise Refusal(413, Code.TOO_LARGE, "This file is too large", detail)


def check_room(connection: Connection, here: Platform, me: Person, length: int) -> None:
    """Half uploads count whole until they end or expire."""
    if shutil.disk_usage(here.shelf.incoming).free < length + RESERVE_BYTES:
        raise disk_full()
    if not here.config.quota_bytes:
        return
    half = select(func.coalesce(func.sum(tables.uploads.c.length), 0)).where(
        tables.uploads.c.person_id == me.id, tables.uploads.c.state == "open", tables.uploads.c.expires_at >= now()
    )
    whole = select(func.coalesce(func.sum(tables.media.c.size_bytes), 0)).join(tables.brought)
    kept = connection.execute(whole.where(tables.brought.c.person_id == me.id)).scalar_one()
    if connection.execute(half).scalar_one() + kept + length > here.config.quota_bytes:
        raise Refusal(413, Code.QUOTA, "Your space on this platform is full", "Ask its host for more.")


def _expiry() -> str:
    return text_of(datetime.now(UTC) + timedelta(hours=HALF_UPLOADS_KEPT_H))


def whole_number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise invalid(f"{header} must be a whole number", 400)
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """`key base64,key base64,key` as tus writes it."""
    pairs = (pair.strip().partition(" ") for pair in header.split(",") if pair.strip())
    try:
        return {key: base64.b64decode(value, validate=True).decode() for key, _, value in pairs}
    except ValueError as error:  # no base64, letters beyond ASCII, or no words
        raise invalid("Upload-Metadata is not base64", 400) from error
