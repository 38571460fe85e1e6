"""All lines of a script: what is missing, notes, and pickups with what they must match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from studio.domain.ids import SessionId, new_id
from studio.domain.moments import now
from studio.domain.script import Line, LineMark, LineState, Pickup, Script
from studio.domain.take import Take
from studio.sound.editing import open_edited
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.record.line_row import LineRow, rows_of
from studio.ui.record.overview import Overview
from studio.ui.record.pickup_card import earlier_of, room_of
from studio.ui.record.sitting import of_script
from studio.ui.record.standing import stand
from studio.ui.record.words import takes_words
from studio.ui.stage import Stage
from studio.ui.theme import Theme, look

from .booth_page import open_page
from .conftest import Sound, a_challenge
from .pieces import a_sounding_take, all_plain, nameless

LINES = (
    Line("a", "I counted the lights.", "Mara"),
    Line("b", "Leave the <b>window</b> open.", "Tom", takes_wanted=3),
    Line("c", "Still listening.", "Mara"),
    Line("d", "Who is there?", "Mara"),
)


@pytest.fixture
def script(store: Store, stage: Stage) -> Script:
    """The first line is starred, the second has two takes, for the third a pickup was asked, the fourth is open."""
    script = Script(SessionId(new_id()), "The pier", LINES, now())
    store.scripts.add(script)
    a_take_of(store, script, 0, starred=True)
    a_take_of(store, script, 1, number=1)
    a_take_of(store, script, 1, number=2)
    a_take_of(store, script, 2, starred=True, started_at="2026-01-01T10:00:00.000Z")
    asked = Pickup("p", "The last word is lost.", "2026-01-02T10:00:00.000Z", 0.2, 0.9)
    store.scripts.mark(LineMark(script.id, "c", "softer", delivered_at="2026-01-01T12:00:00.000Z", pickup=asked))
    stage.choices.change(script=script.id)
    return script


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound, script: Script) -> Iterator[RecordPage]:
    page = open_page(qtbot, store, stage, sound)
    qtbot.waitUntil(lambda: page.sitting.session_id == script.id)
    yield page
    sound.booth.close()


def a_take_of(store: Store, script: Script, at: int, **fields: object) -> Take:
    basics = {"session_id": script.id, "line_id": script.lines[at].id, "challenge_id": None, "started_at": now()}
    return a_sounding_take(store, seconds=1.0, **(basics | {"starred": False} | fields))


def overview(qtbot, page: RecordPage) -> Overview:
    qtbot.keyClick(page, Qt.Key.Key_L)
    assert page.all_lines.overview is not None
    return page.all_lines.overview


def numbers(shown: Overview) -> list[int]:
    return [row.at + 1 for row in shown.rows]


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_red_button_is_whole_in_sight_however_large_the_text(
    qtbot, store: Store, stage: Stage, sound: Sound, script: Script, theme: Theme, percent: int
) -> None:
    """In a window of 1280 by 800; its rail and its head are the rest."""
    theme.set("paper", percent)
    page = RecordPage(sound.rooms(store), stage)
    page.resize(1280 - look().px(76), 800 - look().px(52))
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    qtbot.waitUntil(lambda: page.sitting.session_id == script.id)
    qtbot.waitUntil(lambda: page.options.keep.isEnabled(), timeout=20_000)
    button = page.controls.button
    qtbot.waitUntil(lambda: button.visibleRegion().boundingRect() == button.rect())
    assert nameless(page) == []
    sound.booth.close()


@pytest.mark.parametrize(
    ("count", "wanted", "told"),
    [
        (0, 1, ""),
        (1, 1, "one take"),
        (4, 1, "4 takes"),
        (0, 2, "0 of 2 takes"),
        (2, 2, "2 of 2 takes"),
        (4, 2, "4 takes, 2 wanted"),
    ],
)
def test_how_many_takes_there_are_of_those_that_are_wanted(count: int, wanted: int, told: str) -> None:
    assert takes_words(count, wanted) == told


def test_all_lines_say_how_far_they_are(qtbot, page: RecordPage) -> None:
    shown = overview(qtbot, page)
    assert [row.spoken for row in shown.rows] == [
        "Line 1, Mara: I counted the lights., Starred · one take",
        "Line 2, Tom: Leave the <b>window</b> open., Recorded, none starred · 2 of 3 takes",
        "Line 3, Mara: Still listening., Pickup asked for · one take · 0:00.2–0:00.9 · The last word is lost., softer",
        "Line 4, Mara: Who is there?, Not recorded yet",
    ]
    assert shown.sentence.said == "1 of 4 lines have a starred take. Missing: 2 to 4."
    assert nameless(shown) == []
    all_plain(shown)


def test_the_overview_takes_the_prompters_place_and_gives_it_back(qtbot, page: RecordPage) -> None:
    shown = overview(qtbot, page)
    assert not page.prompt.isVisible() and not page.controls.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.prompt.isVisible() and page.controls.isVisible() and not shown.isVisible()
    qtbot.mouseClick(page.takes.all, Qt.MouseButton.LeftButton)
    assert shown.isVisible()


def test_enter_goes_to_the_line_and_the_takes_follow_the_arrows(qtbot, page: RecordPage) -> None:
    shown = overview(qtbot, page)
    assert page.sitting.at == 1, "the first line that is missing"
    qtbot.keyClick(shown.list, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: [take.line_id for take in page.takes.takes] == ["a"])
    qtbot.keyClick(shown.list, Qt.Key.Key_End)
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    assert page.prompt.isVisible()
    assert page.prompt.line.said == "Who is there?"


def test_recording_goes_back_to_the_prompter(qtbot, page: RecordPage) -> None:
    overview(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: page.controls.button.accessibleName() == "Stop recording", timeout=20_000)
    assert page.prompt.isVisible()


def test_what_is_missing_pickups_and_a_character_are_looked_at_alone(qtbot, page: RecordPage) -> None:
    shown = overview(qtbot, page)
    assert (shown.missing.said, shown.pickups.said) == ("Missing · 3", "Pickups · 1")
    shown.missing.click()
    assert numbers(shown) == [2, 3, 4]
    shown.character.choose("Mara")
    shown.character.chosen.emit("Mara")
    assert numbers(shown) == [3, 4]
    shown.pickups.click()
    assert numbers(shown) == [3]
    assert page.sitting.line.id == "c", "the booth stands at what is looked at"


def test_a_line_that_is_starred_leaves_what_is_missing(qtbot, page: RecordPage) -> None:
    shown = overview(qtbot, page)
    shown.missing.click()
    qtbot.keyClick(page, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: numbers(shown) == [3, 4])
    assert page.sitting.line.id == "c"


def test_a_pickup_says_why_and_where_with_the_earlier_take_beside_it(
    qtbot, page: RecordPage, store: Store, script: Script
) -> None:
    page.go(1)
    card = page.pickups.card
    assert card is not None
    assert card.isVisible()
    assert card.reason.said == "Pickup: The last word is lost."
    assert card.place.said == "At 0:00.2–0:00.9 of the take that was delivered"
    assert card.earlier.isEnabled() and card.room.isEnabled() and not card.newest.isEnabled()
    assert nameless(card) == []
    with qtbot.waitSignal(card.play_wanted) as caught:
        card.earlier.click()
    assert (caught.args[0].line_id, caught.args[1]) == ("c", 0.0)
    newer = a_take_of(store, script, 2, number=2)
    qtbot.waitUntil(card.newest.isEnabled)
    assert page.all_lines.standing.states[2] is LineState.RECORDED
    with qtbot.waitSignal(card.play_wanted) as caught:
        card.newest.click()
    assert caught.args[0].id == newer.id
    page.go(1)
    assert not card.isVisible()


def test_a_pickup_that_was_delivered_is_done(qtbot, page: RecordPage, store: Store, script: Script) -> None:
    page.go(1)
    a_take_of(store, script, 2, starred=True, number=2)
    store.scripts.mark(replace(store.scripts.marks(script.id)["c"], delivered_at="2030-01-01T10:00:00.000Z"))
    qtbot.waitUntil(lambda: not page.pickups.card.isVisible())


def test_the_earlier_take_is_the_one_that_was_starred_before_it_was_asked_for(store: Store, script: Script) -> None:
    asked = Pickup("p", "", "2026-01-02T10:00:00.000Z")
    moments = ("2026-01-03T10:00:00.000Z", "2026-01-01T12:00:00.000Z", "2026-01-01T10:00:00.000Z")
    takes = [a_take_of(store, script, 3, number=3 - at, started_at=moment) for at, moment in enumerate(moments)]
    assert earlier_of(takes, asked) == takes[1]
    assert earlier_of([takes[0], takes[1], replace(takes[2], starred=True)], asked).id == takes[2].id
    assert earlier_of([takes[0]], asked) is None


def test_the_room_of_a_take_is_its_quiet_stretch_again_and_again(store: Store, script: Script) -> None:
    take = a_take_of(store, script, 3)
    heard = open_edited(room_of(take, 4_800, 9_600), lambda id: store.takes.file(store.takes.get(id)))
    assert heard.frames == 4 * 48_000
    assert np.abs(np.concatenate(list(heard.blocks()))[-9_600:]).max() > 0.1


def test_the_rooms_sound_is_found_beside_the_window(qtbot, page: RecordPage) -> None:
    page.go(1)
    with qtbot.waitSignal(page.pickups.play_wanted, timeout=20_000) as caught:
        page.pickups.card.room.click()
    assert caught.args[0].edits_done == 1


def test_a_note_is_written_with_one_key_and_kept(qtbot, page: RecordPage, store: Store, script: Script) -> None:
    note = page.takes.note
    qtbot.keyClick(page, Qt.Key.Key_N)
    assert note.field.hasFocus()
    qtbot.keyClicks(note.field, "Try it <i>smiling</i>, R")
    qtbot.keyClick(note.field, Qt.Key.Key_Return)
    assert store.scripts.marks(script.id)["b"].note == "Try it <i>smiling</i>, R"
    qtbot.waitUntil(lambda: note.words.said == "Try it <i>smiling</i>, R")
    assert page.controls.button.accessibleName() == "Record"
    page.go(1)
    assert note.words.said == "softer"
    assert store.scripts.marks(script.id)["c"].pickup is not None


def test_two_thousand_lines_are_listed_and_a_change_touches_one_row(qtbot, page: RecordPage, store: Store) -> None:
    lines = tuple(Line(f"l{at}", f"This is line {at}.", f"Voice {at % 5}") for at in range(2_000))
    script = Script(SessionId(new_id()), "Long", lines, now())
    store.scripts.add(script)
    with qtbot.waitSignal(page.scripts.opened, timeout=20_000):
        page.scripts.reopen(script.id)
    shown = overview(qtbot, page)
    assert len(shown.rows) == 2_000
    touched: list[int] = []
    shown.list.model().dataChanged.connect(lambda first, last: touched.extend(range(first.row(), last.row() + 1)))
    a_take_of(store, script, 1_234, starred=True)
    qtbot.waitUntil(lambda: touched == [1_234])
    changed: LineRow = shown.rows[1_234]
    assert changed.said == "Starred · one take"


def test_the_line_that_is_gone_to_is_spoken_with_its_state(
    qtbot, page: RecordPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("studio.ui.record.all_lines.say_aloud", lambda widget, words: heard.append(words))
    qtbot.keyClick(page, Qt.Key.Key_Down)
    overview(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert heard == ["Line 3 of 4, Pickup asked for: Still listening."], "the rows of the overview speak for themselves"


def test_everything_around_a_pickup_has_a_name(page: RecordPage) -> None:
    page.go(1)
    assert nameless(page) == []
    all_plain(page)


def test_rows_are_made_anew_only_where_something_changed(store: Store, script: Script) -> None:
    before = stand(store, of_script(script))
    rows = rows_of(before)
    a_take_of(store, script, 3)
    store.scripts.note(script.id, "a", "slower")
    after = rows_of(stand(store, before.sitting, before), before, rows)
    assert [old is new for old, new in zip(rows, after, strict=True)] == [False, True, True, False]
    assert after == rows_of(stand(store, before.sitting))


def test_what_is_said_for_a_pickup_is_accepted_though_the_take_before_it_has_a_star(
    qtbot, page: RecordPage, store: Store, script: Script
) -> None:
    page.go(1)
    newest = a_take_of(store, script, 2)
    qtbot.waitUntil(lambda: len(page.takes.takes) == 2)
    page.accept()
    assert store.takes.get(newest.id).starred and page.sitting.at == 3
    assert stand(store, of_script(script)).states[2] is LineState.CHOSEN
    page.go(-1)
    page.accept()
    assert store.takes.get(newest.id).starred, "a star that is there is not taken away"


def test_a_note_on_a_line_of_a_challenge_is_there_before_any_take_is(qtbot, page: RecordPage, store: Store) -> None:
    asked, other = a_challenge(lines=("One.", "Two.")), a_challenge()
    page.answer(asked)
    store.scripts.note(page.sitting.session_id, page.sitting.line.id, "softer")
    page.answer(other)
    page.answer(asked)
    assert store.scripts.marks(page.sitting.session_id)[page.sitting.line.id].note == "softer"
