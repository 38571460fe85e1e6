"""People, their tokens, and the invites that let them in.

Secrets have at least 125 random bits, so their plain SHA-256 is enough to keep. The token of a person who joins is derived from the
platform's secret, the invite and the client's idempotency key: a join whose answer was lost can be repeated and is answered with
the same token, though only hashes are stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection, bindparam, insert, select, update

from studio.contract import MAX_HANDLE, Code, JoinIn, JoinOut, PersonOut
from studio.domain.ids import new_id
from studio.domain.moments import now, text_of
from studio.domain.words import tidy_title

from . import tables
from .database import Work
from .platform import Here, Platform
from .problems import Refusal, not_found

INVITES_KEPT_DAYS = 14
HOME_HANDLE = "me"


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    handle: str
    token_hash: str

    def out(self) -> PersonOut:
        return PersonOut(id=self.id, handle=self.handle)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def first_start(connection: Connection) -> None:
    """Gives a new platform its id and its secret."""
    if connection.execute(select(tables.platform.c.id)).first() is None:
        connection.execute(insert(tables.platform).values(id=new_id(), secret=secrets.token_hex(32)))


def let_home_in(connection: Connection, token: str) -> None:
    """The one person of a home platform, made silently; tokens of earlier runs end with this one."""
    person_id = connection.execute(select(tables.platform.c.home_person)).scalar_one()
    if person_id is None:
        person_id = add_person(connection, HOME_HANDLE)
        connection.execute(update(tables.platform).values(home_person=person_id))
    mine = tables.tokens.c.person_id == person_id
    connection.execute(tables.tokens.delete().where(mine))
    _give_token(connection, token, person_id, "home")


def add_person(connection: Connection, handle: str, person_id: str = "") -> str:
    """Raises Refusal when the handle, compared without case and style, is somebody's already."""
    clean = clean_handle(handle)
    key = _key_of(clean)
    if connection.execute(select(tables.people.c.id).where(tables.people.c.handle_key == key)).first():
        raise Refusal(409, Code.HANDLE_TAKEN, "Somebody here has this name already", "Choose another one.")
    person_id = person_id or new_id()
    connection.execute(insert(tables.people).values(id=person_id, handle=clean, handle_key=key, made_at=now()))
    return person_id


def called(connection: Connection, handle: str) -> str:
    """The id of whoever has this name, however it is written. Raises Refusal."""
    same = tables.people.c.handle_key == _key_of(clean_handle(handle))
    found: str | None = connection.execute(select(tables.people.c.id).where(same)).scalar()
    if found is None:
        raise not_found("person")
    return found


def clean_handle(handle: str) -> str:
    """One line without control and direction characters; every script and every emoji stays whole."""
    clean = tidy_title(handle, MAX_HANDLE)
    if not clean:
        raise Refusal(422, Code.HANDLE_MISSING, "This name cannot be used", "Choose a name that others can see.")
    return clean


def _key_of(handle: str) -> str:
    """The same for names that look the same: without case, style and what is not seen."""
    plain = unicodedata.normalize("NFKC", handle).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")


def make_invite(connection: Connection) -> str:
    """A new one-time invite for somebody new."""
    return add_invite(connection, secrets.token_bytes(16), INVITES_KEPT_DAYS)


def add_invite(connection: Connection, chance: bytes, days: int, **bound: str) -> str:
    """125 bits of `chance` (at least 16 bytes) in five groups of five letters and digits. The same again is the same invite."""
    plain = base64.b32encode(chance).decode()[:25]
    hashed, expires = hash_of(plain), text_of(datetime.now(UTC) + timedelta(days=days))
    if connection.execute(select(tables.invites.c.hash).where(tables.invites.c.hash == hashed)).first() is None:
        row = {"hash": hashed, "made_at": now(), "expires_at": expires}
        connection.execute(insert(tables.invites).values(row | bound))
    return "-".join(plain[at : at + 5] for at in range(0, 25, 5))


def has_invites(connection: Connection) -> bool:
    return connection.execute(select(tables.invites.c.hash).limit(1)).first() is not None


def join(connection: Connection, asked: JoinIn, key: str) -> JoinOut:
    """Spends an invite. The same invite, key and handle again is answered with the same token."""
    invite = "".join(asked.invite.split()).replace("-", "").upper()
    found = connection.execute(select(tables.invites).where(tables.invites.c.hash == hash_of(invite))).first()
    if found is None or (found.token_hash is None and found.expires_at < now()):
        raise _bad_invite()
    again = found.person_id is not None
    token = derived(connection, invite, key, "" if again else clean_handle(asked.handle))
    device = found.device or asked.device
    if found.token_hash is None:
        person_id = found.person_id or add_person(connection, asked.handle)
        _give_token(connection, token, person_id, device)
        spent = update(tables.invites).where(tables.invites.c.hash == found.hash)
        connection.execute(spent.values(token_hash=hash_of(token)))
    person = find(connection, token)
    if person is None:
        raise _bad_invite()
    return JoinOut(token=token, person=person.out(), again=again, device=device)


_OWNER = (
    select(tables.people.c.id, tables.people.c.handle)
    .join(tables.tokens)
    .where(tables.tokens.c.hash == bindparam("hash"), tables.tokens.c.revoked_at.is_(None))
)


def find(connection: Connection, token: str) -> Person | None:
    """Whose token this is; None when it is nobody's or was revoked."""
    hashed = hash_of(token)
    row = connection.execute(_OWNER, {"hash": hashed}).first()
    return Person(row.id, row.handle, hashed) if row else None


def revoke(connection: Connection, token_hash: str) -> None:
    connection.execute(update(tables.tokens).where(tables.tokens.c.hash == token_hash).values(revoked_at=now()))


def _give_token(connection: Connection, token: str, person_id: str, device: str) -> None:
    row = {"hash": hash_of(token), "person_id": person_id, "device": device, "made_at": now()}
    connection.execute(insert(tables.tokens).values(row))


def derived(connection: Connection, *told: str) -> str:
    """A secret that is the same for the same words, and that nobody finds without the platform's own."""
    secret = connection.execute(select(tables.platform.c.secret)).scalar_one()
    digest = hmac.digest(bytes.fromhex(secret), "\n".join(told).encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _bad_invite() -> Refusal:
    return Refusal(
        403,
        Code.BAD_INVITE,
        "This invite does not open the door",
        "It was used, is too old, or was mistyped. Ask for another.",
    )


_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="The token that joining gave.")


async def _known(here: Platform, token: str) -> Person | None:
    """Whose token this is, asked of the database once. What is found while a token is being revoked is remembered by nobody: it
    goes where it was looked for, and `revoking` has put another dictionary in its place."""
    hashed, known = hash_of(token), here.known
    person = known.get(hashed) or await here.database.read(lambda connection: find(connection, token))
    if person:
        known[hashed] = person
    return person


async def revoking(here: Platform, work: Work[None]) -> None:
    """Runs work that revokes tokens: whoever asks after its answer is looked up anew."""
    try:
        await here.database.write(work)
    finally:
        here.known = {}


async def _signed_in(here: Here, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> Person:
    person = await _known(here, given.credentials) if given else None
    if person is None:
        headers = {"WWW-Authenticate": "Bearer"}
        raise Refusal(401, Code.SIGN_IN, "The platform does not know you", "Join it again with an invite.", headers)
    return person


#: What a route asks for to know who is there; without a valid token it is not reached.
Me = Annotated[Person, Depends(_signed_in)]
