"""What is done with the pages of the draft that is open: put in order, described, taken out, and more of them added."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.domain.ids import DraftId
from studio.domain.record import Draft, Kind, Page
from studio.drafts import pages
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.glance import Look, look_at_media
from studio.ui.stage import Stage
from studio.ui.tasks import Task

from .drop import ask
from .incoming import draft_of_file
from .pages import Pages


class Booklet(QObject):
    """Owns the row of pages, which the page lays out. Every change is committed before it is told."""

    #: The draft as it is now; another one where pages were added.
    changed = Signal(object)
    #: The Media of the page that is looked at.
    chosen = Signal(object)

    def __init__(self, store: Store, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._stage = store, stage
        self._draft: Draft | None = None
        self.pages = Pages(stage.tasks, self._look_of)
        self.pages.put.connect(self._on_put)
        self.pages.chosen.connect(self._on_chosen)
        self.pages.taken_out.connect(self._on_taken_out)
        self.pages.add_pressed.connect(self._ask)

    def show_draft(self, draft: Draft | None) -> None:
        """None hides the row."""
        self._draft = draft
        self.pages.setVisible(draft is not None)
        if draft is not None:
            self.pages.show_pages(draft.pages, self.pages.at)

    def add(self, paths: list[Path]) -> None:
        """More pages, on a task. They join a new draft; the one that is open can be brought back."""
        draft = self._draft
        if draft is None:
            return
        self._stage.tasks.run(
            lambda task: _joined(self._store, draft, paths, task),
            alive(self, self._tell),
            on_trouble=alive(self, self._stage.notices.trouble),
        )

    def join(self, ids: list[DraftId]) -> None:
        """Several drafts become the pages of one."""
        self._try(lambda: pages.join(self._store, ids))

    def _tell(self, draft: Draft) -> None:
        self.show_draft(draft)
        self.changed.emit(draft)

    def _try(self, change: Callable[[], Draft]) -> None:
        try:
            self._tell(change())
        except StudioError as error:
            self._stage.notices.trouble(error)
            self.show_draft(self._draft)

    def _look_of(self, page: Page) -> Look | None:
        return look_at_media(self._store, Kind.IMAGE, page.media)

    @Slot(object)
    def _on_put(self, put: tuple[Page, ...]) -> None:
        draft = self._draft
        if draft is not None:
            self._try(lambda: pages.put(self._store, draft.id, put))

    @Slot(int)
    def _on_chosen(self, at: int) -> None:
        self.chosen.emit(self.pages.strip.tiles.rows[at].page.media)

    @Slot(int)
    def _on_taken_out(self, at: int) -> None:
        draft = self._draft
        if draft is not None:
            self._try(lambda: pages.take_out(self._store, draft.id, at)[0])
            self._stage.notices.hint("The page is a draft of its own now")

    @Slot()
    def _ask(self) -> None:
        ask(self.pages, "Choose the next pages", QFileDialog.FileMode.ExistingFiles, self.add)


def _joined(store: Store, draft: Draft, paths: list[Path], task: Task) -> Draft:
    """What could be added joins, also where a later file could not: it is told afterwards, and is no draft."""
    challenge = store.challenges.find(draft.challenge_id) if draft.challenge_id else None
    more = [draft_of_file(store, path, draft.platform_id, challenge).id for path in paths]
    return pages.join(store, [draft.id, *more])
