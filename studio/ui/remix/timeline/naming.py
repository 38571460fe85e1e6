"""A small field that comes up over a name: Enter or going elsewhere keeps what was written, Esc leaves the name as it was."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_MOST = 120


class NameField(QLineEdit):
    """Shows itself over `rect` of `over`; calls `then` at most once, with another name than the one that was. The focus goes
    `back` from where it came."""

    def __init__(
        self, over: QWidget, rect: QRect, name: str, what: str, back: QWidget, then: Callable[[str], None]
    ) -> None:
        super().__init__(name, over)
        self._before, self._back, self._then = name, back, then
        self._is_open = True
        self.setMaxLength(_MOST)
        self.setAccessibleName(what)
        height = max(rect.height(), self.sizeHint().height())
        middle = rect.center().y() - height // 2
        self.setGeometry(QRect(rect.left(), min(max(middle, 0), max(over.height() - height, 0)), rect.width(), height))
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:  # letters are letters here
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self._close(keeps=event.key() != Qt.Key.Key_Escape)
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._close(keeps=True)

    def _close(self, *, keeps: bool) -> None:
        if not self._is_open:
            return
        self._is_open = False
        name = self.text().strip()
        if self.hasFocus():
            self._back.setFocus()  # before it is hidden, else Qt gives the focus to whatever Tab would
        self.hide()
        self.deleteLater()
        if keeps and name and name != self._before:
            self._then(name)
