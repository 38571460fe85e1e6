"""Several takes of a line as waves, one above the other: what is chosen is bright, and dragging over one chooses it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import length_words
from studio.ui.aloud import say_aloud
from studio.ui.theme import look
from studio.ui.widgets.painters import draw_focus

from .tiles import draw_columns

if TYPE_CHECKING:
    from studio.cutting.comping import Lined
    from studio.sound.stack import Stack

_ROW, _HEAD = 96, 22
_ARROW_PX, _FAR_PX = 4, 60


class CompView(QWidget):
    """`row` is the take that the keys mean; the selection is drawn over it."""

    #: The take with this number is to be heard from frame to frame of the common time.
    chosen = Signal(int, int, int)
    #: The cursor or the row is another one.
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lined: Lined | None = None
        self._stack: Stack | None = None
        self._drawn: list[tuple[QPixmap, QPixmap]] = []
        self._key: tuple[object, ...] = ()
        self._is_pressed = False
        self.row = self.anchor = self.cursor_frame = 0
        #: The frame that is heard now, while it plays.
        self.playhead: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Takes of this line")
        self.setWhatsThis("Up and down choose a take, Shift and arrows a part of it, Return takes that part")

    def sizeHint(self) -> QSize:
        return QSize(look().px(600), self.minimumHeight())

    def show_takes(self, lined: Lined) -> None:
        self._lined, self._stack = lined, lined.stack
        self.row = self.anchor = self.cursor_frame = 0
        self.setMinimumHeight(len(lined.takes) * look().px(_ROW))
        self._make_ready()

    def show_choice(self, stack: Stack) -> None:
        is_other = self._stack is not stack
        self._stack = stack
        self.update()
        self._describe()
        if is_other and self.isVisible():
            say_aloud(self, self.chosen_words)

    def show_playhead(self, frame: int | None) -> None:
        if frame != self.playhead:
            self.playhead = frame
            self.update()

    @property
    def selection(self) -> tuple[int, int] | None:
        first, last = sorted((self.anchor, self.cursor_frame))
        return (first, last) if first < last else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_ready()

    # where things are

    @property
    def _frames(self) -> int:
        return max(self._stack.end, 1) if self._stack else 1

    def _x(self, frame: int) -> int:
        return round(frame * self.width() / self._frames)

    def _frame(self, x: float) -> int:
        return min(max(round(x * self._frames / max(self.width(), 1)), 0), self._frames)

    def _rect(self, row: int) -> QRect:
        """Where the wave of a take is."""
        now, count = look(), max(len(self._lined.takes) if self._lined else 1, 1)
        height = self.height() // count
        return QRect(0, row * height + now.px(_HEAD), self.width(), height - now.px(_HEAD) - now.px(4))

    # painting

    def _make_ready(self) -> None:
        """Every wave once as it is chosen and once as it is not."""
        if self._lined is None or self._stack is None or self.width() < 2:
            return
        key = (id(self._lined), self.size(), look(), self.devicePixelRatioF())
        if key != self._key:
            self._key = key
            bright, quiet = look().colour("accent"), look().colour("muted", 0.7)
            self._drawn = [(self._draw(row, bright), self._draw(row, quiet)) for row in range(len(self._lined.takes))]
        self.update()

    def _draw(self, row: int, colour: QColor) -> QPixmap:
        assert self._lined is not None and self._stack is not None
        place, rect = self._stack.places[row], self._rect(row)
        count = max(self._x(place.start + place.length) - self._x(place.start), 1)
        wave = self._lined.waves[row]
        return draw_columns(
            wave, count, (0, wave.frames), QSize(count, rect.height()), self.devicePixelRatioF(), colour
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        now, lined, stack = look(), self._lined, self._stack
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.colour("surface"))
        if lined is None or stack is None or not self._drawn:
            return
        for row, take in enumerate(lined.takes):
            rect = self._rect(row)
            if row == self.row:
                painter.fillRect(rect.adjusted(0, -now.px(_HEAD), 0, 0), now.colour("raised"))
            painter.setFont(now.font("small-strong" if row == self.row else "small"))
            painter.setPen(now.colour("text" if row == self.row else "muted"))
            painter.drawText(now.px(8), rect.top() - now.px(6), _name(take.number, starred=take.starred))
            painter.drawPixmap(self._x(stack.places[row].start), rect.top(), self._drawn[row][1])
        self._paint_chosen(painter, stack)
        if self.selection:
            first, last = (self._x(frame) for frame in self.selection)
            rect = self._rect(self.row)
            painter.fillRect(QRect(first, rect.top(), max(last - first, 1), rect.height()), now.colour("accent", 0.22))
        self._paint_line(painter, self.cursor_frame, "accent")
        if self.playhead is not None:
            self._paint_line(painter, self.playhead, "text")
        if self.hasFocus():
            draw_focus(painter, self.rect(), 0)
        painter.end()

    def _paint_chosen(self, painter: QPainter, stack: Stack) -> None:
        """Bright, and underlined, so that colour is not all that tells it."""
        ends = [*(at for at, _ in stack.choices[1:]), stack.end]
        for (at, take), end in zip(stack.choices, ends, strict=True):
            if take < 0:
                continue
            rect, first, last = self._rect(take), self._x(at), self._x(end)
            painter.save()
            painter.setClipRect(QRect(first, rect.top(), last - first, rect.height()))
            painter.drawPixmap(self._x(stack.places[take].start), rect.top(), self._drawn[take][0])
            painter.restore()
            bar = QRect(first + 1, rect.bottom() - look().px(2), max(last - first - 2, 1), look().px(3))
            painter.fillRect(bar, look().colour("accent"))

    def _paint_line(self, painter: QPainter, frame: int, colour: str) -> None:
        painter.setPen(look().colour(colour))
        painter.drawLine(self._x(frame), 0, self._x(frame), self.height())

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._lined is not None and event.button() is Qt.MouseButton.LeftButton:
            height = max(self.height() // len(self._lined.takes), 1)
            self.row = min(int(event.position().y()) // height, len(self._lined.takes) - 1)
            self._is_pressed = True
            self.anchor = self.cursor_frame = self._frame(event.position().x())
            self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_pressed:
            self.cursor_frame = self._frame(event.position().x())
            self._tell()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_pressed:
            self._is_pressed = False
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, held = Qt.Key, event.modifiers()
        far = _FAR_PX if held & Qt.KeyboardModifier.ControlModifier else _ARROW_PX
        step = max(far * self._frames // max(self.width(), 1), 1)
        count = len(self._lined.takes) if self._lined else 1
        to = {keys.Key_Left: self.cursor_frame - step, keys.Key_Right: self.cursor_frame + step, keys.Key_Home: 0,
              keys.Key_End: self._frames}.get(keys(event.key()))  # fmt: skip
        if event.key() in (keys.Key_Up, keys.Key_Down):
            self.row = min(max(self.row + (1 if event.key() == keys.Key_Down else -1), 0), count - 1)
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            self._choose()
        elif to is not None:
            self.cursor_frame = min(max(to, 0), self._frames)
            if not held & Qt.KeyboardModifier.ShiftModifier:
                self.anchor = self.cursor_frame
        else:
            super().keyPressEvent(event)
            return
        self._tell()

    def _choose(self) -> None:
        """What is selected; without a selection the rest from the cursor on."""
        first, last = self.selection or (self.cursor_frame, self._frames)
        if not self._is_pressed and self.selection is None and self.cursor_frame >= self._frames:
            return
        self.anchor = self.cursor_frame
        self.chosen.emit(self.row, first, last)

    def _describe(self) -> None:
        self.setAccessibleDescription(". ".join(part for part in (self.said, self.chosen_words) if part))

    def _tell(self) -> None:
        self.update()
        self._describe()
        self.moved.emit()
        if self.hasFocus() and not self._is_pressed:
            say_aloud(self, self.said)

    @property
    def said(self) -> str:
        """The take that is meant, and where."""
        if self._lined is None:
            return ""
        take = self._lined.takes[self.row]
        if self.selection is None:
            return f"Take {take.number}, at {length_words(self.cursor_frame / take.rate_hz)}"
        start, end = (frame / take.rate_hz for frame in self.selection)
        return f"Take {take.number}, from {length_words(start)} to {length_words(end)}"

    @property
    def chosen_words(self) -> str:
        """What would be heard, part by part."""
        if self._lined is None or self._stack is None:
            return ""
        takes, parts = self._lined.takes, list[str]()
        for at, row in self._stack.choices:
            who = f"take {takes[row].number}" if row >= 0 else "silence"
            parts.append(f"{who} from {length_words(at / takes[0].rate_hz)}")
        return f"Heard: {', '.join(parts)}"


def _name(number: int, *, starred: bool) -> str:
    return f"Take {number}{' · starred' if starred else ''}"
