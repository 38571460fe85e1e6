"""A text as Qt shows it: its positions count UTF-16 units, and lines that would freeze the window are broken."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from studio.ui.theme import look

from .editor import LONGEST_LINE

_LONG_LINE = re.compile(rf"[^\n]{{{LONGEST_LINE}}}(?=[^\n])")
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_SOFT = 0.16
#: Qt looks at every mark at every paint; nobody follows more of them than this.
_MOST_MARKS = 1_000

Span = tuple[int, int]


class Shown:
    """`text` is what is shown of a text; `span` tells where characters of the text stand in it. Made on any thread."""

    def __init__(self, text: str, *, broken: bool = True) -> None:
        self._breaks = [found.end() for found in _LONG_LINE.finditer(text)] if broken else []
        self._wide = [] if text.isascii() else [found.start() for found in _WIDE.finditer(text)]
        self.text = _LONG_LINE.sub(lambda found: found[0] + "\n", text) if self._breaks else text

    def span(self, start: int, end: int) -> Span:
        """A break stands before the character whose place it has."""
        return (
            start + bisect_right(self._breaks, start) + bisect_left(self._wide, start),
            end + bisect_left(self._breaks, end) + bisect_left(self._wide, end),
        )


def mark(field: QPlainTextEdit, spans: Sequence[Span]) -> None:
    """Marks what is quoted: softly, and with a line of dots for those who see no colour."""
    style = QTextCharFormat()
    style.setBackground(look().colour("accent", _SOFT))
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    style.setUnderlineColor(look().colour("accent"))
    field.setExtraSelections([_selection(field, start, end, style) for start, end in spans[:_MOST_MARKS]])


def _selection(field: QPlainTextEdit, start: int, end: int, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
    selection, cursor = QTextEdit.ExtraSelection(), QTextCursor(field.document())
    last = field.document().characterCount() - 1
    cursor.setPosition(min(start, last))
    cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
    selection.cursor, selection.format = cursor, style
    return selection
