"""The lines of a tree as curves: they leave downwards, arrive from above, and run straight where they pass others."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath


def add_line(path: QPainterPath, start: QPointF, way: Iterable[QPointF], end: QPointF) -> None:
    """From the lower edge of a parent by `way` to the upper edge of its child."""
    path.moveTo(start)
    at = start
    for to in (*way, end):
        if abs(to.x() - at.x()) < 0.5:
            path.lineTo(to)
        else:
            middle = (at.y() + to.y()) / 2
            path.cubicTo(QPointF(at.x(), middle), QPointF(to.x(), middle), to)
        at = to
