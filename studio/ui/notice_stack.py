"""Where notices and hints are seen: a small stack that floats above the page, at the bottom, and is read aloud as it comes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from . import tokens
from .notices import Notice, Notices
from .theme import look
from .widgets.box import Box, column, row
from .widgets.button import Button
from .widgets.label import Label

_WIDTH = 460
_MARGIN = 20


class NoticeStack(QWidget):
    """Lies over `parent` and takes no more room than its notices."""

    def __init__(self, parent: QWidget, notices: Notices) -> None:
        super().__init__(parent)
        self._page = parent
        self._notices = notices
        self._shown: dict[Notice, NoticeBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look().px(2 * tokens.STEP))
        parent.installEventFilter(self)
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
                self._shown[notice] = NoticeBox(notice, self._notices, self)
                self._column.addWidget(self._shown[notice])
                _say_aloud(self, notice)
        self.setVisible(bool(self._shown))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        if not self._shown:
            return
        page, now = self._page, look()
        margin = now.px(_MARGIN)
        width = min(now.px(_WIDTH), page.width() - 2 * margin)
        self._column.activate()
        height = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry(margin, page.height() - height - margin, width, height)
        self.raise_()


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
            words.addWidget(Label(notice.advice, "body", tone="muted", wrap=True))
        line = row(gap=8, margins=(14, 8, 8, 8))
        line.addLayout(words, 1)
        if notice.verb:
            verb = Button(notice.verb, "quiet")
            verb.clicked.connect(lambda: self._notices.press(notice))
            line.addWidget(verb, 0, Qt.AlignmentFlag.AlignVCenter)
        close = Button("", "icon", icon="x", name="Close this message")
        close.clicked.connect(lambda: self._notices.dismiss(notice))
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)


def _say_aloud(widget: QWidget, notice: Notice) -> None:
    words = f"{notice.title}. {notice.advice}" if notice.advice else notice.title
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
