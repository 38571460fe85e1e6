"""A picture remix on its way out: exported to a file, or drawn into a draft that can be shared. Drawing runs beside the window."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.canvas import Canvas
from studio.domain.record import Draft, Media, Origin, Source
from studio.errors import Offline
from studio.remix.canvas.plates import Plates
from studio.store import Store
from studio.ui.long_work import LongWork
from studio.ui.stage import Stage
from studio.ui.tasks import Task

if TYPE_CHECKING:
    from studio.remix.canvas.export import Exported

UNTITLED = "Untitled picture"


class Leaving(LongWork):
    #: The draft's id: it is ready to be sent.
    shared = Signal(str)
    #: An `Exported`: the file is there.
    exported = Signal(object)

    def __init__(self, store: Store, stage: Stage, plates: Plates, page: QWidget) -> None:
        super().__init__(stage, page)
        self._store, self._plates = store, plates

    def export(self, canvas: Canvas, out: Path, quality: int) -> None:
        self.run(f"Exporting {out.name}", partial(self._export, canvas, out, quality), self._on_exported)

    def share(self, piece: Canvas) -> None:
        """Draws it into a draft; the draft that it has already is used again while that is not sent. Sources that were removed
        stay in the draft's history and are never sent."""
        home = self._store.platforms.home() or next(iter(self._store.platforms.list()), None)
        if home is None:
            advice = "Your picture is safe. Try again in a moment."
            self._stage.notices.trouble(Offline("Your home platform is still starting", advice))
            return

        def drafted(task: Task) -> Draft:
            from studio.drafts import from_file

            begun = next((one for one in self._store.drafts.list() if one.remix_id == piece.id), None)
            canvas = replace(piece, sources=settled(piece.sources, begun.sources if begun else ()))
            with tempfile.TemporaryDirectory(prefix=".canvas-", dir=self._store.folder.root) as name:
                done = self._export(canvas, Path(name) / "picture.png", 100, task)
                media = Media("", 0, "image/png", width_px=canvas.width_px, height_px=canvas.height_px)
                title = canvas.title or UNTITLED
                sources = (*done.sources, *(source for source in canvas.sources if source.removed))
                return from_file(self._store, done.path, media, title, home.id, sources=sources, remix_id=canvas.id)

        self.run("Drawing it", drafted, lambda draft: self.shared.emit(draft.id))

    def _export(self, canvas: Canvas, out: Path, quality: int, task: Task) -> Exported:
        from studio.credit.finding import Library
        from studio.credit.identity import Identity
        from studio.credit.lines import Credit
        from studio.domain.progress import Progress
        from studio.remix.canvas.export import export
        from studio.remix.publish import Naming
        from studio.ui.sources import terms_of

        from .seeing import look

        root, library = self._store.folder.root, self._store.library
        sources = look(self._store, self._plates, canvas).sources
        author, terms = self._store.platforms.author(), terms_of(self._store, sources)
        rights = terms.rights if terms.rights and terms.bound_by else ""
        work = Credit(canvas.title, author, rights=rights)
        named = Naming(
            Library(library.record, library.with_media),
            lambda: Identity.open(root),
            work,
            tuple(one for one in sources if not one.removed),
        )
        return export(canvas, self._plates, out, named, Progress(task.tell, lambda: task.is_stopped), quality)

    def _on_exported(self, done: Exported) -> None:
        advice = " ".join([f"It lies in {done.path.parent}.", *done.notes])
        self._stage.notices.notice("exported", f"{done.path.name[:40]} is ready", advice)
        self.exported.emit(done)


def settled(sources: tuple[Source, ...], said: tuple[Source, ...]) -> tuple[Source, ...]:
    """The sources of the piece with what was `said` of them where it is shared: types, thanks, and what was added by hand."""
    known = {source.id: source for source in said}
    told = tuple(
        replace(one, type=known[one.id].type, thanks=known[one.id].thanks) if one.id in known else one
        for one in sources
    )
    ids = {source.id for source in sources}
    return (*told, *(one for one in said if one.id not in ids and one.origin is not Origin.AUTO))
