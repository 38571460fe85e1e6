"""Three, two, one: the count-in before a take."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot


class CountIn(QObject):
    """Counts seconds down to zero and then acts, unless it is stopped."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.left = 0
        self._act: Callable[[], None] | None = None
        self._second = QTimer(self)
        self._second.setInterval(1_000)
        self._second.timeout.connect(self._tick)

    def start(self, seconds: int, act: Callable[[], None]) -> None:
        self._act = act
        self.left = seconds
        self._second.start()
        self.changed.emit()

    def stop(self) -> None:
        self._second.stop()
        self.left = 0
        self.changed.emit()

    @Slot()
    def _tick(self) -> None:
        self.left -= 1
        if self.left > 0:
            self.changed.emit()
            return
        act = self._act
        self.stop()
        if act:
            act()
