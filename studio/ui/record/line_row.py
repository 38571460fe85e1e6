"""One line as a row of the overview: what is shown, and how it is drawn. The delegate reads rows and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.domain.amounts import length_words
from studio.domain.script import LineState, Pickup
from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.cards import draw_line
from studio.ui.widgets.rows import ROW

from .standing import STATE_TONES, STATE_WORDS, Standing
from .words import takes_words, when

_HEIGHT, _PAD, _NUMBER = 56, 12, 48
#: More letters never fit a row, and would take their time to be measured.
_MOST_LETTERS = 240


@dataclass(frozen=True, slots=True)
class LineRow:
    """`at` is the place of the line in its sitting; `tone` is the token of the colour of `said`."""

    at: int
    text: str
    character: str
    state: LineState
    said: str
    tone: str
    aside: str = ""

    @property
    def spoken(self) -> str:
        who = f"{self.character}: " if self.character else ""
        return ", ".join(part for part in (f"Line {self.at + 1}", f"{who}{self.text}", self.said, self.aside) if part)


def rows_of(standing: Standing, before: Standing | None = None, rows: Sequence[LineRow] = ()) -> list[LineRow]:
    """All of them; `rows` are those of `before`, and stay where nothing has changed."""
    if before is None or before.sitting.lines is not standing.sitting.lines:
        return [_row(standing, at) for at in range(len(standing.states))]
    now, then = (list(zip(one.states, one.takes, strict=True)) for one in (standing, before))
    told = {id for id in standing.marks.keys() | before.marks.keys() if standing.marks.get(id) != before.marks.get(id)}
    return [
        rows[at] if now[at] == then[at] and line.id not in told else _row(standing, at)
        for at, line in enumerate(standing.sitting.lines)
    ]


def place_words(pickup: Pickup) -> str:
    """Where in the take that was delivered; "" for all of it."""
    if pickup.start_s is None:
        return ""
    end = f"–{length_words(pickup.end_s)}" if pickup.end_s is not None else ""
    return f"{length_words(pickup.start_s)}{end}"


def _row(standing: Standing, at: int) -> LineRow:
    line, state = standing.sitting.lines[at], standing.states[at]
    mark = standing.marks.get(line.id)
    said = [STATE_WORDS[state], takes_words(standing.takes[at], line.takes_wanted), when(line)]
    asked = mark.pickup if mark and state is not LineState.ACCEPTED else None
    if asked:
        said += [place_words(asked), asked.reason]
    text = line.text[:_MOST_LETTERS].replace("\n", " ")
    words = " · ".join(part for part in said if part)
    return LineRow(at, text, line.character, state, words, STATE_TONES[state], mark.note if mark else "")


class LineDelegate(QStyledItemDelegate):
    """Number, who says what, and below how far it is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: LineRow = index.data(ROW)
        painter.save()
        _draw_ground(painter, option.rect, option.state)
        _draw_row(painter, option.rect, row)
        painter.restore()


def _draw_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    now = look()
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect.adjusted(0, 0, 0, -1), now.colour("raised"))
    if chosen:
        width = now.px(4 if state & QStyle.StateFlag.State_HasFocus else 2)
        painter.fillRect(QRect(rect.left(), rect.top(), width, rect.height() - 1), now.colour("accent"))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), now.colour("line"))


def _draw_row(painter: QPainter, rect: QRect, row: LineRow) -> None:
    now = look()
    high, low = now.line_height("body"), now.line_height("small")
    top = rect.top() + (rect.height() - high - low - now.px(tokens.STEP // 2)) // 2
    number = QRect(rect.left(), rect.top(), now.px(_NUMBER), rect.height())
    draw_line(painter, number, top, high, str(row.at + 1), "figures", "muted", right=True)
    words = rect.adjusted(number.width() + now.px(_PAD), 0, -now.px(_PAD), 0)
    who = draw_line(painter, words, top, high, row.character, "small-strong", "muted") if row.character else 0
    text = words.adjusted(who + (now.px(10) if who else 0), 0, 0, 0)
    draw_line(painter, text, top, high, row.text, "body", "text")
    below = top + high + now.px(tokens.STEP // 2)
    said = draw_line(painter, words, below, low, row.said, "small", row.tone)
    aside = words.adjusted(said + now.px(_PAD), 0, 0, 0)
    if row.aside and aside.width() > now.px(_NUMBER):
        draw_line(painter, aside, below, low, row.aside, "small", "muted")
