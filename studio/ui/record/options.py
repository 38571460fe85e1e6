"""The line above the prompt: which line, how far it is, about how long, and what the booth does before a press."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QSizePolicy, QWidget

from studio.capture.reading import BoothState, Reading
from studio.domain.script import seconds_to_say
from studio.ui import tokens
from studio.ui.stage import Choices
from studio.ui.theme import look
from studio.ui.widgets.box import row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .sitting import time_words
from .standing import STATE_WORDS, Standing, left_words

_COUNT_IN_S = 3
_KEEP = "Keep what I just said"
#: A longer name of a guide is cut.
_GUIDE = 200
_PREROLLS_S = (0, 1, 2, 3, 5, 10)


class Options(QWidget):
    """Changes the person's choices itself; asks for everything else."""

    keep_pressed = Signal()
    punch_pressed = Signal()
    auto_pressed = Signal()
    file_pressed = Signal()
    script_pressed = Signal()
    moved = Signal(int)

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._build()
        self._connect()
        self.refresh()

    def show_standing(self, standing: Standing) -> None:
        sitting = standing.sitting
        several = len(sitting.lines) > 1
        about = time_words(seconds_to_say(sitting.line.text))
        if several:
            state = STATE_WORDS[standing.states[sitting.at]].lower()
            parts = (sitting.place(), state, about, left_words(standing.seconds_left))
            self.where.say("  ·  ".join(part for part in parts if part))
        else:
            self.where.say(about.capitalize())
        self._before.setVisible(several)
        self._after.setVisible(several)
        self._before.setEnabled(sitting.before is not None)
        self._after.setEnabled(sitting.after is not None)

    def show_reading(self, now: Reading) -> None:
        """The remembered seconds are shown as they grow: nobody is listened to without a sign."""
        can = now.state is BoothState.READY and now.remembered_s >= 1
        seconds = f"{int(now.remembered_s)} s"
        self.keep.setEnabled(can)
        words = f"Keep the last {seconds}" if can else _KEEP
        self.keep.say(seconds if self._is_brief else words, name=_KEEP)

    def show_beside(self, guide: str, *, monitored: bool) -> None:
        """What is heard beside a take; a press on it ends that."""
        self.guide.setVisible(bool(guide))
        self.guide.fit(look().px(_GUIDE))
        self.guide.say(f"Guide: {guide}")
        self.guide.name(f"Guide: {guide}. Take it away")
        self.monitor.setVisible(monitored)

    @Slot()
    def refresh(self) -> None:
        now = self._choices.now
        self.count_in.setChecked(now.count_in_s > 0)
        self.preroll.setChecked(now.preroll_s > 0)
        self.preroll.say(f"Pre-roll {now.preroll_s} s" if now.preroll_s else "No pre-roll")

    def _build(self) -> None:
        self._is_brief = look().scale >= tokens.LARGE_TEXT
        self.where = Label("", "small", tone="muted", elide=True)
        self.where.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred
        )  # whole, where there is room
        self._before = Button("", "icon", icon="chevron-up", name="Line before")
        self._after = Button("", "icon", icon="chevron-down", name="Next line")
        self._before.key("\u2191")
        self._after.key("\u2193")
        self.keep = Chip("0 s" if self._is_brief else _KEEP, icon="history", name=_KEEP)
        self.keep.setToolTip("What was said before you pressed anything; only in memory until you keep it (K)")
        self.keep.setFont(look().font("figures"))
        self.count_in = Chip(f"Count-in {_COUNT_IN_S}", checkable=True)
        self.preroll = Chip("", checkable=True)
        self.punch = Chip("Punch" if self._is_brief else "Punch & roll", name="Punch & roll")
        self.punch.setToolTip(
            "Hear the end of what is good, and speak on from there (B). Left and Right move the point."
        )
        self.auto = Chip("Auto", checkable=True)
        self.auto.setToolTip("A take begins when you speak and ends when you stop, then the next line is on (A)")
        self.more = Chip(
            self._words("More"), icon="ellipsis", name="More: a sound file, the room, your headphones, a guide"
        )
        self.guide = Chip("", icon="headphones")
        self.monitor = Chip("You hear yourself", icon="volume-2", name="You hear yourself. Switch it off")
        self.guide.hide()
        self.monitor.hide()
        self.script = Chip(
            self._words("Script"), icon="file-text", name="Script: open one, and how its words are shown"
        )
        self._left = row(self.where, self._before, self._after, None, gap=8)
        chips = (self.keep, self.count_in, self.preroll, self.punch, self.auto, self.script, self.more)
        self._chips = Flow(*chips, self.guide, self.monitor, right=True)
        self._line = row(self._left, self._chips, gap=8)
        self._line.setStretch(1, 1)
        self.setLayout(self._line)

    def _words(self, words: str) -> str:
        """With large text an icon must do, so that one row is enough and the red button is in sight."""
        return "" if self._is_brief else words

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two rows where one is too narrow."""
        super().resizeEvent(event)
        most = f"{self._choices.now.keep_last_s} s"
        self.keep.hold(most) if self._is_brief else self.keep.hold(_KEEP, f"Keep the last {most}")
        narrow = self._left.sizeHint().width() + self._chips.sizeHint().width() + self._line.spacing() > self.width()
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._line.direction() is not way:
            self._line.setDirection(way)
            self._chips.set_right(not narrow)

    def _connect(self) -> None:
        self._before.clicked.connect(lambda: self.moved.emit(-1))
        self._after.clicked.connect(lambda: self.moved.emit(1))
        self.keep.clicked.connect(self.keep_pressed)
        self.auto.clicked.connect(self.auto_pressed)
        self.punch.clicked.connect(self.punch_pressed)
        self.script.clicked.connect(self.script_pressed)
        self.count_in.clicked.connect(self._toggle_count_in)
        self.preroll.clicked.connect(self._choose_preroll)
        self._choices.changed.connect(self.refresh)

    @Slot(bool)
    def _toggle_count_in(self, on: bool) -> None:
        self._choices.change(count_in_s=_COUNT_IN_S if on else 0)

    @Slot()
    def _choose_preroll(self) -> None:
        menu = QMenu(self)
        for seconds in _PREROLLS_S:
            action = menu.addAction(f"{seconds} seconds before the press" if seconds else "No pre-roll")
            action.setCheckable(True)
            action.setChecked(seconds == self._choices.now.preroll_s)
            action.setData(seconds)
        chosen = menu.exec(self.preroll.mapToGlobal(QPoint(0, self.preroll.height())))
        menu.deleteLater()
        if chosen:
            self._choices.change(preroll_s=chosen.data())
        self.refresh()
