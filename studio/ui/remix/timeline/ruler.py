"""The times above the lanes, and the markers. A press seeks, with Shift it spans a loop; a marker can be moved and renamed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from studio.domain.remix import Marker
from studio.remix import timeline
from studio.ui import tokens
from studio.ui.theme import look

from .canvas import Canvas
from .drags import MarkerDrag, Point
from .naming import NameField
from .scene import Scene

#: Frames travel in signals as C integers: twelve hours.
LAST = (1 << 31) - 1
#: Between a time and what it names.
_PAD = 4


class Ruler(QWidget):
    seek_wanted = Signal(int)
    #: First and last frame; None where nothing shall loop.
    loop_wanted = Signal(object)

    def __init__(self, scene: Scene, canvas: Canvas, over: QWidget) -> None:
        """`over` is what a marker's name may be written over while it is changed: it is higher than the ruler."""
        super().__init__(over)
        self._scene, self._canvas, self._over = scene, canvas, over
        self._times: list[tuple[int, str]] = []
        self._flags: list[tuple[QRect, str, Marker]] = []
        self._drag: MarkerDrag | None = None
        self._moved = self._seeks = False
        self._loop_from: int | None = None
        self.setAccessibleName("Times")
        canvas.moved.connect(self.lay_out)

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(tokens.RULER))

    @Slot()
    def lay_out(self) -> None:
        sight, now = self._canvas.sight, look()
        first, last = sight.frames()
        room = sight.scale.frame(now.px(80))
        metrics, pad = QFontMetrics(now.font("tiny")), now.px(2 * _PAD)
        times = [(sight.x_of(frame), text) for frame, text in self._scene.ticks().between(first - room, last)]
        self._times = [(x, text) for x, text in times if x + metrics.horizontalAdvance(text) + pad <= sight.width]
        self._flags = []
        for marker in self._scene.remix.markers:
            if first - 4 * room <= marker.frame <= last:
                name = metrics.elidedText(marker.name, Qt.TextElideMode.ElideRight, now.px(120))
                width = metrics.horizontalAdvance(name) + now.px(12)
                flag = QRect(sight.x_of(marker.frame), now.px(3), width, self.height() - now.px(6))
                self._flags.append((flag, name, marker))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), look()
        painter.setFont(now.font("tiny"))
        painter.setPen(now.colour("muted"))
        pad, height = now.px(_PAD), self.height()
        for x, text in self._times:
            painter.drawText(QRect(x + pad, 0, now.px(90), height), Qt.AlignmentFlag.AlignVCenter, text)
        for flag, name, _ in self._flags:
            painter.fillRect(flag, now.colour("raised"))
            painter.fillRect(QRect(flag.left(), 0, max(1, now.px(1)), height), now.colour("muted"))
            painter.setPen(now.colour("text"))
            painter.drawText(flag.adjusted(now.px(6), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
        painter.fillRect(0, height - 1, self.width(), 1, now.colour("line"))
        if self._scene.loop is not None:
            first, last = (self._canvas.sight.x_of(frame) for frame in self._scene.loop)
            painter.fillRect(first, height - now.px(3), last - first, now.px(3), now.colour("accent"))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """As over the lanes: both begin at the same pixel."""
        self._canvas.wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._canvas.setFocus()  # so that Esc takes a drag back
        at, self._moved = event.position().toPoint(), False
        marker = self._met(at)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._loop_from = self._frame(at)
        elif marker is not None:
            self._drag = MarkerDrag(self._scene.remix, marker, self._scene.snapper())
        else:
            self._seeks = True
            self.seek_wanted.emit(self._frame(at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        self._moved = True
        if self._seeks:
            self.seek_wanted.emit(self._frame(at))
        elif self._drag is not None:
            free = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._scene.show(self._drag.drag(Point(self._canvas.sight.frame_at(at.x()), 0, free=free)))
        elif self._loop_from is not None:
            first, last = sorted((self._loop_from, self._frame(at)))
            if last > first:
                self.loop_wanted.emit((first, last))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, loop, moved = self._drag, self._loop_from, self._moved
        self._end()
        if drag is not None:
            words = self._scene.preview.words if self._scene.preview else ""
            self._scene.commit(drag.commit() if moved else None, words)
        elif loop is not None and not moved:
            self.loop_wanted.emit(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        marker = self._met(event.position().toPoint())
        if marker is not None:
            self._end()
            self.rename(marker)

    def cancel(self) -> bool:
        was = self._drag is not None
        self._end()
        if was:
            self._scene.show(None)
        return was

    def rename(self, marker: Marker) -> None:
        flag = next((flag for flag, _, one in self._flags if one == marker), QRect(0, 0, 1, 1))
        place = QRect(max(flag.left(), 0), 0, look().px(160), self.height())
        place.translate(self.mapTo(self._over, QPoint()))
        NameField(self._over, place, marker.name, "Name of the marker", self._canvas, self._named(marker))

    def _named(self, marker: Marker) -> Callable[[str], None]:
        def keep(name: str) -> None:
            if marker in self._scene.remix.markers:
                remix = timeline.unmark(self._scene.remix, marker)
                self._scene.commit(timeline.mark(remix, replace(marker, name=name)), f"marker named {name}")

        return keep

    def _met(self, at: QPoint) -> Marker | None:
        return next((marker for flag, _, marker in reversed(self._flags) if flag.contains(at)), None)

    def _frame(self, at: QPoint) -> int:
        return min(max(self._scene.snapper().place(self._canvas.sight.frame_at(at.x())), 0), LAST)

    def _end(self) -> None:
        self._drag = self._loop_from = None
        self._seeks = self._moved = False
