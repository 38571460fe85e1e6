"""One's own computers: the list, an invite for one more, and signing one out.

An invite for another computer is bound to the person, so it asks for no name; it comes from the platform's secret and the client's
key, so that it can be asked for again when the answer was lost, though only its hash is kept.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import Connection, select

from studio.contract import DEVICES, INVITES, Code, DeviceOut, DevicesOut, InviteIn, InviteOut
from studio.domain.moments import text_of
from studio.domain.words import tidy_title

from . import people, tables
from .idempotency import own_key_of
from .pages import told
from .people import Me, Person
from .platform import Here
from .problems import Refusal, invalid, not_found

router = APIRouter(tags=["devices"])
#: An invite for oneself is typed within the hour; it would let a finder act as the person.
INVITE_KEPT_DAYS = 1
#: A part of the token's hash: it names a token and opens nothing.
ID_LENGTH = 16
DeviceId = Annotated[str, Path(pattern=rf"^[0-9a-f]{{{ID_LENGTH}}}$")]


@router.get(DEVICES, response_model=DevicesOut)
async def get_all(here: Here, me: Me) -> Response:
    """Where one is signed in now, the oldest first."""
    return told(await here.database.read(lambda connection: DevicesOut(items=_devices(connection, me))))


@router.post(INVITES, response_model=InviteOut, status_code=201)
async def invite(body: InviteIn, request: Request, here: Here, me: Me) -> Response:
    """An invite for one more computer of the same person."""
    if here.config.is_home:
        detail = "No other computer can reach it. Join the same platform elsewhere on both."
        raise Refusal(403, Code.INVALID, "This platform answers on this computer only", detail)
    device = tidy_title(body.device)
    if not device:
        raise invalid("device is empty")
    key = own_key_of(request)
    made = await here.database.write(lambda connection: _invite(connection, me, device, key))
    return told(made, 201, {"Cache-Control": "no-store"})


@router.delete(DEVICES + "/{device_id}", status_code=204)
async def sign_out(device_id: DeviceId, here: Here, me: Me) -> Response:
    """Revokes the token of one of one's own computers."""
    await people.revoking(here, lambda connection: _sign_out(connection, me, device_id))
    return Response(status_code=204)


def _devices(connection: Connection, me: Person) -> list[DeviceOut]:
    table = tables.tokens
    rows = connection.execute(
        select(table).where(table.c.person_id == me.id, table.c.revoked_at.is_(None)).order_by(table.c.made_at)
    )
    return [
        DeviceOut(id=row.hash[:ID_LENGTH], name=row.device, joined_at=row.made_at, here=row.hash == me.token_hash)
        for row in rows
    ]


def _invite(connection: Connection, me: Person, device: str, key: str) -> InviteOut:
    chance = hashlib.sha256(people.derived(connection, "invite", me.id, device, key).encode()).digest()
    plain = people.add_invite(connection, chance, INVITE_KEPT_DAYS, person_id=me.id, device=device)
    expires = datetime.now(UTC) + timedelta(days=INVITE_KEPT_DAYS)
    return InviteOut(invite=plain, expires_at=text_of(expires))


def _sign_out(connection: Connection, me: Person, device_id: str) -> None:
    table = tables.tokens
    mine = select(table.c.hash).where(table.c.person_id == me.id, table.c.hash.startswith(device_id))
    hashes = list(connection.execute(mine).scalars())
    if not hashes:
        raise not_found("computer")
    for hashed in hashes:
        people.revoke(connection, hashed)
