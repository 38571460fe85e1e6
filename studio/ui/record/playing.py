"""The take that sounds now, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.domain.ids import TakeId
from studio.store import Store

if TYPE_CHECKING:
    from studio.domain.take import Take
    from studio.sound.player import Player

_LEAST_S = 0.001


class Playing:
    """One take at a time; asked for its place with every frame of the page."""

    def __init__(self, store: Store, player: Player) -> None:
        self._store = store
        self._player = player
        self._take: Take | None = None

    def toggle(self, take: Take, start_s: float = 0.0) -> None:
        """Plays `take`, or stops it when it sounds already."""
        sounds = self.is_playing(take.id)
        self.stop()
        if not sounds:
            self._take = take
            self._player.play(self._store.takes.heard(take), int(start_s * take.rate_hz))

    def stop(self) -> None:
        self._player.stop()
        self._take = None

    def is_playing(self, id: TakeId) -> bool:
        return self._take is not None and self._take.id == id and self._player.position() is not None

    def place(self) -> tuple[TakeId | None, float]:
        """Which take sounds, and which part of it (0…1) was heard; (None, 0.0) for silence."""
        place = self._player.position()
        if place is None or self._take is None:
            return None, 0.0
        frame, rate_hz = place
        return self._take.id, min(frame / rate_hz / max(self._take.duration_s, _LEAST_S), 1.0)
