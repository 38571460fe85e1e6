"""Where in a record: from when to when in a sound, which part of a picture, which words of a text. One small form for each kind."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from studio.domain.place import Characters, Region, Seconds, seconds_of
from studio.domain.record import Kind, Record
from studio.errors import Refused
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

_TEXT_HEIGHT = 120
_TIME_WIDTH = 110
#: A moment without an end is meant to last so long.
_MOMENT_S = 1.0
_THIRD = 100 / 3
_PARTS = (
    ("The whole picture", ""),
    ("The upper left", Region(0, 0, _THIRD, _THIRD).text()),
    ("The top", Region(_THIRD, 0, _THIRD, _THIRD).text()),
    ("The upper right", Region(2 * _THIRD, 0, _THIRD, _THIRD).text()),
    ("The left", Region(0, _THIRD, _THIRD, _THIRD).text()),
    ("The middle", Region(_THIRD, _THIRD, _THIRD, _THIRD).text()),
    ("The right", Region(2 * _THIRD, _THIRD, _THIRD, _THIRD).text()),
    ("The lower left", Region(0, 2 * _THIRD, _THIRD, _THIRD).text()),
    ("The bottom", Region(_THIRD, 2 * _THIRD, _THIRD, _THIRD).text()),
    ("The lower right", Region(2 * _THIRD, 2 * _THIRD, _THIRD, _THIRD).text()),
)


class Spot(QWidget):
    """`place` tells what was chosen as a fragment, "" for nowhere in particular. Raises Refused where it cannot be understood."""

    def place(self) -> str:
        return ""


class SpotInSound(Spot):
    def __init__(self, length_s: float) -> None:
        super().__init__()
        self._length_s = length_s
        self.start, self.end = QLineEdit(), QLineEdit()
        for field, name, hint in ((self.start, "From", "0:41"), (self.end, "To", "0:48")):
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
            field.setMaximumWidth(look().px(_TIME_WIDTH))
        words = Label("minutes and seconds", "small", tone="muted")
        self.setLayout(row(self.start, Label("to"), self.end, words, None, gap=10))

    def place(self) -> str:
        if not self.start.text().strip():
            return ""
        start = self._time(self.start)
        end = self._time(self.end) if self.end.text().strip() else start + _MOMENT_S
        if end < start:
            start, end = end, start
        if self._length_s and start >= self._length_s:
            self.start.setFocus()
            raise Refused("It is not that long", "Choose a time within the piece.")
        return Seconds(start, max(end, start + 0.001)).text()

    def _time(self, field: QLineEdit) -> float:
        found = seconds_of(field.text())
        if found is None:
            field.setFocus()
            raise Refused("This is not a time", "Write it as 0:41.")
        return found


class SpotInPicture(Spot):
    def __init__(self) -> None:
        super().__init__()
        self.part = Choice("Which part of the picture")
        self.part.offer(_PARTS, "")
        self.setLayout(row(self.part))

    def place(self) -> str:
        return str(self.part.value or "")


class SpotInText(Spot):
    """The text itself, in which words are marked; by keyboard with Shift and the arrows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.words = QPlainTextEdit(text)
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setFont(look().font("body"))
        self.words.setAccessibleName("The text: mark the words that are from you")
        self.words.setFixedHeight(look().px(_TEXT_HEIGHT))
        self.setLayout(column(self.words))

    def place(self) -> str:
        cursor = self.words.textCursor()
        if not cursor.hasSelection():
            return ""
        start, end = (len(_units(self._text, at)) for at in (cursor.selectionStart(), cursor.selectionEnd()))
        return Characters(start, end).text()


def spot_of(record: Record, text: str) -> Spot | None:
    """The form for this record; None where there is nothing to point at."""
    if record.kind in (Kind.AUDIO, Kind.VIDEO):
        return SpotInSound(record.media.duration_s if record.media else 0.0)
    if record.kind is Kind.IMAGE:
        return SpotInPicture()
    return SpotInText(text) if text else None


def _units(text: str, at: int) -> str:
    """The beginning of `text` up to Qt's position `at`, which counts in UTF-16."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * at].decode("utf-16-le", "replace")
