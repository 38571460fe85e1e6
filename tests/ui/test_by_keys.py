"""The booth, all lines, the check and the delivery by the keyboard alone: every control is reached as one reads, and seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.domain.ids import SessionId, new_id
from studio.domain.moments import now
from studio.domain.script import Line, LineMark, Pickup, Script
from studio.store import Store
from studio.ui.delivery.sheet import DeliverySheet
from studio.ui.delivery.way import deliver
from studio.ui.notice_stack import NoticeStack
from studio.ui.record import RecordPage
from studio.ui.record.sitting import of_script
from studio.ui.stage import Stage
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Button
from tests.by_keys import focus, press, tab_to, unreached, unseen, walked

from .booth_page import open_page
from .conftest import Sound
from .pieces import a_sounding_take

LINES = (
    Line("a", "I counted the lights.", "Mara"),
    Line("b", "Leave it open.", "Tom"),
    Line("c", "Who is there?", "Mara"),
)
ASKED_AT = "2026-01-02T10:00:00.000Z"


@pytest.fixture
def script(store: Store, stage: Stage) -> Script:
    """A pickup is asked for the first line, the second has two takes, the third is open."""
    script = Script(SessionId(new_id()), "The pier", LINES, now(), spec="game-line")
    store.scripts.add(script)
    for number, (line, starred) in enumerate((("a", True), ("b", False), ("b", True))):
        basics = {"session_id": script.id, "challenge_id": None, "started_at": f"2026-01-01T10:00:0{number}.000Z"}
        a_sounding_take(store, seconds=1.0, **(basics | {"line_id": line, "starred": starred, "number": number}))
    pickup = Pickup("p", "The last word is lost.", ASKED_AT, 0.2, 0.9)
    store.scripts.mark(LineMark(script.id, "a", delivered_at="2026-01-01T12:00:00.000Z", pickup=pickup))
    stage.choices.change(script=script.id)
    return script


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound, script: Script) -> Iterator[RecordPage]:
    page = open_page(qtbot, store, stage, sound)
    qtbot.waitUntil(lambda: page.sitting.session_id == script.id)
    qtbot.waitUntil(lambda: page.takes._list is not None and page.options.keep.isEnabled(), timeout=20_000)
    focus(qtbot, page)
    yield page
    sound.booth.close()


def told(widgets: list[QWidget]) -> list[str]:
    return [widget.accessibleName() for widget in widgets]


def from_first(met: list[QWidget], first: str) -> list[str]:
    names = told(met)
    return names[names.index(first) :] + names[: names.index(first)]


ABOVE = ["Next line", "Keep what I just said", "Count-in 3", "Pre-roll 3 s", "Punch & roll", "Auto",
         "Script: open one, and how its words are shown", "More: a sound file, the room, your headphones, a guide",
         "Play the earlier take", "Play the room of the earlier take alone"]  # fmt: skip
BESIDE = ["All lines", "Note on this line", "Takes", "Takes are checked for Game line", "Deliver…", "Share…"]
LISTED = ["Back to the prompter", "Missing · 2", "Pickups · 1", "Character", "All lines"]


def test_tab_leads_through_the_booth_as_one_reads(qtbot, page: RecordPage) -> None:
    """The pickup's card, the list of takes and that of all lines were made later."""
    assert unreached(qtbot, page) == [] and unseen(qtbot, page) == []
    met = from_first(walked(qtbot, page), "Next line")
    assert met == [*ABOVE, "Microphone: voice.wav. Choose another", "Record", *BESIDE]
    press(Qt.Key.Key_L)
    assert unreached(qtbot, page) == [] and unseen(qtbot, page) == []
    met = from_first(walked(qtbot, page), "Next line")
    assert met == [*ABOVE, *LISTED, *BESIDE]


def test_words_that_are_longer_than_the_prompter_are_scrolled_by_keys(qtbot, page: RecordPage, store: Store) -> None:
    script = Script(SessionId(new_id()), "Long", (Line("a", "I counted the lights on the pier. " * 200),), now())
    page._sit(of_script(script))
    qtbot.waitUntil(lambda: page.prompt.verticalScrollBar().maximum() > 0)
    tab_to(page.prompt)
    assert unseen(qtbot, page) == []
    tab_to(page.prompt)
    press(Qt.Key.Key_Down)
    assert page.prompt.verticalScrollBar().value() > 0


def test_a_button_of_a_notice_comes_where_the_notice_stands(qtbot, stage: Stage) -> None:
    window, above, below = QWidget(), Button("Above"), Button("Below")
    qtbot.addWidget(window)
    window.setLayout(column(above, NoticeStack(stage.notices, above), below))
    window.show()
    stage.notices.notice("room", "The room differs", verb="Check again", press=lambda: None)
    assert from_first(walked(qtbot, window), "Above") == ["Above", "Check again", "Close this message", "Below"]


def test_the_punch_is_moved_while_the_list_of_takes_has_the_focus(qtbot, page: RecordPage, store: Store) -> None:
    page.go(1)
    view = page.takes._list
    assert view is not None
    tab_to(view)
    press(Qt.Key.Key_Down)
    older = page.takes.takes[1]
    press(Qt.Key.Key_Right)
    assert page.punching.point is not None and page.punching.point[0] == older.id


def test_tab_past_the_takes_leaves_the_starred_one_to_be_sent(qtbot, page: RecordPage, store: Store) -> None:
    page.go(1)
    starred = page.takes.takes[1]
    store.takes.star(starred.id, True)
    store.takes.star(page.takes.takes[0].id, False)
    assert page.takes._list is not None
    tab_to(page.takes._list)
    tab_to(page.takes.share)
    sent = page.takes.to_share()
    assert sent is not None and sent.id == starred.id


def test_a_note_is_written_where_tab_is(qtbot, page: RecordPage, store: Store) -> None:
    tab_to(page.takes.note.words)
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.takes.note.field
    QTest.keyClicks(page.takes.note.field, "softer")
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.takes._list
    assert store.scripts.marks(page.sitting.session_id)["a"].note == "softer"


def test_every_choice_of_a_delivery_is_reached_and_seen(qtbot, store: Store, stage: Stage, script: Script) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    deliver(store, stage, window, of_script(script), lambda id: None, sends=False)
    qtbot.waitUntil(lambda: bool(window.findChildren(DeliverySheet)), timeout=20_000)
    (sheet,) = window.findChildren(DeliverySheet)
    for way in range(sheet.way.count()):
        sheet.way.setCurrentIndex(way)
        sheet._show()
        assert unreached(qtbot, sheet) == [] and unseen(qtbot, sheet) == []
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(DeliverySheet))
