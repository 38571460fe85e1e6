"""Files by their SHA-256, whole or in part. What a live record shows, or a challenge brings as its guide, is there for everybody
who is signed in; the rest only for who sent it. Nothing is served as a page that a browser would run."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Connection, Select, bindparam, or_, select

from studio.contract import MEDIA, Code, RecordIn, Sha256

from . import tables
from .people import Me, Person
from .platform import Here
from .problems import Refusal, not_found

SAFE = re.compile(r"(audio|video|image)/(?!svg)[a-z0-9.+-]+")
router = APIRouter(tags=["media"])
_record_in = TypeAdapter(RecordIn)


def _visible() -> Select[Any]:
    sha256: BindParameter[str] = bindparam("sha256")
    files, revisions, records = tables.files, tables.revisions, tables.records
    newest = (records.c.id == revisions.c.record_id) & (records.c.revision_id == revisions.c.id)  # by the index of each
    shown = select(files.c.sha256).join(revisions, revisions.c.id == files.c.revision_id).join(records, newest)
    live = shown.where(files.c.sha256 == sha256, records.c.state == "live").exists()
    challenges = tables.challenges
    guide = select(challenges.c.id).where(challenges.c.guide_sha256 == sha256, challenges.c.state != "draft").exists()
    brought = (tables.brought.c.sha256 == sha256, tables.brought.c.person_id == bindparam("person_id"))
    mine = select(tables.brought.c.sha256).where(*brought).exists()
    return select(tables.media.c.size_bytes).where(tables.media.c.sha256 == sha256, or_(live, guide, mine))


_VISIBLE = _visible()


@router.get(MEDIA + "/{sha256}")
async def get(sha256: Annotated[Sha256, Path()], request: Request, here: Here, me: Me) -> Response:
    """The bytes; one `Range` is honoured, with `If-Range` too."""
    return await _answer(sha256, request, here, me)


@router.head(MEDIA + "/{sha256}")
async def head(sha256: Annotated[Sha256, Path()], request: Request, here: Here, me: Me) -> Response:
    """Whether the file is here, whole and verified."""
    return await _answer(sha256, request, here, me)


def visible_size(connection: Connection, me: Person, sha256: str) -> int | None:
    """The size in bytes of a file that this person may see; None when there is none."""
    size: int | None = connection.execute(_VISIBLE, {"sha256": sha256, "person_id": me.id}).scalar()
    return size


async def _answer(sha256: str, request: Request, here: Here, me: Person) -> Response:
    found = await here.database.read(
        lambda connection: (visible_size(connection, me, sha256), _mime(connection, sha256))
    )
    size, mime = found
    if size is None:
        raise not_found("file")
    etag = f'"{sha256}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": "attachment",
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    if etag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    start, end = _range(request, size, etag)
    partial = (start, end) != (0, size)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    status = 206 if partial else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=mime)
    return StreamingResponse(here.shelf.pieces(sha256, start, end), status, headers, media_type=mime)


def _mime(connection: Connection, sha256: str) -> str:
    """What the record that shows it says it is, where a browser can do no harm with that."""
    body = select(tables.revisions.c.body).join(tables.files).where(tables.files.c.sha256 == sha256).limit(1)
    found: str | None = connection.execute(body).scalar()
    files = _record_in.validate_json(found).files() if found else []
    mime = next((file.mime for file in files if file.sha256 == sha256), "")
    if mime == "text/plain":
        return "text/plain; charset=utf-8"
    return mime if SAFE.fullmatch(mime) else "application/octet-stream"


def _range(request: Request, size: int, etag: str) -> tuple[int, int]:
    """Start and end (not included) of what is asked for (RFC 9110, section 14). Several ranges are answered with the whole file."""
    asked = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", request.headers.get("Range", ""))
    if request.method == "HEAD" or not asked or asked[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return 0, size
    first, last = asked[1], asked[2]
    if first and last and int(last) < int(first):
        return 0, size
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= end:
        headers = {"Content-Range": f"bytes */{size}"}
        raise Refusal(416, Code.RANGE, "The file has no such part", f"It has {size} bytes.", headers)
    return start, end
