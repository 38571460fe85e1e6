"""What is done to one take: played, starred, discarded, and undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from studio.domain.amounts import length_words
from studio.domain.ids import TakeId
from studio.store import Store
from studio.ui.aloud import say_aloud
from studio.ui.notices import Notices

from .playing import Playing, guided
from .take_panel import TakePanel

if TYPE_CHECKING:
    from studio.domain.take import Take


class Deeds(QObject):
    """Each takes the id of a take; without one the chosen take is meant. While something is recorded, nothing is played or
    discarded."""

    def __init__(
        self, store: Store, notices: Notices, playing: Playing, takes: TakePanel, is_recording: Callable[[], bool]
    ) -> None:
        super().__init__(takes)
        self._store, self._notices, self._playing, self._takes = store, notices, playing, takes
        self._is_recording = is_recording
        self._undos: list[Callable[[], object]] = []

    def find(self, id: str = "") -> Take | None:
        return self._store.takes.find(TakeId(id)) if id else self._takes.chosen()

    @Slot(str)
    def play(self, id: str = "") -> None:
        """Plays a take, or stops it when it sounds already."""
        take = self.find(id)
        if take:
            self.play_take(take)

    @Slot(object, float)
    def play_take(self, take: Take, start_s: float = 0.0) -> None:
        if not self._is_recording():
            self._playing.toggle(take, start_s)

    @Slot()
    def toggle_guide(self) -> None:
        """Takes that were made along a guide are played with it, or alone; said where there is one."""
        if any(guided(self._store, take) for take in self._takes.takes):
            said = "Takes are played with their guide" if self._playing.toggle_guide() else "Takes are played alone"
            self._notices.hint(said)
            say_aloud(self._takes, said)

    @Slot(object)
    def hear(self, take: Take | None) -> None:
        """From the beginning and alone, as it is given: also with an edit that is not kept yet. None is silence."""
        self._playing.stop()
        if take and not self._is_recording():
            self._playing.hear(take)

    @Slot(str)
    def star(self, id: str = "") -> None:
        take = self.find(id)
        if take:
            self._store.takes.star(take.id, not take.starred)
            words = "not starred any more" if take.starred else "starred"
            say_aloud(self._takes, f"Take {take.number} {words}")

    def accept(self, came: str, wanted: int, since: str = "") -> None:
        """Stars the chosen take, or the newest where that does not count. Where another one has the star already, only a take whose
        id is after `came` gets it, for that was just said; so many as are `wanted` keep theirs. Only takes that began after the
        moment `since` count: those from before were not what the leader asks for."""
        counted = [take for take in self._takes.takes if take.started_at > since]
        chosen = self._takes.chosen()
        take = chosen if chosen in counted else next(iter(counted), None)
        stars = [other for other in counted if other.starred]
        if take is None or take.starred or (stars and take.id < came):
            return
        self.star(take.id)
        over = stars[max(wanted - 1, 0) :]
        for other in over:
            self._store.takes.star(other.id, False)
        if over:
            self.did(f"Take {take.number} has the star now", partial(self._give_back, take, over))

    def _give_back(self, take: Take, stars: list[Take]) -> None:
        for one in (take, *stars):
            self._store.takes.star(one.id, one.starred)

    @Slot(str)
    def discard(self, id: str = "") -> None:
        take = self.find(id)
        if take is None or self._is_recording():
            return
        if self._playing.is_playing(take.id):
            self._playing.stop()
        self._store.takes.discard(take.id)
        self.did(f"Take {take.number} discarded", partial(self._store.takes.bring_back, take.id))

    @Slot(object, float)
    def punched(self, take: Take, at_s: float) -> None:
        """Undone as long as nothing else was edited since; the layer can be brought back."""

        def undo() -> None:
            if self._store.takes.get(take.id).edits_done == take.edits_done:
                self._store.takes.undo(take.id)

        self.did(f"Take {take.number} is spoken anew from {length_words(at_s)}", undo)

    def did(self, words: str, undo: Callable[[], object]) -> None:
        """Says what was done, and keeps how it is undone."""
        self._undos.append(undo)
        self._notices.hint(words, "Undo", self.undo)

    @Slot()
    def undo(self) -> None:
        """The last thing that was done."""
        if self._undos:
            self._undos.pop()()
            self._notices.end_hint()
