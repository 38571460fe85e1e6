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
