from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from studio.ui import tokens
from studio.ui.theme import Theme, look
from studio.ui.widgets.label import Label


def rows_with_ink(label: Label) -> list[int]:
    image, ground = label.grab().toImage(), QColor(tokens.PAPER.bg)
    return [y for y in range(image.height()) if any(image.pixelColor(x, y) != ground for x in range(image.width()))]


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("role", ["body", "small", "quote"])
def test_lines_stand_as_far_below_each_other_as_the_type_scale_says(
    qtbot, theme: Theme, role: str, percent: int
) -> None:
    theme.set("paper", percent)
    label = Label("H\nH\nH", role, wrap=True)
    label.setStyleSheet(f"background: {tokens.PAPER.bg}")
    qtbot.addWidget(label)
    label.resize(200, label.heightForWidth(200))
    label.show()
    rows = rows_with_ink(label)
    tops = [y for y in rows if y - 1 not in rows]
    assert [low - high for high, low in pairwise(tops)] == [look().line_height(role)] * 2
    assert tops[0] >= 0 and rows[-1] < label.height()


def test_words_from_the_right_begin_at_the_right_and_those_in_the_middle_stay_there(qtbot, theme: Theme) -> None:
    theme.set("paper")
    for text, middle, wanted in (("اتركوا", False, "right"), ("Leave", False, "left"), ("Leave", True, "middle")):
        label = Label(text, wrap=True)
        label.setStyleSheet(f"background: {tokens.PAPER.bg}")
        if middle:
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        qtbot.addWidget(label)
        label.resize(400, 40)
        label.show()
        image, ground = label.grab().toImage(), QColor(tokens.PAPER.bg)
        ink = [x for x in range(400) if any(image.pixelColor(x, y) != ground for y in range(40))]
        left, right = ink[0], 399 - ink[-1]
        assert {"left": left < 5 < right, "right": right < 5 < left, "middle": abs(left - right) < 4}[wanted]
