"""The top of an open remix: playing, singing, the time, and what can be done with the whole of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.remix import RATE_HZ
from studio.ui.theme import look
from studio.ui.widgets.box import Box, column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.sides import Sides

_SING = 30
_NARROW = 750


class SingButton(Button):
    """The small red button. Red means recording: it becomes a square while something is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "icon", parent=parent)
        self._recording = False
        self._name()

    def show_recording(self, on: bool) -> None:
        if on != self._recording:
            self._recording = on
            self._name()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        now, side = look(), look().px(_SING)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(self.rect()).center()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(now.colour("text" if self.isEnabled() else "line"), now.px(2)))
        painter.drawEllipse(middle, side // 2 - now.px(1), side // 2 - now.px(1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("rec" if self.isEnabled() else "faint"))
        if self._recording:
            half = now.px(5)
            painter.drawRoundedRect(
                QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half), now.px(2), now.px(2)
            )
        else:
            painter.drawEllipse(middle, now.px(8), now.px(8))
        painter.end()

    def _name(self) -> None:
        self.name("Stop singing" if self._recording else "Sing over the mix")


class Bar(Box):
    """Signals say what was pressed; `show_time` and `show_playing` say what is."""

    back_pressed = Signal()
    play_pressed = Signal()
    sing_pressed = Signal()
    more_pressed = Signal()
    snap_pressed = Signal()
    click_pressed = Signal()
    add_pressed = Signal()
    export_pressed = Signal()
    share_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bar", parent)
        self.back = Button("", "icon", icon="chevron-left", name="My remixes")
        self.play = Button("", icon="play", name="Play")
        self.sing = SingButton()
        self.clock = Label("0:00.000", "time")
        self.whole = Label("", "body", tone="muted")
        self.more = Button("", "icon", icon="ellipsis", name="More for this remix")
        self.snap = Chip("Snap")
        self.click_track = Chip("Click")
        self.add = Button("Add sound…")
        self.export = Button("Export…")
        self.share = Button("Share…", "primary")
        self.clock.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._connect()
        self.show_playing(False)

    def show_time(self, frame: int) -> None:
        self.clock.say(time_words(frame))

    def show_length(self, frames: int, *, waiting: bool = False) -> None:
        """`waiting`: it shall play, and its sounds are not ready yet."""
        whole = f"of {time_words(frames)[:-4]}" if frames else ""
        self.whole.say("getting ready…" if waiting else whole)

    def show_playing(self, on: bool) -> None:
        self.play.set_icon("square" if on else "play", filled=True)
        self.play.name("Stop" if on else "Play")

    def show_recording(self, on: bool) -> None:
        self.sing.show_recording(on)

    def show_snap(self, words: str, ripple: bool) -> None:
        """`words` "" where nothing snaps; with `ripple` what lies behind moves along."""
        self.snap.say((f"Snap: {words}" if words else "Snap off") + (", ripple" if ripple else ""))

    def show_click(self, bpm: float, on: bool) -> None:
        self.click_track.say(f"Click {bpm:g} bpm" if on else f"{bpm:g} bpm")
        self.click_track.name(f"Click and tempo, {bpm:g} beats a minute, click {'on' if on else 'off'}")

    def _lay_out(self) -> None:
        left = row(self.back, self.play, self.sing, 4, self.clock, self.whole, None, gap=8)
        right = Flow(self.more, self.snap, self.click_track, self.add, self.export, self.share, gap=8, right=True)
        self.setLayout(column(Sides(left, right, _NARROW, grows=1), gap=0, margins=(12, 10, 20, 10)))

    def _connect(self) -> None:
        pairs = (
            (self.back, self.back_pressed),
            (self.play, self.play_pressed),
            (self.sing, self.sing_pressed),
            (self.more, self.more_pressed),
            (self.snap, self.snap_pressed),
            (self.click_track, self.click_pressed),
            (self.add, self.add_pressed),
            (self.export, self.export_pressed),
            (self.share, self.share_pressed),
        )
        for button, signal in pairs:
            button.clicked.connect(signal)


def time_words(frame: int) -> str:
    """ "0:21.300", "1:02:03.000": down to the millisecond, never rounded up to a moment that has not come."""
    milliseconds = frame * 1_000 // RATE_HZ
    seconds, rest = divmod(milliseconds, 1_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{head}:{seconds:02d}.{rest:03d}"
