"""The booth: a prompt, one red button, the takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from studio.capture.reading import BoothState
from studio.domain.ids import new_id
from studio.domain.kind import Kind
from studio.ui import tokens
from studio.ui.actions import BOOTH_KEYS, bind
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column

from .all_lines import AllLines
from .auto import Auto
from .checking import Checking
from .controls import Controls
from .count_in import CountIn
from .deeds import Deeds
from .files import Files
from .more import More
from .opening import Opening
from .options import Options
from .pickups import Pickups
from .playing import Playing
from .prompt import Prompt
from .punching import Punching
from .redo import Redo
from .rooms import Rooms
from .scripts import Scripts
from .sitting import Sitting, first_of, free, of_challenge
from .standing import Standing, stand
from .take_panel import TakePanel
from .turns import Turns

if TYPE_CHECKING:
    from studio.domain.challenge import Challenge

#: The booth is read this often.
FRAME_MS = 33


class RecordPage(Page):
    #: A Take that is to be shared.
    share_wanted = Signal(object)
    #: A Take that is to be edited.
    edit_wanted = Signal(object)
    #: A sound file that is to be shared, and the id of the challenge that it answers, or None.
    file_wanted = Signal(object, object)
    #: A Sitting whose starred takes are to be delivered, and whether as a set to its challenge.
    deliver_wanted = Signal(object, bool)

    def __init__(self, rooms: Rooms, stage: Stage) -> None:
        super().__init__()
        self._rooms, self._stage = rooms, stage
        self._store, self._booth, self._cue = rooms.store, rooms.booth, rooms.player.cue
        self._playing = Playing(rooms.store, rooms.player, stage.choices)
        self.sitting = free()
        #: Ids of takes that were made since the person came to this line are greater.
        self._came = new_id()
        self.auto = Auto(rooms.booth, stage, self)
        self._redo = Redo(self._is_recording, self._end_take, self._record_anew, self.go)
        self._build()
        self.turns = Turns(stage.notices, self.takes, self._redo)
        self.opening = Opening(rooms.booth, rooms.devices, stage, self.controls, rooms.voice)
        self._connect()
        self._sit(self.sitting)

    def answer(self, challenge: Challenge) -> None:
        """Puts the lines of `challenge` into the booth, with the takes it has already."""
        known = self._store.takes.list(challenge_id=challenge.id, limit=1)
        self._sit(of_challenge(challenge, known[0].session_id if known else None))

    def remember(self) -> object:
        return self.sitting, self._came, self.opening.opened

    def recall(self, remembered: object) -> None:
        """The same lines, and the microphone stays as it is: a new look must not interrupt a take."""
        if isinstance(remembered, tuple):
            self.sitting, self._came, self.opening.opened = remembered
            self._sit(self.sitting)
            self.turns.go_on(self._booth.reading().state)

    def refresh(self) -> None:
        self._tell_line()  # somebody may have sung over a remix meanwhile
        if self.sitting.is_free and not self.takes.takes and not self.scripts.resume():
            first = first_of(self._store.challenges.list(Kind.AUDIO))
            if first:
                self.answer(first)
        self.takes.refresh()
        self.opening.open()

    def _build(self) -> None:
        self.options = Options(self._stage.choices)
        self.prompt = Prompt(self._stage.choices)
        self.controls = Controls()
        self.takes = TakePanel(self._store, self._stage)
        self.deeds = Deeds(self._store, self._stage.notices, self._playing, self.takes, self._is_recording)
        self.punching = Punching(self._store, self._booth, self._cue, self._stage, self.takes)
        self.checking = Checking(self._store, self._stage, self.takes, self.deeds)
        self.more = More(self._store, self._booth, self._cue, self._stage, self.options, self._rooms.keep_guide)
        self._count_in = CountIn(self)
        self.files = Files(self)
        self.scripts = Scripts(self._store, self._stage, self)
        margins = (40, 24, 40, 12) if look().scale < tokens.LARGE_TEXT else (24, 12, 24, 8)
        booth = column(self.options, self.prompt, self.controls, gap=8, margins=margins)
        booth.setStretch(1, 3)
        booth.setStretch(2, 2)
        self.pickups = Pickups(self._store, self._stage, booth, self.prompt)
        self.all_lines = AllLines(self, booth, (self.prompt, self.controls), self._go_to)
        room = QWidget()
        room.setLayout(booth)
        self.setLayout(column(Beside(room, self.takes, tokens.SIDE_PANEL), gap=0))
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)

    def _connect(self) -> None:
        bell, takes = self._stage.bell, self.takes
        self._stage.choices.changed.connect(self._on_choices)
        bell.takes_changed.connect(self._on_takes)
        bell.library_changed.connect(self._on_library)
        bell.booth_changed.connect(self.show_frame)
        self._frames.timeout.connect(self.show_frame)
        self._count_in.changed.connect(self.show_frame)
        self.turns.live_changed.connect(self.live_changed)
        self.controls.record_pressed.connect(self.record)
        self.options.keep_pressed.connect(self.keep_last)
        self.options.auto_pressed.connect(self.go_by_voice)
        self.auto.changed.connect(self._on_auto)
        self._on_auto()
        self.auto.spoken.connect(self._on_spoken)
        self.options.punch_pressed.connect(self.punch)
        self.options.file_pressed.connect(self.files.choose)
        self.files.chosen.connect(self._on_file)
        self.options.script_pressed.connect(lambda: self.scripts.open_menu(self.options.script, self.prompt))
        self.scripts.opened.connect(lambda sitting: self._redo.when_free(lambda: self._sit(sitting)))
        self.options.moved.connect(self.go)
        takes.play_pressed.connect(self.deeds.play)
        takes.guide_pressed.connect(self.deeds.toggle_guide)
        takes.star_pressed.connect(self.deeds.star)
        takes.discard_pressed.connect(self.deeds.discard)
        takes.share_pressed.connect(self.share)
        takes.deliver_pressed.connect(lambda: self.deliver_wanted.emit(self.sitting, False))
        takes.all_pressed.connect(self.all_lines.toggle)
        takes.note.written.connect(self._keep_note)
        self.scripts.overview_wanted.connect(self.all_lines.toggle)
        self.pickups.play_wanted.connect(self.deeds.play_take)
        takes.edit_pressed.connect(self.edit)
        self.punching.wanted.connect(self.punch)
        self.punching.landed.connect(self.deeds.punched)
        bind(self, BOOTH_KEYS, self._keys())

    def _keys(self) -> dict[str, Callable[[], None]]:
        return {
            "record": self.record,
            "play": self.deeds.play,
            "with guide": self.deeds.toggle_guide,
            "star": self.deeds.star,
            "discard": self.deeds.discard,
            "check": self.checking.open,
            "undo": self.deeds.undo,
            "line before": lambda: self.go(-1),
            "line after": lambda: self.go(1),
            "accept": self.accept,
            "open script": self.scripts.choose,
            "all lines": self.all_lines.toggle,
            "note": self.takes.note.write,
            "again": self._redo.again,
            "line before again": self._redo.line_before,
            "larger words": lambda: self.prompt.resize_words(1),
            "smaller words": lambda: self.prompt.resize_words(-1),
            "keep": self.keep_last,
            "edit": self.edit,
            "auto": self.go_by_voice,
            "punch": self.punch,
            "punch earlier": lambda: self.punching.move_point(-1),
            "punch later": lambda: self.punching.move_point(1),
            "stop": self.stop_everything,
        }

    # what a person can do

    @Slot()
    def record(self) -> None:
        """The red button: counts in or starts, cancels the count, or stops."""
        state = self._booth.reading().state
        if self.auto.is_on:
            self.auto.stop()
        elif state is BoothState.RECORDING:
            self._end_take()
        elif self._count_in.left:
            self._count_in.stop()
        elif state is BoothState.READY:
            self._playing.stop()
            self.all_lines.close()
            seconds = self._stage.choices.now.count_in_s
            if seconds:
                self._count_in.start(seconds, self.more.guide.start)
            else:
                self.more.guide.start()

    def _record_anew(self) -> None:
        """In auto mode the voice begins it."""
        if self.auto.is_on:
            self._booth.say_again()
        else:
            self.record()

    def _end_take(self) -> None:
        self.punching.stop()
        self._booth.stop()

    @Slot()
    def keep_last(self) -> None:
        if self.options.keep.isEnabled():
            self._booth.keep_last(self._stage.choices.now.keep_last_s)

    @Slot()
    def go_by_voice(self) -> None:
        """Auto mode on or off."""
        self._count_in.stop()
        self._playing.stop()
        self.auto.toggle()
        if self.auto.is_on:
            self.more.guide.tell_silent()

    @Slot()
    def punch(self) -> None:
        """Plays the end of what is good, and records over the rest."""
        self.auto.stop()
        place = self._playing.place()
        self._count_in.stop()
        self._playing.stop()
        if self._is_recording():
            self._redo.when_free(self.punching.roll_back)
        else:
            self.punching.press(place)

    @Slot(str)
    def edit(self, id: str = "") -> None:
        take = self.deeds.find(id)
        if take and not self._is_recording():
            self.edit_wanted.emit(take)

    @Slot(int)
    def go(self, steps: int) -> None:
        if not self._is_recording():
            self._sit(self.sitting.moved(steps))
            self.all_lines.say()

    @Slot(int)
    def _go_to(self, at: int) -> None:
        self.go(at - self.sitting.at)

    @Slot(str)
    def _keep_note(self, note: str) -> None:
        self._store.scripts.note(self.sitting.session_id, self.sitting.line.id, note)

    @Slot()
    def accept(self) -> None:
        """This line is good: stops, stars what was just said, or a take where none is starred yet, and goes on to the next line."""
        if self._is_recording():
            self._redo.when_free(self.accept)
            return
        line = self.sitting.line
        mark = self._store.scripts.marks(self.sitting.session_id).get(line.id)
        wanted = len(self.takes.takes) if self.sitting.is_free else line.takes_wanted
        self.deeds.accept(self._came, wanted, mark.pickup.asked_at if mark and mark.pickup else "")
        if self.sitting.after is None:
            self.auto.end()
        self.go(1)

    @Slot()
    def stop_everything(self) -> None:
        self.all_lines.close()
        self._count_in.stop()
        self._playing.stop()
        self.punching.stop()
        self.more.guide.stop()
        self.auto.stop()
        if self._is_recording():
            self._booth.stop()

    @Slot()
    def share(self) -> None:
        """The lines of a challenge go to it as one set, everything else as a take by itself."""
        take = self.takes.to_share()
        if self.sitting.is_set:
            self.deliver_wanted.emit(self.sitting, True)
        elif take:
            self.share_wanted.emit(take)

    # what is shown

    def _sit(self, sitting: Sitting) -> None:
        if (sitting.session_id, sitting.at) != (self.sitting.session_id, self.sitting.at):
            self._came = new_id()
        self.sitting = sitting
        self._tell_line()
        self.prompt.show_sitting(sitting)
        self.takes.show_sitting(sitting)
        known = self.all_lines.standing
        self._show_standing((known and known.moved(sitting)) or stand(self._store, sitting))
        self.context_changed.emit(sitting.context)
        self.scripts.remember(sitting)
        self.more.look(sitting)

    def _show_standing(self, standing: Standing) -> None:
        for shown in (self.options, self.prompt, self.takes, self.pickups, self.all_lines):
            shown.show_standing(standing)

    @Slot()
    def _on_takes(self) -> None:
        self.takes.refresh()
        self._show_standing(stand(self._store, self.sitting, self.all_lines.standing))

    @Slot(Path)
    def _on_file(self, path: Path) -> None:
        if not self.scripts.take(path):
            self.file_wanted.emit(path, self.sitting.challenge_id)

    def _tell_line(self) -> None:
        now, place = self.sitting, self._stage.choices.now.place
        self._booth.set_line(now.session_id, now.challenge_id, now.line.id, now.line.text, place)

    @Slot()
    def _on_choices(self) -> None:
        """The microphone may stand elsewhere now. While a remix is sung over, the line is its own."""
        if self.isVisible():
            self._tell_line()

    @Slot()
    def show_frame(self) -> None:
        now = self._booth.reading()
        self.punching.follow(now)
        self.auto.follow(now)
        self.more.follow(now)
        told = self.punching.words() or self.auto.words(now)
        self.controls.show_reading(now, self._stage.choices.now.rate_hz, self._count_in.left, told)
        self.options.show_reading(now)
        self.takes.show_playing(*self._playing.place())
        self.turns.follow(now)

    @Slot()
    def _on_auto(self) -> None:
        self.options.auto.setChecked(self.auto.is_on)

    @Slot()
    def _on_spoken(self) -> None:
        """Auto mode kept a take: the next line is on, unless somebody has said by a key what comes now."""
        self.takes.refresh()
        if not self._redo.is_due:
            self.accept()

    @Slot()
    def _on_library(self) -> None:
        """The first prompts have arrived while the booth still showed the friendly one."""
        if self.isVisible() and self.sitting.is_free and not self._is_recording():
            self.refresh()

    def _is_recording(self) -> bool:
        return self._booth.reading().state is BoothState.RECORDING

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_frame()
        self._frames.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._frames.stop()
        self.more.monitoring.stop()
        super().hideEvent(event)
