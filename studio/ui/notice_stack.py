"""Where notices and hints are seen: bars under the top bar, which cover nothing, and are read aloud as they come."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from . import tokens
from .aloud import say_aloud
from .notices import Notice, Notices
from .tab_order import tab_after
from .theme import look
from .widgets.box import Box, column, row
from .widgets.button import Button
from .widgets.label import Label


class NoticeStack(QWidget):
    """Takes no room while nothing is said. Tab comes to it after what is `above`."""

    def __init__(self, notices: Notices, above: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices, self._above = notices, above
        self._shown: dict[Notice, NoticeBox] = {}
        now = look()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(now.px(24), now.px(12), now.px(24), now.px(12))
        self._column.setSpacing(now.px(2 * tokens.STEP))
        notices.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        now = self._notices.now
        for notice in [shown for shown in self._shown if shown not in now]:
            box = self._shown.pop(notice)
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        for notice in now:
            if notice not in self._shown:
                above = next(reversed(self._shown.values()), self._above)
                self._shown[notice] = NoticeBox(notice, self._notices, self)
                self._column.addWidget(self._shown[notice])
                # A stack that is not in the window yet is made with what is said already, in its order.
                if above is not None and above.window() is self.window():
                    tab_after(above, self._shown[notice])
                say_aloud(self, f"{notice.title}. {notice.advice}" if notice.advice else notice.title)
        self.setVisible(bool(self._shown))


class NoticeBox(Box):
    def __init__(self, notice: Notice, notices: Notices, parent: QWidget) -> None:
        super().__init__("notice", parent)
        self._notice = notice
        self._notices = notices
        self.mark("worry", notice.worry)
        self._build()

    def _build(self) -> None:
        notice = self._notice
        words = column(Label(notice.title, "strong" if notice.advice else "body", wrap=True), gap=2)
        if notice.advice:
            words.addWidget(Label(notice.advice, tone="muted", wrap=True))
        line = row(gap=8, margins=(14, 6, 6, 6))
        line.addLayout(words, 1)
        if notice.verb:
            verb = Button(notice.verb, "secondary")
            verb.clicked.connect(lambda: self._notices.press(notice))
            line.addWidget(verb, 0, Qt.AlignmentFlag.AlignVCenter)
        close = Button("", "icon", icon="x", name="Close this message")
        close.clicked.connect(lambda: self._notices.dismiss(notice))
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)
