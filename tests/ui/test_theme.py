from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontInfo, QIcon
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from studio.paths import RESOURCES
from studio.ui import icons, tokens
from studio.ui.theme import Theme, look
from studio.ui.widgets.amount import Amount
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.choice import Choice
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


def test_what_gets_the_focus_stays_as_large_as_it_was(qtbot, theme: Theme) -> None:
    for percent in (100, 200):
        theme.set("paper", percent)
        field, button, chip = QLineEdit("Night Choir"), Button("Export…"), Chip("Snap")
        window = QWidget()
        window.setLayout(column(QLineEdit(), field, button, chip))
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        for one in (field, button, chip):
            before = one.sizeHint()
            one.setFocus()
            assert one.hasFocus() and one.sizeHint() == before


@pytest.mark.parametrize("name", tokens.THEMES)
def test_a_button_that_is_held_down_is_seen_to_be(qtbot, theme: Theme, name: str) -> None:
    theme.set(name)
    colours = tokens.THEMES[name]
    for kind in ("primary", "secondary", "quiet", "icon", "chip", "rail", "bare"):
        button = Button("Record", kind)
        qtbot.addWidget(button)
        with qtbot.waitExposed(button):
            button.show()
        qtbot.mouseMove(button, QPoint(12, 12))
        qtbot.mousePress(button, Qt.MouseButton.LeftButton)
        held = button.grab().toImage().pixelColor(button.width() // 2, 4)
        qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
        assert held.name().upper() == (colours.accent if kind == "primary" else colours.line), kind


def test_words_that_tell_what_to_write_can_be_read(qtbot, theme: Theme) -> None:
    theme.set("paper")
    field = QLineEdit()
    qtbot.addWidget(field)
    field.ensurePolished()
    assert field.palette().placeholderText().color().name().upper() == tokens.PAPER.muted


def test_the_icon_of_a_button_that_cannot_be_pressed_is_as_faint_as_its_words(qtbot, theme: Theme) -> None:
    button = Button("", "icon", icon="circle", name="Circle")
    qtbot.addWidget(button)
    button.show()
    button.setEnabled(False)
    shown = button.icon().pixmap(QSize(18, 18), QIcon.Mode.Disabled).toImage()
    strongest = max((shown.pixelColor(x, y) for x in range(18) for y in range(18)), key=lambda one: one.alpha())
    assert strongest.name().upper() == tokens.BOOTH.faint


def test_a_tooltip_tells_the_key(qtbot, theme: Theme) -> None:
    play, undo = Button("Play"), Button("", "icon", icon="undo-2", name="Undo")
    for button, key in ((play, "Space"), (undo, "Ctrl+Z")):
        qtbot.addWidget(button)
        button.key(key)
    assert (play.toolTip(), undo.toolTip()) == ("<span>Play (Space)</span>", "<span>Undo (Ctrl Z)</span>")
    play.say("Stop")
    assert play.toolTip() == "<span>Stop (Space)</span>"


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


def test_what_gets_the_focus_by_a_key_has_our_ring_alone(qtbot, theme: Theme) -> None:
    """The system's own style draws a frame around the words, where the focus came by a key."""
    theme.set("booth", 100)
    window, choice = QWidget(), Choice("Kind of file")
    choice.offer([("WAV", 1), ("MP3", 2)], 1)
    amount = Amount("Gain", (0, 1), 0.5, str)
    shown = [
        *(Button("Words", kind) for kind in ("primary", "secondary", "quiet", "bare")),
        Chip("Auto"),
        choice,
        amount,
    ]
    qtbot.addWidget(window)
    window.setLayout(column(*shown))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for widget in (*shown[:-1], amount.line):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)
        by_hand = window.grab().toImage()
        window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, True)
        assert window.grab().toImage() == by_hand, widget
