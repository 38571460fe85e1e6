"""Words in lines that stand as far below each other as the type scale says; Qt's labels know the font's own distance alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle

#: Ends a line inside a paragraph.
_BREAK = "\u2028"


def lines_in(height_px: int, metrics: QFontMetrics) -> int:
    """How many lines Qt has put into a height."""
    return max(round(height_px / metrics.lineSpacing()), 1)


def draw_words(painter: QPainter, rect: QRect, text: str, align: Qt.AlignmentFlag, line_px: int) -> None:
    """In the painter's font and pen. Left is right where the words are written from the right."""
    direction = Qt.LayoutDirection.RightToLeft if _is_from_the_right(text) else Qt.LayoutDirection.LeftToRight
    align = QStyle.visualAlignment(direction, align)
    option = QTextOption(align & Qt.AlignmentFlag.AlignHorizontal_Mask)
    option.setTextDirection(direction)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout = QTextLayout(text.replace("\n", _BREAK), painter.font())
    layout.setTextOption(option)
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(rect.width())
        line.setPosition(QPointF(0, count * line_px))
        count += 1
    layout.endLayout()
    spare = rect.height() - painter.fontMetrics().height() - (count - 1) * line_px
    top = 0 if align & Qt.AlignmentFlag.AlignTop else spare if align & Qt.AlignmentFlag.AlignBottom else spare // 2
    layout.draw(painter, QPointF(rect.left(), rect.top() + top))


def _is_from_the_right(text: str) -> bool:
    """As its first letter is."""
    if text.isascii():
        return False
    from unicodedata import bidirectional  # the first window does not wait for it

    return next((way for way in map(bidirectional, text) if way in ("L", "R", "AL")), "L") != "L"
