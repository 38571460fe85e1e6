"""The tempo of the beats, and the click that can be heard with them."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from studio.domain.remix import MAX_BPM, MIN_BPM
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.label import Label

_WIDTH = 320
#: A pause longer than this begins a new tapping.
_PAUSE_S = 2.5


class Taps:
    """The tempo that somebody taps. `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._moments: list[float] = []

    def tap(self) -> float | None:
        """Beats a minute from the second tap on, over the last eight."""
        now = self._clock()
        if self._moments and now - self._moments[-1] > _PAUSE_S:
            self._moments.clear()
        self._moments = [*self._moments, now][-8:]
        passed = now - self._moments[0]
        if len(self._moments) < 2 or not passed:
            return None
        return min(max(round(60 * (len(self._moments) - 1) / passed, 1), MIN_BPM), MAX_BPM)


class TempoDialog(QDialog):
    #: Beats a minute, and whether the click is heard.
    chosen = Signal(float, bool)

    def __init__(self, parent: QWidget, bpm: float, click: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle("Click and tempo")
        self._taps = Taps()
        self.bpm = QLineEdit(f"{bpm:g}")
        self.bpm.setAccessibleName("Beats a minute")
        self.click_on = Chip("Hear a click while it plays", checkable=True)
        self.click_on.setChecked(click)
        self.tap = Button("Tap")
        self.trouble = Label("", "small", tone="warn", wrap=True)
        keep, away = Button("Keep", "primary"), Button("Leave it", "quiet")
        self.tap.clicked.connect(self._on_tap)
        self.bpm.returnPressed.connect(self.do_keep)
        keep.clicked.connect(self.do_keep)
        away.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        lines = column(
            Label("Click and tempo", "title"),
            row(self.bpm, Label("beats a minute", tone="muted"), self.tap, gap=10),
            row(self.click_on, None),
            Label("The click is never part of what you export.", "small", tone="muted", wrap=True),
            self.trouble,
            row(away, None, keep),
            gap=12,
            margins=(24, 20, 24, 20),
        )
        self.setLayout(lines)
        self.setMinimumWidth(look().px(_WIDTH))

    @Slot()
    def _on_tap(self) -> None:
        bpm = self._taps.tap()
        if bpm is not None:
            self.bpm.setText(f"{bpm:g}")

    @Slot()
    def do_keep(self) -> None:
        try:
            bpm = float(self.bpm.text().strip().replace(",", "."))
        except ValueError:
            bpm = 0.0
        if MIN_BPM <= bpm <= MAX_BPM:
            self.accept()
            self.chosen.emit(bpm, self.click_on.isChecked())
        else:
            self.trouble.say(f"Choose {MIN_BPM:.0f} to {MAX_BPM:.0f} beats a minute.")
