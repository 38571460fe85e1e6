"""Line icons from our own resources, tinted with a colour of the look. Only files shipped with the studio are ever rendered."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.paths import RESOURCES


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size_px: int, ratio: float = 1.0, filled: bool = False) -> QPixmap:
    """The icon `name` as a square of `size_px` (device-independent), its lines in `colour`; `filled` fills its shape too."""
    side = round(size_px * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(_svg(name, colour, filled))).render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def _svg(name: str, colour: str, filled: bool) -> bytes:
    text = _source(name).replace("currentColor", colour)
    return (text.replace('fill="none"', f'fill="{colour}"', 1) if filled else text).encode()


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8")
