"""The only place that knows every room: opens the store, starts the threads, builds the window, closes in reverse."""

from __future__ import annotations

import importlib
import logging
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from studio import log as log_file
from studio.capture.booth import Booth, BoothState
from studio.capture.devices import Devices, microphones
from studio.capture.early import Early
from studio.errors import DeviceTrouble
from studio.paths import RESOURCES, DataFolder
from studio.sound.player import Player
from studio.store import Claim, Store
from studio.ui import imports, overrides  # noqa: F401  (that they are first is what they are for)
from studio.ui.bell import Bell
from studio.ui.leaving import Leaving, LeavingWays
from studio.ui.network import Network
from studio.ui.notices import Notices
from studio.ui.pages import Rooms
from studio.ui.places import Places
from studio.ui.stage import Choices, Stage
from studio.ui.sweep import Sweep
from studio.ui.tasks import Task, Tasks
from studio.ui.theme import STYLE, Theme
from studio.wire.keys import Keys
from studio.wire.links import Links
from studio.wire.network import Router

if TYPE_CHECKING:
    from studio.backstage import Backstage
    from studio.domain.platform import Platform
    from studio.domain.sending import Sending
    from studio.remix.transport import Transport
    from studio.ui.alerts import Alerts
    from studio.ui.door import Door

log = logging.getLogger(__name__)
MICROPHONE_FIRST_MS = 1_500
#: By then the red button is painted as one that can be pressed. Begun before, all else (numpy, the courier, the home platform)
#: held the interpreter so that it was painted a quarter of a second later.
BUTTON_FIRST_MS = 50


def open_window(folder: DataFolder, claim: Claim | None, early: Early | None, voice: Path | None) -> int:
    """Runs the studio until its window is closed; one without a claim shows the window of the first one and ends."""
    return _run(folder, claim, voice, lambda studio: None, early)


def run_tour(data: Path, out: Path, voice: Path | None, say: Callable[[str], None]) -> int:
    """Runs the guided tour and returns 0 when every step was verified."""
    from studio.ui.tour import Tour

    heard = _voice_of_tour(voice, say)
    tours: list[Tour] = []

    def walk(studio: Studio) -> None:
        tour = Tour(studio.places, studio.rooms, studio.theme, out, say)
        tour.finished.connect(lambda ok: QApplication.exit(0 if ok else 1))
        tours.append(tour)
        tour.start()

    folder = DataFolder.open(data)
    return _run(folder, Claim.take(folder.root), heard, walk)


def _voice_of_tour(voice: Path | None, say: Callable[[str], None]) -> Path | None:
    """None where there is a microphone; else what is played in place of one."""
    try:
        names = [device.name for device in microphones()]
    except DeviceTrouble:
        names = []
    if names:
        return None
    voice = voice or RESOURCES / "starter" / "media" / "hum.flac"
    say(f"note no microphone is here: {voice.name} is played into the booth in place of one")
    return voice


def _run(
    folder: DataFolder,
    claim: Claim | None,
    voice: Path | None,
    begin: Callable[[Studio], None],
    early: Early | None = None,
) -> int:
    app = QApplication.instance() or Application([*sys.argv[:1], *STYLE])
    assert isinstance(app, QApplication)
    app.setApplicationName("Redbutton Studio")
    app.setDesktopFileName("redbutton-studio")
    if claim is None:
        from studio.ui.door import knock

        if knock(folder.root):
            return 0
        print("The studio is open already, but does not answer. End it first.", file=sys.stderr)  # noqa: T201
        return 1
    sweep = Sweep(app)
    studio = Studio(app, folder, voice, early)
    try:
        studio.start()
        begin(studio)
        return app.exec()
    finally:
        studio.close()
        sweep.stop()
        claim.release()
        log_file.stop()


class Application(QApplication):
    #: The system, or its menu, ends the program: it closes every window next.
    ends = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            self.ends.emit()
        return super().event(event)


