"""A change that is asked twice with the same key happens once, and both are answered alike.

The answer is kept in the transaction of the effect, so a crash between the two is impossible. Only what succeeded is kept: a
refusal changed nothing, and the same key may try again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request, Response
from sqlalchemy import Connection, bindparam, insert, select

from studio.contract import IDEMPOTENCY_KEY, Code
from studio.domain.moments import now

from .people import Person
from .platform import Platform
from .problems import Refusal, invalid
from .tables import answers

MAX_KEY = 200
_KEPT = select(answers).where(answers.c.person_id == bindparam("person_id"), answers.c.key == bindparam("key"))
_KEEP = insert(answers)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        return Response(self.body, self.status, self.headers, media_type="application/json" if self.body else None)


async def once(request: Request, here: Platform, me: Person, effect: Callable[[Connection], Answer]) -> Response:
    """Runs `effect` in one transaction, or answers as the same request was answered before.

    Raises Refusal `key_reused` (422) for the same key with another request, `key_in_flight` (409) while the first one is at work.
    """
    key = key_of(request)
    fingerprint = await _fingerprint(request)
    mine = (me.id, key)
    if key and mine in here.in_flight:
        raise Refusal(409, Code.KEY_IN_FLIGHT, "This is being done already", headers={"Retry-After": "1"})
    here.in_flight.add(mine)
    try:
        answer = await here.database.write(lambda connection: _answer(connection, mine, fingerprint, effect))
    finally:
        here.in_flight.discard(mine)
    here.bell.ring()
    return answer.response()


def key_of(request: Request) -> str:
    key = request.headers.get(IDEMPOTENCY_KEY, "")
    if len(key) > MAX_KEY:
        raise invalid(f"{IDEMPOTENCY_KEY} is longer than {MAX_KEY} characters", 400)
    return key


def own_key_of(request: Request) -> str:
    """The same for what is a secret: without a key, nobody can ask again."""
    return key_of(request) or secrets.token_hex(16)


def _answer(
    connection: Connection, mine: tuple[str, str], fingerprint: str, effect: Callable[[Connection], Answer]
) -> Answer:
    person_id, key = mine
    if not key:
        return effect(connection)
    hashed = hashlib.sha256(key.encode()).hexdigest()
    if row := connection.execute(_KEPT, {"person_id": person_id, "key": hashed}).first():
        if row.fingerprint != fingerprint:
            raise Refusal(422, Code.KEY_REUSED, "This key was used for something else", "Nothing was changed.")
        return Answer(row.status, row.body, json.loads(row.headers))
    answer = effect(connection)
    asked = {"person_id": person_id, "key": hashed, "fingerprint": fingerprint, "made_at": now()}
    told = {"status": answer.status, "headers": json.dumps(answer.headers), "body": answer.body}
    connection.execute(_KEEP, asked | told)
    return answer


async def _fingerprint(request: Request) -> str:
    """Method, path, body, and the two headers in which tus says what it creates."""
    said = [
        request.method,
        request.url.path,
        request.headers.get("Upload-Length", ""),
        request.headers.get("Upload-Metadata", ""),
    ]
    return hashlib.sha256("\n".join(said).encode() + b"\n" + await request.body()).hexdigest()
