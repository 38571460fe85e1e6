"""What all ancestors of a piece ask of it, in words; asked anew, beside the window, whenever its sources change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.record import Source
from studio.domain.rights import Terms
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.tasks import Task, Tasks
from studio.ui.widgets.box import column
from studio.ui.widgets.label import Label

from .rights import obstacle_words, open_questions, terms_of, unsent


class Bound(QWidget):
    #: The terms that were found.
    found = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._task: Task | None = None
        self.worry = Label("", "small", tone="warn", wrap=True)
        self.told = Label("", "small", tone="muted", wrap=True)
        self.setLayout(column(self.worry, self.told, gap=4))
        self.hide()

    def ask(self, sources: Sequence[Source]) -> None:
        if self._task is not None:
            self._task.stop()
        asked = tuple(sources)
        self._task = self._tasks.run(
            lambda _: (terms_of(self._store, asked), _also(self._store, asked)), alive(self, self._show)
        )

    def _show(self, answer: tuple[Terms, Sequence[str]]) -> None:
        terms, also = answer
        obstacles = obstacle_words(terms)
        words = [] if obstacles else terms.words()
        for label, lines in ((self.worry, obstacles), (self.told, [*words, *also])):
            label.say("\n".join(dict.fromkeys(lines)))
            label.setVisible(bool(lines))
        self.setVisible(bool(obstacles or words or also))
        self.found.emit(terms)


def _also(store: Store, sources: Sequence[Source]) -> list[str]:
    """What goes first, and what only the person can look up."""
    first = [f"It builds on “{draft.title}”, which goes first." for draft in unsent(store, sources)]
    return [*first, *open_questions(sources)]
