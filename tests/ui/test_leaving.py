"""Closing the window, with and without a tray. This machine has none: the test stands in for the desktop that has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio.domain.ids import RecordId, new_id
from studio.domain.parcel import Parcel, ParcelState, Trouble
from studio.outbox import errands
from studio.settings import read
from studio.store import Store
from studio.ui import leaving as room
from studio.ui.leaving import STAY, Leaving, LeavingWays, parting_words
from studio.ui.outbox.deeds import OutboxWays
from studio.ui.outbox.page import OutboxPage
from studio.ui.platform_chip import PlatformChip
from studio.ui.stage import Stage
from studio.ui.tray import GO_ON, PAUSE, Tray
from studio.ui.widgets.button import Button
from studio.ui.window import Place, Window

from .conftest import HOME
from .pieces import a_queued_parcel


@dataclass
class Asked:
    wakes: int = 0
    rests: int = 0
    quits: int = 0
    watched: int = 0
    messages: list[str] = field(default_factory=list)

    def wake(self) -> None:
        self.wakes += 1

    def rest(self) -> None:
        self.rests += 1

    def quit(self) -> None:
        self.quits += 1


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def window(qtbot, store: Store, stage: Stage) -> Iterator[Window]:
    nothing = lambda *_: None  # noqa: E731
    ways = OutboxWays(nothing, nothing, dict, lambda _: [], nothing, nothing, nothing, nothing, nothing)
    places = (Place("outbox", "Outbox", "share", lambda: OutboxPage(store, stage, ways)),)
    window = Window(places, stage.notices, lambda: PlatformChip(store, lambda _: True, stage.bell))
    window.show()
    yield window
    window.may_close = lambda: True
    window.close()
    QApplication.setQuitOnLastWindowClosed(True)


@pytest.fixture
def leaving(window: Window, store: Store, stage: Stage, asked: Asked) -> Iterator[Leaving]:
    made = Leaving(window, store, stage, LeavingWays(asked.wake, asked.rest, lambda: asked.watched, asked.quit))
    yield made
    made.let_close()


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch, asked: Asked) -> None:
    """A desktop that has a tray."""
    monkeypatch.setattr(room, "has_tray", lambda: True)
    monkeypatch.setattr(Tray, "say", lambda self, title, words: asked.messages.append(f"{title}. {words}"))


def in_tray(leaving: Leaving) -> Tray:
    found = leaving.tray()
    assert found is not None
    return found


def answer(qtbot, leaving: Leaving, verb: str) -> None:
    assert leaving.question is not None
    button = next(one for one in leaving.question.findChildren(Button) if one.said == verb)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def live(store: Store, parcel: Parcel) -> None:
    for state in (ParcelState.RECEIVED, ParcelState.LIVE):
        store.parcels.change(replace(parcel, state=state))


def test_with_nothing_to_send_closing_the_window_is_the_end(window: Window, leaving: Leaving, tray: None) -> None:
    assert window.close() and window.isHidden()
    assert leaving.question is None and QApplication.quitOnLastWindowClosed()


def test_what_is_held_or_needs_the_person_keeps_nobody_here(store: Store, window: Window, leaving: Leaving) -> None:
    a_queued_parcel(store, "Held", paused=True)
    needs = a_queued_parcel(store, "Needs you")
    store.parcels.change(replace(needs, state=ParcelState.NEEDS_ATTENTION, trouble=Trouble("No", "Change it.", True)))
    assert leaving.to_send() == 0
    assert window.close()


def test_where_there_is_no_tray_the_words_come_before_the_end(
    qtbot, store: Store, window: Window, leaving: Leaving, asked: Asked
) -> None:
    for title in ("One", "Two"):
        a_queued_parcel(store, title)
    store.errands.add(errands.withdraw_record(HOME, RecordId(new_id())))
    assert not window.close() and window.isVisible()
    assert leaving.question is not None
    assert leaving.question.windowTitle() == "3 things wait here, safe"
    assert not window.close(), "a second press on the cross asks no second time"
    answer(qtbot, leaving, STAY)
    assert window.isVisible() and asked.quits == 0
    window.close()
    qtbot.waitUntil(lambda: isinstance(leaving.question and leaving.question.focusWidget(), Button))
    qtbot.keyClick(leaving.question.focusWidget(), Qt.Key.Key_Return)
    assert asked.quits == 1
    assert window.close(), "nothing holds it any more"
    assert store.parcels.waiting() == 2


def test_with_a_tray_it_goes_on_and_tells_once_how_to_quit(
    qtbot, store: Store, stage: Stage, window: Window, leaving: Leaving, asked: Asked, tray: None
) -> None:
    a_queued_parcel(store)
    assert not window.close() and window.isHidden()
    assert (asked.rests, asked.quits) == (1, 0)
    assert not QApplication.quitOnLastWindowClosed(), "a box that closes does not end it"
    assert ["choose Quit" in message for message in asked.messages] == [True]
    assert "1 thing waits here, safe" in in_tray(leaving).said
    in_tray(leaving).open_pressed.emit()
    assert window.isVisible() and QApplication.quitOnLastWindowClosed()
    window.close()
    assert len(asked.messages) == 1, "told the first time only"
    qtbot.waitUntil(lambda: read(store.folder.settings).told_of_tray)


def test_the_menu_pauses_lets_go_on_and_quits(
    store: Store, window: Window, leaving: Leaving, asked: Asked, tray: None
) -> None:
    a_queued_parcel(store)
    window.close()
    menu = in_tray(leaving)
    said = [action.text() for action in menu.menu.actions() if action.text()]
    assert said == ["1 thing waits here, safe", "Open", PAUSE, "Quit"]
    menu.pause.trigger()
    assert store.parcels.paused() == 1 and menu.pause.text() == GO_ON
    assert window.isHidden() and asked.quits == 0, "what is held ends nothing"
    menu.pause.trigger()
    assert store.parcels.paused() == 0 and asked.wakes == 1 and menu.pause.text() == PAUSE
    menu.menu.actions()[-1].trigger()
    assert asked.quits == 1


def test_without_a_window_it_ends_when_everything_has_arrived_and_nothing_is_watched(
    qtbot, monkeypatch: pytest.MonkeyPatch, store: Store, window: Window, leaving: Leaving, asked: Asked, tray: None
) -> None:
    leaving._linger.setInterval(1)
    parcel = a_queued_parcel(store)
    asked.watched = 1
    window.close()
    live(store, parcel)
    assert not leaving._linger.isActive() and "Pictures are watched" in in_tray(leaving).said
    asked.watched = 0
    another = a_queued_parcel(store, "Another")
    live(store, another)
    assert "Everything has been sent" in in_tray(leaving).said
    qtbot.waitUntil(lambda: asked.quits == 1)


def test_the_message_leads_to_the_outbox(store: Store, window: Window, leaving: Leaving, tray: None) -> None:
    a_queued_parcel(store)
    window.close()
    leaving.say("Something needs you", "Look at it.")
    in_tray(leaving).message_pressed.emit()
    assert window.isVisible() and window.here == "outbox"


def test_the_key_that_quits_says_what_waits_and_ends_at_once_where_nothing_does(
    qtbot, store: Store, window: Window, leaving: Leaving, asked: Asked, tray: None
) -> None:
    parcel = a_queued_parcel(store)
    leaving.ask_to_quit()
    answer(qtbot, leaving, STAY)
    assert asked.quits == 0
    live(store, parcel)
    leaving.ask_to_quit()
    assert asked.quits == 1 and leaving.question is None


def test_a_watched_picture_keeps_the_studio_only_where_it_can_go_on(
    window: Window, leaving: Leaving, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.watched = 1
    assert leaving.may_close(), "without a tray it is watched again at the next start"
    monkeypatch.setattr(room, "has_tray", lambda: True)
    assert not window.close() and window.isHidden()


def test_the_parting_words_say_what_waits_and_what_becomes_of_it() -> None:
    assert parting_words(1) == ("1 thing waits here, safe", "It goes out at the next start.")
    assert parting_words(3) == ("3 things wait here, safe", "They go out at the next start.")
