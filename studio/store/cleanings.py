"""What was taken out of files before they may be sent: told to the person beside each draft, and in the outbox."""

from __future__ import annotations

from studio.domain.cleaned import Cleaned

from .database import Database
from .shapes import CLEANED

_HOLDERS = ("drafts", "versions", "parcels")
_OF_PAGES = {"drafts": "$.media.sha256", "parcels": "$.sha256"}


class Cleanings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, cleaned: Cleaned) -> None:
        """The newest word about the same file from the same original holds."""
        with self._database.write() as connection:
            connection.execute(CLEANED.replace, CLEANED.values(cleaned))

    def find(self, sha256: str, original: str = "") -> Cleaned | None:
        """About what is sent under this hash; without `original` whatever was noted last."""
        where, values = ("AND original = ?", (original,)) if original else ("", ())
        sql = f"{CLEANED.select} WHERE sha256 = ? {where} ORDER BY rowid DESC LIMIT 1"
        return next((CLEANED.of(row) for row in self._database.rows(sql, sha256, *values)), None)  # type: ignore[arg-type]

    def purge(self) -> None:
        """Forgets what no draft, no version and no parcel holds any more."""
        held = " UNION ".join(
            [f"SELECT json_extract(media, '$.sha256') FROM {table} WHERE media NOT NULL" for table in _HOLDERS]
            + [f"SELECT json_extract(value, '{at}') FROM {table}, json_each(more)" for table, at in _OF_PAGES.items()]
        )
        with self._database.write() as connection:
            connection.execute(f"DELETE FROM cleaned WHERE sha256 NOT IN ({held})")
