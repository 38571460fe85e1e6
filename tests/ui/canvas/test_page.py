from __future__ import annotations

from pathlib import Path

from studio.store import Store
from studio.ui.canvas import CanvasPage
from studio.ui.canvas.desk import Desk

from .conftest import SLOW_MS, Ways, a_file, a_kept_record, is_shown, laid


def test_a_file_that_is_added_gives_the_canvas_its_size_and_is_shown(qtbot, desk: Desk, tmp_path: Path) -> None:
    desk.adder.add_files([a_file(tmp_path)])
    laid(qtbot, desk, 1)
    canvas = desk.editor.canvas
    assert (canvas.width_px, canvas.height_px, canvas.layers[0].name) == (400, 300, "rain")
    frame = desk.shown.frame
    assert frame is not None and frame.own is not None and frame.below is not None
    assert frame.whole.pixelColor(frame.whole.width() - 5, frame.whole.height() - 5).red() > 240
