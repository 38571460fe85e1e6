"""Fetching the file of one record, to have it here without a network."""

from __future__ import annotations

from studio.domain.record import Record
from studio.errors import Refused
from studio.store import Store
from studio.wire.links import Links


def keep(store: Store, links: Links, record: Record) -> None:
    """Returns when the file is here and its SHA-256 was checked; goes on from where an earlier try stopped.

    For a task's thread. Raises Offline, SignInNeeded, Damaged, DiskTrouble, and Refused for a withdrawn record.
    """
    if record.media is None:
        raise Refused("This record was withdrawn", "Its place in the family tree stays; its file is gone.", record.id)
    if store.media.has(record.media.sha256):
        return
    path = store.media.path(record.media.sha256)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        links.client(record.platform_id).download(record.media, path)
    finally:
        links.close_mine()
