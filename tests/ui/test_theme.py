from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from studio.paths import RESOURCES
from studio.ui import icons, tokens
from studio.ui.theme import Theme, look
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label


def test_the_studio_writes_in_the_typeface_it_ships(qapp: QApplication) -> None:
    assert QFontInfo(look().font("body")).family() == "Inter"


def test_switching_the_theme_changes_the_ground_and_the_words(qtbot, qapp: QApplication, theme: Theme) -> None:
    label = Label("Record")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert qapp.palette().window().color().name().upper() == tokens.BOOTH.bg
    with qtbot.waitSignal(theme.changed):
        theme.set("paper")
    label.ensurePolished()
    assert qapp.palette().window().color().name().upper() == tokens.PAPER.bg
    assert label.palette().windowText().color().name().upper() == tokens.PAPER.text


def test_an_icon_takes_the_colour_of_the_new_theme(qtbot, theme: Theme) -> None:
    button = Button("", "icon", icon="star", name="Star")
    qtbot.addWidget(button)
    button.show()
    dark = button.icon().pixmap(QSize(18, 18)).toImage()
    theme.set("paper")
    assert button.icon().pixmap(QSize(18, 18)).toImage() != dark


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_every_size_follows_the_text_scale(percent: int, theme: Theme) -> None:
    theme.set("booth", percent)
    assert look().scale == percent / 100
    assert look().font("body").pixelSize() == round(14 * percent / 100)
    assert look().px(tokens.TARGET) == tokens.TARGET * percent // 100


def test_the_text_scale_stays_between_one_and_two(theme: Theme) -> None:
    theme.set("booth", 900)
    assert look().scale == 2
    theme.set("booth", 10)
    assert look().scale == 1


def test_every_icon_that_is_named_in_the_window_is_there() -> None:
    folder = RESOURCES / "icons"
    named = set()
    for path in (RESOURCES.parent / "studio" / "ui").rglob("*.py"):
        named |= set(
            re.findall(r'(?:icon=|set_icon\(|pixmap\(|Picture\(|Empty\(\s*)"([a-z0-9-]+)"', path.read_text("utf-8"))
        )
    assert named
    assert not [name for name in named if not (folder / f"{name}.svg").is_file()]


def test_an_icon_is_drawn_in_the_colour_it_is_asked_for() -> None:
    image = icons.pixmap("circle", "#4CC38A", 24, 2.0, True).toImage()
    assert (image.width(), image.height()) == (48, 48)
    assert image.pixelColor(24, 24).name().upper() == "#4CC38A"
