"""Keeping a record on this computer: its file by hash, and its whole family tree with people, rights and wishes. A challenge's
guide is kept likewise."""

from __future__ import annotations

from studio import settings
from studio.domain.amounts import size_words
from studio.domain.challenge import Challenge
from studio.domain.record import Media, Record
from studio.errors import Refused
from studio.store import Store
from studio.wire.links import Links

from .shelving import record_of

GB = 10**9


def keep(store: Store, links: Links, record: Record) -> None:
    """Returns when its files are here, checked by their SHA-256, and its family is on the shelf; goes on where an earlier try
    stopped.

    For a task's thread. Raises Offline, SignInNeeded, Damaged, DiskTrouble, and Refused for a withdrawn record or where the
    space for others' records is used up.
    """
    if record.media is None:
        raise Refused("This record was withdrawn", "Its place in the family tree stays; its file is gone.", record.id)
    missing = [file for file in record.files() if not store.media.has(file.sha256)]
    if missing:
        _check_space(store, missing)
    try:
        client = links.client(record.platform_id)
        for page in client.tree(record.id):
            family = [record_of(one, record.platform_id) for one in page.records]
            store.library.shelve(record.platform_id, records=family)
        for file in missing:
            client.download(file, store.media.path(file.sha256))
    finally:
        links.close_mine()
    store.space.look()


def keep_seen(store: Store, links: Links, record: Record) -> None:
    """Keeps a record because somebody looks at it; raises Refused, too, where that would take more than half of the space for
    others' records: the rest is for what a person chooses."""
    _check_space(store, [file for file in record.files() if not store.media.has(file.sha256)], part=0.5)
    keep(store, links, record)


def keep_guide(store: Store, links: Links, challenge: Challenge) -> None:
    """Returns when the sound that a challenge brings is here, checked by its SHA-256; goes on where an earlier try stopped.

    For a task's thread. Raises as `keep` does.
    """
    guide = challenge.guide
    if guide is None or store.media.has(guide.sha256):
        return
    _check_space(store, [guide])
    try:
        links.client(challenge.platform_id).download(guide, store.media.path(guide.sha256))
    finally:
        links.close_mine()
    store.space.look()


def _check_space(store: Store, files: list[Media], part: float = 1.0) -> None:
    size_bytes = sum(file.size_bytes for file in files)
    limit = settings.read(store.folder.settings).keep_limit_gb * GB * part
    store.space.look()
    used = store.space.used().others_bytes
    if used + size_bytes > limit:
        raise Refused(
            "The space for others' records is used up",
            "Free some of it in the library, or allow more there.",
            f"{size_words(used)} of {size_words(int(limit))}, this one has {size_words(size_bytes)}",
        )
