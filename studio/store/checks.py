"""What was measured of takes, so that nobody listens to them again: a row for each way in which a take is or was heard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from studio.domain.delivery import Measures
from studio.domain.edits import edited

from .database import Database

if TYPE_CHECKING:
    from studio.domain.take import Take


class Checks:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, take: Take, measures: Measures) -> None:
        with self._database.write() as connection:
            sql = "INSERT OR REPLACE INTO checks (take_id, heard, measures) VALUES (?, ?, ?)"
            connection.execute(sql, (take.id, _heard(take), json.dumps(asdict(measures))))

    def find(self, take: Take) -> Measures | None:
        """None where it was not measured as it is heard now, or by a studio that measured other things."""
        sql = "SELECT measures FROM checks WHERE take_id = ? AND heard = ?"
        row = next(iter(self._database.rows(sql, take.id, _heard(take))), None)
        if row is None:
            return None
        try:
            found = {
                name: tuple(one) if isinstance(one, list) else one for name, one in json.loads(str(row[0])).items()
            }
            made: Callable[..., Measures] = Measures
            return made(**found)
        except (ValueError, TypeError, AttributeError):
            return None

    def purge(self) -> None:
        """Forgets takes that are gone."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM checks WHERE take_id NOT IN (SELECT id FROM takes)")


def _heard(take: Take) -> str:
    """The same edits have the same name, whatever was done and undone before."""
    return hashlib.sha256(repr(edited(take)).encode()).hexdigest()[:32]
