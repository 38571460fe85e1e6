"""What a remix is to become outside of the studio: a file to listen to, a project for another program, or a kit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from studio.domain.words import safe_file_name
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

if TYPE_CHECKING:
    from studio.remix.export import Wish

_WIDTH = 440


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file; `bits` that can be chosen, none where there is no choice; `mix`: it is a sound."""

    ending: str
    name: str
    words: str
    bits: tuple[int, ...] = ()
    mix: bool = True


FORMS = (
    Form(".wav", "WAV", "Plays everywhere, loses nothing, and is large.", (24, 16, 32)),
    Form(".flac", "FLAC", "Loses nothing and takes half the room.", (24, 16)),
    Form(".mp3", "MP3", "Small, and plays everywhere."),
    Form(".ogg", "Ogg Vorbis", "Small, and free of patents."),
    Form(
        ".zip",
        "Remix kit",
        "Everything to go on with it in another studio: its sounds, its clips, its credits.",
        mix=False,
    ),
    Form(
        ".otio",
        "OpenTimelineIO project",
        "To go on in another editor. Its sounds lie in a folder beside it.",
        mix=False,
    ),
    Form(".rpp", "REAPER project", "To go on in REAPER. Its sounds lie in a folder beside it.", mix=False),
)
_BITS = {16: "16 bits", 24: "24 bits", 32: "32 bits, as floating numbers"}
_LOUDNESS = {
    None: "As loud as it is",
    -14.0: "-14 LUFS, for music",
    -16.0: "-16 LUFS, for spoken words",
    -23.0: "-23 LUFS, for broadcast",
}


class ExportDialog(QDialog):
    """Open it with `open()`. `wanted` tells the file and how it shall be."""

    wanted = Signal(object, object)

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self._title = title
        self.setWindowTitle("Export")
        self.form = Choice("What it becomes")
        self.form.offer([(one.name, one.ending) for one in FORMS], ".wav")
        self.about = Label("", "small", tone="muted", wrap=True)
        self.bits = Choice("How fine")
        self.loudness = Choice("How loud")
        self.loudness.offer([(words, lufs) for lufs, words in _LOUDNESS.items()], None)
        self.stems = Chip("Each lane as a file of its own too", checkable=True)
        self.go = Button("Export…", "primary")
        away = Button("Leave it", "quiet")
        self.form.chosen.connect(self._show_form)
        self.go.clicked.connect(self._ask_place)
        away.clicked.connect(self.reject)
        self._mix_only = QWidget()
        asks = [
            column(Label(words, "small", tone="muted"), one, gap=4)
            for words, one in (("How fine", self.bits), ("How loud", self.loudness))
        ]
        self._fine = QWidget()
        self._fine.setLayout(asks[0])
        self._mix_only.setLayout(column(asks[1], row(self.stems, None), gap=10))
        credits = "Its makers and sources are written into the file, or lie beside it."
        lines = column(
            Label("Export", "heading"),
            column(self.form, self.about, gap=6),
            self._fine,
            self._mix_only,
            Label(credits, "small", tone="muted", wrap=True),
            row(away, None, self.go),
            gap=14,
            margins=(24, 20, 24, 20),
        )
        self.setLayout(lines)
        self.setMinimumWidth(look().px(_WIDTH))
        self.finished.connect(self.deleteLater)
        self._show_form()

    @property
    def chosen(self) -> Form:
        return next(one for one in FORMS if one.ending == self.form.value)

    @property
    def wish(self) -> Wish:
        from studio.remix.export import Wish

        form, lufs, bits = self.chosen, self.loudness.value, self.bits.value
        if not form.mix:
            return Wish()
        fine = int(str(bits)) if form.bits else 24
        return Wish(fine, float(str(lufs)) if lufs is not None else None, self.stems.isChecked())

    def go_on(self, path: Path) -> None:
        """The file is named; it gets the ending of what it becomes."""
        ending = self.chosen.ending
        named = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        wish = self.wish
        self.accept()
        self.wanted.emit(named, wish)

    @Slot()
    def _show_form(self) -> None:
        form = self.chosen
        self.about.say(form.words)
        self.bits.offer([(_BITS[bits], bits) for bits in form.bits], form.bits[0] if form.bits else None)
        self._fine.setVisible(bool(form.bits))
        self._mix_only.setVisible(form.mix)
        self.adjustSize()

    @Slot()
    def _ask_place(self) -> None:
        form = self.chosen
        dialog = QFileDialog(self, "Export", safe_file_name(self._title, form.ending), f"{form.name} (*{form.ending})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten; that is told in words
        dialog.fileSelected.connect(lambda name: self.go_on(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
