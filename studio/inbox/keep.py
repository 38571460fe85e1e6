"""Keeping a record on this computer: its file by hash, and its whole family tree with people, rights and wishes."""

from __future__ import annotations

from studio import settings
from studio.domain.amounts import size_words
from studio.domain.record import Media, Record
from studio.errors import Refused
from studio.store import Store
from studio.wire.links import Links

from .shelving import record_of

GB = 10**9


def keep(store: Store, links: Links, record: Record) -> None:
    """Returns when the file is here, its SHA-256 was checked and its family is on the shelf; goes on where an earlier try stopped.

    For a task's thread. Raises Offline, SignInNeeded, Damaged, DiskTrouble, and Refused for a withdrawn record or where the
    space for others' records is used up.
    """
    if record.media is None:
        raise Refused("This record was withdrawn", "Its place in the family tree stays; its file is gone.", record.id)
    missing = not store.media.has(record.media.sha256)
    if missing:
        _check_space(store, record.media)
    try:
        client = links.client(record.platform_id)
        family = [record_of(one, record.platform_id) for one in client.tree(record.id).records]
        store.library.shelve(record.platform_id, records=family)
        if missing:
            client.download(record.media, store.media.path(record.media.sha256))
    finally:
        links.close_mine()
    store.space.look()


def _check_space(store: Store, media: Media) -> None:
    limit = settings.read(store.folder.settings).keep_limit_gb * GB
    store.space.look()
    used = store.space.used().others_bytes
    if used + media.size_bytes > limit:
        raise Refused(
            "The space for others' records is used up",
            "Free some of it in the library, or allow more there.",
            f"{size_words(used)} of {size_words(limit)}, this one has {size_words(media.size_bytes)}",
        )
