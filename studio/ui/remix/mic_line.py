"""What the microphone hears while somebody sings: shown only then."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.capture.reading import Reading
from studio.domain.amounts import length_words
from studio.ui.widgets.box import Box, row
from studio.ui.widgets.label import Label
from studio.ui.widgets.meter import Meter


class MicLine(Box):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bar", parent)
        self.words = Label("", "figures")
        self.meter = Meter()
        self.warning = Label("", "small", tone="warn")
        line = row(self.words, self.meter, self.warning, gap=14, margins=(20, 6, 20, 6))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def show_reading(self, now: Reading) -> None:
        self.words.say(f"Recording {length_words(now.elapsed_s)}")
        hot = f"Too hot: it clipped {_times(now.clips)}" if now.clips else ""
        self.meter.show_level(now.level_dbfs, now.peak_hold_dbfs, hot)
        self.warning.say(hot)
        self.warning.setVisible(bool(hot))


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
