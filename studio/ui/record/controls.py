"""What stands around the red button: the microphone at its left, the time at its right, level and waveform above."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.capture.reading import BoothState, Reading
from studio.domain.amounts import length_words
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from studio.ui.widgets.meter import Meter
from studio.ui.widgets.record_button import RecordButton
from studio.ui.widgets.strip import Strip, ribbon

from . import words

_STATE_WORDS = {
    BoothState.CLOSED: "The microphone is off",
    BoothState.OPENING: "Opening the microphone…",
    BoothState.LOST: "No microphone",
}

#: What sound systems call their own choice.
_SYSTEM_NAMES = frozenset({"", "default", "sysdefault", "pulse", "pipewire"})


class Controls(QWidget):
    """Shows a reading; the page polls and decides."""

    record_pressed = Signal()
    device_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device_name = ""
        self._build()
        self.button.clicked.connect(self.record_pressed)
        self.device.clicked.connect(self.device_pressed)

    def show_reading(self, now: Reading, rate_hz: int, count: int = 0, told: str = "") -> None:
        """One booth frame, 30 times a second; `count` is the number of a running count-in, `told` what is said at the button in
        place of the usual words."""
        recording = now.state is BoothState.RECORDING
        ready = now.state in (BoothState.READY, BoothState.RECORDING)
        self.button.show_state(recording=recording, enabled=ready, count=count)
        told_state = _state_words(now, told or _press_words(recording=recording, ready=ready, counting=bool(count)))
        if told_state != self.button.accessibleDescription():
            self.button.setAccessibleDescription(told_state)
        self.meter.show_level(now.level_dbfs, now.peak_hold_dbfs, _clip_words(now))
        self.strip.show_ribbon(
            ribbon(now.strip, now.strip_start, now.take_column, now.gap_columns, self.strip.most_bars())
        )
        self._show_words(now, recording=recording, ready=ready, counting=bool(count))
        if told:
            self._press.say(told)
            self._press_key.say("Esc")
        self.warning.say(_warnings(now, rate_hz))

    def _show_words(self, now: Reading, *, recording: bool, ready: bool, counting: bool) -> None:
        self.clock.say(length_words(now.elapsed_s) if recording else length_words(0))
        self._press.say(_press_words(recording=recording, ready=ready, counting=counting).removeprefix("press "))
        self._press_key.say("Esc" if counting else "R")
        self._press_key.setVisible(ready)
        self._show_device(_device_words(now) if ready else _STATE_WORDS.get(now.state, "Microphone"))
        self._format.say(now.format if ready else "press to choose one")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_device(self._device_name)

    def _show_device(self, name: str) -> None:
        room_px = max((self.width() - self.button.width()) // 2 - look().px(56), look().px(80))
        self.device.say(self.device.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room_px))
        if name != self._device_name:
            self._device_name = name
            self.device.name(f"Microphone: {name}. Choose another")

    def _build(self) -> None:
        self.strip = Strip()
        self.meter = Meter()
        self.button = RecordButton()
        self.device = Button("", "bare", name="Microphone")
        self._format = Label("", "small", tone="muted", wrap=True)
        self.clock = Label(length_words(0), "clock")
        self.clock.setAccessibleDescription("Time recorded")
        self._press = Label("", "small", tone="muted", wrap=True)
        self._press_key = Label("R", "small-strong", tone="key")
        self.warning = Label("", "small", tone="warn", elide=True)
        self.warning.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.device.setFont(look().font("small"))
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        self._format.setAlignment(right)
        self._press_key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        left_side = column(None, row(None, self.device, gap=0), row(self._format, 9, gap=0), None, gap=0)
        press = row(self._press_key, self._press, gap=6)
        right_side = column(None, self.clock, press, None, gap=2, margins=(8, 0, 0, 0))
        foot = row(gap=20)
        foot.addLayout(left_side, 1)
        foot.addWidget(self.button, 0, middle)
        foot.addLayout(right_side, 1)
        lines = column(self.strip, self.meter, self.warning, foot, gap=4)
        lines.setStretch(0, 1)
        self.setLayout(lines)


def _device_words(now: Reading) -> str:
    return "System microphone" if now.device in _SYSTEM_NAMES else now.device


def _press_words(*, recording: bool, ready: bool, counting: bool) -> str:
    if counting:
        return "to cancel"
    if not ready:
        return "waiting for a microphone"
    return "press to stop" if recording else "press to record"


def _state_words(now: Reading, told: str) -> str:
    """What a screen reader says of the red button beside its name; while it records, by whole seconds."""
    if now.state is BoothState.RECORDING:
        return f"Recording, {int(now.elapsed_s)} s, {told}"
    return f"Ready, {told}" if now.state is BoothState.READY else _STATE_WORDS.get(now.state, told)


def _clip_words(now: Reading) -> str:
    return f"Too hot: clipped {words.times(now.clips)}" if now.clips else ""


def _warnings(now: Reading, rate_hz: int) -> str:
    lost = f"{words.lost(now.lost_frames, rate_hz)}, marked in the take" if now.lost_frames else ""
    return " · ".join(text for text in (_clip_words(now), lost, words.minutes_left(now.minutes_left)) if text)
