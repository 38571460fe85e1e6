"""The take that sounds now, and how far it has come; alone, or with the guide that it was made along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.domain.ids import TakeId
from studio.store import Store
from studio.ui.stage import Choices

if TYPE_CHECKING:
    from studio.domain.take import Take
    from studio.sound.heard import WithGuide
    from studio.sound.player import Player

_LEAST_S = 0.001


class Playing:
    """One take at a time; asked for its place with every frame of the page."""

    def __init__(self, store: Store, player: Player, choices: Choices) -> None:
        self._store, self._player, self._choices = store, player, choices
        self._take: Take | None = None

    def toggle(self, take: Take, start_s: float = 0.0) -> None:
        """Plays `take`, or stops it when it sounds already."""
        sounds = self.is_playing(take.id)
        self.stop()
        if not sounds:
            self._play(take, int(start_s * take.rate_hz))

    def hear(self, take: Take) -> None:
        """From its beginning and alone, whatever is chosen: its sound is judged."""
        self._take = take
        self._player.play(self._store.takes.heard(take))

    def stop(self) -> None:
        self._player.stop()
        self._take = None

    def toggle_guide(self) -> bool:
        """From now on with the guide, or without; a take that sounds goes on where it is. Returns which it is."""
        on = not self._choices.now.play_with_guide
        self._choices.change(play_with_guide=on)
        place, take = self._player.position(), self._take
        if place is not None and take is not None and guided(self._store, take):
            self._play(take, place[0])
        return on

    def is_playing(self, id: TakeId) -> bool:
        return self._take is not None and self._take.id == id and self._player.position() is not None

    def place(self) -> tuple[TakeId | None, float]:
        """Which take sounds, and which part of it (0…1) was heard; (None, 0.0) for silence."""
        place = self._player.position()
        if place is None or self._take is None:
            return None, 0.0
        frame, rate_hz = place
        return self._take.id, min(frame / rate_hz / max(self._take.duration_s, _LEAST_S), 1.0)

    def _play(self, take: Take, frame: int) -> None:
        self._take = take
        with_guide = self._choices.now.play_with_guide
        self._player.play((with_guide and guided(self._store, take)) or self._store.takes.heard(take), frame)


def guided(store: Store, take: Take) -> WithGuide | None:
    """The take with the guide that it was made along; None without one, or where that is not here any more."""
    if take.guide_frame is None or not store.media.has(take.guide_sha256):
        return None
    from studio.domain.edits import guide_at  # most takes have no guide
    from studio.sound.heard import WithGuide

    at = guide_at(take)
    return None if at is None else WithGuide(store.takes.heard(take), store.media.path(take.guide_sha256), at)
