"""The take editor: one take at a time, opened from the booth. Every verb is an edit over the untouched take and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from studio.domain.amounts import length_words
from studio.domain.edits import Fades, Fill, Gain, Piece, Remove, Trim, apply, punched
from studio.domain.ids import TakeId
from studio.store import Store
from studio.ui import tokens
from studio.ui.actions import bind
from studio.ui.aloud import say_aloud
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Chip
from studio.ui.widgets.label import Label
from studio.ui.widgets.stack import Stack

from .comp import Compare
from .cutter import Cutter
from .layers import Side
from .playing import Playing
from .split_bar import SplitBar
from .verbs import CEILING_DBTP, CUT_KEYS, Verbs
from .wave import WaveView

if TYPE_CHECKING:
    from studio.domain.edits import Edit
    from studio.domain.take import Take
    from studio.sound.player import Player

#: A fade where nothing is selected and the cursor stands at an end.
_FADE_S = 0.25
#: What can be done while takes are compared or split, too.
_ALWAYS = {"play", "undo", "leave", "closer", "farther", "whole"}


class CuttingPage(Page):
    #: Back to the booth.
    left = Signal()

    def __init__(self, store: Store, player: Player, stage: Stage) -> None:
        super().__init__()
        self._store, self._stage = store, stage
        self.cutter = Cutter(store, stage, self)
        self.playing = Playing(store, player, self)
        self._tones: dict[TakeId, Piece] = {}
        self._build()
        self._connect()

    def open_take(self, take: Take) -> None:
        self.playing.stop()
        self.split.put_away()
        self._show_compared(on=False)
        self.wave.select(0, 0)
        self.cutter.open(take)
        self.named.emit(f"Take {take.number}")
        self.wave.setAccessibleName(f"Wave of take {take.number}")
        self.wave.setFocus()

    def take_focus(self) -> None:
        (self.compared.view if self.compared.isVisible() else self.wave).setFocus()

    def remember(self) -> object:
        take, wave = self.cutter.take, self.wave
        place = wave.sight, wave.anchor, wave.cursor_frame
        return (take.id, place, self.compared.standing, self.split.standing) if take else None

    def recall(self, remembered: object) -> None:
        """The same part of the same take is in sight, and selected; or what it is compared with, or split into."""
        id, place, compared, split = remembered if isinstance(remembered, tuple) else ("", (), None, None)
        take = self._store.takes.find(id) if id else None
        if take is None:
            return
        self.open_take(take)
        self.wave.stand(*place)
        if split:
            self._show_split(on=True)
            self.split.stand(*split)
        if compared:
            self._show_compared(on=True)
            self.compared.stand(compared)

    def refresh(self) -> None:
        self.cutter.look_again()

    def _build(self) -> None:
        self.back = Chip("Back", icon="arrow-left", name="Back to the booth")
        self.title = Label("", "heading", elide=True)
        self.about = Label("", "figures", tone="muted", elide=True)
        self.said = Label("", "figures", tone="muted")
        scroll = QScrollBar(Qt.Orientation.Horizontal)
        self.wave = WaveView(self.cutter, scroll)
        zooms = [
            self._zoom_chip(name, icon, spoken)
            for name, icon, spoken in (
                ("farther", "minus", "Farther away"),
                ("closer", "plus", "Closer"),
            )
        ]
        whole = Chip("All", name="All of it in sight")
        whole.clicked.connect(lambda: self.do("whole"))
        whole.key(CUT_KEYS["whole"][0])
        self.verbs = Verbs()
        self.split = SplitBar(self._store, self._stage, self.cutter)
        self.split.hide()
        self.side = Side()
        head = row(self.back, column(self.title, self.about, gap=2), gap=14)
        head.setStretch(1, 1)
        foot = row(self.said, None, *zooms, whole, gap=8)
        work = QWidget()
        alone = QWidget()
        inner = column(column(self.wave, scroll, gap=4), foot, self.verbs, self.split, gap=14)
        inner.setStretch(0, 1)
        alone.setLayout(inner)
        self.compared = Compare(self._store, self._stage, self._listen)
        self._shown = Stack()
        self._shown.addWidget(alone)
        self._shown.addWidget(self.compared)
        lines = column(head, self._shown, gap=14, margins=(24, 22, 24, 20))
        lines.setStretch(1, 1)
        work.setLayout(lines)
        self._beside = Beside(work, self.side, tokens.SIDE_PANEL - 40)
        self.setLayout(column(self._beside, gap=0))

    def _connect(self) -> None:
        self.cutter.changed.connect(self._show)
        self.wave.moved.connect(self._show_place)
        self.wave.play_pressed.connect(self.play)
        self.playing.moved.connect(self._show_playing)
        self.verbs.pressed.connect(self.do)
        self.verbs.gain_wanted.connect(self._gain)
        self.side.bring_back_pressed.connect(self._bring_back)
        self.side.split_pressed.connect(self.split_by_silence)
        self.split.shown.connect(lambda parts: self.wave.show_parts([(part.start, part.end) for part in parts]))
        self.split.left.connect(lambda: self._show_split(on=False))
        self.side.compare_pressed.connect(self.compare)
        self.compared.wanted.connect(self.cutter.edit)
        self.compared.left.connect(lambda: self._show_compared(on=False))
        self.back.clicked.connect(self.left)
        self._stage.bell.takes_changed.connect(self._show_layers)
        self._does: dict[str, Callable[[], None]] = {
            "play": self.play,
            "trim": lambda: self._on_selection(Trim, "Trimmed"),
            "remove": lambda: self._on_selection(Remove, "Removed"),
            "silence": lambda: self._on_selection(Fill, "Silenced"),
            "room": self._fill,
            "fade in": self._fade_in,
            "fade out": self._fade_out,
            "all": lambda: self.wave.select(0, self.cutter.now.frames),
            "undo": self._undo,
            "redo": self._redo,
            "closer": lambda: self.wave.zoom(1),
            "farther": lambda: self.wave.zoom(-1),
            "whole": self.wave.show_whole,
            "compare": self.side.compare.click,
            "leave": self._leave,
        }
        bind(self, CUT_KEYS, {name: partial(self.do, name) for name in self._does})

    @Slot(str)
    def do(self, name: str) -> None:
        """While takes are compared or split, nothing is done to the wave that is not seen."""
        if name in _ALWAYS or self.verbs.isVisible():
            self._does[name]()

    # what a person can do

    @Slot()
    def play(self) -> None:
        """What is selected, or from the cursor on; stops it when it sounds."""
        take = self.cutter.take
        if self.compared.isVisible():
            self.compared.listen_from_cursor()
        elif self.playing.is_on:
            self.playing.stop()
        elif take is not None:
            start, end = self.wave.selection or (self.wave.cursor_frame, None)
            self.playing.play(take, 0 if start >= self.cutter.now.frames else start, end)
        self.verbs.show_playing(self.playing.is_on)

    @Slot()
    def split_by_silence(self) -> None:
        self._show_split(on=True)
        self.split.begin()

    def _show_split(self, *, on: bool) -> None:
        self.verbs.setVisible(not on)
        self.split.setVisible(on)
        shown = self.split.make if on else self.wave
        shown.setFocus()
        self._beside.show_work(shown)

    @Slot()
    def compare(self) -> None:
        """The takes of this line one above the other."""
        if self.cutter.take is not None:
            self._show_compared(on=True)
            self.compared.begin(self.cutter.take)

    def _undo(self) -> None:
        if self.compared.isVisible():
            self.compared.undo()
        elif self.cutter.can_undo:
            self.cutter.undo()
            say_aloud(self, "Undone")

    def _redo(self) -> None:
        if self.cutter.can_redo:
            self.cutter.redo()
            say_aloud(self, "Made again")

    def _show_compared(self, *, on: bool) -> None:
        self.playing.stop()
        self._shown.setCurrentIndex(int(on))
        shown = self.compared.view if on else self.wave
        shown.setFocus()
        self._beside.show_work(shown)

    def _listen(self, take: Take, start: int) -> None:
        if self.playing.is_on:
            self.playing.stop()
        else:
            self.playing.play(take, start, None)

    def _leave(self) -> None:
        """One step back: what is open first, then the page."""
        if self.compared.isVisible():
            self._show_compared(on=False)
        elif self.split.isVisible():
            self.split.put_away()
        else:
            self.left.emit()

    def _on_selection(self, kind: type[Trim] | type[Remove] | type[Fill], said: str) -> None:
        if self.wave.selection is None:
            return
        start, end = self.wave.selection
        edit = kind(start, end)
        if kind is not Fill and apply(self.cutter.now, edit) == self.cutter.now:
            words = (
                "Nothing would be left. In the booth, a take is discarded" if kind is Remove else "This is all of it"
            )
            self._stage.notices.hint(words)
            say_aloud(self, words)
            return
        self._edit(edit, said)
        if kind is not Fill:
            place = 0 if kind is Trim else start
            self.wave.select(place, place)

    def _edit(self, edit: Edit, said: str) -> None:
        self.playing.stop()
        self.cutter.edit(lambda: edit)
        say_aloud(self, said)

    def _fill(self) -> None:
        take, selection = self.cutter.take, self.wave.selection
        if take is None or selection is None:
            return

        def find() -> Fill:
            from studio.cutting.room_tone import room_tone

            if take.id not in self._tones:
                self._tones[take.id] = room_tone(self._store, take)
            return Fill(*selection, self._tones[take.id])

        self.playing.stop()
        self.cutter.edit(find)

    def _fade_in(self) -> None:
        now, usual = self.cutter.now, self._usual_fade()
        end = self.wave.selection[1] if self.wave.selection else self.wave.cursor_frame
        self._edit(Fades(end or usual, now.fade_out), "Fades in")

    def _fade_out(self) -> None:
        now, usual = self.cutter.now, self._usual_fade()
        start = self.wave.selection[0] if self.wave.selection else self.wave.cursor_frame
        start = start if 0 < start < now.frames else now.frames - usual
        self._edit(Fades(now.fade_in, now.frames - start), "Fades out")

    def _usual_fade(self) -> int:
        return round(_FADE_S * self.cutter.take.rate_hz) if self.cutter.take else 0

    @Slot(float)
    def _gain(self, db: float) -> None:
        more = db - self.cutter.now.gain_db
        if self.cutter.take is not None and more:
            self._edit(Gain(more, CEILING_DBTP if db > 0 else None), "")

    @Slot(object)
    def _bring_back(self, layer: Take) -> None:
        edit = punched(layer)
        if edit is not None:
            self._edit(edit, "Brought back")

    # what is shown

    @Slot()
    def _show(self) -> None:
        take, now = self.cutter.take, self.cutter.now
        if take is None:
            return
        self.title.say(take.prompt or f"Take {take.number}")
        count = take.edits_done
        edits = "not edited" if not count else "1 edit" if count == 1 else f"{count} edits"
        self.about.say(f"Take {take.number} · {length_words(now.frames / take.rate_hz)} · {edits}")
        self._show_layers()
        self._show_place()

    @Slot()
    def _show_layers(self) -> None:
        take = self.cutter.take
        if take is not None and self.isVisible():
            others = self._store.takes.list(session_id=take.session_id)
            self.side.show_others(sum(one.line_id == take.line_id and one.id != take.id for one in others))
            self.side.show_layers(self._store.takes.layers(take.id), self.cutter.now, take.rate_hz)

    @Slot()
    def _show_place(self) -> None:
        cutter = self.cutter
        self.said.say(self.wave.said)
        self.verbs.show_state(
            selected=self.wave.selection is not None,
            can_undo=cutter.can_undo,
            can_redo=cutter.can_redo,
            gain_db=cutter.now.gain_db,
        )

    @Slot()
    def _show_playing(self) -> None:
        shown = self.compared if self.compared.isVisible() else self.wave
        shown.show_playhead(self.playing.frame)
        self.verbs.show_playing(self.playing.is_on)

    def _zoom_chip(self, name: str, icon: str, spoken: str) -> Chip:
        chip = Chip("", icon=icon, name=spoken)
        chip.key(CUT_KEYS[name][0])
        chip.clicked.connect(lambda: self.do(name))
        return chip

    def hideEvent(self, event: QHideEvent) -> None:
        self.playing.stop()
        super().hideEvent(event)
