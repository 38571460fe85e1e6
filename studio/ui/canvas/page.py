"""The place for picture remixes: mine, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QImage

from studio.domain.canvas import Canvas, Picture
from studio.domain.ids import DraftId, LayerId, RemixId
from studio.domain.record import Draft, Record
from studio.errors import Refused, StudioError
from studio.remix.canvas.folder import Canvases, Kept
from studio.remix.canvas.plates import Plates
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.widgets.box import column
from studio.ui.widgets.stack import Stack

from .camera import Camera
from .desk import Desk, Rooms
from .editor import CanvasEditor
from .shelf import Shelf


@dataclass(frozen=True, slots=True)
class CanvasWays:
    """What leads out of the place. `keep` fetches a record's file and returns when it is here (it runs on a task and raises
    StudioErrors); `share` opens the share sheet for a draft."""

    keep: Callable[[Record], None]
    share: Callable[[DraftId], None]


@dataclass(frozen=True, slots=True)
class _Open:
    editor: CanvasEditor
    plates: Plates
    #: None where the whole is in sight.
    camera: Camera | None
    chosen: LayerId | None


class CanvasPage(Page):
    def __init__(self, store: Store, stage: Stage, ways: CanvasWays) -> None:
        super().__init__()
        self._store, self._stage, self._ways = store, stage, ways
        self.canvases = Canvases(store.folder.remixes)
        self.plates = Plates(partial(_find, store), store.folder.root)
        self.desk: Desk | None = None
        self.shelf = Shelf()
        self._stack = Stack()
        self._stack.addWidget(self.shelf)
        self.setLayout(column(self._stack, gap=0))
        self.shelf.new_pressed.connect(self.begin)
        self.shelf.open_pressed.connect(lambda key: self.open_canvas(RemixId(key)))
        self.shelf.remove_pressed.connect(self._remove)

    def remix_this(self, thing: Record | Draft) -> None:
        """Lays a record's (or a draft's) picture on the canvas that is open, else on a new one called after it."""
        if self.desk is None:
            self._open(self.canvases.new(f"After {thing.title}"))
        if self.desk is not None:
            self.desk.adder.add_thing(thing)

    def open_canvas(self, id: RemixId) -> None:
        if self.desk is not None and self.desk.editor.canvas.id == id:
            return
        canvases, notices = self.canvases, self._stage.notices
        on_trouble = alive(self, notices.trouble)
        self._stage.tasks.run(lambda _: canvases.open(id), alive(self, self._open), on_trouble=on_trouble)

    @Slot()
    def begin(self) -> None:
        """A new one; its file comes with its first layer."""
        self._open(self.canvases.new())

    def refresh(self) -> None:
        if self.desk is None:
            self._read()
        else:
            self.desk.view.setFocus()

    def remember(self) -> object:
        """The editor with all its steps, and the opened pictures, outlive a new look of the window."""
        if self.desk is None:
            return None
        self.desk.leave()
        return _Open(self.desk.editor, self.plates, *self.desk.view.standing)

    def recall(self, remembered: object) -> None:
        if isinstance(remembered, _Open):
            self.plates = remembered.plates
            self._show(remembered.editor).view.stand(remembered.camera, remembered.chosen)

    @Slot()
    def close_canvas(self) -> None:
        """Back to the list; what is open is on the disk."""
        if self.desk is not None:
            self.desk.leave()
            self._stack.removeWidget(self.desk)
            self.desk.deleteLater()
            self.desk = None
            self.context_changed.emit("")
            self.shelf.view.setFocus()
        self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        if self.desk is not None:
            self.desk.editor.flush()
        super().hideEvent(event)

    def _open(self, canvas: Canvas) -> None:
        if self.desk is not None:
            self.close_canvas()
        self._show(CanvasEditor(canvas, self.canvases, self._stage.tasks))

    def _show(self, editor: CanvasEditor) -> Desk:
        small = self.canvases.small(editor.canvas.id)
        desk = self.desk = Desk(editor, Rooms(self._store, self.plates, self._ways.keep, small), self._stage)
        self.desk.closed.connect(self.close_canvas)
        self.desk.shared.connect(lambda id: self._ways.share(DraftId(id)))
        self.desk.said.connect(self.context_changed)
        self._stack.addWidget(self.desk)
        self._stack.setCurrentWidget(self.desk)
        self.desk.refresh()
        self.desk.view.setFocus()
        return desk

    def _read(self) -> None:
        canvases = self.canvases

        def read() -> tuple[tuple[Kept, QImage], ...]:
            canvases.purge()
            kept = canvases.list()
            return tuple((one, QImage(str(canvases.small(one.id)), "PNG")) for one in kept)  # type: ignore[call-overload]

        self._stage.tasks.run(lambda _: read(), alive(self, self.shelf.show_kept))

    @Slot(str)
    def _remove(self, key: str) -> None:
        id = RemixId(key)
        self._change(partial(self.canvases.remove, id))
        back = partial(self._change, partial(self.canvases.bring_back, id))
        self._stage.notices.hint("Picture remix removed", "Undo", back)

    def _change(self, deed: Callable[[], None]) -> None:
        on_trouble = alive(self, self._on_trouble)
        self._stage.tasks.run(lambda _: deed(), alive(self, lambda _: self._read()), on_trouble=on_trouble)

    def _on_trouble(self, error: StudioError) -> None:
        self._stage.notices.trouble(error)
        self._read()


def _find(store: Store, picture: Picture) -> Path:
    if not store.media.has(picture.sha256):
        advice = "Keep its record offline again, or add the picture once more."
        raise Refused("Its file is not on this computer any more", advice, picture.sha256, "missing")
    return store.media.path(picture.sha256)
