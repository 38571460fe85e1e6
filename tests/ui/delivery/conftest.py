"""A window below the sheet, and a folder to deliver into."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget


@pytest.fixture
def window(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
