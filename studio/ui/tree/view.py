"""The family tree as one painted widget: moved by the hand or the arrows, made larger or smaller around the pointer.

It draws what is seen and nothing else, so that ten thousand records move as a dozen do. What a screen reader needs is said in
the widget's name, which follows the card that the keyboard is on; the whole tree as a list is in `listing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from studio.domain.ids import RecordId
from studio.ui.theme import look

from .camera import Camera
from .drawing import Drawing
from .painting import NAMES_FROM, WORDS_FROM, Painting
from .walk import Way, walk

STEP = 1.25
_NOTCH = 120
_MARGIN = 28
_LEAST_HEIGHT = 180

_WAYS = {
    Qt.Key.Key_Up: Way.PARENT,
    Qt.Key.Key_Down: Way.CHILD,
    Qt.Key.Key_Left: Way.BEFORE,
    Qt.Key.Key_Right: Way.AFTER,
}


class TreeView(QWidget):
    """Keys: the arrows walk to parents, children and through a generation, Enter opens, Home leads back to the record itself,
    + and − make it larger and smaller, 0 shows all of it, 1 its own size."""

    #: The card that is looked at changed, by its id.
    current_changed = Signal(str)
    #: A card was opened, by its id.
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Drawing | None = None
        self._painting: Painting | None = None
        self._camera = Camera()
        self._current = RecordId("")
        self._fits = True
        self._held_at: QPointF | None = None
        self._pressed_at = QPointF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that moving it moves what is painted already
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Family tree")
        self.setAccessibleDescription(
            "The arrows walk to sources, remixes and neighbours; Enter opens. The list shows the same."
        )

    def show_drawing(self, drawing: Drawing) -> None:
        """The same tree read anew stays where it is; another one is shown from its own record."""
        same = self._drawing is not None and self._drawing.root == drawing.root
        self._drawing, self._painting = drawing, Painting(drawing)
        if not same or self._current not in drawing.cards:
            self._current = drawing.root
        if not same:
            self._begin()
        elif self._fits:
            self.fit()
        self._say()
        self.update()

    @property
    def current(self) -> RecordId:
        return self._current

    @property
    def camera(self) -> Camera:
        return self._camera

    @Slot()
    def fit(self) -> None:
        """All of it; a small tree is not blown up."""
        self._fits = True
        if self._drawing:
            self._camera = Camera.on_all(self._drawing.bounds, self._room(), look().px(_MARGIN), look().scale)
            self.update()

    @Slot()
    def own_size(self) -> None:
        self._fits = False
        self.zoom_by(look().scale / self._camera.scale)

    @Slot()
    def closer(self) -> None:
        self.zoom_by(STEP)

    @Slot()
    def farther(self) -> None:
        self.zoom_by(1 / STEP)

    def zoom_by(self, times: float, at: QPointF | None = None) -> None:
        """Around `at`, or around the card that is looked at."""
        if not self._drawing:
            return
        room = self._room()
        if at is None:
            card = self._drawing.cards[self._current]
            at = self._camera.to_screen(room).map(QPointF(card.x, card.y))
        all_of_it = Camera.on_all(self._drawing.bounds, room, look().px(_MARGIN), look().scale)
        self._fits = False
        self._camera = self._camera.zoomed(times, at, room, min(all_of_it.scale, NAMES_FROM))
        self.update()

    def move_by(self, across: float, down: float) -> None:
        """By so many pixels of the screen."""
        if not self._drawing:
            return
        self._fits = False
        before, room = self._camera, self._room()
        wanted = before.moved(across, down).held(self._drawing.bounds)
        x, y = (round((a - b) * before.scale) for a, b in ((before.x, wanted.x), (before.y, wanted.y)))
        self._camera = before.moved(x, y)
        if abs(x) < room.width() and abs(y) < room.height():
            self.scroll(x, y)
        else:
            self.update()

    def go(self, id: RecordId) -> None:
        """Looks at this card, and moves no more than shows it."""
        if self._drawing is None or id not in self._drawing.cards:
            return
        changed, self._current = id != self._current, id
        moved = self._camera.showing(self._drawing.cards[id].rect, self._room(), look().px(_MARGIN) / 2)
        if moved != self._camera:
            self._fits, self._camera = False, moved
        if changed:
            self._say()
            self.current_changed.emit(id)
        self.update()

    # what Qt asks

    def sizeHint(self) -> QSize:
        return QSize(look().px(400), look().px(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), look().px(_LEAST_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._painting:
            painter = QPainter(self)
            for rect in parts(event.region()):
                painter.setClipRect(rect)
                painter.fillRect(rect, look().colour("surface"))
                self._painting.paint(painter, rect, self._room(), self._camera, self._current, focus=self.hasFocus())
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self._begin()

    def event(self, event: QEvent) -> bool:
        """The arrows and Enter belong to the tree while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._deed(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deed = self._deed(event)
        if deed:
            deed()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held_at = self._pressed_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._held_at is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.move_by(at.x() - self._held_at.x(), at.y() - self._held_at.y())
            self._held_at = at
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor if self._at(at) else Qt.CursorShape.OpenHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held_at = None
        self.unsetCursor()
        moved = (event.position() - self._pressed_at).manhattanLength()
        found = self._at(event.position()) if moved < QApplication.startDragDistance() else None
        if found:
            self.go(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found:
            self.opened.emit(found)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel makes it larger or smaller under the pointer; two fingers on a pad move it."""
        fingers = event.pixelDelta()
        if not fingers.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.move_by(fingers.x(), fingers.y())
        else:
            self.zoom_by(STEP ** (event.angleDelta().y() / _NOTCH), event.position())
        event.accept()

    # small things

    def _begin(self) -> None:
        """A tree whose titles can be read as a whole is shown whole; of a larger one, the record and what is around it."""
        self.fit()
        if self._drawing and self._camera.scale < NAMES_FROM * look().scale:
            card = self._drawing.cards[self._current]
            self._camera = Camera(WORDS_FROM * look().scale, card.x, card.y)

    def _room(self) -> QSizeF:
        return QSizeF(self.size())

    def _at(self, point: QPointF) -> RecordId | None:
        return self._drawing.at(self._camera.to_drawing(point, self._room())) if self._drawing else None

    def _deed(self, event: QKeyEvent) -> Callable[[], None] | None:
        drawing, key = self._drawing, Qt.Key(event.key())
        if drawing is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return None
        if key in _WAYS:
            return lambda: self.go(walk(drawing, self._current, _WAYS[key]))
        return {
            Qt.Key.Key_Return: lambda: self.opened.emit(self._current),
            Qt.Key.Key_Enter: lambda: self.opened.emit(self._current),
            Qt.Key.Key_Home: lambda: self.go(drawing.root),
            Qt.Key.Key_Plus: self.closer,
            Qt.Key.Key_Equal: self.closer,
            Qt.Key.Key_Minus: self.farther,
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_1: self.own_size,
        }.get(key)

    def _say(self) -> None:
        if self._drawing:
            self.setAccessibleName(f"Family tree: {self._drawing.cards[self._current].node.spoken()}")


def parts(region: QRegion) -> Iterator[QRect]:
    """The rectangles of a region, which PySide can walk through and does not say so."""
    return iter(cast("Iterable[QRect]", region))
