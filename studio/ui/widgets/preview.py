"""A piece to look at: its waveform, its picture or its words. What is shown is made on a task; painting only draws it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.ui import tokens
from studio.ui.alive import alive
from studio.ui.glance import Glance, Look, fewer
from studio.ui.tasks import Task, Tasks
from studio.ui.theme import look

from .box import Box, column
from .label import Label
from .painters import Bar, bar_pitch, draw_focus, draw_mini_wave
from .stack import Stack

_HEIGHT = 190
#: With large text the words need the room more than the picture does.
_MOST_PX = 240
#: The arrows move on by this part of the whole.
_STEP = 0.05


class Preview(QWidget):
    """`show_piece` makes the glance on a task; the same key again changes nothing."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._key = ""
        self.wave = Wave()
        self.image = Image()
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName("The words")
        self.text.setTabChangesFocus(True)
        self.words = Label("", "small", tone="muted", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing = Box("quote")
        nothing.setLayout(column(None, self.words, None, margins=(16, 16, 16, 16)))
        self._nothing = nothing
        self._stack = Stack()
        for page in (self._nothing, self.wave, self.image, self.text):
            self._stack.addWidget(page)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self._stack)
        self.setFixedHeight(min(look().px(_HEIGHT), _MOST_PX))

    def show_piece(self, key: str, look_at: Look | None, missing: str = "") -> None:
        """`look_at` runs on a task; None shows the words `missing` in its place."""
        if key == self._key:
            return
        self._key = key
        if self._task:
            self._task.stop()
        self._task = None
        self._say("" if look_at else missing)
        if look_at:
            self._task = self._tasks.run(look_at, alive(self, self._show), on_trouble=alive(self, self._on_trouble))

    def _show(self, glance: Glance) -> None:
        if glance.bars:
            self.wave.show_bars(glance.bars)
            self._stack.setCurrentWidget(self.wave)
        elif glance.image is not None:
            self.image.show_image(glance.image)
            self._stack.setCurrentWidget(self.image)
        elif glance.text:
            self.text.setPlainText(glance.text)
            self._stack.setCurrentWidget(self.text)
        else:
            self._say("There is nothing to see of it yet.")

    def _on_trouble(self, error: StudioError) -> None:
        self._say(error.title)

    def _say(self, words: str) -> None:
        self.words.say(words)
        self._stack.setCurrentWidget(self._nothing)


class Wave(Box):
    """A whole sound as one waveform; `show_played` moves its cursor. `let_seek` lets the person choose a place in it."""

    #: The place that was chosen, from 0 to 1.
    sought = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("quote", parent)
        self._bars: tuple[Bar, ...] = ()
        self._fitted: tuple[Bar, ...] = ()
        self._played = 0.0
        self._seeks = False
        self.setAccessibleName("Waveform")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        self._bars = bars
        self._played = 0.0
        self._fit()

    def show_played(self, part: float) -> None:
        """`part` from 0 to 1; 0 takes the cursor away."""
        if part != self._played:
            self._played = part
            self.update()

    def let_seek(self) -> None:
        """By a click, or by the arrows and Home."""
        self._seeks = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription("Press anywhere to play from there; the arrows move on and back")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        room = self._room()
        if self._seeks and event.button() == Qt.MouseButton.LeftButton and room.width() > 0:
            self.sought.emit(min(max((event.position().x() - room.left()) / room.width(), 0.0), 1.0))
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in keys:
            event.setAccepted(self._seeks)
            return self._seeks
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        to = {
            Qt.Key.Key_Left: self._played - _STEP,
            Qt.Key.Key_Right: self._played + _STEP,
            Qt.Key.Key_Home: 0.0,
        }.get(Qt.Key(event.key()))
        if self._seeks and to is not None:
            self.sought.emit(min(max(to, 0.0), 1.0))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _room(self) -> QRect:
        side = look().px(14)
        return self.rect().adjusted(side, side, -side, -side)

    def _fit(self) -> None:
        self._fitted = fewer(self._bars, max(self._room().width() // bar_pitch(), 1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        draw_mini_wave(painter, self._room(), self._fitted, look().colour("muted"), self._played)
        if self.hasFocus():
            draw_focus(painter, self.rect().adjusted(0, 0, -1, -1), look().px(tokens.RADIUS))
        painter.end()


class Image(QWidget):
    """A picture, whole, with round corners; scaled when it is laid out and not while it is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = QImage()
        self._fitted = QImage()
        self.setAccessibleName("The picture")

    @property
    def shown(self) -> QImage:
        """As large as it is painted."""
        return self._fitted

    def show_image(self, image: QImage) -> None:
        self._whole = image
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(look().px(296), look().px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        self._fitted = self._whole
        if not self._whole.isNull():
            self._fitted = self._whole.scaled(
                self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._fitted.setDevicePixelRatio(ratio)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._fitted.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._fitted.deviceIndependentSize()
        rect = QRectF(
            (self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height()
        )
        path = QPainterPath()
        path.addRoundedRect(rect, look().px(tokens.RADIUS), look().px(tokens.RADIUS))
        painter.setClipPath(path)
        painter.drawImage(rect, self._fitted)
        painter.end()
