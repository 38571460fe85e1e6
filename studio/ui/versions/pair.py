"""Two pictures side by side with a divider between them; one is zoomed and moved with the other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.ui.alive import alive
from studio.ui.pieces.closer import Whole, Work
from studio.ui.pieces.zoom import Zoom
from studio.ui.tasks import Task, Tasks
from studio.ui.widgets.box import column
from studio.ui.widgets.label import Label
from studio.ui.widgets.stack import Stack


class Pane(QWidget):
    """One picture and, above it, what it is. `show_picture` opens it on a task; the same key again changes nothing."""

    shown = Signal()

    def __init__(self, tasks: Tasks, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._key = ""
        self._side = side
        self.caption = Label("", "strong", elide=True)
        self.detail = Label("", "small", tone="muted", elide=True)
        self.zoom = Zoom()
        self.words = Label("", tone="muted", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = Stack()
        self._stack.addWidget(self.words)
        self._stack.addWidget(self.zoom)
        lines = column(column(self.caption, self.detail, gap=0), self._stack, gap=8)
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def show_picture(self, key: str, work: Work | None, caption: str, detail: str) -> None:
        self.caption.say(caption)
        self.detail.say(detail)
        for part in (self.zoom, self.zoom.viewport()):
            part.setAccessibleName(f"{self._side}: {caption}")
        if key == self._key:
            return
        self._key = key
        self.stop()
        self._say("Opening it …" if work else "Its file is not on this computer.")
        if work:
            self._task = self._tasks.run(work, alive(self, self._show), on_trouble=alive(self, self._tell))

    def stop(self) -> None:
        if self._task:
            self._task.stop()

    def _show(self, whole: Whole) -> None:
        self.zoom.show_image(whole.image or QImage())
        self._stack.setCurrentWidget(self.zoom)
        self.shown.emit()

    def _tell(self, error: StudioError) -> None:
        self._say(f"{error.title}. {error.advice}")

    def _say(self, words: str) -> None:
        self.words.say(words)
        self._stack.setCurrentWidget(self.words)


class Pair(QWidget):
    """`left` is looked at beside `right`. Whichever is zoomed or moved last leads the other."""

    zoomed = Signal(float)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left, self.right = Pane(tasks, "Left"), Pane(tasks, "Right")
        self._leading = False
        self.divider = QSplitter(Qt.Orientation.Horizontal)
        self.divider.setChildrenCollapsible(False)
        for pane, other in ((self.left, self.right), (self.right, self.left)):
            self.divider.addWidget(pane)
            pane.zoom.moved.connect(partial(self._lead, pane.zoom, other.zoom))
            pane.shown.connect(partial(self._lead, other.zoom, pane.zoom))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.divider)

    def fit(self) -> None:
        self.right.zoom.fit()

    def own_size(self) -> None:
        self.right.zoom.own_size()

    def closer(self) -> None:
        self.right.zoom.closer()

    def farther(self) -> None:
        self.right.zoom.farther()

    def stop(self) -> None:
        self.left.stop()
        self.right.stop()

    def _lead(self, leader: Zoom, other: Zoom) -> None:
        if self._leading:
            return
        self._leading = True
        try:
            other.follow(leader)
        finally:
            self._leading = False
        self.zoomed.emit(self.right.zoom.scale_now)
