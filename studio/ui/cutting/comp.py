"""Choosing the best parts: the takes of a line, what is chosen of them, how it sounds, and the one edit that it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.label import Label

from .comp_view import CompView

if TYPE_CHECKING:
    from studio.cutting.comping import Lined
    from studio.domain.edits import Edit
    from studio.domain.take import Take
    from studio.sound.stack import Stack

#: As many waves as can be told apart.
MOST_TAKES = 8
#: Plays a take from a frame on.
Play = Callable[["Take", int], None]


class Standing(NamedTuple):
    """What was chosen so far, for another look of the window."""

    lined: Lined
    stack: Stack
    before: tuple[Stack, ...]


class Compare(QWidget):
    #: Finds the edit that was chosen; for a task's thread.
    wanted = Signal(object)
    left = Signal()

    def __init__(self, store: Store, stage: Stage, play: Play, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._stage, self._play = store, stage, play
        self.lined: Lined | None = None
        self._before: list[Stack] = []
        self.stack: Stack | None = None
        self.view = CompView()
        self.words = Label("", "small", tone="muted", wrap=True)
        self.back = Chip("Undo", icon="undo-2", name="Undo the last choice")
        self.listen = Button("Listen", icon="play")
        self.cancel, self.use = Button("Cancel", "quiet"), Button("Use these parts", "primary")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.view)
        about = "Drag over the best part of each take. Cuts go where they are heard least."
        lines = column(
            Label(about, tone="muted", wrap=True), scroll, self.words,
            row(self.back, self.listen, None, self.cancel, self.use, gap=10), gap=12,
        )  # fmt: skip
        lines.setStretch(1, 1)
        self.setLayout(lines)
        self.view.chosen.connect(self._choose)
        self.view.moved.connect(lambda: self.words.say(self.view.said))
        self.back.clicked.connect(self.undo)
        self.listen.clicked.connect(self.listen_from_cursor)
        self.cancel.clicked.connect(self.left)
        self.use.clicked.connect(self._use)

    def begin(self, take: Take) -> None:
        self.lined = self.stack = None
        self._before = []
        self._show()

        def find(_: Task) -> Lined:
            from studio.cutting.comping import line_up, takes_beside

            return line_up(self._store, takes_beside(self._store, take, MOST_TAKES))

        self._stage.tasks.run(find, alive(self, self._on_lined), on_trouble=alive(self, self._on_trouble))

    @property
    def standing(self) -> Standing | None:
        """None where nothing is compared."""
        if self.isHidden() or self.lined is None or self.stack is None:
            return None
        return Standing(self.lined, self.stack, tuple(self._before))

    def stand(self, at: Standing) -> None:
        self._on_lined(at.lined)
        self.stack, self._before = at.stack, list(at.before)
        self._show()

    @Slot()
    def undo(self) -> None:
        if self._before:
            self.stack = self._before.pop()
            self._show()

    @Slot()
    def listen_from_cursor(self) -> None:
        """What would come of it, as it is, before it is used."""
        lined, stack = self.lined, self.stack
        if lined is None or stack is None or not stack.choices:
            return
        from studio.cutting.comping import comp_of
        from studio.domain.edits import done

        begin = stack.choices[0][0]
        self._play(done(lined.takes[0], comp_of(lined, stack)), max(self.view.cursor_frame - begin, 0))

    def show_playhead(self, frame: int | None) -> None:
        begin = self.stack.choices[0][0] if self.stack and self.stack.choices else 0
        self.view.show_playhead(None if frame is None else frame + begin)
        self.listen.say("Listen" if frame is None else "Stop")
        self.listen.set_icon("play" if frame is None else "square")

    @Slot(int, int, int)
    def _choose(self, take: int, first: int, last: int) -> None:
        if self.stack is None:
            return
        from studio.sound.stack import choose

        after = choose(self.stack, take, first, last)
        if after != self.stack:
            self._before.append(self.stack)
            self.stack = after
            self._show()

    @Slot()
    def _use(self) -> None:
        lined, stack = self.lined, self.stack
        if lined is None or stack is None or not self._before:
            return

        def find() -> Edit:
            from studio.cutting.comping import comp_of, snapped

            return comp_of(lined, snapped(self._store, lined, stack))

        self.wanted.emit(find)
        self.left.emit()

    def _on_lined(self, lined: Lined) -> None:
        self.lined, self.stack = lined, replace(lined.stack)
        self.view.show_takes(lined)
        self.view.setFocus()
        self._show()

    def _on_trouble(self, error: StudioError) -> None:
        self._stage.notices.trouble(error)
        self.left.emit()

    def _show(self) -> None:
        if self.stack is not None:
            self.view.show_choice(self.stack)
        self.back.setEnabled(bool(self._before))
        self.use.setEnabled(bool(self._before))
        self.listen.setEnabled(self.stack is not None)
        self.words.say(self.view.said if self.lined else "The takes are being laid beside each other.")
