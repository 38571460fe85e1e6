"""Long work that somebody waits for: how far it is, and a way to stop it. The window behind it stays as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QWidget

from studio.ui.theme import look

from .box import column, row
from .button import Button
from .label import Label
from .progress import Progress

_WIDTH = 380


class Working(QDialog):
    """Open it with `open()`; `finish` closes it. Esc, the window's cross and *Stop* mean `stopped`."""

    stopped = Signal()

    def __init__(self, parent: QWidget, title: str, words: str = "") -> None:
        super().__init__(parent)
        self._over = False
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.progress = Progress(title)
        self.stop = Button("Stop")
        self.stop.clicked.connect(self.reject)
        lines = column(
            Label(title, "title", wrap=True),
            *([Label(words, tone="muted", wrap=True)] if words else []),
            self.progress,
            row(None, self.stop),
            gap=12,
            margins=(24, 20, 24, 20),
        )
        self.setLayout(lines)
        self.setMinimumWidth(look().px(_WIDTH))

    def show_part(self, part: float) -> None:
        self.progress.show_part(part)

    def finish(self) -> None:
        """The work has ended, well or not."""
        self._over = True
        self.accept()
        self.deleteLater()

    @Slot()
    def reject(self) -> None:
        if not self._over:
            self._over = True
            super().reject()
            self.stopped.emit()
            self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()
