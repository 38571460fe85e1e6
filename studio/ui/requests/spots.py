"""Where in a record: from when to when in a sound, which part of a picture, which words of a text. One small form for each kind."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from studio.domain.place import Characters, Region, Seconds, place_of, seconds_of
from studio.domain.record import Kind, Record
from studio.errors import Refused, StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.glance import Glance, Look, look_at_media
from studio.ui.tasks import Tasks
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

from .frame import Frame

_TEXT_HEIGHT = 120
_TIME_WIDTH = 110
#: A moment without an end is meant to last so long.
_MOMENT_S = 1.0
_THIRD = 100 / 3
_MARKED = "marked"
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
    """A part chosen by its name; where the picture is here, also by marking it. `look_at` runs on a task."""

    def __init__(self, look_at: Look | None, tasks: Tasks) -> None:
        super().__init__()
        self.part = Choice("Which part of the picture")
        self.part.offer(_PARTS, "")
        self.frame = Frame()
        self.frame.setVisible(look_at is not None)
        self.setLayout(column(self.frame, self.part, gap=8))
        self.part.chosen.connect(self._on_chosen)
        self.frame.marked.connect(self._on_marked)
        if look_at is not None:
            tasks.run(look_at, alive(self, self._show), on_trouble=alive(self, self._on_trouble))

    def place(self) -> str:
        if self.part.value == _MARKED and self.frame.region is not None:
            return self.frame.region.text()
        return str(self.part.value or "")

    def _show(self, glance: Glance) -> None:
        if glance.image is not None:
            self.frame.show_image(glance.image)

    def _on_trouble(self, _error: StudioError) -> None:
        """What cannot be drawn can still be named."""
        self.frame.hide()

    @Slot(object)
    def _on_chosen(self, value: object) -> None:
        if value != _MARKED:
            region = place_of(str(value))
            self.frame.show_region(region if isinstance(region, Region) else None)

    @Slot()
    def _on_marked(self) -> None:
        if self.part.findData(_MARKED) < 0:
            self.part.addItem("The part that is marked", _MARKED)
        self.part.choose(_MARKED if self.frame.region else "")


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


def spot_of(store: Store, tasks: Tasks, record: Record, text: str) -> Spot | None:
    """The form for this record; None where there is nothing to point at."""
    if record.kind in (Kind.AUDIO, Kind.VIDEO):
        return SpotInSound(record.media.duration_s if record.media else 0.0)
    if record.kind is Kind.IMAGE:
        return SpotInPicture(look_at_media(store, record.kind, record.media) if record.media else None, tasks)
    return SpotInText(text) if text else None


def _units(text: str, at: int) -> str:
    """The beginning of `text` up to Qt's position `at`, which counts in UTF-16."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * at].decode("utf-16-le", "replace")
