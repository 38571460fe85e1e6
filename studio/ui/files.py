"""Asking for a file, without blocking the window: where one goes, and which one comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(parent: QWidget, name: str, pattern: str, then: Callable[[Path], None]) -> QFileDialog:
    """`name` is the name that is offered, `pattern` the kinds of file as Qt writes them: "Pictures (*.png)"."""
    dialog = QFileDialog(parent, "Save as", name, pattern)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix)
    return _opened(dialog, then)


def ask_which(parent: QWidget, title: str, pattern: str, then: Callable[[Path], None]) -> QFileDialog:
    """One file that is there."""
    dialog = QFileDialog(parent, title, "", pattern)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _opened(dialog, then)


def _opened(dialog: QFileDialog, then: Callable[[Path], None]) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
    return dialog
