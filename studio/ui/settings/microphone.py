"""The microphone's settings: each is kept the moment it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from studio.ui.stage import Stage
from studio.ui.widgets.choice import Choice, with_set

from .auto_mode import AUTO_HINT, AutoMode
from .section import Section

if TYPE_CHECKING:
    from studio.capture.devices import Devices

_RATES = (("44.1 kHz", 44_100), ("48 kHz", 48_000), ("96 kHz", 96_000))
_CHANNELS = (("Mono", 1), ("Stereo", 2))
MOST_PREROLL_S = 10
_KEEP_LAST = (10, 20, 30, 60)
_LEAD_INS = (2, 3, 4, 5)


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
        self.auto = AutoMode(stage.choices)
        self.add("Auto mode", self.auto, AUTO_HINT)
        for choice, name in (
            (self.device, "device"),
            (self.rate, "rate_hz"),
            (self.channels, "channels"),
            (self.preroll, "preroll_s"),
            (self.keep_last, "keep_last_s"),
            (self.lead_in, "lead_in_s"),
        ):
            choice.chosen.connect(lambda value, name=name: self._choices.change(**{name: value}))
        stage.bell.devices_changed.connect(self.refresh)
        stage.choices.changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        now = self._choices.now
        self.auto.refresh()
        self.device.offer(device_items([device.name for device in self._devices.list()], now.device), now.device)
        self.rate.offer(with_set(_RATES, now.rate_hz, f"{now.rate_hz / 1000:g} kHz"), now.rate_hz)
        self.channels.offer(with_set(_CHANNELS, now.channels, f"{now.channels} channels"), now.channels)
        prerolls = [(_seconds(s), s) for s in range(MOST_PREROLL_S + 1)]
        self.preroll.offer(with_set(prerolls, now.preroll_s, _seconds(now.preroll_s)), now.preroll_s)
        keeps = [(_seconds(s), s) for s in _KEEP_LAST]
        self.keep_last.offer(with_set(keeps, now.keep_last_s, _seconds(now.keep_last_s)), now.keep_last_s)
        lead_ins = [(_seconds(s), s) for s in _LEAD_INS]
        self.lead_in.offer(with_set(lead_ins, now.lead_in_s, _seconds(now.lead_in_s)), now.lead_in_s)


def device_items(names: list[str], chosen: str) -> list[tuple[str, object]]:
    """The system's own choice first; a chosen microphone that is not there now stays in the list and says so."""
    items: list[tuple[str, object]] = [("The system's microphone", "")]
    items += [(name, name) for name in dict.fromkeys(names)]
    if chosen and chosen not in names:
        items.append((f"{chosen} (not connected)", chosen))
    return items


def _seconds(count: int) -> str:
    if count == 0:
        return "Off"
    return "1 second" if count == 1 else f"{count} seconds"
