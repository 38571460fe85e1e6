"""The place where a picture is dropped, pasted or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.ui.widgets.box import Box, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.empty import Picture
from studio.ui.widgets.label import Label

_PATTERN = "Pictures (*.png *.jpg *.jpeg *.webp)"
_HOW = "Drop it anywhere here, paste it, or choose a file. PNG, JPEG or WebP."


class Drop(Box):
    """Tells what came as a local file or, from the clipboard of a paint program, as pixels."""

    file_chosen = Signal(Path)
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
        self.choose = Button("Choose a file…", icon="folder-open")
        self.paste_button = Button("Paste", icon="copy")
        self.choose.clicked.connect(self.open_dialog)
        self.paste_button.clicked.connect(self.paste)
        picture = row(None, Picture("image-plus"), None)
        buttons = row(None, self.choose, self.paste_button, None, gap=10)
        self.setLayout(column(None, picture, self.words, self.how, 8, buttons, None, gap=8, margins=(24, 24, 24, 24)))

    def show_busy(self, busy: bool) -> None:
        self.words.say("Looking at your picture…" if busy else "Your picture goes here")
        self.choose.setEnabled(not busy)
        self.paste_button.setEnabled(not busy)

    @Slot()
    def open_dialog(self) -> None:
        dialog = QFileDialog(self, "Choose a picture", "", _PATTERN)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.file_chosen.emit(Path(name)))
        dialog.open()

    @Slot()
    def paste(self) -> None:
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, mime: QMimeData) -> None:
        """The first local file of what came, else its pixels, else words that say what to do."""
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self.file_chosen.emit(files[0])
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

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.mark("chosen", False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.mark("chosen", False)
        event.acceptProposedAction()
        self.take(event.mimeData())
