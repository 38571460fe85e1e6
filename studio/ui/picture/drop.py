"""The place where a picture is dropped, pasted or chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.picture import CREW, ENDINGS
from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.box import Box, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.empty import Picture
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

_PATTERN = f"Pictures ({' '.join(f'*.{ending}' for ending in ENDINGS)})"
_HOW = "Drop one or several anywhere here, paste, or choose files. Layered ones too: Krita, OpenRaster, Photoshop."


class Drop(Box):
    """Tells what came as a local file or, from the clipboard of a paint program, as pixels."""

    file_chosen = Signal(Path)
    #: Several files, or folders, as a list of paths.
    several_chosen = Signal(list)
    pixels_pasted = Signal(QImage)
    #: Something came that is no local picture: words for it.
    refused = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("drop", parent)
        self.setAcceptDrops(True)
        self.words = Label("Your picture goes here", "title", wrap=True)
        self.how = Label(_HOW, tone="muted", wrap=True)
        for label in (self.words, self.how):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.choose = Button("Choose files…", icon="image-plus")
        self.folder = Button("Add a folder…", icon="folder-open")
        self.paste_button = Button("Paste", icon="copy")
        self.choose.clicked.connect(self.open_dialog)
        self.folder.clicked.connect(self.open_folder_dialog)
        self.paste_button.clicked.connect(self.paste)
        picture = row(None, *([Picture("image-plus")] if look().scale < tokens.LARGE_TEXT else []), None)
        buttons = Flow(self.choose, self.folder, self.paste_button, gap=10, middle=True)
        self.setLayout(column(None, picture, self.words, self.how, 8, buttons, None, gap=8, margins=(24, 24, 24, 24)))

    def show_busy(self, busy: bool) -> None:
        self.words.say("Looking at your picture…" if busy else "Your picture goes here")
        for button in (self.choose, self.folder, self.paste_button):
            button.setEnabled(not busy)

    @Slot()
    def open_dialog(self) -> None:
        ask(self, "Choose pictures", QFileDialog.FileMode.ExistingFiles, self._choose)

    @Slot()
    def open_folder_dialog(self) -> None:
        ask(self, "Choose a folder of pictures", QFileDialog.FileMode.Directory, self._choose)

    def _choose(self, paths: list[Path]) -> None:
        if len(paths) == 1 and not paths[0].is_dir():
            self.file_chosen.emit(paths[0])
        else:
            self.several_chosen.emit(paths)

    @Slot()
    def paste(self) -> None:
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, mime: QMimeData) -> None:
        """The local files of what came, else its pixels, else words that say what to do."""
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self._choose(files)
        elif mime.hasImage():
            image = mime.imageData()
            self.pixels_pasted.emit(image if isinstance(image, QImage) else QImage(image))
        elif mime.hasUrls():
            self.refused.emit(
                "This picture is still somewhere else", "Save it on this computer, then drop the file here."
            )
        else:
            self.refused.emit("There is no picture to paste", "Copy a picture, or choose a file.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()
            self.mark("chosen", True)
            CREW.warm()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.mark("chosen", False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.mark("chosen", False)
        event.acceptProposedAction()
        self.take(event.mimeData())


def ask(parent: QWidget, title: str, mode: QFileDialog.FileMode, then: Callable[[list[Path]], None]) -> None:
    """Opens the system's dialog; `then` gets what was chosen."""
    CREW.warm()
    dialog = QFileDialog(parent, title, "", _PATTERN)
    dialog.setFileMode(mode)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.open()
