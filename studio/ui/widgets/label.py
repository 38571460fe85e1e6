"""Words on screen. Whatever a person wrote is shown letter by letter, never as markup."""

from __future__ import annotations

import re

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from studio.ui.aloud import say_aloud
from studio.ui.theme import look

from .spaced import draw_words, lines_in

#: Longer words than this may be broken, so that nothing a person wrote can widen the window.
_LONGEST_WORD = re.compile(r"(\S{30})(?=\S)")


def tip(text: str) -> str:
    """`text` for a tooltip, which Qt would take for HTML if it looked like it. Python's `html` brings the names of 2 231 signs
    along, for which the first window would wait 1.5 ms."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{escaped}</span>" if text else ""


def set_tip(widget: QWidget, text: str) -> None:
    """Where nothing else describes `widget`, Qt hands its tooltip to screen readers, as it is written: so they get the words."""
    if tip(widget.accessibleDescription()) == widget.toolTip():
        widget.setAccessibleDescription(text)
    widget.setToolTip(tip(text))


def show_tip(text: str, at: QPoint, widget: QWidget) -> None:
    """A tooltip for a part of `widget`, at a place on the screen."""
    QToolTip.showText(at, tip(text), widget)


class Label(QLabel):
    """Plain text in one role of the type scale (`tokens.TYPES`) and one tone ("", muted, faint, ok, warn, accent, key).

    `elide` cuts with … what does not fit (the whole stays readable to screen readers and as a tooltip); `wrap` breaks lines.
    `aloud` is read out when it comes into sight and whenever it says something else there.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        tone: str = "",
        wrap: bool = False,
        elide: bool = False,
        aloud: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._elide, self._aloud = elide, aloud
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setFont(look().font(role))
        self._size_px, self._line_px = self.font().pixelSize(), look().line_height(role)
        self.setWordWrap(wrap)
        if tone:
            self.setProperty("tone", tone)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.say(text)

    def say(self, text: str) -> None:
        if text == self._whole and self.text():
            return
        self._whole = text
        self.setAccessibleName(text)
        self._show()
        if self.isVisible():
            self._read_out()

    @property
    def said(self) -> str:
        """The whole text, also where only a part of it fits."""
        return self._whole

    def set_tone(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if self._elide or self.wordWrap():
            return QSize(min(hint.width(), look().px(24)), hint.height())
        return hint

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._elide:
            return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())
        return QSize(hint.width(), self._spaced(hint.height()))

    def heightForWidth(self, width: int) -> int:
        return self._spaced(super().heightForWidth(width))

    def _spaced(self, height: int) -> int:
        """Qt's height, and what the type scale adds between the lines."""
        more = self._line_px - self.fontMetrics().lineSpacing() if self._is_spaced() else 0
        around = self.contentsMargins()
        inside = height - around.top() - around.bottom()
        return height + (lines_in(inside, self.fontMetrics()) - 1) * more if more > 0 else height

    def _is_spaced(self) -> bool:
        """In a font of its own, as the words to say are, its lines are as Qt sets them."""
        return self.wordWrap() and self.font().pixelSize() == self._size_px

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_spaced():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        draw_words(painter, self.contentsRect(), self.text(), self.alignment(), self._line_px)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._elide:
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._read_out()

    def _read_out(self) -> None:
        if self._aloud and self._whole:
            say_aloud(self, self._whole)

    def _show(self) -> None:
        if not self._elide:
            self.setText(_LONGEST_WORD.sub("\\1\u200b", self._whole) if self.wordWrap() else self._whole)
            return
        shown = self.fontMetrics().elidedText(
            self._whole.replace("\n", " "), Qt.TextElideMode.ElideRight, max(self.contentsRect().width(), look().px(24))
        )
        self.setText(shown)
        set_tip(self, self._whole if shown != self._whole else "")
