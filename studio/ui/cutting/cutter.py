"""The take in the editor: its edits, made one after the other beside the window, and the wave that comes of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.domain.edits import Edited
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task

if TYPE_CHECKING:
    from studio.domain.edits import Edit
    from studio.domain.ids import TakeId
    from studio.domain.take import Take
    from studio.sound.outline import Near, Sources
    from studio.sound.peaks import Peaks

#: Finds the edit on a task's thread; raises StudioErrors.
Find = Callable[[], "Edit"]
_Made = tuple["Take", Edited, "Peaks"]


class Cutter(QObject):
    """One edit at a time: what is pressed while one is made, waits. A take that cannot be read is told, and its edits stay."""

    #: Another take, other edits, or the wave has come.
    changed = Signal()
    #: `near` holds samples now.
    came_near = Signal()

    def __init__(self, store: Store, stage: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._stage = store, stage
        self.take: Take | None = None
        self.now = Edited(())
        self.wave: Peaks | None = None
        self.near: Near | None = None
        self._sources: Sources | None = None
        self._waiting: list[Callable[[], Take]] = []
        #: An edit is being made.
        self.is_busy = False

    def open(self, take: Take) -> None:
        self.take, self.now, self.wave, self.near, self._sources = take, Edited(()), None, None, None
        self._waiting = []
        self._do(partial(self._store.takes.get, take.id))

    def look_again(self) -> None:
        """Something may have been punched in meanwhile."""
        if self.take is not None:
            self._do(partial(self._store.takes.get, self.take.id))

    @property
    def can_undo(self) -> bool:
        return self.take is not None and self.take.edits_done > 0

    @property
    def can_redo(self) -> bool:
        return self.take is not None and self.take.edits_done < len(self.take.edits)

    def edit(self, find: Find) -> None:
        if self.take is not None:
            id, takes = self.take.id, self._store.takes
            self._do(lambda: takes.edit(id, find()))

    def undo(self) -> None:
        if self.take is not None:
            self._do(partial(self._store.takes.undo, self.take.id))

    def redo(self) -> None:
        if self.take is not None:
            self._do(partial(self._store.takes.redo, self.take.id))

    def see_near(self, start: int, end: int) -> None:
        """Asks for the samples of a stretch."""
        take = self.take
        if take is None or (self.near is not None and self.near.holds(start, end)):
            return

        def read(_: Task) -> tuple[TakeId, Edited, Near]:
            from studio.sound.editing import Rendered
            from studio.sound.outline import near

            return take.id, now, near(Rendered(take, now, self._store.takes.path), start, end)

        now = self.now
        self._stage.tasks.run(read, alive(self, self._on_near), on_trouble=_nothing)

    def _do(self, act: Callable[[], Take]) -> None:
        self._waiting.append(act)
        if not self.is_busy:
            self._go_on()

    def _go_on(self) -> None:
        if self._waiting:
            self.is_busy = True
            act = self._waiting.pop(0)
            self._stage.tasks.run(
                lambda _: self._make(act), alive(self, self._on_made), on_trouble=alive(self, self._on_trouble)
            )

    def _make(self, act: Callable[[], Take]) -> _Made:
        from studio.domain.edits import edited
        from studio.sound import outline

        take = act()
        now = edited(take)
        if self._sources is None:
            self._sources = outline.Sources(self._store.takes.path)
        return take, now, outline.of_edited(now, take.rate_hz, self._sources)

    def _on_made(self, made: _Made) -> None:
        take, now, wave = made
        self.is_busy = False
        if self.take is not None and take.id == self.take.id:
            self.take, self.now, self.wave = take, now, wave
            if self.near is not None:
                self.near = None
            self.changed.emit()
        self._go_on()

    def _on_near(self, came: tuple[TakeId, Edited, Near]) -> None:
        id, now, near = came
        if self.take is not None and id == self.take.id and now is self.now:
            self.near = near
            self.came_near.emit()

    def _on_trouble(self, error: StudioError) -> None:
        self.is_busy = False
        self._stage.notices.trouble(error)
        self.changed.emit()
        self._go_on()


def _nothing(_: StudioError) -> None:
    """The wave in columns stays; why the take cannot be read was told with it."""
