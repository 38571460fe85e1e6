"""Joining a platform with its address, an invite and a name for oneself; an invite for another computer of one's own needs no name.

The caller then keeps the token first (`Keys.keep`), adds the platform's row, and tells the links: a crash between these is
harmless, because the same invite with the same name is answered with the same token.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass

from studio.domain.ids import PersonId, PlatformId
from studio.domain.platform import Platform
from studio.errors import Refused

from . import addresses
from .exchange import Timeouts


@dataclass(frozen=True, slots=True, repr=False)
class Joined:
    """The new platform, and the token that belongs in the keyring and nowhere else. `again`: the person was there already, on
    another computer; this one is called `device` there."""

    platform: Platform
    token: str
    again: bool = False
    device: str = ""


def join(address: str, invite: str, handle: str, *, timeouts: Timeouts | None = None) -> Joined:
    """Asks the platform at `address` (as a person types it). Raises Refused, Offline, Busy and NeedsUpdate with words."""
    from pydantic import ValidationError

    from studio.contract import JoinIn

    from .client import Client

    address = addresses.tidy(address)
    try:
        asked = JoinIn(invite=invite.strip(), handle=handle.strip(), device=platform.system())
    except ValidationError as error:
        if any(fault["loc"] == ("invite",) for fault in error.errors()):
            raise Refused(
                "This invite does not work", "Type it as the platform's host gave it.", code="invite"
            ) from None
        raise Refused("This name cannot be used", "Choose one of up to 40 characters.", code="handle") from None
    client = Client(address, timeouts=timeouts)
    try:
        info = client.info()
        answer = client.join(asked)
    finally:
        client.close()
    person = answer.person
    joined = Platform(PlatformId(info.id), info.name, address, info.home, PersonId(person.id), person.handle)
    return Joined(joined, answer.token, answer.again, answer.device)
