"""The whole studio, as a person has it: every room, its threads, the home platform's process and the window, drawn offscreen."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from studio.app import Studio
from studio.capture.reading import BoothState
from studio.domain.challenge import Challenge
from studio.domain.ids import DraftId
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.platform import Platform
from studio.domain.record import Kind
from studio.domain.take import Take
from studio.paths import DataFolder
from studio.ui.share import ShareSheet
from studio.ui.widgets.record_button import RecordButton

T = TypeVar("T")
#: So often a fact is asked for that no event of the window tells.
TICK_MS = 10


class Whole:
    """`voice` is what is heard in place of a microphone, None is the microphone itself. What a person does is done with the real
    buttons and fields."""

    def __init__(self, folder: DataFolder, voice: Path | None) -> None:
        app = QApplication.instance() or QApplication(["studio"])
        assert isinstance(app, QApplication)
        self.studio = Studio(app, folder, voice)
        self.store, self.links, self.places = self.studio.store, self.studio.links, self.studio.places
        self.window = self.studio.window
        self._is_open = True
        self.studio.start()
        self.until(lambda: self.studio.backstage.home.pid, "every room has begun")

    def close(self) -> None:
        """Quits, whatever waits; a second time it does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        self.studio.leaving.let_close()
        self.window.close()
        self.studio.close()
        self.studio.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def until(self, fact: Callable[[], object], what: str, within_s: float = 30.0) -> None:
        """Lets the window live until `fact` is true: it is asked after all that happens in the window, and after each tick."""
        ends = time.monotonic() + within_s
        tick = QTimer(interval=TICK_MS)
        tick.start()
        while not fact():
            assert time.monotonic() < ends, f"not within {within_s:g} s: {what}; said: {self.said()}"
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def said(self) -> list[tuple[str, str]]:
        """Title and advice of each notice on screen."""
        return [(notice.title, notice.advice) for notice in self.places.notices.now]

    def until_said(self, title: str) -> str:
        """Waits for a notice with this title; returns its advice."""
        self.until(lambda: title in dict(self.said()), f"“{title}” is said")
        advice = dict(self.said())[title]
        assert len(title) <= 60 and "!" not in title + advice
        shown = {label.accessibleName() for label in self.window.findChildren(QLabel)}
        assert title in shown, "the window shows it"
        return advice

    def hush(self) -> None:
        for notice in self.places.notices.now:
            self.places.notices.dismiss(notice)

    def page(self, key: str) -> Any:
        self.window.show_place(key)
        return self.window.page(key)

    def home(self) -> Platform:
        self.until(lambda: self.store.platforms.home() is not None, "the home platform is there")
        home = self.store.platforms.home()
        assert home is not None
        self.until(lambda: self.links.is_online(home.id), "the home platform answers")
        return home

    def challenge(self, kind: Kind, platform: Platform | None = None) -> Challenge:
        """The first challenge of a kind, once a platform has told it."""
        platform_id = (platform or self.home()).id

        def told() -> list[Challenge]:
            return [one for one in self.store.challenges.list(kind) if one.platform_id == platform_id]

        self.until(told, f"a challenge of kind {kind} is told")
        return told()[0]

    # what a person does

    def press_record(self) -> None:
        (button,) = self.page("record").findChildren(RecordButton)
        self.until(button.isEnabled, "the red button can be pressed")
        button.click()

    def record(self, seconds: float = 0.5) -> Take:
        """Presses, waits, presses again; the take is in the library afterwards."""
        known = {take.id for take in self.store.takes.list()}
        self.page("record")
        self.until_state(BoothState.READY)
        self.press_record()
        self.until(lambda: self.studio.booth.reading().elapsed_s >= seconds, f"{seconds} s are recorded")
        self.press_record()
        self.until(lambda: {take.id for take in self.store.takes.list()} - known, "the take is kept")
        self.until_state(BoothState.READY)
        return next(take for take in self.store.takes.list() if take.id not in known)

    def until_state(self, state: BoothState) -> None:
        self.until(lambda: self.studio.booth.reading().state is state, f"the booth is {state}")

    def sheet(self) -> ShareSheet:
        self.until(lambda: self._sheet() is not None, "the share sheet is open")
        sheet = self._sheet()
        assert sheet is not None
        return sheet

    def _sheet(self) -> ShareSheet | None:
        return next((one for one in self.window.findChildren(ShareSheet) if one.isVisible()), None)

    def send(self, title: str = "", tags: str = "") -> Parcel:
        """Presses *Send* in the open sheet; the parcel is a committed row afterwards."""
        sheet = self.sheet()
        known = {parcel.id for parcel in self.store.parcels.list()}
        if title:
            sheet.title.setText(title)
        if tags:
            sheet.tags.line.setText(tags)
        sheet.send.click()
        self.until(lambda: {parcel.id for parcel in self.store.parcels.list()} - known, "the parcel waits")
        self.until(lambda: self._sheet() is None, "the sheet is closed")
        return next(parcel for parcel in self.store.parcels.list() if parcel.id not in known)

    def share(self, id: DraftId, title: str = "") -> Parcel:
        self.places.share(id)
        return self.send(title)

    def until_live(self, parcel: Parcel, within_s: float = 60.0) -> Parcel:
        def state() -> ParcelState:
            return self.store.parcels.get(parcel.id).state

        self.until(lambda: state() is ParcelState.LIVE, f"“{parcel.title[:40]}” is delivered", within_s)
        return self.store.parcels.get(parcel.id)

    def try_now(self) -> None:
        self.page("outbox").try_now.click()

    def row_words(self, parcel: Parcel) -> str:
        """What the outbox says about a parcel."""
        page = self.page("outbox")
        page.refresh()
        return next(row.spoken() for row in page.model.rows if row.key == parcel.id)

    def join(self, address: str, invite: str, handle: str) -> Platform:
        """Joins in the settings, as a person types it."""
        fields = self.page("settings").platforms
        fields.address.setText(address)
        fields.invite.setText(invite)
        fields.handle.setText(handle)
        fields.join.click()

        def found() -> Platform | None:
            return next((one for one in self.store.platforms.list() if one.address == address), None)

        self.until(found, "the platform is joined")
        joined = found()
        assert joined is not None
        self.until(lambda: self.links.is_online(joined.id), "the joined platform answers", 60)
        return joined

    def visible(self, kind: type[T]) -> list[T]:
        return [one for one in self.window.findChildren(QWidget) if isinstance(one, kind) and one.isVisible()]  # type: ignore[union-attr]
