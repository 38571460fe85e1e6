from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.ui import tokens
from studio.ui.theme import Theme
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from studio.ui.widgets.reading import Reading


def test_tab_stops_at_what_can_be_scrolled_and_there_alone_and_one_sees_where_one_is(qtbot, theme: Theme) -> None:
    words, window, inside = Label("One line.", wrap=True), QWidget(), QWidget()
    inside.setLayout(column(words, None))
    reading = Reading(inside, "About this piece")
    window.setLayout(reading.above(column(Button("Open"))))
    qtbot.addWidget(window)
    window.resize(300, 200)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    assert reading.focusPolicy() is Qt.FocusPolicy.NoFocus
    words.say("A line. " * 200)
    qtbot.waitUntil(lambda: reading.focusPolicy() is Qt.FocusPolicy.StrongFocus)
    reading.setFocus()
    assert reading.grab().toImage().pixelColor(reading.width() // 2, 0).name().upper() == tokens.BOOTH.accent
    qtbot.keyClick(reading, Qt.Key.Key_Down)
    assert reading.verticalScrollBar().value() > 0
