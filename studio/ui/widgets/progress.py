"""A quiet line that fills: for uploads and other work with an end."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

_STEPS = 1000


class Progress(QProgressBar):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "line")
        self.setRange(0, _STEPS)
        self.setTextVisible(False)
        self.setAccessibleName(name)

    def show_part(self, part: float) -> None:
        """`part` from 0 to 1."""
        now = min(max(part, 0.0), 1.0)
        self.setValue(round(now * _STEPS))
        words = f"{now:.0%}"
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
