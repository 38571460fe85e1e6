"""What is needed now and then: a sound file in place of a take, the room check, hearing oneself, a guide, and measuring the way
from loudspeaker to microphone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QMenu

from studio.capture.reading import BoothState, Reading
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.trips import pair, tell_once

from .brief_guide import BriefGuide, KeepGuide
from .guide import Guide
from .matching import Matching
from .monitoring import Monitoring
from .options import Options
from .sitting import Sitting

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.domain.room import Room
    from studio.sound.cue import Cue
    from studio.ui.measuring import Measuring
    from studio.ui.tasks import Task

    from .room_sheet import RoomSheet


class More(QObject):
    def __init__(
        self, store: Store, booth: Booth, cue: Cue, stage: Stage, options: Options, keep_guide: KeepGuide
    ) -> None:
        super().__init__(options)
        self._store, self._booth, self._cue, self._stage, self._options = store, booth, cue, stage, options
        self.guide = Guide(store, booth, cue, stage, options)
        self.brief_guide = BriefGuide(store, stage, self.guide, keep_guide)
        self.monitoring = Monitoring(stage, options)
        self.matching = Matching(store, stage, self.check_room)
        self.sheet: RoomSheet | None = None
        self.measuring: Measuring | None = None
        self._sitting: Sitting | None = None
        self._was_recording = False
        options.more.clicked.connect(self.open_menu)
        options.guide.clicked.connect(self.guide.clear)
        options.monitor.clicked.connect(self.monitoring.toggle)
        self.guide.changed.connect(self._on_beside)
        self.monitoring.changed.connect(self._on_beside)

    def follow(self, now: Reading) -> None:
        """Called with every frame of the page."""
        self.guide.follow(now)
        self.monitoring.follow(now)
        if self._sitting is not None:
            self.matching.look(self._sitting, now.device)
        recording = now.state is BoothState.RECORDING
        if self._was_recording and not recording:
            self._on_take(now)
        self._was_recording = recording

    def look(self, sitting: Sitting) -> None:
        """Another line is on, or another script."""
        self._sitting = sitting
        self.brief_guide.look(sitting.challenge_id)

    @Slot()
    def open_menu(self) -> None:
        at = self._options.more
        menu = QMenu(at)
        menu.addAction("Answer with a sound file…", self._options.file_pressed.emit)
        menu.addSeparator()
        menu.addAction("Check the room…", self.check_room)
        hear = menu.addAction("Hear myself in the headphones", self.monitoring.toggle)
        hear.setCheckable(True)
        hear.setChecked(self.monitoring.is_wanted)
        self.brief_guide.add_to(menu)
        menu.addAction("A guide to hear while you record…", self.guide.choose)
        menu.addAction("Measure the loudspeaker's way back…", self.measure)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at.mapToGlobal(QPoint(0, at.height())))

    @Slot()
    def check_room(self) -> None:
        from .room_sheet import RoomSheet

        self.sheet = RoomSheet(self._options.window(), self._store, self._booth, self._stage)
        self.sheet.measured.connect(self._on_measured)
        self.sheet.open()

    @Slot()
    def measure(self) -> None:
        """How late what is played comes back. The booth is open; without a microphone no sweep is heard, and that is told."""
        from studio.ui.measuring import Measuring

        self.measuring = Measuring(self._stage, lambda _, then: then(), self._measure, self._pair, self._options)
        self.measuring.begin()

    @Slot(object)
    def _on_measured(self, room: Room) -> None:
        if self._sitting is not None:
            self.matching.look(self._sitting, room.microphone, again=True)

    @Slot()
    def _on_beside(self) -> None:
        self._options.show_beside(self.guide.name, monitored=self.monitoring.is_wanted)

    def _on_take(self, now: Reading) -> None:
        take = self._store.takes.find(now.take_id) if now.take_id else None
        if take is not None and (take.guide_frame is not None or take.layer_at is not None):
            tell_once(self._stage, self._pair(), self.measure)

    def _measure(self, task: Task) -> float:
        from studio.sound.round_trip import measure

        return measure(self._store.takes, self._booth, self._cue, lambda: task.is_stopped)

    def _pair(self) -> str:
        return pair(self._booth.reading(), self._cue.name)
