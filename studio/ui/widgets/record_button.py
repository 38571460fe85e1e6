"""The round red button."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEasingCurve, QEvent, QRect, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.ui import tokens
from studio.ui.theme import look

from .painters import draw_focus, draw_record_button, draw_record_halo

#: The glow's strength, and how much it beats.
_GLOW, _GLOW_BEAT = 0.22, 0.16


class RecordButton(QAbstractButton):
    """Says what it is (recording, counting in, ready) in its picture and to a screen reader; `clicked` is its only word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording = False
        self._count = 0
        self._pulse = 0.0
        self._pictures: dict[str, QPixmap] = {}
        self._beat = QVariantAnimation(self)
        self._beat.setStartValue(0.0)
        self._beat.setKeyValueAt(0.5, 1.0)
        self._beat.setEndValue(0.0)
        self._beat.setDuration(tokens.PULSE_MS)
        self._beat.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._beat.setLoopCount(-1)
        self._beat.valueChanged.connect(self._on_beat)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        self._name()

    def show_state(self, *, recording: bool, enabled: bool = True, count: int = 0) -> None:
        """`count` is the number of the count-in, 0 for none."""
        if (recording, enabled, count) == (self._recording, self.isEnabled(), self._count):
            return
        self._recording, self._count = recording, count
        self.setEnabled(enabled)
        self._name()
        if recording and look().motion:
            self._beat.start()
        else:
            self._beat.stop()
            self._pulse = 0.0
        self.update()

    def sizeHint(self) -> QSize:
        side = look().px(tokens.RECORD_BUTTON)
        side = min(side, round(tokens.RECORD_BUTTON * 1.3))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two cached pictures: circles with smooth edges cost some milliseconds each, and the glow moves 60 times a second."""
        painter = QPainter(self)
        if self._recording:
            painter.setOpacity(_GLOW + _GLOW_BEAT * self._pulse)
            painter.drawPixmap(0, 0, self._picture("halo", draw_record_halo))
            painter.setOpacity(1.0)
        recording, enabled, count = self._recording, self.isEnabled(), self._count
        draw = partial(draw_record_button, recording=recording, enabled=enabled, count=count)
        painter.drawPixmap(0, 0, self._picture(f"{recording} {enabled} {count}", draw))
        if self.hasFocus():
            draw_focus(painter, self.rect(), self.width() / 2)
        painter.end()

    def _picture(self, key: str, draw: Callable[[QPainter, QRect], None]) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = f"{key} {ratio}"
        if key not in self._pictures:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            draw(painter, self.rect())
            painter.end()
            self._pictures[key] = picture
        return self._pictures[key]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._pictures.clear()

    def event(self, event: QEvent) -> bool:
        own = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in own:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, as on every button, and Enter: at once on the press, not when the key comes up."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space:
            super().keyReleaseEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._beat.stop()
        super().hideEvent(event)

    def _name(self) -> None:
        if self._count:
            self.setAccessibleName(f"Recording starts in {self._count}, press to cancel")
        else:
            self.setAccessibleName("Stop recording" if self._recording else "Record")

    def _on_beat(self, value: float) -> None:
        self._pulse = value
        self.update()
