"""A record together with its one small file, in one request and one transaction. The body is the record, then the file's bytes.

The file is put in its place on the thread that writes: it is small, and going to another thread and back takes longer. A platform
whose media lie in a store on the network does not say that it takes them so.
"""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy import Connection

from studio.contract import RECORD_LENGTH, RECORDS, RecordIn, RecordOut

from .idempotency import Answer
from .people import Me
from .platform import Here
from .problems import invalid
from .records import RecordId, posted
from .uploads import bring, check_length, mismatch, whole_number

router = APIRouter(tags=["records"])
_BODY = {"requestBody": {"content": {"application/octet-stream": {}}, "required": True}}


@router.put(
    RECORDS + "/{record_id}/whole",
    response_model=RecordOut,
    responses={201: {"model": RecordOut}},
    openapi_extra=_BODY,
)
async def put(record_id: RecordId, request: Request, here: Here, me: Me) -> Response:
    """Takes both or neither: 201 when the record is new, 200 when it is here already. `Record-Length` tells where the file begins.

    The same revision again changes nothing, whatever its key; so no answer is kept.
    """
    body, length = await request.body(), whole_number(request, RECORD_LENGTH)
    record, file = _read(body[:length]), body[length:]
    sha256, size = record.media.sha256, record.media.size_bytes
    if record.more:
        raise invalid("One file comes with a record; of several, each is sent before it")
    check_length(here, size)
    if len(file) != size or hashlib.sha256(file).hexdigest() != sha256:
        raise mismatch()

    def effect(connection: Connection) -> Answer:
        return posted(connection, me, record_id, record, lambda: bring(connection, here, me, file, sha256))

    answer = await here.database.write(effect)
    here.bell.ring()
    return answer.response()


def _read(told: bytes) -> RecordIn:
    try:
        return RecordIn.model_validate_json(told)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
