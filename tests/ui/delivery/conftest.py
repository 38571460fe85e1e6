"""The delivery sheet, a window below it, and a folder to deliver into."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from studio.store import Store
from studio.ui.delivery.sheet import DeliverySheet
from studio.ui.stage import Stage

from .sheets import a_script, opened, record


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


@pytest.fixture
def sheet(qtbot, store: Store, stage: Stage, window: QWidget, out: Path) -> DeliverySheet:
    """Open over a script whose first line is recorded."""
    sitting = a_script(store)
    record(store, sitting, 1)
    return opened(qtbot, store, stage, window, sitting, out)
