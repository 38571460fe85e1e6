"""A delivery that is made beside the window: files in a folder, or a set that is shared."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from studio.domain.ids import RecordId
from studio.domain.moments import now
from studio.domain.progress import Progress
from studio.domain.record import Draft
from studio.domain.words import apart, cut
from studio.errors import Offline
from studio.store import Store
from studio.ui.long_work import LongWork
from studio.ui.stage import Stage
from studio.ui.tasks import Task

from .named import credits_of

if TYPE_CHECKING:
    from studio.delivering import Delivered

    from .asked import Order

_MIMES = {
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
}


class Delivering(LongWork):
    """`shared` tells the draft's id when the set is ready to be sent."""

    shared = Signal(str)

    def __init__(self, store: Store, stage: Stage, page: QWidget) -> None:
        super().__init__(stage, page)
        self._store = store

        self._unsent: RecordId | None = None
        stage.bell.parcels_changed.connect(self._on_parcels)

    def start(self, order: Order) -> None:
        if order.folder is not None:
            self.run("Delivering", partial(self._written, order), partial(self._on_written, order))
        elif self._store.platforms.goes_to(order.asked.challenge) is None:
            advice = "Your takes are safe. Try again in a moment."
            self._stage.notices.trouble(Offline("Your home platform is still starting", advice))
        else:
            self.run("Making the set ready", partial(self._drafted, order), self._on_drafted)

    def _written(self, order: Order, task: Task) -> Delivered:
        """The lines of a script that nobody else asked for are delivered with that; those of a challenge when they are sent."""
        assert order.folder is not None
        done = self._deliver(order, order.folder, task)
        script = order.asked.script
        if script is not None:
            self._store.scripts.deliver(script.id, [part.line.id for part in order.chosen.parts], now())
        self._keep_naming(order)
        return done

    def _drafted(self, order: Order, task: Task) -> tuple[Draft, str]:
        """And what its client would say of it."""
        from studio.drafts import Sound, from_set

        asked = order.asked
        platform_id = self._store.platforms.goes_to(asked.challenge)
        assert platform_id is not None
        with tempfile.TemporaryDirectory(prefix=".set-", dir=self._store.folder.root) as name:
            done = self._deliver(order, Path(name), task)
            mime = _MIMES[order.wish.form.ending]
            sounds = [
                Sound(path, path.name, made.part.line.id, mime, made.duration_s)
                for path, made in zip(done.paths, done.made, strict=True)
            ]
            draft = from_set(self._store, sounds, asked.title, platform_id, asked.challenge)
            return draft, _refused_words(order, done)

    def _deliver(self, order: Order, folder: Path, task: Task) -> Delivered:
        from studio.delivering import deliver

        progress, title = Progress(task.tell, lambda: task.is_stopped), order.asked.title
        credits = credits_of(self._store, order.chosen, title) if order.folder else ""
        spec = order.asked.specs.get(order.spec)
        return deliver(order.chosen, order.wish, title, folder, self._store.takes.path, progress, credits, spec)

    def _keep_naming(self, order: Order) -> None:
        script = self._store.scripts.find(order.asked.session_id)
        if script is not None:
            self._store.scripts.change(replace(script, naming=order.wish.pattern, spec=order.spec))

    def _on_written(self, order: Order, done: Delivered) -> None:
        first, count = apart(cut(done.paths[0].name, 40)), len(done.paths)
        title = f"{first} is ready" if count == 1 else f"{count} files are ready"
        lacking, refused = order.chosen.words() if order.chosen.lacking else "", _refused_words(order, done)
        advice = " ".join(filter(None, (f"In {done.paths[0].parent}.", lacking, refused)))
        show = partial(_show_folder, done.paths[0].parent)
        worry = bool(refused)
        self._stage.notices.notice("delivered", title, advice, verb="Show in folder", press=show, worry=worry)

    def _on_drafted(self, made: tuple[Draft, str]) -> None:
        draft, refused = made
        if refused:
            self._unsent = draft.record_id
            self._stage.notices.notice("unsent", "The set is ready, and nothing is sent yet", refused, worry=True)
        self.shared.emit(draft.id)

    @Slot()
    def _on_parcels(self) -> None:
        """What was said of a set that was not sent yet holds no longer when it is."""
        if self._unsent and self._store.parcels.of_record(self._unsent):
            self._unsent = None
            self._stage.notices.clear("unsent")


def _refused_words(order: Order, done: Delivered) -> str:
    spec = order.asked.specs.get(order.spec)
    return done.refused_words(spec.title) if spec else ""


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
