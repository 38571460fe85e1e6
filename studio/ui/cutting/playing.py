"""The take in the editor, heard from the cursor on, or what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.store import Store

if TYPE_CHECKING:
    from studio.domain.take import Take
    from studio.sound.player import Player

_FRAME_MS = 16
#: A loudspeaker that needs longer than this to begin will not.
_BEGINS_WITHIN_FRAMES = 300


class Playing(QObject):
    #: `frame` is another one; None when it has ended.
    moved = Signal()

    def __init__(self, store: Store, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._player = store, player
        self.frame: int | None = None
        self._end: int | None = None
        self._is_on = self._was_heard = False
        self._looks = 0
        self._clock = QTimer(self, interval=_FRAME_MS)
        self._clock.timeout.connect(self._on_frame)

    @property
    def is_on(self) -> bool:
        return self._is_on

    def play(self, take: Take, start: int, end: int | None) -> None:
        """To `end`, or to the end of the take."""
        self._end, self._is_on, self._was_heard, self._looks = end, True, False, 0
        self._player.play(self._store.takes.heard(take), start)
        self._clock.start()

    @Slot()
    def stop(self) -> None:
        if self._is_on:
            self._player.stop()
            self._ended()

    @Slot()
    def _on_frame(self) -> None:
        place = self._player.position()
        self._looks += 1
        self._was_heard = self._was_heard or place is not None
        if place is None:
            if self._was_heard or self._looks > _BEGINS_WITHIN_FRAMES:
                self._ended()
        elif self._end is not None and place[0] >= self._end:
            self.stop()
        elif place[0] != self.frame:
            self.frame = place[0]
            self.moved.emit()

    def _ended(self) -> None:
        self._clock.stop()
        self._is_on, self.frame = False, None
        self.moved.emit()
