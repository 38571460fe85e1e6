"""The heads of the lanes: name, whose sound it is, mute, solo and gain. Only those on screen are widgets; they are used again
for other lanes while the view scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from studio.domain.ids import LaneId
from studio.domain.remix import Lane
from studio.remix import timeline
from studio.ui import tokens
from studio.ui.theme import look

from .canvas import Canvas
from .fader import Fader, Switch
from .naming import NameField
from .painters import gain_words
from .scene import Scene


class Head(QWidget):
    """One lane. What is pressed is told with the lane that is shown just then."""

    muted = Signal(str, bool)
    soloed = Signal(str, bool)
    gain_set = Signal(str, float)
    chosen = Signal(str)
    rename_wanted = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lane: Lane | None = None
        self._line = ""
        self._is_chosen = False
        self._picture: QPixmap | None = None
        self._mute, self._solo, self._gain = Switch("M", self), Switch("S", self), Fader(self)
        self._mute.setToolTip("Mute this lane")
        self._solo.setToolTip("Hear this lane alone")
        self._gain.setToolTip("Gain of this lane; press twice for 0 dB")
        self._mute.clicked.connect(lambda on: self.muted.emit(self.lane_id, on))
        self._solo.clicked.connect(lambda on: self.soloed.emit(self.lane_id, on))
        self._gain.set_db.connect(lambda gain_db: self.gain_set.emit(self.lane_id, gain_db))

    @property
    def lane_id(self) -> str:
        return self._lane.id if self._lane else ""

    def show_lane(self, lane: Lane, line: str, *, chosen: bool) -> None:
        if (lane, line, chosen) == (self._lane, self._line, self._is_chosen):
            return
        self._lane, self._line, self._is_chosen = lane, line, chosen
        name = lane.name or "lane"
        self.setAccessibleName(f"{name}, {line}")
        for switch, on, what in ((self._mute, lane.muted, "Mute"), (self._solo, lane.solo, "Solo")):
            switch.setChecked(on)
            switch.setAccessibleName(f"{what} {name}")
        self._gain.show_db(lane.gain_db)
        self._gain.setAccessibleName(f"Gain of {name}, {gain_words(lane.gain_db)}")
        self.draw()

    def lay_out(self) -> None:
        now = look()
        target, left = now.px(tokens.TARGET), now.px(10)
        top = self.height() - now.px(42)
        self._mute.setGeometry(left, top, target, target)
        self._solo.setGeometry(left + target, top, target, target)
        first = left + 2 * target + now.px(2)
        self._gain.setGeometry(first, top, max(self.width() - first - now.px(15), now.px(24)), target)
        self.draw()

    def name_rect(self) -> QRect:
        return QRect(look().px(14), look().px(12), self.width() - look().px(24), look().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is not None:
            painter = QPainter(self)
            painter.drawPixmap(0, 0, self._picture)
            painter.end()

    def draw(self) -> None:
        """Drawn when the lane or the look changes; while the lanes scroll it is only shown."""
        if self._lane is None:
            return
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        now, painter = look(), QPainter(self._picture)
        painter.fillRect(self.rect(), now.colour("raised" if self._is_chosen else "surface"))
        if self._is_chosen:
            painter.fillRect(0, 0, max(2, now.px(3)), self.height(), now.colour("accent"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, now.colour("line"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), now.colour("line"))
        name = self.name_rect()
        line = QRect(name.left(), name.bottom() + now.px(1), name.width(), now.px(16))
        for words, rect, role, tone in ((self._lane.name, name, "card", "text"), (self._line, line, "tiny", "muted")):
            painter.setFont(now.font(role))
            painter.setPen(now.colour(tone))
            shown = QFontMetrics(now.font(role)).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.lane_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < self.height() / 2:
            self.rename_wanted.emit(self.lane_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.chosen.emit(self.lane_id)
        self.menu_wanted.emit(self.lane_id, event.globalPos())


class Heads(QWidget):
    """The column of heads beside the lanes; it scrolls with them."""

    menu_wanted = Signal(str, QPoint)

    def __init__(self, scene: Scene, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene, self._canvas = scene, canvas
        self._heads: list[Head] = []
        self._size = QSize()
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.setAutoFillBackground(True)
        canvas.moved.connect(self.lay_out)
        scene.lines_changed.connect(self.lay_out)
        scene.selection.changed.connect(self.lay_out)

    @Slot()
    def lay_out(self) -> None:
        """Each lane on screen has the head whose turn it is, so that scrolling by a lane gives one head another lane."""
        sight = self._canvas.sight
        lanes = self._scene.lanes
        seen = sight.rows(len(lanes))
        size = QSize(self.width(), sight.lane)
        while len(self._heads) < len(seen):
            self._add()
        used = set()
        for number in seen:
            head = self._heads[number % len(self._heads)]
            used.add(head)
            lane = lanes[number]
            head.show_lane(lane, self._scene.line(lane), chosen=lane.id == self._scene.selection.lane)
            if head.size() != size:
                head.resize(size)
                head.lay_out()
            place = QPoint(0, number * sight.lane - sight.top)
            if head.pos() != place:
                head.move(place)
            head.show()
        for head in self._heads:
            if head not in used:
                head.hide()

    def rename(self, id: LaneId) -> None:
        head = next((head for head in self._heads if head.lane_id == id and head.isVisible()), None)
        lane = next((lane for lane in self._scene.lanes if lane.id == id), None)
        if head is not None and lane is not None:
            place = head.name_rect().translated(head.pos())
            NameField(
                self, place, lane.name, "Name of the lane", self._canvas, lambda name: self._change(id, name=name)
            )

    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self._canvas.verticalScrollBar(), event)

    def resizeEvent(self, event: QEvent) -> None:
        self.lay_out()

    def _add(self) -> None:
        head = Head(self)
        head.muted.connect(lambda id, on: self._change(LaneId(id), muted=on))
        head.soloed.connect(lambda id, on: self._change(LaneId(id), solo=on))
        head.gain_set.connect(lambda id, gain_db: self._change(LaneId(id), gain_db=gain_db))
        head.rename_wanted.connect(self.rename)
        head.chosen.connect(self._choose)
        head.menu_wanted.connect(self.menu_wanted)
        self._heads.append(head)
        head.lay_out()

    @Slot(str)
    def _choose(self, id: str) -> None:
        chosen = self._scene.selection
        chosen.choose(chosen.ids, chosen.current, LaneId(id))

    def _change(self, id: LaneId, **what: object) -> None:
        self._scene.commit(timeline.change_lane(self._scene.remix, id, **what))  # type: ignore[arg-type]
