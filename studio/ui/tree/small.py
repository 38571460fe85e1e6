"""The little tree: circles and lines that show at a glance what a piece builds on and what builds on it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.credit.layout import Place, laid
from studio.credit.near import nearest
from studio.credit.tree import Family
from studio.domain.ids import RecordId
from studio.ui.theme import look

from .curves import add_line
from .words import family_words, is_gone

#: The nearest so many are drawn; the others are counted in words.
MOST = 24
_WIDTH, _HEIGHT = 240, 168
_RADIUS, _ROOT_RADIUS, _MARGIN = 9.0, 11.0, 16
_STEP_X, _STEP_Y = 85, 72
#: Where a tree is wide or deep, circles come no nearer than lets them be told apart.
_LEAST_RADIUS = 2.5


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float
    is_root: bool
    #: Withdrawn, or not here: its circle is dotted.
    is_gone: bool


class SmallTree(QWidget):
    """`show_family` draws the nearest kin of `root`; nothing is computed while it is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spots: tuple[Spot, ...] = ()
        self._lines: tuple[tuple[int, tuple[Place, ...], int], ...] = ()
        self._drawn: list[tuple[QPointF, float, Spot]] = []
        self._curves = QPainterPath()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Family tree")

    def show_family(self, family: Family, root: RecordId) -> None:
        near = nearest(family, root, MOST)
        drawn = laid(near, root)
        at = {id: number for number, id in enumerate(drawn.places)}
        self._spots = tuple(Spot(place.x, place.y, id == root, is_gone(near, id)) for id, place in drawn.places.items())
        self._lines = tuple(
            (at[edge.parent], drawn.ways.get((edge.child, edge.parent), ()), at[edge.child])
            for edge in near.edges
            if edge.parent in at and edge.child in at
        )
        self.setAccessibleDescription(family_words(family, root))
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(look().px(_WIDTH), look().px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(now.colour("faint"), max(now.scale, 1.0) * 1.5))
        painter.drawPath(self._curves)
        for middle, radius, spot in self._drawn:
            style = Qt.PenStyle.DotLine if spot.is_gone else Qt.PenStyle.SolidLine
            painter.setPen(QPen(now.colour("text" if spot.is_root else "muted"), max(now.scale, 1.0) * 1.5, style))
            painter.setBrush(now.colour("text" if spot.is_root else "surface"))
            painter.drawEllipse(middle, radius, radius)
        painter.end()

    def _fit(self) -> None:
        """Places every circle in the room there is."""
        self._drawn, self._curves = [], QPainterPath()
        if self._spots:
            origin, step_x, step_y = self._grid()
            room = min(step_x / (2.6 * look().px(_RADIUS)), step_y / (3.2 * look().px(_RADIUS)), 1.0)
            radius, root_radius = (max(look().px(size) * room, _LEAST_RADIUS) for size in (_RADIUS, _ROOT_RADIUS))

            def point(place: Spot | Place) -> QPointF:
                return origin + QPointF(place.x * step_x, place.y * step_y)

            self._drawn = [(point(spot), root_radius if spot.is_root else radius, spot) for spot in self._spots]
            for above, way, below in self._lines:
                start, end = self._drawn[above], self._drawn[below]
                top, bottom = start[0] + QPointF(0, start[1]), end[0] - QPointF(0, end[1])
                add_line(self._curves, top, map(point, way), bottom)
        self.update()

    def _grid(self) -> tuple[QPointF, float, float]:
        """Where (0, 0) lies, and how far a step goes in both directions."""
        now = look()
        xs, ys = [spot.x for spot in self._spots], [spot.y for spot in self._spots]
        wide, high = max(xs) - min(xs), max(ys) - min(ys)
        margin = now.px(_MARGIN)
        step_x = min(now.px(_STEP_X), max(self.width() - 2 * margin, 1) / wide if wide else now.px(_STEP_X))
        step_y = min(now.px(_STEP_Y), max(self.height() - 2 * margin, 1) / high if high else now.px(_STEP_Y))
        left = self.width() / 2 - (max(xs) + min(xs)) / 2 * step_x
        top = self.height() / 2 - (max(ys) + min(ys)) / 2 * step_y
        return QPointF(left, top), step_x, step_y
