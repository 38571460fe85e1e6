"""The microphone's settings: each is kept the moment it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from studio.ui.stage import Stage
from studio.ui.widgets.choice import Choice

from .section import Section

if TYPE_CHECKING:
    from studio.capture.devices import Devices

_RATES = (("44.1 kHz", 44_100), ("48 kHz", 48_000), ("96 kHz", 96_000))
_CHANNELS = (("Mono", 1), ("Stereo", 2))
MOST_PREROLL_S = 10
_KEEP_LAST = (10, 20, 30, 60)
_LEAD_INS = (2, 3, 4, 5)
_SILENCES = (0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0)


class Microphone(Section):
    def __init__(self, stage: Stage, devices: Devices, parent: QWidget | None = None) -> None:
        super().__init__("Microphone", "Changes hold from the next take.", parent)
        self._choices = stage.choices
        self._devices = devices
        self.device = Choice("Microphone")
        self.rate = Choice("Sample rate")
        self.channels = Choice("Channels")
        self.preroll = Choice("Seconds before the press")
        self.keep_last = Choice("Keep what I just said")
        self.lead_in = Choice("Lead-in of a punch")
        self.add("Microphone", self.device)
        self.add("Sample rate", self.rate, "A microphone that refuses it is heard at its own rate and converted.")
        self.add("Channels", self.channels)
        self.add("Before the press", self.preroll, "A take begins this long before you press, so no syllable is lost.")
        self.add(
            "Keep what I just said", self.keep_last, "How far back it reaches. It is only in memory until you keep it."
        )
        self.add("Lead-in of a punch", self.lead_in, "So much of what is good is played before you speak on.")
        self.silence = Choice("Silence that ends a take in auto mode")
        self.add("Auto mode", self.silence, "So much silence ends a take, and the next line is on.")
        for choice, name in (
            (self.device, "device"),
            (self.rate, "rate_hz"),
            (self.channels, "channels"),
            (self.preroll, "preroll_s"),
            (self.keep_last, "keep_last_s"),
            (self.lead_in, "lead_in_s"),
            (self.silence, "auto_silence_s"),
        ):
            choice.chosen.connect(lambda value, name=name: self._choices.change(**{name: value}))
        stage.bell.devices_changed.connect(self.refresh)
        stage.choices.changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        now = self._choices.now
        self.device.offer(device_items([device.name for device in self._devices.list()], now.device), now.device)
        self.rate.offer(_with(_RATES, now.rate_hz, f"{now.rate_hz / 1000:g} kHz"), now.rate_hz)
        self.channels.offer(_with(_CHANNELS, now.channels, f"{now.channels} channels"), now.channels)
        prerolls = [(_seconds(s), s) for s in range(MOST_PREROLL_S + 1)]
        self.preroll.offer(_with(prerolls, now.preroll_s, _seconds(now.preroll_s)), now.preroll_s)
        keeps = [(_seconds(s), s) for s in _KEEP_LAST]
        self.keep_last.offer(_with(keeps, now.keep_last_s, _seconds(now.keep_last_s)), now.keep_last_s)
        lead_ins = [(_seconds(s), s) for s in _LEAD_INS]
        silences = [(_of_silence(s), s) for s in _SILENCES]
        self.silence.offer(_with(silences, now.auto_silence_s, _of_silence(now.auto_silence_s)), now.auto_silence_s)
        self.lead_in.offer(_with(lead_ins, now.lead_in_s, _seconds(now.lead_in_s)), now.lead_in_s)


def device_items(names: list[str], chosen: str) -> list[tuple[str, object]]:
    """The system's own choice first; a chosen microphone that is not there now stays in the list and says so."""
    items: list[tuple[str, object]] = [("The system's microphone", "")]
    items += [(name, name) for name in dict.fromkeys(names)]
    if chosen and chosen not in names:
        items.append((f"{chosen} (not connected)", chosen))
    return items


def _with(items: object, value: object, words: str) -> list[tuple[str, object]]:
    """What can be chosen, and what is set where somebody wrote another value into the file."""
    known: list[tuple[str, object]] = list(items)  # type: ignore[call-overload]
    return known if any(item == value for _, item in known) else [*known, (words, value)]


def _of_silence(seconds: float) -> str:
    return f"{seconds:g} s of silence"


def _seconds(count: int) -> str:
    if count == 0:
        return "Off"
    return "1 second" if count == 1 else f"{count} seconds"
