"""Who can be seen in the piece: looked at on a task after every edit, written into the canvas, and shown beside it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.canvas import Canvas
from studio.domain.ids import RecordId
from studio.domain.record import Kind, Source
from studio.errors import StudioError
from studio.remix.canvas.citing import sources_of
from studio.remix.canvas.plates import Plates
from studio.remix.canvas.seen import seen
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.sources.news import News, news_of
from studio.ui.tasks import Task, Tasks

from .editor import CanvasEditor

#: Edits that come faster are looked at together.
_SOON_MS = 200


class Seeing(QObject):
    """`told` brings `News`; what it says of the sources is in the canvas by then."""

    told = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, editor: CanvasEditor, plates: Plates, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._tasks, self._editor, self._plates = store, tasks, editor, plates
        self._task: Task | None = None
        self._is_over = False
        self._looked_at: Canvas | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look)
        editor.changed.connect(self._soon.start)
        self._soon.start()

    @property
    def is_current(self) -> bool:
        """The sources in the canvas are those of what is shown."""
        return self._looked_at is not None and self._looked_at.layers == self._editor.canvas.layers

    def close(self) -> None:
        """Nothing is looked at any more."""
        self._is_over = True
        self._soon.stop()
        if self._task:
            self._task.stop()

    def _look(self) -> None:
        if self._task is not None or self._is_over:
            return
        canvas = self._editor.canvas
        store, plates = self._store, self._plates
        done = alive(self, partial(self._on_news, canvas))
        failed = alive(self, self._on_trouble)
        self._task = self._tasks.run(lambda _: look(store, plates, canvas), done, on_trouble=failed)

    def _on_news(self, canvas: Canvas, news: News) -> None:
        self._task = None
        now = self._editor.canvas
        if now.layers != canvas.layers or now.sources != canvas.sources or now.background != canvas.background:
            self._look()
            return
        self._looked_at = canvas
        self._editor.amend(replace(now, sources=news.sources))
        self.told.emit(news)

    def _on_trouble(self, error: StudioError) -> None:
        """A picture that is not here is told by the view; the sources stay as they were."""
        self._task = None


def look(store: Store, plates: Plates, canvas: Canvas) -> News:
    """For a task's thread. A picture that cannot be opened is passed over, and its source stays as it was."""
    open_layers, closed = [], set()
    for layer in canvas.layers:
        try:
            if not layer.hidden:
                plates.plate(layer, 384 / max(canvas.width_px, canvas.height_px))
            open_layers.append(layer)
        except StudioError:
            closed.add(layer.picture.record_id if layer.picture else None)
    there = replace(canvas, layers=tuple(open_layers))
    before = tuple(source for source in canvas.sources if source.record_id is None or source.record_id not in closed)
    kept = tuple(source for source in canvas.sources if source not in before)
    sources = (*sources_of(there, seen(there, plates), before, lambda id: _own(store, id)), *kept)
    return news_of(store, canvas.id, Kind.IMAGE, canvas.title, sources)


def _own(store: Store, id: RecordId) -> tuple[Source, ...]:
    """The sources of an own earlier picture, as far as they can be seen in it."""
    draft = store.drafts.find(id)
    if draft is not None:
        return draft.sources
    record = store.library.record(id)
    mine = {platform.person_id for platform in store.platforms.list()}
    return record.sources if record is not None and record.author.id in mine else ()
