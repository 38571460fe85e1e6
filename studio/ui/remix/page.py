"""The Remix place: my remixes, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent

from studio.domain.ids import DraftId, RemixId
from studio.domain.record import Draft, Record
from studio.domain.remix import Remix
from studio.errors import StudioError
from studio.remix.projects import Project, Projects
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.widgets.box import column
from studio.ui.widgets.stack import Stack

from .editor import Editor
from .kits import KitOpener
from .naming import TitleDialog
from .rooms import Rooms
from .shelf import UNTITLED, Shelf
from .workbench import Workbench

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.remix.transport import Transport


@dataclass(frozen=True, slots=True)
class RemixWays:
    """What leads out of the place. `keep` fetches a record's file and returns when it is here (it runs on a task and raises
    StudioErrors); `share` opens the share sheet for a draft; `pictures` leads to the picture remixes."""

    keep: Callable[[Record], None]
    share: Callable[[DraftId], None]
    pictures: Callable[[], None] = lambda: None


class RemixPage(Page):
    """`voice` is a sound file that is played into the booth in place of a microphone."""

    def __init__(
        self, store: Store, stage: Stage, transport: Transport, booth: Booth, ways: RemixWays, voice: Path | None = None
    ) -> None:
        super().__init__()
        self._store, self._stage, self._transport, self._ways = store, stage, transport, ways
        self._booth, self._voice = booth, voice
        self.projects = Projects(store.folder.remixes)
        self.bench: Workbench | None = None
        self.shelf = Shelf()
        self.kits = KitOpener(store, stage, self)
        self._stack = Stack()
        self._stack.addWidget(self.shelf)
        self.setLayout(column(self._stack, gap=0))
        self._connect()

    def remix_this(self, thing: Record | Draft) -> None:
        """Lays a record (or a draft) on a lane: of the remix that is open, else of a new one called after it."""
        self.hold(lambda bench: bench.adder.add_thing(thing, None, bench.playing.place), f"After {thing.title}")

    def hold(self, then: Callable[[Workbench], None], title: str = "") -> None:
        """Does something with the open remix; opens a new one where none is."""
        if self.bench is None:
            self._begin(title, then)
        else:
            then(self.bench)

    def open_remix(self, id: RemixId) -> None:
        projects = self.projects
        self._stage.tasks.run(
            lambda _: projects.open(id), alive(self, self._open), on_trouble=alive(self, self._stage.notices.trouble)
        )

    def refresh(self) -> None:
        if self.bench is None:
            self._read()
        else:
            self.bench.timeline.setFocus()

    def remember(self) -> object:
        """The editor with all its steps outlives a new look of the window, and where one was in it."""
        if self.bench is None:
            return None
        self.bench.leave()
        return self.bench.editor, self.bench.standing

    def recall(self, remembered: object) -> None:
        if isinstance(remembered, tuple):
            editor, standing = remembered
            self._show(editor).stand(standing)

    def _connect(self) -> None:
        self.shelf.new_pressed.connect(self._begin)
        self.shelf.kit_pressed.connect(self.kits.choose)
        self.kits.opened.connect(self._open)
        self.shelf.open_pressed.connect(lambda key: self.open_remix(RemixId(key)))
        self.shelf.rename_pressed.connect(self._ask_title)
        self.shelf.pictures_pressed.connect(self._ways.pictures)
        self.shelf.remove_pressed.connect(self._remove)

    @Slot()
    def _begin(self, title: str = "", then: Callable[[Workbench], None] = lambda bench: None) -> None:
        projects = self.projects

        def begun(remix: Remix) -> None:
            self._open(remix)
            if self.bench is not None:
                then(self.bench)

        self._stage.tasks.run(
            lambda _: projects.new(title), alive(self, begun), on_trouble=alive(self, self._stage.notices.trouble)
        )

    @Slot(object)
    def _open(self, remix: Remix) -> None:
        self.close_remix()
        self._show(Editor(remix, self.projects.path(remix.id), self._stage.tasks))

    def _show(self, editor: Editor) -> Workbench:
        rooms = Rooms(self._store, self._transport, self._booth, self.projects, self._ways.keep, self._voice)
        bench = self.bench = Workbench(editor, rooms, self._stage)
        self.bench.closed.connect(self._on_closed)
        self.bench.kit_chosen.connect(self.kits.open)
        self.bench.shared.connect(lambda id: self._ways.share(DraftId(id)))
        self.bench.said.connect(self._on_said)
        self.bench.live_changed.connect(self.live_changed)
        self._stack.addWidget(self.bench)
        self._stack.setCurrentWidget(self.bench)
        self.bench.timeline.setFocus()
        return bench

    @Slot()
    def _on_closed(self) -> None:
        self.close_remix()
        self._read()

    def close_remix(self) -> None:
        """Back to the list; what is open is on the disk."""
        if self.bench is not None:
            self.bench.leave()
            self._stack.removeWidget(self.bench)
            self.bench.deleteLater()
            self.bench = None
            self._on_said("", "")

    @Slot(str, str)
    def _on_said(self, title: str, words: str) -> None:
        self.named.emit(title)
        self.context_changed.emit(words)

    # my remixes

    def _read(self) -> None:
        projects = self.projects

        def read() -> tuple[Project, ...]:
            projects.purge()
            return projects.list()

        def show(found: tuple[Project, ...]) -> None:
            self.shelf.show_projects(found)
            if self.bench is None and self.isVisible():
                self.shelf.setFocus()

        self._stage.tasks.run(lambda _: read(), alive(self, show))

    @Slot(str)
    def _ask_title(self, key: str) -> None:
        project = next((one for one in self.shelf.model.rows if one.key == key), None)
        title = project.title if project and project.title != UNTITLED else ""
        dialog = TitleDialog(self, "What is it called?", title)
        dialog.named.connect(lambda title: self._change(partial(self.projects.rename, RemixId(key), title)))
        dialog.open()

    @Slot(str)
    def _remove(self, key: str) -> None:
        id = RemixId(key)
        self._change(partial(self.projects.remove, id))
        self._stage.notices.hint("Remix removed", "Undo", lambda: self._change(partial(self.projects.bring_back, id)))

    def _change(self, deed: Callable[[], None]) -> None:
        self._stage.tasks.run(
            lambda _: deed(), alive(self, lambda _: self._read()), on_trouble=alive(self, self._on_trouble)
        )

    def _on_trouble(self, error: StudioError) -> None:
        self._stage.notices.trouble(error)
        self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        if self.bench is not None:
            self.bench.editor.flush()
        super().hideEvent(event)
