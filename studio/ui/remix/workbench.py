"""One open remix: the time line, what plays it, what is chosen in it, and whose sounds can be heard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from studio.errors import Refused
from studio.remix.whereabouts import kept
from studio.ui.actions import bind
from studio.ui.measuring import Measuring
from studio.ui.sources.panel import Panel
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.theme import look
from studio.ui.trips import tell_once
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.stack import Stack

from .adder import Adder
from .bar import Bar
from .editor import Editor
from .edits import Edits
from .export_dialog import ExportDialog
from .hearing import Hearing
from .inspector import Inspector, chosen_of
from .lacking import Lacking
from .leaving import Leaving
from .menus import Menus
from .mic_line import MicLine
from .playing import Playing
from .rooms import Rooms
from .shelf import UNTITLED
from .singing import Singing
from .timeline import TimelineView, TimeStanding, Waves, dropping
from .words import LaneWords, saved_words

_PANEL = 300
#: Two lanes and the ruler are always in sight.
_LEAST = 216
_SAID_MS = 3_000
KEYS: dict[str, tuple[str, ...]] = {
    "play": ("Space",),
    "sing": ("R", "F8", "PgDown"),
    "undo": ("Ctrl+Z",),
    "redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
    "split": ("S",),
    "delete": ("Delete", "Backspace"),
    "duplicate": ("Ctrl+D",),
    "back": ("Home",),
}


class Standing(NamedTuple):
    """Where a person is in a remix, for a workbench in another look."""

    timeline: TimeStanding
    place: int
    loop: tuple[int, int] | None
    click: bool


class Workbench(QWidget):
    closed = Signal()
    #: A path: a remix kit was chosen or dropped, to be opened in place of this remix.
    kit_chosen = Signal(object)
    #: A draft's id: the mix is ready to be sent.
    shared = Signal(str)
    #: Somebody sings over the mix, or not any more.
    live_changed = Signal(bool)
    #: The title, and words about it, for the top bar.
    said = Signal(str, str)

    def __init__(self, editor: Editor, rooms: Rooms, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor, self._rooms, self._stage = editor, rooms, stage
        self._lanes = LaneWords(rooms.store)
        self._build()
        self._connect()
        self._on_edit()

    def _build(self) -> None:
        editor, rooms, stage = self.editor, self._rooms, self._stage
        find = kept(rooms.store.media)
        self.bar, self.inspector, self.panel = Bar(), Inspector(), Panel(rooms.store)
        self.waves = Waves(stage.tasks, find, self)
        self.timeline = TimelineView(editor, self.waves)
        self._lanes.take_in(editor.remix)
        self.timeline.set_line_of(self._lanes)
        self.timeline.invite_to_sing("R")
        self.playing = Playing(rooms.transport, editor, self)
        self.singing = Singing(rooms.store, stage, rooms.booth, rooms.transport)
        self.singing.voice = rooms.voice
        self.measuring = Measuring(stage, self.singing.open_booth, self._measure, self.singing.pair, self)
        self.menus = Menus(editor, self.timeline, self.playing, self.bar, self._begin_measuring, self)
        self.hearing = Hearing(rooms.store, stage.tasks, find, rooms.projects, self)
        self.adder = Adder(rooms.store, stage, rooms.keep, self)
        self.edits = Edits(editor, self.timeline, self.playing, self.waves, self.adder)
        self.lacking = Lacking(rooms, editor, stage, self.adder)
        self.leaving = Leaving(rooms.store, stage, self.hearing, find, rooms.projects, self)
        self.empty = Empty(
            "audio-lines",
            "Lay sounds side by side",
            "Add records of others, takes of yours or any file; or drop them here. Whoever can be heard is credited by itself.",
            "Add sound…",
        )
        self._middle = Stack()
        self._middle.addWidget(self.empty)
        self._middle.addWidget(self.timeline)
        self._middle.setMinimumHeight(look().px(_LEAST))
        self._saying = QTimer(self, interval=_SAID_MS)
        work = QWidget()
        self.mic = MicLine()
        lines = column(self.bar, self.mic, self._middle, self.inspector, gap=0)
        lines.setStretch(2, 1)
        work.setLayout(lines)
        self.setLayout(column(Beside(work, self.panel, _PANEL), gap=0))
        self.setAcceptDrops(True)

    def _connect(self) -> None:
        self._connect_bar()
        self.editor.changed.connect(self._on_edit)
        self.editor.saved.connect(self._say)
        self.editor.trouble.connect(self._stage.notices.trouble)
        self._saying.timeout.connect(self._say)
        self.timeline.seek_wanted.connect(self.playing.seek)
        self.timeline.loop_wanted.connect(self.edits.set_loop)
        self.timeline.selection_changed.connect(self._show_chosen)
        self.timeline.dropped.connect(self.edits.drop)
        self.playing.moved.connect(self._on_moved)
        self.playing.changed.connect(self._on_playing)
        self.singing.changed.connect(self._on_singing)
        self.singing.heard.connect(self.mic.show_reading)
        self.singing.laid.connect(self.timeline.choose)
        self.singing.laid.connect(lambda *_: tell_once(self._stage, self.singing.pair(), self._begin_measuring))
        self.inspector.edited.connect(self.edits.apply)
        self.inspector.tried.connect(self.edits.hear)
        self.inspector.deed.connect(self.timeline.do)
        self.inspector.take.connect(self.edits.choose_take)
        self.panel.said.connect(self.edits.say_sources)
        self.hearing.changed.connect(self.panel.show_news)
        self.hearing.trouble.connect(self.lacking.tell)
        self.lacking.lost.connect(self.waves.lose)
        self.lacking.came.connect(self._on_library)
        self.adder.added.connect(self.edits.add)
        self.adder.busy_changed.connect(lambda busy: self.bar.add.say("Adding…" if busy else "Add sound…"))
        self.adder.kit_chosen.connect(self.kit_chosen)
        self.leaving.shared.connect(self.shared)
        self.empty.pressed.connect(self.add)
        self._stage.bell.library_changed.connect(self._on_library)
        does: dict[str, Callable[[], None]] = {
            "play": self.toggle,
            "sing": self.sing,
            "undo": self.editor.undo,
            "redo": self.editor.redo,
            "back": self._to_start,
            **{name: partial(self.timeline.do, name) for name in ("split", "delete", "duplicate")},
        }
        bind(self, KEYS, does)
        self.bar.play.key(KEYS["play"][0])
        self.bar.sing.key(KEYS["sing"][0])

    def _connect_bar(self) -> None:
        bar = self.bar
        bar.back_pressed.connect(self.closed)
        bar.play_pressed.connect(self.toggle)
        bar.sing_pressed.connect(self.sing)
        bar.more_pressed.connect(self.menus.show_more)
        bar.snap_pressed.connect(self.menus.show_snaps)
        bar.click_pressed.connect(self.menus.ask_tempo)
        bar.add_pressed.connect(self.add)
        bar.export_pressed.connect(self.export)
        bar.share_pressed.connect(self.share)

    # what a person can do

    @Slot()
    def toggle(self) -> None:
        """Plays, or stops whatever sounds or is sung."""
        if self.singing.is_on:
            self.singing.stop()
        else:
            self.playing.toggle()

    @Slot()
    def sing(self) -> None:
        self.singing.toggle(self.playing, self.editor, self.timeline.chosen_lane)

    @Slot()
    def add(self) -> None:
        self.adder.open(lambda: self.playing.place)

    @Slot()
    def export(self) -> None:
        if not self.editor.remix.frames:
            self._stage.notices.trouble(Refused("There is nothing to export yet", "Add a sound first."))
            return
        dialog = ExportDialog(self, self.editor.remix.title or UNTITLED)
        dialog.wanted.connect(lambda path, wish: self.leaving.export(self.editor.remix, path, wish))
        dialog.open()

    @Slot()
    def share(self) -> None:
        self.playing.stop()
        self.leaving.share(self.editor.remix)

    @property
    def standing(self) -> Standing:
        return Standing(self.timeline.standing, self.playing.place, self.playing.loop, self.playing.click)

    def stand(self, at: Standing) -> None:
        self.playing.set_click(at.click)
        self.edits.set_loop(at.loop)
        self.playing.seek(at.place)
        self.timeline.stand(at.timeline)
        self._on_edit()

    def leave(self) -> None:
        """Silence, and everything on the disk. Before another remix is opened, and before the page goes."""
        self.singing.stop()
        self.playing.stop()
        self.hearing.stop()
        self.editor.flush()

    @Slot()
    def _begin_measuring(self) -> None:
        if not self.singing.is_on:
            self.playing.stop()
            self.measuring.begin()

    def _measure(self, task: Task) -> float:
        from studio.remix.round_trip import measure

        rooms = self._rooms
        return measure(rooms.store, rooms.booth, rooms.transport, lambda: task.is_stopped)

    def _to_start(self) -> None:
        self.playing.seek(0)

    # what is shown

    @Slot()
    def _on_edit(self) -> None:
        remix = self.editor.remix
        self._lanes.take_in(remix)
        self._middle.setCurrentWidget(self.timeline if remix.lanes else self.empty)
        self.bar.show_length(remix.frames)
        self.menus.show_snap()
        self.bar.show_click(remix.bpm, self.playing.click)
        for button in (self.bar.play, self.bar.export, self.bar.share):
            button.setEnabled(bool(remix.frames) and not self.singing.is_on)
        self._show_chosen()
        self._say()
        self.hearing.follow(remix)

    @Slot()
    def _show_chosen(self) -> None:
        self.inspector.show_chosen(chosen_of(self.editor.remix, self.timeline.selection))

    @Slot()
    def _on_singing(self) -> None:
        on = self.singing.is_on
        self.bar.show_recording(on)
        self.mic.setVisible(on)
        for part in (self.bar.back, self.bar.export, self.bar.share, self.bar.add):
            part.setEnabled(not on)
        if not on:
            self._on_edit()
        self.live_changed.emit(on)

    @Slot()
    def _on_playing(self) -> None:
        self.bar.show_playing(self.playing.is_on)
        self.bar.show_length(self.editor.remix.frames, waiting=self.playing.is_waiting)

    @Slot(int)
    def _on_moved(self, frame: int) -> None:
        self.bar.show_time(frame)
        self.timeline.show_playhead(frame)

    @Slot()
    def _say(self) -> None:
        saved = saved_words(self.editor.saved_at, is_saved=self.editor.is_saved)
        self.said.emit(self.editor.remix.title or UNTITLED, saved)

    @Slot()
    def _on_library(self) -> None:
        """Names may have come, and sounds that were missing; somebody may have withdrawn what is built on."""
        if self.isVisible():
            self._lanes.forget()
            self.timeline.set_line_of(self._lanes)
            self.waves.look_again()
            self.hearing.follow(self.editor.remix)

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Over an empty remix; the time line takes its own."""
        if dropping.is_welcome(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        what = dropping.read(event.mimeData())
        if what:
            event.acceptProposedAction()
            self.edits.drop(what, None, self.playing.place)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._saying.start()
        self._say()
        self._rooms.transport.load(self.editor.remix)

    def hideEvent(self, event: QHideEvent) -> None:
        self._saying.stop()
        self.singing.stop()
        self.playing.stop()
        self._rooms.transport.rest()
        self.editor.flush()
        super().hideEvent(event)
