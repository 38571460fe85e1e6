"""The clip that is chosen: its level, place, fades, tempo and pitch. Every change is handed on as an edit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import log2

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import length_words
from studio.domain.ids import ClipId
from studio.domain.remix import MAX_PITCH_ST, RATE_HZ, Clip, Curve, Remix
from studio.remix import timeline
from studio.ui.theme import look
from studio.ui.widgets.amount import Amount
from studio.ui.widgets.box import Box, Hairline, column, row
from studio.ui.widgets.button import Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.ui.widgets.sides import Sides

from . import changes
from .changes import Change, Edit, ids_of

_CURVES = {Curve.EQUAL_POWER: "Even fade", Curve.SMOOTH: "Smooth fade", Curve.LINEAR: "Straight fade"}
_LONGEST_FADE_S = 20.0
_CURVE, _TAKES = 132, 150
#: Higher than this it is scrolled, so that the time line keeps its room.
_MOST = 160
_NARROW = 700
#: Name, words, icon; the name is what the time line calls the deed.
_DEEDS = (
    ("split", "Split", "Split at the playhead"),
    ("duplicate", "Duplicate", "Duplicate behind it"),
    ("fill", "Loop", "Fill up to the next clip by looping"),
    ("delete", "Delete", "Delete the clip"),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clips that are chosen, the first of them the one that is shown; `title` is what its sound is called."""

    clips: tuple[Clip, ...]
    title: str
    #: How many takes of a loop lie over each other here; 0 where they are no takes of a loop.
    takes: int = 0


def chosen_of(remix: Remix, ids: frozenset[ClipId], current: ClipId | None = None) -> Chosen | None:
    clips = [clip for lane in remix.lanes for clip in lane.clips if clip.id in ids] if ids else []
    if not clips:
        return None
    clips.sort(key=lambda clip: (clip.id != current, clip.muted))
    stack = changes.stack_of(remix, clips)
    title = timeline.find_material(remix, clips[0].sha256).title or "A sound"
    return Chosen(tuple(clips), title, len(stack[1].places) if stack else 0)


