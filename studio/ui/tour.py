"""The guided tour: the main job, done in the real window by pressing its real buttons, with a picture of every step.

Each step waits for a fact (a state, a row, a hash), never for a time; a fact that does not come ends the tour with its name.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from studio.capture.booth import BoothState
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.record import Kind
from studio.domain.take import Take
from studio.errors import DeviceTrouble

from .pages import Rooms
from .places import Places
from .theme import Theme

if TYPE_CHECKING:
    from .challenges import ChallengesPage
    from .record import RecordPage
    from .share import ShareSheet
    from .tour_building import Hands, Step
    from .tour_voicing import Voicing

POLL_MS = 20
#: Nothing was under way for so long when a picture is taken.
STILL_MS = 250
#: How much is captured; the speech of most prompts fits.
CAPTURE_S = 7.0
TRY_S = 4.0
FEWEST_CHALLENGES = 24
#: Below this a take counts as silence.
HEARD_DBFS = -60.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Until `fact` is true; `name` says in words what was verified."""

    name: str
    fact: Callable[[], bool]
    within_s: float = 20.0


class Tour(QObject):
    """`finished(ok)` at the end. `say` gets a line for each verified step."""

    finished = Signal(bool)

    def __init__(self, places: Places, rooms: Rooms, theme: Theme, out: Path, say: Callable[[str], None]) -> None:
        super().__init__()
        self._places, self._rooms, self._theme = places, rooms, theme
        self._window = places.window
        self._out, self._say = out, say
        self._number = 0
        self._steps = self._walk()
        self._wait: Wait | None = None
        self._waited_ms = 0
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._on_poll)

    def start(self) -> None:
        self._out.mkdir(parents=True, exist_ok=True)
        self._poll.start()

    @Slot()
    def _on_poll(self) -> None:
        if any(notice.key == "bug" for notice in self._places.notices.now):
            self._end(False, "a fault inside the studio, see the log")
            return
        if self._wait is not None and not self._wait.fact():
            self._waited_ms += POLL_MS
            if self._waited_ms > self._wait.within_s * 1000:
                self._picture("stopped-here")
                self._end(False, f"not seen within {self._wait.within_s:.0f} s: {self._wait.name}")
            return
        if self._wait is not None:
            self._say(f"ok   {self._wait.name}")
        self._waited_ms = 0
        try:
            self._wait = next(self._steps)
        except StopIteration:
            self._end(True, f"{self._number} pictures are in {self._out}")
        except Exception as error:
            self._end(False, f"a fault: {error!r}")

    def _end(self, ok: bool, words: str) -> None:
        self._poll.stop()
        self._say(("done " if ok else "FAILED ") + words)
        self.finished.emit(ok)

    # the walk

    def _walk(self) -> Iterator[Wait]:
        store = self._rooms.store
        yield Wait("the studio is open and can record", lambda: self._state() is BoothState.READY)
        yield from self._settle()
        self._picture("open")
        yield Wait(
            f"the home platform told at least {FEWEST_CHALLENGES} challenges",
            lambda: len(store.challenges.list()) >= FEWEST_CHALLENGES,
            60,
        )
        yield from self._choose_a_challenge()
        yield from self._capture_a_take(TRY_S)
        yield from self._capture_a_take(CAPTURE_S, "recording")
        take = self._newest()
        assert take is not None
        yield from self._star_and_listen(take)
        yield from self._send(take)
        yield from self._compare(take)
        yield from self._build_on(take)

    def _choose_a_challenge(self) -> Iterator[Wait]:
        page = self._go("challenges")
        yield from self._settle()
        self._picture("challenges")
        challenge = next(one for one in self._rooms.store.challenges.list(Kind.AUDIO) if one.lines)
        cast("ChallengesPage", page).show_challenge(challenge.id)
        self._press(page, lambda button: challenge.title in button.accessibleName())
        yield Wait(f"the booth shows “{challenge.title}”", lambda: self._window.here == "record")

    def _capture_a_take(self, length_s: float, picture: str = "") -> Iterator[Wait]:
        page, before = self._window.page("record"), len(self._rooms.store.takes.list())
        yield Wait("the microphone is heard", lambda: self._state() is BoothState.READY)
        self._press_record(page)
        yield Wait(f"{length_s:g} s were captured", lambda: self._rooms.booth.reading().elapsed_s >= length_s, 30)
        if picture:
            self._picture(picture)
        self._press_record(page)
        yield Wait("the take is kept", lambda: len(self._rooms.store.takes.list()) > before)
        take = self._newest()
        yield Wait("the take holds sound, and no frame was lost", lambda: _is_whole(take))

    def _star_and_listen(self, take: Take) -> Iterator[Wait]:
        page = cast("RecordPage", self._window.page("record"))
        page.deeds.star(take.id)
        yield Wait("the take is starred", lambda: self._rooms.store.takes.get(take.id).starred)
        yield from self._settle()
        self._picture("take")
        page.deeds.play(take.id)
        if self._rooms.voice is None:
            yield Wait("the take plays", lambda: (self._rooms.player.position() or (0, 0))[0] > 0)
        else:
            yield Wait("the take plays, or words say why it cannot", self._plays_or_says)
        self._picture("listening")
        self._rooms.player.stop()

    def _plays_or_says(self) -> bool:
        said = any(notice.key == f"trouble:{DeviceTrouble.__name__}" for notice in self._places.notices.now)
        return said or (self._rooms.player.position() or (0, 0))[0] > 0

    def _send(self, take: Take) -> Iterator[Wait]:
        store = self._rooms.store
        self._press(self._window.page("record"), lambda button: button.accessibleName().startswith("Share"))
        yield Wait("the share sheet is open", lambda: self._sheet() is not None)
        yield from self._settle()
        self._picture("share")
        sheet = self._sheet()
        assert sheet is not None
        sheet.send.click()
        yield Wait("a parcel waits in the outbox", lambda: self._parcel_of(take) is not None)
        self._go("outbox")
        yield Wait("the platform has it", lambda: _state_of(self._parcel_of(take)) is ParcelState.LIVE, 60)
        yield Wait("nothing waits any more", lambda: store.parcels.waiting() == 0)
        yield from self._settle()
        self._picture("outbox")

    def _compare(self, take: Take) -> Iterator[Wait]:
        """Downloads the record and compares it with the take's file, by hash; beside the window, as all that waits."""
        parcel = self._parcel_of(take)
        assert parcel is not None
        back = self._out / "back.wav"
        back.unlink(missing_ok=True)
        found: list[str] = []

        def fetch() -> None:
            self._rooms.links.client(parcel.platform_id).download(parcel.media, back)
            self._rooms.links.close_mine()
            found.append(hashlib.sha256(back.read_bytes()).hexdigest())

        thread = threading.Thread(target=fetch, name="tour")
        thread.start()
        mine = hashlib.sha256(self._rooms.store.takes.file(take).read_bytes()).hexdigest()
        yield Wait("the record came back with the same SHA-256", lambda: found == [mine] == [parcel.media.sha256], 30)
        thread.join()
        back.unlink()

    def _build_on(self, take: Take) -> Iterator[Wait]:
        """What the other parts of the tour do; lines are spoken first, while somebody is heard."""
        from .tour_building import build_on
        from .tour_painting import paint
        from .tour_voicing import Voicing

        parcel = self._parcel_of(take)
        assert parcel is not None
        hands = self._hands()
        voicing = Voicing(self._places, self._rooms, hands)
        for part in (
            voicing.speak(),
            build_on(parcel.record_id, self._places, self._rooms, hands),
            paint(self._places, self._rooms, hands),
            voicing.send(),
        ):
            yield from _waits(part)
        yield from self._look_around(voicing)

    def _hands(self) -> Hands:
        from .tour_building import Hands

        return Hands(
            self._sheet,
            lambda: _steps(self._settle()),
            self._picture,
            lambda length_s: _steps(self._capture_a_take(length_s)),
        )

    def _look_around(self, voicing: Voicing) -> Iterator[Wait]:
        """Every place in both themes."""
        for theme in ("booth", "paper"):
            self._theme.set(theme)
            for key in ("record", "challenges", "library", "piece", "remix", "canvas", "outbox", "settings"):
                self._go(key)
                yield from self._settle()
                self._picture(f"{key}-{theme}")
            yield from _waits(voicing.look(theme))
        yield from self._answer_in_words()

    def _answer_in_words(self) -> Iterator[Wait]:
        for kind in (Kind.TEXT, Kind.IMAGE):
            self._places.answer(self._rooms.store.challenges.list(kind)[0])
            yield from self._settle()
            self._picture(f"answer-{kind}")

    # small things

    def _go(self, key: str) -> QWidget:
        self._window.show_place(key)
        return self._window.page(key)

    def _settle(self) -> Iterator[Wait]:
        """Until what the page asked for has come, and a moment in which it is painted: a picture is for eyes, and proves nothing by
        itself."""
        still = QTimer(self, singleShot=True, interval=STILL_MS)
        still.start()

        def is_still() -> bool:
            if not self._places.tasks.is_idle:
                still.start()
            return not still.isActive()

        yield Wait(f"{self._window.here} is shown", is_still)

    def _state(self) -> BoothState:
        return self._rooms.booth.reading().state

    def _newest(self) -> Take | None:
        return next(iter(self._rooms.store.takes.list(limit=1)), None)

    def _parcel_of(self, take: Take) -> Parcel | None:
        store = self._rooms.store
        return next((p for p in store.parcels.list() if store.drafts.get(p.draft_id).take_id == take.id), None)

    def _sheet(self) -> ShareSheet | None:
        modal = QApplication.activeModalWidget()
        return cast("ShareSheet", modal) if modal is not None and hasattr(modal, "send") else None

    def _press_record(self, page: QWidget) -> None:
        from .widgets.record_button import RecordButton

        self._press(page, lambda button: isinstance(button, RecordButton))

    def _press(self, page: QWidget, is_it: Callable[[QAbstractButton], bool]) -> None:
        button = next(one for one in page.findChildren(QAbstractButton) if one.isVisible() and is_it(one))
        button.click()

    def _picture(self, name: str) -> None:
        """The window, with a sheet on top where one is open."""
        shot = self._window.grab()
        sheet = QApplication.activeModalWidget()
        if sheet is not None:
            painter = QPainter(shot)
            painter.drawPixmap(sheet.pos() - self._window.pos() if sheet.pos() != QPoint() else QPoint(), sheet.grab())
            painter.end()
        self._number += 1
        shot.save(str(self._out / f"{self._number:02}-{name}.png"))


def _is_whole(take: Take | None) -> bool:
    return bool(take and take.frames and not take.lost_frames and take.levels and take.levels.peak_dbfs > HEARD_DBFS)


def _state_of(parcel: Parcel | None) -> ParcelState | None:
    return parcel.state if parcel else None


def _waits(steps: Iterator[Step]) -> Iterator[Wait]:
    return (Wait(*step) for step in steps)


def _steps(waits: Iterator[Wait]) -> Iterator[Step]:
    return ((wait.name, wait.fact, wait.within_s) for wait in waits)
