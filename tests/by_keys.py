"""A window as somebody has it who uses the keyboard alone: where Tab leads, and whether one sees where one is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

#: What can be pressed, chosen from or typed into.
_CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit)
_MOST = 200


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """As the keyboard does: whatever has the focus gets it."""
    QTest.keyClick(QGuiApplication.focusWindow(), key, held)


def write(words: str) -> None:
    """In place of what the field with the focus holds."""
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), words)


def focus(qtbot, window: QWidget) -> None:
    """Offscreen nobody hands a window the keys."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def controls(window: QWidget) -> list[QWidget]:
    """All that is in sight and can be used now; scroll bars follow what they scroll."""
    return [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, _CONTROLS)
        and not isinstance(one, QScrollBar)
        and one.isVisible()
        and one.isEnabled()
        and one.window() is window
    ]


def walked(qtbot, window: QWidget) -> list[QWidget]:
    """Where Tab leads, until it comes back."""
    focus(qtbot, window)
    met: list[QWidget] = []
    for _ in range(_MOST):
        press(Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        if here is None or here in met:
            break
        met.append(here)
    return met


def tab_to(widget: QWidget) -> None:
    """By Tab alone."""
    for _ in range(_MOST):
        if QApplication.focusWidget() is widget:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {told(widget)}")


def unreached(qtbot, window: QWidget) -> list[str]:
    met = walked(qtbot, window)
    return [told(one) for one in controls(window) if one not in met]


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()!r}"


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def unseen(qtbot, window: QWidget) -> list[str]:
    """Those that look the same with the focus as without."""
    found = []
    for one in walked(qtbot, window):
        one.clearFocus()
        before = picture(one)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        if picture(one) == before:
            found.append(told(one))
    return found