class Inspector(Box):
    #: An `Edit` to be committed.
    edited = Signal(object)
    #: An `Edit` to be heard only, while a slider is dragged.
    tried = Signal(object)
    #: The name of a deed of the time line.
    deed = Signal(str)
    #: The number of the take of a loop that shall be heard, -1 for none.
    take = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self._clips: tuple[Clip, ...] = ()
        self.title = Label("", "strong", elide=True)
        self.facts = Label("", "small", tone="muted")
        self.gain = Amount("Level", (-40.0, 12.0), 0.0, changes.decibel_words, step=0.5)
        self.pan = Amount("Pan", (-1.0, 1.0), 0.0, changes.pan_words, step=0.05)
        self.fade_in = Amount("Fade in", (0.0, _LONGEST_FADE_S), 0.0, changes.second_words, bend=3)
        self.fade_out = Amount("Fade out", (0.0, _LONGEST_FADE_S), 0.0, changes.second_words, bend=3)
        self.tempo = Amount("Tempo", (-1.0, 1.0), 0.0, changes.tempo_words)
        self.pitch = Amount("Pitch", (-MAX_PITCH_ST, MAX_PITCH_ST), 0.0, changes.semitone_words, step=1.0)
        self.curve = Choice("Shape of the fades")
        self.curve.offer([(words, curve) for curve, words in _CURVES.items()], Curve.EQUAL_POWER)
        self.takes = Choice("Which take is heard")
        self.mute = Chip("Mute", checkable=True)
        self.reverse = Chip("Backwards", checkable=True)
        self._lay_out()
        self._connect()
        self.show_chosen(None)

    def show_chosen(self, chosen: Chosen | None) -> None:
        """None: there is nothing to show, and the inspector goes."""
        self.setVisible(chosen is not None)
        self._clips = chosen.clips if chosen else ()
        if chosen is None:
            return
        first, many = chosen.clips[0], len(chosen.clips)
        self.title.say(chosen.title if many == 1 else f"{many} clips")
        self.facts.say(length_words(first.length / RATE_HZ) if many == 1 else "changed together")
        self._show_takes(chosen.takes)
        self.gain.show_value(first.gain_db)
        self.pan.show_value(first.pan)
        self.fade_in.show_value(first.fade_in.frames / RATE_HZ)
        self.fade_out.show_value(first.fade_out.frames / RATE_HZ)
        self.tempo.show_value(log2(first.tempo))
        self.pitch.show_value(first.pitch_st)
        self.curve.choose(first.fade_out.curve if first.fade_out.frames else first.fade_in.curve)
        self.mute.setChecked(first.muted)
        self.reverse.setChecked(first.reverse)

    def _show_takes(self, count: int) -> None:
        """In place of what is called what it is: several takes of one loop."""
        self.takes.setVisible(count > 0)
        if count:
            self.title.say(f"{count} takes")
            self.facts.say("heard in the loop, or all along:")
            offered = [(f"Take {number + 1}", number) for number in range(count)]
            self.takes.offer([("Choose a take", None), *offered, ("None of them", -1)], None)

    def _lay_out(self) -> None:
        chips: list[QWidget] = [self.mute, self.reverse]
        for name, words, tells in _DEEDS:
            chip = Chip(words, name=tells)
            chip.clicked.connect(partial(self.deed.emit, name))
            chips.append(chip)
        self.takes.setFixedWidth(look().px(_TAKES))
        head = row(self.title, self.facts, self.takes, gap=10)
        head.setStretch(0, 1)
        self.curve.setFixedWidth(look().px(_CURVE))
        amounts = Flow(self.gain, self.pan, self.fade_in, self.fade_out, self.curve, self.tempo, self.pitch, gap=16)
        sides = Sides(head, Flow(*chips, gap=6, right=True), _NARROW, gap=16)
        lines = column(sides, amounts, gap=6, margins=(16, 8, 16, 10))
        self.setLayout(column(Hairline(), Inside(lines, look().px(_MOST)), gap=0))

    def _connect(self) -> None:
        amounts: tuple[tuple[Amount, Change], ...] = (
            (self.gain, changes.level),
            (self.pan, changes.pan),
            (self.fade_in, changes.fade_in),
            (self.fade_out, changes.fade_out),
            (self.tempo, changes.tempo),
            (self.pitch, changes.pitch),
        )
        for amount, change in amounts:
            amount.moved.connect(partial(self._try, change))
            amount.settled.connect(partial(self._change, change))
        self.curve.chosen.connect(self._on_curve)
        self.takes.chosen.connect(self._on_take)
        self.mute.clicked.connect(self._on_mute)
        self.reverse.clicked.connect(self._on_reverse)

    def _try(self, change: Change, value: float) -> None:
        self.tried.emit(self._edit(change, value))

    def _change(self, change: Change, value: float) -> None:
        self.edited.emit(self._edit(change, value))

    def _edit(self, change: Change, value: float) -> Edit:
        clips = self._clips
        return lambda remix: change(remix, clips, value)

    @Slot(object)
    def _on_curve(self, curve: Curve) -> None:
        clips = self._clips
        self.edited.emit(lambda remix: changes.shape(remix, clips, Curve(curve)))

    @Slot(object)
    def _on_take(self, number: int | None) -> None:
        if number is not None:
            self.take.emit(number)

    @Slot(bool)
    def _on_mute(self, on: bool) -> None:
        ids = ids_of(self._clips)
        self.edited.emit(lambda remix: timeline.mute(remix, ids, on))

    @Slot(bool)
    def _on_reverse(self, on: bool) -> None:
        ids = ids_of([clip for clip in self._clips if clip.reverse != on])
        self.edited.emit(lambda remix: timeline.reverse(remix, ids))
