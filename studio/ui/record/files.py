"""A sound that was made elsewhere, dropped on the booth or chosen: it answers the same challenge as a take would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent

SOUNDS = "Sounds (*.wav *.flac *.ogg *.opus *.mp3 *.m4a);;All files (*)"


class Files(QObject):
    """Takes what is dropped on `page`; whether it is a sound, its content tells later."""

    chosen = Signal(Path)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return self._dropped(event)  # type: ignore[arg-type]
        return False

    def _dropped(self, event: QDropEvent) -> bool:
        """The first file of this computer; anything else is not taken."""
        file = next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
        if not file:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.chosen.emit(Path(file))
        return True

    @Slot()
    def choose(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QFileDialog  # the first window does not wait for it

        dialog = QFileDialog(self._page, "Choose a sound", "", SOUNDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.chosen.emit(Path(name)))
        dialog.open()
