"""Fetching everything anew, after a platform forgot where we were: it was put back to an older copy, or its feed began again.

Everything that it told before is doubted until it is told again. What it has not told by the end is gone there: a record stays
here as a tombstone with the file that is kept of it, a challenge is closed, and what this studio had sent goes out once more.
All of it lies in rows, so that it goes on after a crash. Inside the transactions of others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from studio.domain.ids import PlatformId

#: What this studio delivered is doubted too, also where the feed had not told it yet.
_DOUBT = """
    INSERT OR IGNORE INTO doubted (platform_id, what, id)
    SELECT platform_id, 'record', id FROM records WHERE platform_id = ?1
    UNION SELECT platform_id, 'challenge', id FROM challenges WHERE platform_id = ?1
    UNION SELECT platform_id, 'record', record_id FROM parcels WHERE platform_id = ?1 AND state = 'live'
"""
_GONE = "SELECT id FROM doubted WHERE platform_id = ?1 AND what = "
#: A parcel whose record is gone, or where the platform tells an earlier parcel of the same record as the newest one.
_LOST = f"""
    UPDATE parcels SET state = 'queued', upload_url = '', sent_bytes = 0, delivered_at = NULL, next_try_at = 0, tries = 0
    WHERE platform_id = ?1 AND state = 'live' AND (record_id IN ({_GONE}'record') OR EXISTS (
        SELECT 1 FROM parcels AS earlier
        JOIN records ON records.platform_id = ?1 AND records.id = earlier.record_id
        WHERE earlier.record_id = parcels.record_id AND earlier.id < parcels.id
        AND earlier.revision_id = records.revision_id AND records.state = 'live'
    ))
"""
_END = (
    _LOST,
    f"UPDATE records SET state = 'withdrawn' WHERE platform_id = ?1 AND id IN ({_GONE}'record')",
    f"UPDATE challenges SET state = 'closed' WHERE platform_id = ?1 AND id IN ({_GONE}'challenge')",
    "DELETE FROM doubted WHERE platform_id = ?1",
)


def begin(connection: sqlite3.Connection, platform_id: PlatformId) -> None:
    """The bookmark goes back to the beginning. What is still doubted from an earlier beginning stays so."""
    connection.execute(_DOUBT, (platform_id,))
    connection.execute("UPDATE platforms SET bookmark = '' WHERE id = ?", (platform_id,))


def is_under_way(connection: sqlite3.Connection, platform_id: PlatformId) -> bool:
    found = connection.execute("SELECT 1 FROM doubted WHERE platform_id = ? LIMIT 1", (platform_id,))
    return found.fetchone() is not None


def told(connection: sqlite3.Connection, platform_id: PlatformId, what: str, ids: Iterable[str]) -> None:
    """These are told again; nobody doubts them any more."""
    sql = "DELETE FROM doubted WHERE platform_id = ? AND what = ? AND id = ?"
    connection.executemany(sql, [(platform_id, what, id) for id in ids])


def end(connection: sqlite3.Connection, platform_id: PlatformId) -> None:
    """The last page was shelved: what is still doubted is gone there."""
    for sql in _END:
        connection.execute(sql, (platform_id,))
