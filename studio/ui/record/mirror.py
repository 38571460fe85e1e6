"""Words that are read in the glass of a prompter: drawn with left and right exchanged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsEffect


class Mirror(QGraphicsEffect):
    """Only what is seen turns; screen readers, sizes and the keys stay as they are."""

    def draw(self, painter: QPainter) -> None:
        at = QPoint()
        picture = self.sourcePixmap(Qt.CoordinateSystem.LogicalCoordinates, at, QGraphicsEffect.PixmapPadMode.NoPad)
        whole = self.sourceBoundingRect()
        painter.save()
        painter.translate(whole.left() + whole.right(), 0)
        painter.scale(-1, 1)
        painter.drawPixmap(at, picture)
        painter.restore()
