"""The time line for screen readers: a list whose items are the clips, lane by lane. UI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleObject,
    QWindow,
)

from studio.domain.ids import ClipId

from .canvas import Canvas
from .deeds import spoken
from .scene import Scene
from .shape import clip_rect


class ClipFace(QAccessibleInterface):
    """One clip, looked up whenever it is asked: it may have moved or gone since."""

    def __init__(self, list_face: CanvasFace, id: ClipId) -> None:
        super().__init__()
        self._list = list_face
        self.id = id

    def isValid(self) -> bool:
        return self._list.scene.find(self.id) is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface:
        return self._list

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        found = self._list.scene.find(self.id)
        return spoken(self._list.scene, *found) if found and kind == QAccessible.Text.Name else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """A clip has no name of its own: its lane and its sound have."""

    def rect(self) -> QRect:
        found = self._list.scene.find(self.id)
        if found is None:
            return QRect()
        canvas = self._list.canvas
        sight = canvas.sight
        rect = clip_rect(found[1], found[0], sight.scale).translated(-sight.left, -sight.top)
        return QRect(canvas.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state, chosen = QAccessible.State(), self._list.scene.selection
        state.selectable = state.focusable = state.multiSelectable = True
        state.selected = self.id in chosen.ids
        state.focused = self.id == chosen.current and self._list.canvas.hasFocus()
        return state


class CanvasFace(QAccessibleObject):
    def __init__(self, canvas: Canvas, scene: Scene) -> None:
        super().__init__(canvas)
        self.canvas, self.scene = canvas, scene
        self._faces: dict[ClipId, ClipFace] = {}

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        above = self.canvas.parentWidget()
        return QAccessible.queryAccessibleInterface(above) if above else None

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        number = 0
        while index >= 0 and (row := self.scene.row(number)) is not None:
            if index < len(row.clips):
                return self._face(row.clips[index].id)
            index, number = index - len(row.clips), number + 1
        return None

    def childCount(self) -> int:
        return sum(len(lane.clips) for lane in self.scene.lanes)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return self.index_of(child.id) if isinstance(child, ClipFace) else -1

    def index_of(self, id: ClipId) -> int:
        before, number = 0, 0
        while (row := self.scene.row(number)) is not None:
            if id in row.at:
                return before + row.at[id]
            before, number = before + len(row.clips), number + 1
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        clip = self.canvas.meet(self.canvas.viewport().mapFromGlobal(QPoint(x, y))).clip
        return self._face(clip.id) if clip else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        current = self.scene.selection.current
        return self._face(current) if current and self.scene.find(current) else None

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Name:
            return self.canvas.accessibleName()
        return self.canvas.accessibleDescription() if kind == QAccessible.Text.Description else ""

    def rect(self) -> QRect:
        return QRect(self.canvas.mapToGlobal(self.canvas.rect().topLeft()), self.canvas.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.List

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = state.extSelectable = True
        state.focused = self.canvas.hasFocus()
        state.invisible = not self.canvas.isVisible()
        return state

    def _face(self, id: ClipId) -> ClipFace:
        if id not in self._faces:
            self._faces[id] = ClipFace(self, id)
        return self._faces[id]


class Speaker(QObject):
    """Tells where the keys stand, and what a deed came to."""

    def __init__(self, scene: Scene, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._scene, self._canvas = scene, canvas
        self._at: tuple[ClipId | None, bool] = (None, False)
        self.last = ""
        scene.selection.changed.connect(self._on_chosen)
        scene.editor.changed.connect(self._on_chosen)
        scene.said.connect(self.say)
        canvas.focus_changed.connect(self._on_chosen)

    @Slot(str)
    def say(self, words: str) -> None:
        self.last = words
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._canvas, words))

    @Slot()
    def _on_chosen(self) -> None:
        """The description follows the clip, and so does the reader's focus while the lanes have it."""
        current = self._scene.selection.current
        found = self._scene.find(current)
        self._canvas.setAccessibleDescription(spoken(self._scene, *found) if found else "")
        now = (current, self._canvas.hasFocus())
        if now == self._at:
            return
        self._at = now
        if found and now[1]:
            event = QAccessibleEvent(self._canvas, QAccessible.Event.Focus)
            face = QAccessible.queryAccessibleInterface(self._canvas)
            if isinstance(face, CanvasFace):
                event.setChild(face.index_of(found[1].id))
            QAccessible.updateAccessibility(event)


def _face_of(key: str, what: QObject) -> QAccessibleInterface | None:
    return CanvasFace(what, what.scene) if isinstance(what, Canvas) else None


QAccessible.installFactory(_face_of)
