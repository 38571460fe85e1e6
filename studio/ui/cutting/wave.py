"""The large wave: seen, scrolled, zoomed, and a part of it selected, by mouse and by keys."""

from __future__ import annotations

from itertools import accumulate, islice

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from studio.domain.amounts import length_words
from studio.domain.edits import Edited
from studio.ui import tokens
from studio.ui.aloud import say_aloud
from studio.ui.theme import look
from studio.ui.widgets.painters import draw_focus

from .cutter import Cutter
from .sight import ZOOM_STEP, Sight
from .tiles import Tiles

#: With large text, half of it must do.
_HEIGHT = 180
_RULER = tokens.RULER
#: Closer than a column of the outline, samples are asked for: this many times what is in sight.
_NEAR_WIDTHS = 3
_STEPS_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 3_600)
_TICK_PX = 90
#: An arrow moves so many pixels, with Ctrl so many.
_ARROW_PX, _FAR_PX = 4, 60
#: More cuts than this are not read out.
_SPOKEN = 8
#: Where a press and a release are no drag.
_DRAG_PX = 3


class WaveView(QWidget):
    """The cursor is the end of the selection that moves; without a selection both ends are the same."""

    #: The cursor or the selection is another one.
    moved = Signal()
    #: A double click: play from here.
    play_pressed = Signal()

    def __init__(self, cutter: Cutter, scroll: QScrollBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cutter, self.bar = cutter, scroll
        self._tiles = Tiles()
        self.sight = Sight()
        self.anchor = self.cursor_frame = 0
        #: The frame that is heard now, while it plays.
        self.playhead: int | None = None
        self._parts: list[tuple[int, int]] = []
        self._pressed_at: QPoint | None = None
        self.setMinimumHeight(look().px(_HEIGHT if look().scale < tokens.LARGE_TEXT else _HEIGHT // 2))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName("Wave of the take")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.valueChanged.connect(self._on_scroll)
        cutter.changed.connect(self.refresh)
        cutter.came_near.connect(self._show)

    def sizeHint(self) -> QSize:
        """All other room that there is comes to it, too."""
        return QSize(look().px(600), self.minimumHeight())

    @property
    def selection(self) -> tuple[int, int] | None:
        """(start, end) in frames, None where nothing is selected."""
        first, last = sorted((self.anchor, self.cursor_frame))
        return (first, last) if first < last else None

    def select(self, start: int, end: int) -> None:
        """The cursor goes to `end`, and both ends stay within the take."""
        frames = self._cutter.now.frames
        self.anchor, self.cursor_frame = (min(max(at, 0), frames) for at in (start, end))
        self.moved.emit()
        self._tell()
        self.update()

    def stand(self, sight: Sight, anchor: int, cursor_frame: int) -> None:
        """Where another view stood; the take need not be there yet."""
        self.sight, self.anchor, self.cursor_frame = sight.of(sight.frames, self.width()), anchor, cursor_frame

    def show_parts(self, parts: list[tuple[int, int]]) -> None:
        """Where the take would be split, as bands behind the wave."""
        self._parts = parts
        self.update()

    def show_whole(self) -> None:
        self._look(self.sight.zoomed(self.sight.whole_scale / self.sight.scale, 0))

    def zoom(self, closer: int, frame: int | None = None) -> None:
        """By so many steps, around `frame` or the cursor."""
        self._look(self.sight.zoomed(ZOOM_STEP**-closer, self.cursor_frame if frame is None else frame))

    def show_playhead(self, frame: int | None) -> None:
        if frame == self.playhead:
            return
        old, self.playhead = self.playhead, frame
        if frame is not None and self.sight.scale < self.sight.whole_scale and not self._is_dragging:
            self._look(self.sight.showing(frame))
        for at in (old, frame):
            if at is not None:
                self.update(QRect(self.sight.x_of(at) - 2, 0, 5, self.height()))

    @Slot()
    def refresh(self) -> None:
        self._look(self.sight.of(self._cutter.now.frames, self.width()))
        frames = self._cutter.now.frames
        if max(self.anchor, self.cursor_frame) > frames:
            self.select(min(self.anchor, frames), min(self.cursor_frame, frames))
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._look(self.sight.of(self.sight.frames, self.width()))

    @property
    def _is_dragging(self) -> bool:
        return self._pressed_at is not None

    def _look(self, sight: Sight) -> None:
        self.sight = sight
        most = round(max(sight.frames - sight.width_px * sight.scale, 0) / sight.scale)
        self.bar.blockSignals(True)
        self.bar.setPageStep(sight.width_px)
        self.bar.setSingleStep(max(sight.width_px // 10, 1))
        self.bar.setRange(0, most)
        self.bar.setEnabled(most > 0)
        self.bar.setValue(round(sight.left / sight.scale))
        self.bar.blockSignals(False)
        self._show()

    @Slot(int)
    def _on_scroll(self, value: int) -> None:
        self.sight = self.sight.moved_to(value * self.sight.scale)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Draws what is missing, so that painting only shows it."""
        sight, cutter = self.sight, self._cutter
        self._tiles.wave, self._tiles.near = cutter.wave, cutter.near
        if cutter.wave is not None and sight.scale < 256:  # frames of the outline's finest column
            wide = sight.width_px * sight.scale
            if cutter.near is None or not cutter.near.holds(int(sight.left), int(min(sight.right, sight.frames))):
                room = (_NEAR_WIDTHS - 1) / 2 * wide
                cutter.see_near(max(int(sight.left - room), 0), min(int(sight.right + room), sight.frames))
        self._tiles.make_ready(sight, self._wave_height(), self.devicePixelRatioF())
        self.update()

    def _wave_height(self) -> int:
        return self.height() - look().px(_RULER)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        now, sight = look(), self.sight
        painter = QPainter(self)
        top, height = now.px(_RULER), self._wave_height()
        painter.fillRect(self.rect(), now.colour("surface"))
        middle = top + height // 2
        painter.setPen(now.colour("line"))
        painter.drawLine(0, middle, self.width(), middle)
        painter.drawLine(0, top, self.width(), top)
        for start, end in self._parts:
            first, last = sight.x_of(start), sight.x_of(end)
            if last >= 0 and first < self.width():
                painter.fillRect(QRect(first, top, max(last - first - 1, 1), height), now.colour("accent", 0.14))
        if self.selection:
            first, last = (sight.x_of(frame) for frame in self.selection)
            painter.fillRect(QRect(first, top, max(last - first, 1), height), now.colour("accent", 0.22))
            painter.setPen(now.colour("accent"))
            painter.drawLine(first, top, first, self.height())
            painter.drawLine(last, top, last, self.height())
        self._tiles.paint(painter, sight, top)
        self._draw_ruler(painter)
        self._draw_line(painter, self.cursor_frame, "accent")
        if self.playhead is not None:
            self._draw_line(painter, self.playhead, "text")
        if self.hasFocus():
            draw_focus(painter, self.rect(), 0)
        painter.end()

    def _draw_line(self, painter: QPainter, frame: int, colour: str) -> None:
        x = self.sight.x_of(frame)
        painter.setPen(QPen(look().colour(colour), max(1, look().px(1.5))))
        painter.drawLine(x, 0, x, self.height())

    def _draw_ruler(self, painter: QPainter) -> None:
        take = self._cutter.take
        if take is None or not self.sight.frames:
            return
        now = look()
        least = now.px(_TICK_PX) * self.sight.scale / take.rate_hz
        step = next((one for one in _STEPS_S if one >= least), _STEPS_S[-1])
        painter.setFont(now.font("figures"))
        painter.setPen(now.colour("muted"))
        number = int(self.sight.left / take.rate_hz / step)
        while (x := self.sight.x_of(number * step * take.rate_hz)) < self.width():
            painter.drawLine(x, now.px(_RULER) - now.px(6), x, now.px(_RULER))
            words = time_words(number * step, step)
            if x + now.px(4) + painter.fontMetrics().horizontalAdvance(words) <= self.width():
                painter.drawText(x + now.px(4), now.px(_RULER) - now.px(7), words)
            number += 1

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            at = self.sight.frame_at(event.position().x())
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.select(self.anchor if extends else at, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        if (event.position().toPoint() - self._pressed_at).manhattanLength() >= _DRAG_PX or self.selection:
            self.select(self.anchor, self.sight.frame_at(event.position().x()))
            if not 0 <= event.position().x() < self.width():
                self._look(
                    self.sight.moved_to(
                        self.sight.left + (event.position().x() - self.width() / 2) / 8 * self.sight.scale
                    )
                )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.play_pressed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if turned.y() > 0 else -1, self.sight.frame_at(event.position().x()))
        else:
            by = turned.x() or turned.y()
            self._look(self.sight.moved_to(self.sight.left - by * self.sight.scale))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cursor, with Shift they select, with Ctrl they go far."""
        keys, held = Qt.Key, event.modifiers()
        far = _FAR_PX if held & Qt.KeyboardModifier.ControlModifier else _ARROW_PX
        step = max(round(far * self.sight.scale), 1)
        to = {
            keys.Key_Left: self.cursor_frame - step,
            keys.Key_Right: self.cursor_frame + step,
            keys.Key_Home: 0,
            keys.Key_End: self._cutter.now.frames,
        }.get(keys(event.key()))
        if to is None:
            super().keyPressEvent(event)
            return
        self.select(self.anchor if held & Qt.KeyboardModifier.ShiftModifier else to, to)
        self._look(self.sight.showing(self.cursor_frame))

    def _tell(self) -> None:
        take, words = self._cutter.take, self.said
        cuts = cut_words(self._cutter.now, take.rate_hz) if take is not None else ""
        described = ". ".join(part for part in (words, cuts) if part)
        if described != self.accessibleDescription():
            self.setAccessibleDescription(described)
            if self.hasFocus() and not self._is_dragging:
                say_aloud(self, words)

    @property
    def said(self) -> str:
        """Where the cursor is and what is selected, in words."""
        take = self._cutter.take
        if take is None:
            return ""
        if self.selection is None:
            return f"At {length_words(self.cursor_frame / take.rate_hz)}"
        start, end = (frame / take.rate_hz for frame in self.selection)
        return f"Selected {length_words(end - start)}, from {length_words(start)} to {length_words(end)}"


def time_words(seconds: float, step: float) -> str:
    """A place on the ruler, as fine as its steps are."""
    whole, figures = int(seconds + 1e-9), 2 if step < 0.1 else 1 if step < 1 else 0
    rest = f"{seconds - whole:.{figures}f}"[1:] if figures else ""
    hours, minutes = divmod(whole // 60, 60)
    clock = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{clock}:{whole % 60:02d}{rest}"


def cut_words(now: Edited, rate_hz: int) -> str:
    """Where one part of the sound meets another one, as far as that can be listened to."""
    count = len(now.pieces) - 1
    if count < 1:
        return ""
    places = islice(accumulate(piece.frames for piece in now.pieces), min(count, _SPOKEN))
    told = ", ".join(length_words(at / rate_hz) for at in places)
    more = f" and {count - _SPOKEN} more" if count > _SPOKEN else ""
    return f"{'Cut' if count == 1 else 'Cuts'} at {told}{more}"
