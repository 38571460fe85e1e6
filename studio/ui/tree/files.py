"""A family tree as a file: a picture (PNG), a drawing (SVG), and its facts as JSON and GraphML. All run on a task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPainter

from studio.ui.theme import look

from .camera import Camera
from .drawing import Drawing
from .painting import Detail, Painting, detail_at

#: A picture's side and its pixels in all: what other programs still open.
MOST_SIDE_PX, MOST_PIXELS = 16_000, 60_000_000
_MARGIN, _SHARP = 40.0, 2.0


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    suffix: str
    make: Callable[[Drawing], bytes]


def as_png(drawing: Drawing) -> bytes:
    """Twice as sharp as a screen where that is not too large."""
    bounds = _bounds(drawing)
    most = min(
        MOST_SIDE_PX / max(bounds.width(), bounds.height()), (MOST_PIXELS / (bounds.width() * bounds.height())) ** 0.5
    )
    scale = min(_SHARP, most)
    size = QSize(max(int(bounds.width() * scale), 1), max(int(bounds.height() * scale), 1))
    image = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    _paint(painter, drawing, size, scale, detail_at(scale))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def as_svg(drawing: Drawing) -> bytes:
    """Every word stays text."""
    from PySide6.QtSvg import QSvgGenerator

    bounds = _bounds(drawing)
    size = QSize(int(bounds.width()) + 1, int(bounds.height()) + 1)
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    painter = QPainter(generator)
    _paint(painter, drawing, size, 1.0, Detail.WORDS)
    painter.end()
    return bytes(data.data())


def as_json(drawing: Drawing) -> bytes:
    from studio.credit import graph_files

    return graph_files.as_json(drawing.whole).encode()


def as_graphml(drawing: Drawing) -> bytes:
    from studio.credit import graph_files

    return graph_files.as_graphml(drawing.whole)


FORMS = (
    Form("Picture (PNG)…", ".png", as_png),
    Form("Drawing (SVG)…", ".svg", as_svg),
    Form("Facts for programs (JSON)…", ".json", as_json),
    Form("Graph (GraphML)…", ".graphml", as_graphml),
)


def _bounds(drawing: Drawing) -> QRectF:
    return drawing.bounds.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)


def _paint(painter: QPainter, drawing: Drawing, size: QSize, scale: float, detail: Detail) -> None:
    whole = QRect(0, 0, size.width(), size.height())
    painter.fillRect(whole, look().colour("surface"))
    middle = drawing.bounds.center()
    camera = Camera(scale, middle.x(), middle.y())
    Painting(drawing, detail).paint(painter, whole, QSizeF(size), camera, drawing.root, focus=False)
