"""Small controls of a lane's head: the round switches M and S, and the gain."""

from __future__ import annotations

from functools import lru_cache
from math import log10

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QSlider, QWidget

from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.painters import draw_focus
from studio.ui.widgets.toggling import Toggling

from .painters import gain_words

#: The gain at the right end, and how it falls to the left: 40 dB for each tenth part, as faders do.
LOUDEST_DB, QUIETEST_DB, _DECADE_DB = 8.0, -60.0, 40.0
#: The slider counts tenths of a decibel.
_TENTHS = 10


def place_of(gain_db: float) -> float:
    """Where a gain stands on the fader, 0 to 1."""
    if gain_db <= QUIETEST_DB:
        return 0.0
    return min(10 ** ((gain_db - LOUDEST_DB) / _DECADE_DB), 1.0)


def gain_at(place: float) -> float:
    """The gain that stands at a place of the fader; a hair's breadth around 0 dB is 0 dB."""
    if place <= place_of(QUIETEST_DB + 0.1):
        return QUIETEST_DB
    gain = LOUDEST_DB + _DECADE_DB * log10(min(place, 1.0))
    return 0.0 if abs(gain) < 0.4 else round(gain, 1)


class Switch(Toggling, QAbstractButton):
    """A letter in a ring, filled while it is on."""

    def __init__(self, letter: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(letter)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(look().px(tokens.TARGET), look().px(tokens.TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), look()
        ratio = self.devicePixelRatioF()
        face = _face(self.text(), self.isChecked(), self.underMouse(), now.name, self.width(), self.height(), ratio)
        painter.drawPixmap(0, 0, face)
        if self.hasFocus():
            draw_focus(painter, self.rect(), self.height() / 2)
        painter.end()


@lru_cache(maxsize=64)
def _face(letter: str, is_on: bool, hovered: bool, theme: str, width: int, height: int, ratio: float) -> QPixmap:
    """A switch without focus: drawn once, it is shown whenever the lanes scroll."""
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    now, painter = look(), QPainter(picture)
    side = now.px(24)
    ring = QRectF((width - side) / 2, (height - side) / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(now.colour("text" if is_on else "faint" if hovered else "line"), 1))
    painter.setBrush(now.colour("text") if is_on else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(ring)
    painter.setPen(now.colour("bg" if is_on else "muted"))
    painter.setFont(now.font("small-strong" if is_on else "small"))
    painter.drawText(QRect(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, letter)
    painter.end()
    return picture


class Fader(QSlider):
    """Says a gain when it was set: once for a drag, on release; a double press is 0 dB."""

    set_db = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._held, self._before = False, 0
        self.setRange(round(QUIETEST_DB * _TENTHS), round(LOUDEST_DB * _TENTHS))
        self.setSingleStep(5)
        self.setPageStep(30)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.valueChanged.connect(self._on_value)

    def show_db(self, gain_db: float) -> None:
        if not self._held:
            blocked = self.blockSignals(True)
            self.setValue(round(gain_db * _TENTHS))
            self.blockSignals(blocked)
            self.update()

    @property
    def gain_db(self) -> float:
        return self.value() / _TENTHS

    def sizeHint(self) -> QSize:
        return QSize(look().px(76), look().px(tokens.TARGET))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(24), look().px(tokens.TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = look(), QPainter(self)
        thick = now.px(4)
        groove = QRect(0, (self.height() - thick) // 2, self.width(), thick)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("line"))
        painter.drawRoundedRect(groove, thick / 2, thick / 2)
        groove.setWidth(round(self.width() * place_of(self.gain_db)))
        painter.setBrush(now.colour("text" if self._held else "muted"))
        painter.drawRoundedRect(groove, thick / 2, thick / 2)
        if self._held:
            painter.setPen(now.colour("text"))
            painter.setFont(now.font("tiny"))
            top = QRect(0, 0, self.width(), groove.top() - 1)
            painter.drawText(top, Qt.AlignmentFlag.AlignCenter, gain_words(self.gain_db))
        if self.hasFocus():
            draw_focus(painter, self.rect(), now.px(tokens.RADIUS))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._held, self._before = True, self.value()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._held = False
            self.update()
            self.set_db.emit(self.gain_db)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(0)

    def event(self, event: QEvent) -> bool:
        """Esc is ours while the mouse holds us: it takes the drag back."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if self._held and event.type() in kinds and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            self._held = False
            self.show_db(self._before / _TENTHS)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the lanes

    def _follow(self, event: QMouseEvent) -> None:
        place = event.position().x() / max(self.width(), 1)
        blocked = self.blockSignals(True)
        self.setValue(round(gain_at(max(place, 0.0)) * _TENTHS))
        self.blockSignals(blocked)
        self.update()

    def _on_value(self, value: int) -> None:
        """A key moved it."""
        if not self._held:
            self.set_db.emit(value / _TENTHS)
