"""The mix as it sounds: begun, moved and ended from here, and where it is now, 30 times a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from .editor import Editor

if TYPE_CHECKING:
    from studio.domain.remix import Remix
    from studio.remix.transport import Transport

_FRAME_MS = 33
#: A wait is told when it is longer than this.
_WAITS_FRAMES = 12
#: A loudspeaker that needs longer than this to begin will not.
_BEGINS_WITHIN_FRAMES = 150


class Playing(QObject):
    """`place` is where it sounds, or where it would begin. An edit is heard while it plays."""

    #: It began or ended.
    changed = Signal()
    #: Where it is now, in frames; also where the person set it while nothing sounds.
    moved = Signal(int)

    def __init__(self, transport: Transport, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._transport = transport
        self._editor = editor
        self.place = 0
        self.is_on = False
        self.click = False
        self.loop: tuple[int, int] | None = None
        self._begun_at = 0
        self._heard = False
        #: Sounds are still decoded before it begins.
        self.is_waiting = False
        self._waited = 0
        self._clock = QTimer(self, interval=_FRAME_MS)
        self._clock.timeout.connect(self._on_frame)
        editor.changed.connect(self._on_edit)

    @Slot()
    def toggle(self) -> None:
        if self.is_on:
            self.stop()
        else:
            self.play()

    def play(self) -> None:
        """From its place; from the start again where that is the end."""
        remix = self._editor.remix
        if not remix.frames:
            return
        if self.place >= remix.frames:
            self.place = 0
        self._begin(self.place)

    def follow(self) -> None:
        """Somebody else made the transport play: it is shown, and edits are heard, as if it had begun here."""
        self._begun_at, self._heard, self._waited = self.place, False, 0
        self._clock.start()
        self.is_on = True
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """It stays where it was heard last."""
        if self.is_on:
            self._transport.stop()
            self._end()

    @Slot(int)
    def seek(self, frame: int) -> None:
        self.place = max(frame, 0)
        if self.is_on:
            self._begin(self.place)
        self.moved.emit(self.place)

    def back(self) -> None:
        """To where playing began; pressed there, to the start."""
        self.seek(self._begun_at if self.place != self._begun_at else 0)

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        self.loop = loop
        if self.is_on:
            self._begin(self.place)

    def set_click(self, on: bool) -> None:
        self.click = on
        if self.is_on:
            self._begin(self.place)

    def hear(self, remix: Remix) -> None:
        """What an edit would sound like, while it plays."""
        if self.is_on:
            self._transport.change(remix)

    def _begin(self, frame: int) -> None:
        self._begun_at, self._heard, self._waited = frame, False, 0
        self._transport.play(self._editor.remix, frame, self.loop, self.click)
        self._clock.start()
        if not self.is_on:
            self.is_on = True
            self.changed.emit()

    def _show_waiting(self, on: bool) -> None:
        if on != self.is_waiting:
            self.is_waiting = on
            self.changed.emit()

    def _end(self) -> None:
        self._clock.stop()
        self.is_on = self.is_waiting = False
        self.changed.emit()
        self.moved.emit(self.place)

    @Slot()
    def _on_edit(self) -> None:
        if self.is_on:
            self._transport.change(self._editor.remix)

    @Slot()
    def _on_frame(self) -> None:
        now = self._transport.position()
        self._waited += 1
        self._show_waiting(now is None and self._waited > _WAITS_FRAMES and self._transport.is_getting_ready)
        if now is not None:
            self._heard = True
            self.place = max(now, 0)
            self.moved.emit(self.place)
        elif self._heard or (self._waited > _BEGINS_WITHIN_FRAMES and not self._transport.is_getting_ready):
            self._end()
