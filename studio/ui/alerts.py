"""Messages of the system about the outbox, for where the window is not seen: somebody is needed, or a long upload has arrived."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Slot

from studio.domain.ids import PlatformId
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import named
from studio.errors import SignInNeeded, StudioError
from studio.store import Store

from .stage import Stage

#: What took less is no news.
LONG_S = 60.0
#: Rings of the bell closer together than this are answered once, with one message.
_GATHER_MS = 1_000


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    words: str


class Alerts(QObject):
    """`trouble` says why nothing goes to a platform; `in_front` whether the person looks at the window; `say` shows a message."""

    def __init__(
        self,
        store: Store,
        stage: Stage,
        trouble: Callable[[PlatformId], StudioError | None],
        in_front: Callable[[], bool],
        say: Callable[[str, str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._store = store
        self._choices = stage.choices
        self._trouble = trouble
        self._in_front = in_front
        self._say = say
        self._clock = clock
        self._begun: dict[str, float] = {}
        self._needy = {parcel.id for parcel in self._in(ParcelState.NEEDS_ATTENTION)}
        self._strangers: set[PlatformId] = set()
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self.look)
        for ring in (stage.bell.parcels_changed, stage.bell.links_changed):
            ring.connect(self._on_ring)

    def stop(self) -> None:
        self._gather.stop()
        self._gather.timeout.disconnect(self.look)

    @Slot()
    def look(self) -> None:
        """What is new since the last look is said once, where it cannot be seen."""
        messages = [*self._who_is_needed(), *self._who_has_arrived()]
        if self._choices.now.notify and not self._in_front():
            for message in messages:
                self._say(message.title, message.words)

    @Slot()
    def _on_ring(self) -> None:
        if not self._gather.isActive():
            self._gather.start()

    def _who_is_needed(self) -> Iterable[Message]:
        needy = {parcel.id: parcel for parcel in self._in(ParcelState.NEEDS_ATTENTION)}
        new = [parcel for id, parcel in needy.items() if id not in self._needy]
        self._needy = set(needy)
        if new:
            yield needed_words(new)
        strangers: dict[PlatformId, StudioError] = {}
        for platform in self._store.platforms.list():
            error = self._trouble(platform.id)
            if isinstance(error, SignInNeeded) and self._store.parcels.waiting(platform.id):
                strangers[platform.id] = error
        news = [error for id, error in strangers.items() if id not in self._strangers]
        self._strangers = set(strangers)
        yield from (Message(error.title, error.advice) for error in news)

    def _who_has_arrived(self) -> Iterable[Message]:
        going = {parcel.id: parcel for parcel in self._in(ParcelState.UPLOADING, ParcelState.RECEIVED)}
        ended = {id: begun for id, begun in self._begun.items() if id not in going}
        long = [id for id, begun in ended.items() if self._clock() - begun >= LONG_S]
        self._begun = {id: self._begun.get(id, self._clock()) for id in going}
        found = [parcel for parcel in map(self._store.parcels.find, long) if parcel is not None]
        arrived = [parcel for parcel in found if parcel.state is ParcelState.LIVE]
        if arrived:
            yield arrived_words(arrived)

    def _in(self, *states: ParcelState) -> Sequence[Parcel]:
        return self._store.parcels.in_state(*states)


def needed_words(parcels: list[Parcel]) -> Message:
    first = parcels[0]
    if len(parcels) > 1:
        return Message(
            f"{len(parcels)} things in the outbox need you", "Everything is kept. Open the outbox to see why."
        )
    trouble = first.trouble
    return Message(f"{named(first)} needs you", f"{trouble.title}. {trouble.advice}" if trouble else "It is kept here.")


def arrived_words(parcels: list[Parcel]) -> Message:
    if len(parcels) > 1:
        return Message(f"{len(parcels)} uploads have arrived", "The platform has confirmed every byte of them.")
    return Message(f"{named(parcels[0])} has arrived", "The platform has confirmed every byte of it.")
