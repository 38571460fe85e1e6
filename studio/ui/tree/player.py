"""The record itself: its sound with the whole waveform to press into, its picture, or its words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.domain.record import Kind, Record
from studio.store import Store
from studio.ui import icons
from studio.ui.pieces.closer import whole_of
from studio.ui.pieces.things import key_of, look_at, missing_words, sound_of
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.box import Card, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from studio.ui.widgets.painters import draw_focus
from studio.ui.widgets.preview import Preview

from .sentences import whole_length

_DISC, _SIGN, _FIGURES = 40, 16, 56
#: With large text the tree needs the room more than a waveform does.
_WAVE, _SEEN, _MOST_PX = 76, 160, 240


class Disc(Button):
    """A round button that plays and stops."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "disc", name="Play", parent=parent)
        side = look().px(_DISC)
        self.setFixedSize(side, side)
        self._plays = False

    def show_playing(self, plays: bool) -> None:
        if plays != self._plays:
            self._plays = plays
            self.name("Stop" if plays else "Play")
            self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("muted" if self.underMouse() else "text"))
        radius = self.width() / 2
        painter.drawEllipse(QPointF(radius, radius), radius, radius)
        side = now.px(_SIGN)
        name = "square" if self._plays else "play"
        sign = icons.pixmap(name, now.colours.bg, side, self.devicePixelRatioF(), filled=True)
        painter.drawPixmap(
            (self.width() - side) // 2 + (0 if self._plays else now.px(1)), (self.height() - side) // 2, sign
        )
        if self.hasFocus():
            draw_focus(painter, self.rect().adjusted(0, 0, -1, -1), radius)
        painter.end()


class PiecePlayer(Card):
    play_pressed = Signal()
    #: A place in the sound was chosen, from 0 to 1.
    seek_pressed = Signal(float)
    look_pressed = Signal()

    def __init__(self, store: Store, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._length_s = 0.0
        self.play = Disc()
        self.preview = Preview(stage.tasks)
        self.figures = Label("", "figures", tone="muted")
        self.figures.setMinimumWidth(look().px(_FIGURES))
        self.closer = Button("Look closer", icon="eye")
        self.preview.wave.setProperty("box", "bare")  # the card is its ground
        self.preview.image.setCursor(Qt.CursorShape.PointingHandCursor)
        self.preview.image.installEventFilter(self)
        self.preview.wave.let_seek()
        self.preview.wave.sought.connect(self.seek_pressed)
        self.play.clicked.connect(self.play_pressed)
        self.closer.clicked.connect(self.look_pressed)
        line = row(self.play, self.preview, self.figures, gap=12)
        line.setStretch(1, 1)
        self._lines = column(line, row(None, self.closer), gap=8)
        self.setLayout(self._lines)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press on the picture looks closer, as the button does."""
        if watched is self.preview.image and event.type() == QEvent.Type.MouseButtonRelease:
            self.look_pressed.emit()
            return True
        return False

    def show_record(self, record: Record) -> None:
        seen = look_at(self._store, record)
        sounds = sound_of(self._store, record) is not None
        self._length_s = record.media.duration_s if record.media else 0.0
        sha256 = record.media.sha256 if record.media else ""
        flat = record.kind is Kind.AUDIO or seen is None
        self.preview.setFixedHeight(min(look().px(_WAVE if flat else _SEEN), _MOST_PX))
        side, edge = look().px(16), look().px(6 if sounds else 16)  # a wave brings its own air
        self._lines.setContentsMargins(side, edge, side, edge)
        self.preview.show_piece(
            f"{key_of(record)}:{record.revision_id}:{sha256}:{seen is not None}", seen, missing_words(record)
        )
        self.play.setVisible(sounds)
        self.figures.setVisible(sounds)
        self.closer.setVisible(whole_of(self._store, record) is not None)
        self.closer.say("Read it all" if record.kind is Kind.TEXT else "Look closer")
        self.show_playing(None)

    def show_playing(self, played: float | None, place_s: float = 0.0) -> None:
        """`played` from 0 to 1 while it sounds, else None."""
        self.play.show_playing(played is not None)
        self.figures.say(whole_length(self._length_s) if played is None else _place(place_s))
        self.preview.wave.show_played(played or 0.0)


def _place(place_s: float) -> str:
    """Whole seconds: tenths would only flicker."""
    return f"{int(place_s) // 60}:{int(place_s) % 60:02d}"
