"""How a delivered file shall be: its kind, and what that kind lets one choose."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.delivering import form_for
from studio.delivering.wish import BITS, KBIT, rates_of
from studio.domain.delivery import Spec
from studio.sound.packing import ENDINGS, Form
from studio.ui.widgets.box import column, row
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label
from studio.ui.widgets.sides import Sides

_KINDS = {
    ".wav": ("WAV", "Broadcast WAV: loses nothing, and says which take it is and how loud."),
    ".flac": ("FLAC", "Loses nothing and takes half the room."),
    ".mp3": ("MP3", "Small, plays everywhere, and keeps to one bit rate."),
    ".ogg": ("Ogg Vorbis", "Small, and free of patents."),
    ".opus": ("Opus", "Smallest for a voice."),
    ".m4a": ("M4A", "Small: AAC, as phones and video programs like it."),
}
_CHARACTERS, _NARROW = 7, 520
_NO_FFMPEG = "This kind needs ffmpeg, which is not on this computer. All others work without it."
_BITS = {16: "16 bits", 24: "24 bits", 32: "32 bits, floating"}
_CHANNELS = {1: "Mono", 2: "Stereo"}


class FormChoices(QWidget):
    """`changed` tells that another form is chosen by the person."""

    changed = Signal()

    def __init__(self, has_ffmpeg: bool, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_ffmpeg = has_ffmpeg
        self.kind, self.fine = Choice("Kind of file"), Choice("How fine")
        self.rate, self.channels = Choice("Sample rate"), Choice("Channels")
        self.about = Label("", "small", tone="muted", wrap=True)
        self.kind.offer([(name, ending) for ending, (name, _) in _KINDS.items()], form.ending)
        for choice in (self.kind, self.fine, self.rate, self.channels):
            choice.setMinimumContentsLength(_CHARACTERS)
        choices = Sides(row(self.kind, self.fine), row(self.rate, self.channels), _NARROW, gap=8, grows=1)
        self.setLayout(column(choices, self.about, gap=8))
        self.kind.chosen.connect(self._on_kind)
        for choice in (self.fine, self.rate, self.channels):
            choice.chosen.connect(self.changed)
        self.show_form(form)

    @property
    def form(self) -> Form:
        ending, fine = str(self.kind.value), _number(self.fine)
        bits, kbit = (fine, 0) if ending in BITS else (24, fine)
        return Form(ending, _number(self.rate), _number(self.channels), bits, kbit)

    def show_form(self, form: Form) -> None:
        ending = form.ending
        self.kind.choose(ending)
        if ending in BITS:
            self.fine.offer([(_BITS[bits], bits) for bits in BITS[ending]], form.bits)
        else:
            self.fine.offer([(f"{kbit} kbit/s", kbit) for kbit in KBIT.get(ending, ())], form.kbit)
        self.fine.setVisible(self.fine.count() > 0)
        self.rate.offer([(f"{rate:,} Hz".replace(",", "\u202f"), rate) for rate in rates_of(ending)], form.rate_hz)
        self.channels.offer([(words, count) for count, words in _CHANNELS.items()], form.channels)
        for choice, usual in ((self.fine, 0), (self.rate, self.rate.count() - 1 and 1), (self.channels, 0)):
            if choice.currentIndex() < 0 and choice.count():
                choice.setCurrentIndex(usual)
        lacks = ending == ".m4a" and not self._has_ffmpeg
        self.about.say(_NO_FFMPEG if lacks else _KINDS[ending][1])
        self.about.set_tone("warn" if lacks else "muted")

    @Slot()
    def _on_kind(self) -> None:
        self.show_form(self.form)
        self.changed.emit()


def _number(choice: Choice) -> int:
    return int(str(choice.value)) if choice.value is not None else 0


def form_as_last(kept: Mapping[str, object]) -> Form:
    """What was chosen last, as far as it can still be."""
    usual = form_for(Spec(""))
    ending = str(kept.get("ending"))
    if ending not in ENDINGS:
        return usual
    return Form(
        ending,
        _among(kept.get("rate_hz"), rates_of(ending)),
        _among(kept.get("channels"), (1, 2)),
        _among(kept.get("bits"), BITS.get(ending, (24,))),
        _among(kept.get("kbit"), KBIT.get(ending, (0,))),
    )


def _among(value: object, possible: tuple[int, ...]) -> int:
    return value if isinstance(value, int) and value in possible else possible[0]
