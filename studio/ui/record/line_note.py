"""One's own note to a line: words, that become a field while they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.ui.tab_order import tab_after
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Chip

from .standing import Standing

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

_EMPTY = "Note on this line"
_KEEPS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
#: Around the words of the chip.
_SIDES = 60
LONGEST = 400


class LineNote(QWidget):
    """The field is made when it is first wanted."""

    #: The note as it is now.
    written = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = ""
        self._field: QLineEdit | None = None
        self.words = Chip(_EMPTY, icon="pencil")
        self._room = column(row(self.words, None, gap=0))
        self.setLayout(self._room)
        self.words.clicked.connect(self.write)

    def show_standing(self, standing: Standing) -> None:
        self.setVisible(not standing.sitting.is_free)
        self._note = standing.mark(standing.sitting.at).note
        self.words.say(self._note or _EMPTY)
        self.words.name(f"Note on this line: {self._note}" if self._note else _EMPTY)

    @property
    def field(self) -> QLineEdit:
        if self._field is None:
            from PySide6.QtWidgets import QLineEdit

            self._field = QLineEdit()
            self._field.setMaxLength(LONGEST)
            self._field.setPlaceholderText(_EMPTY)
            self._field.setAccessibleName(_EMPTY)
            self._field.editingFinished.connect(self._keep)
            self._field.installEventFilter(self)
            self._field.hide()
            self._room.addWidget(self._field)
            tab_after(self.words, self._field)
        return self._field

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.words.fit(self.width() - look().px(_SIDES))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Escape mean the field here, and not the booth; Escape leaves the note as it was."""
        if not isinstance(event, QKeyEvent) or event.key() not in (*_KEEPS, Qt.Key.Key_Escape):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.field.setText(self._note)
            self._keep()
            return True
        return False

    @Slot()
    def write(self) -> None:
        """The words become a field; Enter, or going elsewhere, keeps them."""
        if self.isVisible():
            self.field.setText(self._note)
            self.words.hide()
            self.field.show()
            self.field.setFocus()

    @Slot()
    def _keep(self) -> None:
        if self.field.isHidden():
            return
        had_focus = self.field.hasFocus()
        self.field.hide()
        self.words.show()
        if had_focus:
            self.words.setFocus()
        from studio.domain.words import tidy_title  # the first window writes none

        note = tidy_title(self.field.text(), LONGEST)
        if note != self._note:
            self.written.emit(note)
