"""Auto mode's settings: how loud a voice begins a take and holds it, how much silence ends it, and how much around it is kept."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from studio.ui.stage import Choices
from studio.ui.widgets.box import column
from studio.ui.widgets.choice import Choice, with_set

AUTO_HINT = (
    "How far your voice stands out of the noise of the room where a take begins, and what still belongs to it. Begin louder where"
    " others speak beside you."
)
#: In dB over the noise of the room.
_OPENS = (
    (10, "Begins at a whisper"),
    (12, "Begins at a soft voice"),
    (15, "Begins at a usual voice"),
    (20, "Begins at a firm voice"),
    (26, "Begins at a loud voice"),
)
_CLOSES = (
    (4, "Holds through a breath"),
    (6, "Holds through a whisper"),
    (9, "Holds through soft words"),
    (12, "Holds through usual words"),
    (16, "Holds through firm words"),
)
_SILENCES_S = (0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0)
_MARGINS_S = (0.1, 0.25, 0.5, 1.0)


class AutoMode(QWidget):
    """Each is kept the moment it is chosen; what it rules out goes with it, to the nearest that is left."""

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self.opens = Choice("Auto mode: the voice that begins a take")
        self.closes = Choice("Auto mode: the voice that holds a take")
        self.silence = Choice("Auto mode: the silence that ends a take")
        self.margin = Choice("Auto mode: what is kept before and behind the voice")
        self.opens.chosen.connect(self._choose_opens)
        self.closes.chosen.connect(lambda db: choices.change(auto_closes_db=db))
        self.silence.chosen.connect(lambda seconds: choices.change(auto_silence_s=seconds))
        self.margin.chosen.connect(self._choose_margin)
        self.setLayout(column(self.opens, self.closes, self.silence, self.margin))

    @Slot()
    def refresh(self) -> None:
        """A take is held by less than begins it, and the margin behind the voice lies in the silence."""
        now = self._choices.now
        opens, closes = now.auto_opens_db, now.auto_closes_db
        silence_s, margin_s = now.auto_silence_s, now.auto_margin_s
        below = [item for item in _CLOSES if item[0] < opens]
        longer = [(_ends(seconds), seconds) for seconds in _SILENCES_S if seconds > margin_s]
        margins = [(_keeps(seconds), seconds) for seconds in _MARGINS_S]
        self.opens.offer(with_set(_items(_OPENS), opens, f"Begins {opens} dB over the room"), opens)
        self.closes.offer(with_set(_items(below), closes, f"Holds {closes} dB over the room"), closes)
        self.silence.offer(with_set(longer, silence_s, _ends(silence_s)), silence_s)
        self.margin.offer(with_set(margins, margin_s, _keeps(margin_s)), margin_s)

    @Slot(object)
    def _choose_opens(self, opens: int) -> None:
        closes = min(self._choices.now.auto_closes_db, max(db for db, _ in _CLOSES if db < opens))
        self._choices.change(auto_opens_db=opens, auto_closes_db=closes)

    @Slot(object)
    def _choose_margin(self, margin_s: float) -> None:
        silence_s = max(self._choices.now.auto_silence_s, min(one for one in _SILENCES_S if one > margin_s))
        self._choices.change(auto_margin_s=margin_s, auto_silence_s=silence_s)


def _items(levels: Iterable[tuple[int, str]]) -> list[tuple[str, int]]:
    return [(f"{words} ({db} dB)", db) for db, words in levels]


def _ends(seconds: float) -> str:
    return f"Ends after {seconds:g} s of silence"


def _keeps(seconds: float) -> str:
    return f"Keeps {seconds:g} s before and behind it"
