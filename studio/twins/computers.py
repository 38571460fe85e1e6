"""A person's computers on a platform: one more is let in, the list, and signing one out. For a task's thread."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.ids import PlatformId, new_id
from studio.domain.words import tidy_title
from studio.errors import Refused
from studio.store import Store
from studio.wire.links import Links

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Computer:
    """`here` is this one."""

    id: str
    name: str
    joined_at: str
    here: bool


@dataclass(frozen=True, slots=True)
class Invite:
    """What is typed on the other computer; it works once, until `expires_at`."""

    address: str
    code: str
    name: str
    expires_at: str


def add(links: Links, store: Store, platform_id: PlatformId, name: str) -> Invite:
    """Makes the invite; from now on what is private goes to the platform, for the person's own computers. Raises what the wire
    raises, and Refused where the name says nothing."""
    name = tidy_title(name, LONGEST_NAME)
    if not name:
        raise Refused("The other computer has no name yet", "Call it something that tells it from this one.")
    try:
        client = links.client(platform_id)
        made = client.invite(name, new_id())
        here = next((one.name for one in client.devices() if one.here), "")
    finally:
        links.close_mine()
    if platform_id not in store.twins.platforms():
        store.twins.begin(platform_id, here)
    return Invite(store.platforms.get(platform_id).address, made.invite, name, made.expires_at)


def read(links: Links, platform_id: PlatformId) -> tuple[Computer, ...]:
    """Where the person is signed in now, the oldest first."""
    try:
        return tuple(Computer(one.id, one.name, one.joined_at, one.here) for one in links.client(platform_id).devices())
    finally:
        links.close_mine()


def sign_out(links: Links, platform_id: PlatformId, id: str) -> tuple[Computer, ...]:
    """What that computer has stays there; it cannot send or hear anything any more. Returns those that are left."""
    try:
        links.client(platform_id).sign_out(id)
    finally:
        links.close_mine()
    return read(links, platform_id)
