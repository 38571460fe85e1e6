"""Which file is watched for a draft, whether it is, and the button that ends or begins it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.domain.study import Study
from studio.store import Store
from studio.ui.widgets.box import Box, column
from studio.ui.widgets.button import Button
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .words import file_words, watching_words


class Watching(Box):
    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__("quote", parent)
        self._store = store
        self._study: Study | None = None
        self.file = Label("", "strong", elide=True)
        self.words = Label("", "small", tone="muted", wrap=True)
        self.switch = Button("Stop watching")
        self.switch.clicked.connect(self._on_switch)
        self.elsewhere = Button("It is elsewhere…")
        self.elsewhere.clicked.connect(self._on_elsewhere)
        lines = column(self.file, self.words, gap=6, margins=(12, 10, 12, 10))
        lines.addLayout(Flow(self.switch, self.elsewhere))
        self.setLayout(lines)

    def show_study(self, study: Study | None, *, sealed: bool) -> None:
        """Hidden where no file is known."""
        self._study = study
        self.setVisible(study is not None)
        if study is None:
            return
        self.file.say(file_words(study))
        folder = str(Path(study.path).parent)
        advice = f" {study.trouble.advice}" if study.trouble and study.watched else ""
        self.words.say(f"Watching: {watching_words(study, sealed=sealed)}.{advice}")
        self.words.set_tone("warn" if study.trouble and study.watched else "muted")
        self.setAccessibleDescription(f"In {folder}")
        self.elsewhere.setVisible(bool(advice) and study.trouble is not None and study.trouble.code == "gone")
        self.switch.say("Stop watching" if study.watched else "Watch it again")

    def follow(self, path: Path) -> None:
        """The file was renamed or moved: the one at `path` is watched from now on."""
        if self._study is not None:
            self._store.studies.follow(self._study.id, str(path.resolve()))

    @Slot()
    def _on_elsewhere(self) -> None:
        dialog = QFileDialog(self, "Where is the file now?")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.follow(Path(name)))
        dialog.open()

    @Slot()
    def _on_switch(self) -> None:
        if self._study is not None:
            self._store.studies.watch(self._study.id, not self._study.watched)
