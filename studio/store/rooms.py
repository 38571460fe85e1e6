"""Rooms that were listened to, by microphone and place."""

from __future__ import annotations

import json
from collections.abc import Callable

from studio.domain.room import Room

from .database import Database
from .shape import Shape
from .table import Table

ROOM = Shape(Room, "rooms", bands_dbfs=(json.dumps, lambda text: tuple(json.loads(text))))


class Rooms(Table[Room]):
    def __init__(self, database: Database, told: Callable[[], None]) -> None:
        super().__init__(database, ROOM, told)

    def latest(self, microphone: str, place: str, before: str = "9") -> Room | None:
        """As it was measured last, at or before the moment `before`."""
        where = "WHERE microphone = ? AND place = ? AND measured_at <= ? ORDER BY measured_at DESC, id DESC LIMIT 1"
        return next(iter(self._select(where, microphone, place, before)), None)

    def around(self, microphone: str, place: str, moment: str, before: str) -> Room | None:
        """As something recorded at `moment` had it: measured last until then, or else first after it; never at or after the moment
        `before`. Without a place, that of any."""
        where = (
            "WHERE microphone = ?1 AND measured_at < ?3 AND ?4 IN ('', place)"
            " ORDER BY measured_at > ?2, abs(julianday(measured_at) - julianday(?2)), id DESC LIMIT 1"
        )
        return next(iter(self._select(where, microphone, moment, before, place)), None)
