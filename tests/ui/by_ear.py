"""What a screen reader is told: the faces of widgets as Qt hands them out, and what is said by itself."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAbstractItemView, QWidget


def face(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None and found.isValid()
    return found


def name(widget: QWidget) -> str:
    return face(widget).text(QAccessible.Text.Name)


def described(widget: QWidget) -> str:
    return face(widget).text(QAccessible.Text.Description)


def value(widget: QWidget) -> tuple[float, float, float]:
    """Lowest, now, highest."""
    found = face(widget).valueInterface()
    assert found is not None
    return found.minimumValue(), found.currentValue(), found.maximumValue()


def labels(widget: QWidget) -> list[str]:
    """What stands beside it and says what it is."""
    return [label.text(QAccessible.Text.Name) for label, _ in face(widget).relations(QAccessible.RelationFlag.Label)]


def row(view: QAbstractItemView, at: int) -> str:
    """One row of a list, as it is read."""
    index: QModelIndex = view.model().index(at, 0)
    child = face(view).child(index.row())
    assert child is not None
    return child.text(QAccessible.Text.Name)


def toggle(widget: QWidget) -> None:
    """As a screen reader or voice control does it, without a key or a pointer."""
    actions = face(widget).actionInterface()
    assert actions is not None
    actions.doAction(QAccessibleActionInterface.toggleAction())
