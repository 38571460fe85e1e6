"""What a screen reader says by itself, because something happened where nobody looks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def say_aloud(widget: QWidget, words: str) -> None:
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 3 ms, not at the start

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
