"""A remix kit is chosen or dropped: it comes in beside the window, and opens as a remix of one's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.domain.progress import Progress
from studio.errors import StudioError
from studio.remix.kit_opening import Opened, open_kit
from studio.remix.remembered import Kits, kits_of
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.widgets.working import Working

_FILES = "Remix kits (*.zip)"


class KitOpener(QObject):
    #: A Remix that is on the disk.
    opened = Signal(object)

    def __init__(self, store: Store, stage: Stage, page: QWidget) -> None:
        super().__init__(page)
        self._store, self._stage, self._page = store, stage, page

    def choose(self) -> None:
        dialog = QFileDialog(self._page, "Open a remix kit", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open(self, path: Path) -> None:
        store = self._store
        working = Working(self._page.window(), f"Opening {path.name}")

        def work(task: Task) -> Opened:
            progress = Progress(task.tell, lambda: task.is_stopped)
            return open_kit(path, store.media, store.folder.remixes, Kits(kits_of(store)), progress)

        def done(opened: Opened) -> None:
            working.finish()
            self.opened.emit(opened.remix)
            self._tell(opened)

        def failed(error: StudioError) -> None:
            working.finish()
            self._stage.notices.trouble(error)

        task = self._stage.tasks.run(
            work, alive(self, done), on_trouble=alive(self, failed), on_progress=alive(working, working.show_part)
        )
        working.stopped.connect(task.stop)
        working.open()

    def _tell(self, opened: Opened) -> None:
        author = opened.kit.piece.author
        words = "It is a copy of your own. Whoever made its sounds is credited by itself."
        whose = f" by {author}" if author else ""
        self._stage.notices.notice("kit", f"“{opened.kit.piece.title}”{whose} is open", words)