class Studio(QObject):
    """One person's studio. Quit order: take, player, studies, courier, fetcher, teller, tasks, platform, store."""

    def __init__(
        self, app: QApplication, folder: DataFolder, voice: Path | None = None, early: Early | None = None
    ) -> None:
        super().__init__()
        imports.without_switch()
        self._early = early
        self.bell = Bell()
        self.store = Store.open(folder, self.bell.topic)
        self.links = Links(self.bell.links_changed.emit)
        self.links.on_moved = lambda id, address: self.store.platforms.move(id, address)
        self.keys = Keys()
        self.tasks = Tasks()
        self.notices = Notices()
        self.bell.trouble.connect(self.notices.trouble)  # before the first page is made: it opens the microphone
        self.choices = Choices(folder.settings, self.tasks)
        self.theme = Theme(app)
        self.player = Player(self.bell.player_changed.emit, self.bell.trouble.emit)
        self.booth = Booth(
            self.store, on_change=self.bell.booth_changed.emit, on_trouble=self.bell.trouble.emit, early=early
        )
        self.devices = Devices(self.bell.devices_changed.emit, self._look_again)
        self._backstage: Backstage | None = None
        self.network, self._router = Network(), Router()
        stage = Stage(self.bell, self.tasks, self.notices, self.choices)
        self.rooms = Rooms(
            self.store,
            self.booth,
            self.devices,
            self.player,
            self.links,
            lambda: self.backstage.courier,
            self._join,
            self._sounding,
            voice,
            lambda: self.network.metered,
        )
        with self.theme.sheet_last():
            self.theme.set(self.choices.now.theme, self.choices.now.text_percent)
            self.places = Places(stage, self.rooms, self.theme)
        self.window = self.places.window
        leave = LeavingWays(self._on_line, self._rest, self._watched, partial(QApplication.exit, 0))
        self.leaving = Leaving(self.window, self.store, stage, leave)
        self._stage = stage
        self._alerts: Alerts | None = None
        self._transport: Transport | None = None
        self._door: Door | None = None
        self._started = False
        self._connect(app)

    def _connect(self, app: QApplication) -> None:
        sys.excepthook = self._on_bug
        self.tasks.trouble.connect(self.notices.trouble)
        self.bell.links_changed.connect(self._on_links)
        self.bell.drafts_changed.connect(self._on_drafts)
        for rule in (self.choices.changed, self.network.changed):
            rule.connect(self._on_line)
        self.bell.twins_changed.connect(self._on_line)
        self.places.quit_pressed.connect(self.leaving.ask_to_quit)
        if isinstance(app, Application):
            app.ends.connect(self.leaving.let_close)
        self.window.painted.connect(self._after_painted, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Shows the window; everything that takes longer starts after it is painted."""
        self.window.show()

    def close(self) -> None:
        self.leaving.let_close()
        if self._alerts:
            self._alerts.stop()
        self._started = True  # a studio that is closed before its microphone was open begins nothing more
        if self._door:
            self._door.close()
        self.booth.close()
        self.player.close()
        if self._transport:
            self._transport.close()
        self.devices.stop()
        if self._backstage:
            self._backstage.stop()
        self.tasks.stop()
        if self._backstage:
            self._backstage.home.stop()
        QCoreApplication.sendPostedEvents(
            None, QEvent.Type.MetaCall.value
        )  # what was still to be told finds the store open
        self.store.close()
        sys.excepthook = sys.__excepthook__

    @Slot()
    def _after_painted(self) -> None:
        """The red button comes first: all else begins when it can be pressed, or when the microphone keeps everybody waiting."""
        log_file.start(self.store.folder.logs)
        self.bell.booth_changed.connect(self._on_booth)
        QTimer.singleShot(MICROPHONE_FIRST_MS, self, self._start_rooms)
        self._on_booth()

    @Slot()
    def _on_booth(self) -> None:
        if not self._started and self.booth.reading().state is not BoothState.OPENING:
            QTimer.singleShot(BUTTON_FIRST_MS, self, self._start_rooms)

    def _sending(self) -> Sending:
        """What the outbox may use now; asked by its threads."""
        from studio.domain.sending import Sending

        chosen = self.choices.now
        network = self._router.now() if chosen.send_only_on else ""
        limit_bytes_s = chosen.send_limit_kb_s * 1_000
        return Sending(limit_bytes_s, chosen.send_large_metered, chosen.send_only_on, self.network.metered, network)

    @Slot()
    def _start_rooms(self) -> None:
        if self._started:
            return
        self._started = True
        if self._early:
            self._early.painted()
        from studio.ui.door import Door

        self._door = Door(self.store.folder.root, self.leaving.come_back, self)
        self.devices.start()
        self.network.start()
        self.backstage.start()
        self.places.show_waiting()
        self.places.listen_for_saves()
        self.places.listen_to_twins()
        self._listen()
        self.tasks.run(self._look_around, self.places.tell_found)
        self.tasks.run(lambda _: importlib.import_module("studio.ui.library"))  # its page is there 70 ms sooner
        from studio.store import whereabouts

        self.tasks.run(lambda _: whereabouts.danger(self.store.folder.root), self.places.tell_danger)

    def _listen(self) -> None:
        """From now on the system tells what the window cannot, because it is not seen."""
        from studio.ui.alerts import Alerts

        self._alerts = Alerts(self.store, self._stage, self.links.trouble, _is_in_front, self.leaving.say)

    def _look_again(self) -> None:
        """Devices are found anew only while none is open; on the "devices" thread."""
        self.player.cue.rest()
        self.booth.look_again()

    def _watched(self) -> int:
        return len(self.store.studies.watched())

    def _rest(self) -> None:
        """The window is gone: nothing listens and nothing sounds. A running take is ended and kept."""
        self.booth.close()
        self.player.stop()
        if self._transport:
            self._transport.stop()

    def _look_around(self, task: Task) -> object:
        """Takes left by a studio that was killed, the daily backup, and the keys of joined platforms."""
        from studio.capture import salvage

        found = salvage.scan(self.store)
        self.store.look_after()
        for platform in self.store.platforms.list():
            if not platform.is_home:
                self.links.set(platform.id, platform.address, self.keys.get(platform.id))
        return found

    def _sounding(self) -> Transport:
        """What plays a remix."""
        if self._transport is None:
            from studio.remix.transport import Transport
            from studio.remix.whereabouts import kept

            self._transport = Transport(kept(self.store.media), self.bell.player_changed.emit, self.bell.trouble.emit)
        return self._transport

    def _join(self, address: str, invite: str, handle: str) -> tuple[Platform, str]:
        """Joins a platform (on a task's thread); returns it, and in words where its key is kept."""
        from studio.inbox import shelving
        from studio.wire import signin

        joined = signin.join(address, invite, handle)
        where = self.keys.keep(joined.platform.id, joined.token)
        self.store.platforms.add(joined.platform)
        self.store.platforms.change(joined.platform)
        if joined.again:
            self.store.twins.begin(joined.platform.id, joined.device)
        self.links.set(joined.platform.id, joined.platform.address, joined.token)
        shelving.hear_at_once(self.store, self.links, joined.platform)
        return joined.platform, where

    @property
    def backstage(self) -> Backstage:
        """Made when it is first asked for: it is heavy, and the first window needs none of it."""
        if self._backstage is None:
            from studio.backstage import Backstage

            self._backstage = Backstage(self.store, self.links, self.bell, self._sending)
        return self._backstage

    @Slot()
    def _on_line(self) -> None:
        if self._backstage:
            self._backstage.on_line()

    @Slot()
    def _on_links(self) -> None:
        if self._backstage:
            self._backstage.on_links()

    @Slot()
    def _on_drafts(self) -> None:
        if self._backstage:
            self._backstage.on_drafts()

    def _on_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A fault of ours: into the log, and words that say the work is safe."""
        if issubclass(kind, KeyboardInterrupt):
            self.leaving.quit()
            return
        log.error("a fault", exc_info=(kind, error, trace))
        details = "".join(traceback.format_exception(kind, error, trace))
        copy = partial(QApplication.clipboard().setText, details)
        advice = "Something went wrong inside the studio. You can go on."
        self.notices.notice("bug", "Your work is saved", advice, verb="Copy details", press=copy, worry=True)


def _is_in_front() -> bool:
    """The person is at one of our windows."""
    return QApplication.activeWindow() is not None
