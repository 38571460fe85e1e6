"""What a picture remix is to become outside of the studio."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from studio.domain.words import safe_file_name
from studio.ui.theme import look
from studio.ui.widgets.amount import Amount
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

_WIDTH = 440
_USUAL = 92
_FORMS = {
    ".png": ("PNG", "Loses nothing, and stays see-through where it is."),
    ".jpg": ("JPEG", "Small, for photographs. What is see-through becomes white."),
    ".webp": ("WebP", "Smaller still, for the web."),
    ".ora": ("OpenRaster", "With its layers, to go on in Krita, GIMP or MyPaint."),
}
_LOSSY = (".jpg", ".webp")


class ExportDialog(QDialog):
    """Open it with `open()`. `wanted` tells the file and its quality, 1 to 100."""

    wanted = Signal(object, int)

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self._title = title
        self.setWindowTitle("Export")
        self.form = Choice("What it becomes")
        self.form.offer([(name, ending) for ending, (name, _) in _FORMS.items()], ".png")
        self.about = Label("", "small", tone="muted", wrap=True)
        self.quality = Amount("Quality", (10, 100), _USUAL, lambda value: f"{value:.0f}", step=1)
        self.go = Button("Export…", "primary")
        away = Button("Leave it", "quiet")
        credits = "Its makers and sources are written into the file."
        lines = column(
            Label("Export", "heading"),
            column(self.form, self.about, gap=6),
            self.quality,
            Label(credits, "small", tone="muted", wrap=True),
            row(away, None, self.go),
            gap=14,
            margins=(24, 20, 24, 20),
        )
        self.setLayout(lines)
        self.setMinimumWidth(look().px(_WIDTH))
        self.form.chosen.connect(self._show_form)
        self.go.clicked.connect(self._ask_place)
        away.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        self._show_form()

    @property
    def ending(self) -> str:
        return str(self.form.value)

    def go_on(self, path: Path) -> None:
        """The file is named; it gets the ending of what it becomes."""
        ending = self.ending
        known = (ending, ".jpeg") if ending == ".jpg" else (ending,)
        named = path if path.suffix.lower() in known else path.with_name(path.name + ending)
        self.accept()
        self.wanted.emit(named, round(self.quality.value))

    @Slot()
    def _show_form(self) -> None:
        self.about.say(_FORMS[self.ending][1])
        self.quality.setVisible(self.ending in _LOSSY)
        self.adjustSize()

    @Slot()
    def _ask_place(self) -> None:
        ending = self.ending
        named = safe_file_name(self._title, ending)
        dialog = QFileDialog(self, "Export", named, f"{_FORMS[ending][0]} (*{ending})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten; that is told in words
        dialog.fileSelected.connect(lambda name: self.go_on(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
