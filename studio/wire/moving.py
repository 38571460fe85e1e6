"""A platform that moved: where it says it is now, read with care. Pure."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from studio.contract import INFO
from studio.errors import Offline, Refused

from . import addresses, problems

#: From http to https, and from there to another name; more is a circle.
MOST_MOVES = 3


class Moved(Exception):
    """Whoever answers at an address says that the platform's card is for good at `location` (RFC 9110, sections 15.4.2, 15.4.9)."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def new_address(address: str, location: str) -> str:
    """The address in `location`. Raises Offline where it is no platform's card, or would lose the encryption that there was."""
    try:
        parts = urlsplit(urljoin(address + INFO, location))
        if not location or parts.path != INFO or parts.query:
            raise problems.captive(f"moved to {location}")
        found = addresses.tidy(f"{parts.scheme}://{parts.netloc}")
    except (Refused, ValueError) as error:
        raise _no_way(location) from error
    if address.startswith("https:") and not found.startswith("https:"):
        raise _no_way(location)
    return found


def _no_way(location: str) -> Offline:
    return problems.stranger(f"moved to {location}")
