"""The booth, its checks and its delivery for somebody who hears the window: names, values, states, and what is said by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from studio.domain.ids import SessionId, new_id
from studio.domain.moments import now
from studio.domain.script import Line, LineMark, Pickup, Script
from studio.sound import check
from studio.store import Store
from studio.ui.delivery.sheet import DeliverySheet
from studio.ui.delivery.way import deliver
from studio.ui.record import RecordPage
from studio.ui.record.sitting import of_script
from studio.ui.stage import Stage
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.working import Working
from tests.by_keys import focus, press

from .booth_page import open_page
from .by_ear import described, face, labels, name, row, value
from .conftest import Sound
from .pieces import a_sounding_take

LINES = (Line("a", "I counted the lights."), Line("b", "Leave it open."))


@pytest.fixture
def script(store: Store, stage: Stage) -> Script:
    """The first line has a starred take; a pickup is asked for the second."""
    script = Script(SessionId(new_id()), "The pier", LINES, now(), spec="acx")
    store.scripts.add(script)
    for at, line in enumerate(LINES):
        started = f"2026-01-01T10:00:0{at}.000Z"
        a_sounding_take(
            store, session_id=script.id, challenge_id=None, line_id=line.id, starred=not at, started_at=started
        )
    pickup = Pickup("p", "The last word is lost.", "2026-01-02T10:00:00.000Z", 0.2, 0.9)
    store.scripts.mark(LineMark(script.id, "b", delivered_at="2026-01-01T12:00:00.000Z", pickup=pickup))
    stage.choices.change(script=script.id, preroll_s=0)
    return script


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound, script: Script) -> Iterator[RecordPage]:
    page = open_page(qtbot, store, stage, sound)
    qtbot.waitUntil(lambda: page.sitting.session_id == script.id)
    qtbot.waitUntil(lambda: page.takes._list is not None and page.controls.button.isEnabled(), timeout=20_000)
    focus(qtbot, page)
    yield page
    sound.booth.close()


def test_the_red_button_the_time_and_the_level_say_how_it_is(qtbot, page: RecordPage, heard: list[str]) -> None:
    controls = page.controls
    button = face(controls.button)
    assert button.role() == QAccessible.Role.Button and button.state().focusable
    qtbot.waitUntil(lambda: described(controls.button) == "Ready, press to record")
    assert (name(controls.button), described(controls.strip)) == ("Record", "Not recording")
    press(Qt.Key.Key_R)
    qtbot.waitUntil(lambda: described(controls.button) == "Recording, 1 s, press to stop", timeout=20_000)
    assert (name(controls.button), described(controls.strip)) == ("Stop recording", "Recording")
    assert "Recording" in heard
    assert name(controls.clock).startswith("0:01.") and described(controls.clock) == "Time recorded"
    assert face(controls.meter).role() == QAccessible.Role.StaticText
    level = re.fullmatch(r"Level minus (\d+) dB", name(controls.meter))
    assert level is not None and 3 < int(level[1]) < 20
    press(Qt.Key.Key_R)
    qtbot.waitUntil(lambda: any(words.startswith("Take 2, 1.") for words in heard), timeout=20_000)


def test_what_grows_by_itself_interrupts_nobody(qtbot, page: RecordPage) -> None:
    """A focused button whose name changes is read again, and a bar whose value changes by percents: into the recording."""
    qtbot.waitUntil(lambda: page.options.keep.said == "Keep the last 1 s", timeout=20_000)
    names = {name(page.options.keep)}
    qtbot.waitUntil(lambda: page.options.keep.said == "Keep the last 3 s", timeout=20_000)
    assert names == {name(page.options.keep)} == {"Keep what I just said"}
    assert face(page.controls.meter).valueInterface() is None


def test_auto_mode_says_what_it_waits_for(qtbot, page: RecordPage) -> None:
    press(Qt.Key.Key_A)
    auto = face(page.options.auto)
    assert auto.state().checked
    qtbot.waitUntil(lambda: "to end auto" in described(page.controls.button), timeout=20_000)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "to end auto" not in described(page.controls.button), timeout=20_000)
    assert not face(page.options.auto).state().checked


def test_a_line_says_how_far_it_is_and_a_pickup_what_is_asked(qtbot, page: RecordPage, heard: list[str]) -> None:
    page.go(-1)
    assert name(page.prompt.line) == "Line 1 of 2: I counted the lights." and described(page.prompt.line) == "Starred"
    press(Qt.Key.Key_Down)
    assert described(page.prompt.line) == "Pickup asked for"
    assert "Line 2 of 2, Pickup asked for: Leave it open." in heard
    assert heard.count("Pickup: The last word is lost.") == 1
    assert "At 0:00.2–0:00.9 of the take that was delivered" in heard
    press(Qt.Key.Key_L)
    assert page.all_lines.overview is not None
    assert row(page.all_lines.overview.list, 0) == "Line 1, I counted the lights., Starred · one take"


def test_a_take_says_its_star_and_its_verdict_when_they_change(qtbot, page: RecordPage, heard: list[str]) -> None:
    takes = page.takes._list
    assert takes is not None
    assert face(takes).role() == QAccessible.Role.List
    page.go(-1)
    qtbot.waitUntil(lambda: any(words.startswith("Take 1: ") for words in heard), timeout=20_000)
    (verdict,) = [words.removeprefix("Take 1: ") for words in heard if words.startswith("Take 1: ")]
    assert row(takes, 0) == f"Take 1, 1.0 seconds, {verdict}, starred"
    press(Qt.Key.Key_S)
    assert "Take 1 not starred any more" in heard and not row(takes, 0).endswith("starred")
    press(Qt.Key.Key_S)
    assert "Take 1 starred" in heard and row(takes, 0).endswith("starred")


def test_a_check_is_read_out_when_it_is_told(qtbot, page: RecordPage, heard: list[str]) -> None:
    press(Qt.Key.Key_C)
    sheet = page.checking.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: any(words.startswith("What a client would not accept:") for words in heard), timeout=20_000)
    sheet.reject()


def test_a_delivery_says_what_is_refused_what_stands_in_the_way_and_how_far_it_is(
    qtbot, store: Store, stage: Stage, page: RecordPage, script: Script, heard: list[str]
) -> None:
    for take in store.takes.list(session_id=script.id):
        store.checks.note(take, check.of_take(take, store.takes.path))
    deliver(store, stage, page, of_script(script), lambda id: None, sends=False)
    qtbot.waitUntil(lambda: bool(page.findChildren(DeliverySheet)), timeout=20_000)
    (sheet,) = page.findChildren(DeliverySheet)
    refused = "Line 1 does not pass ACX audiobook yet. In the booth, the words under a take say why."
    assert heard.count(refused) == 1 and name(sheet.failing) == refused
    assert sheet.missing.said in heard
    assert {labels(choice)[0] for choice in sheet.findChildren(Choice) if choice.isVisible()} >= {
        "Made for",
        "Kind of file",
    }
    sheet.names.pattern.setText("{speaker}")
    assert any("“{speaker}” is no field" in words for words in heard)
    sheet.reject()
    working = Working(page, "Delivering")
    working.open()
    working.show_part(0.42)
    assert face(working.progress).role() == QAccessible.Role.ProgressBar
    assert (name(working.progress), described(working.progress), value(working.progress)) == (
        "Delivering",
        "42%",
        (0, 420, 1000),
    )
    working.finish()
    stage.notices.notice("delivered", "2 files are ready", "In a folder.")
