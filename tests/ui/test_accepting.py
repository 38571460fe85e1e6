"""Enter accepts what was just said, also where an older take has the star already."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from studio.capture.reading import BoothState
from studio.domain.ids import SessionId, new_id
from studio.domain.moments import now
from studio.domain.script import Line, Script
from studio.domain.take import Take
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.stage import Stage

from .booth_page import open_page, titles
from .conftest import Sound
from .pieces import a_sounding_take

LINES = (Line("a", "Who is there?"), Line("b", "Still listening.", takes_wanted=2), Line("c", "Come in."))


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound) -> Iterator[RecordPage]:
    script = Script(SessionId(new_id()), "The pier", LINES, now())
    store.scripts.add(script)
    stage.choices.change(script=script.id)
    page = open_page(qtbot, store, stage, sound)
    qtbot.waitUntil(lambda: page.sitting.session_id == script.id)
    yield page
    sound.booth.close()


def said(qtbot, page: RecordPage, store: Store, number: int, **fields: object) -> Take:
    at = {"session_id": page.sitting.session_id, "line_id": page.sitting.line.id, "challenge_id": None}
    take = a_sounding_take(store, seconds=0.2, number=number, **(at | {"starred": False} | fields))
    qtbot.waitUntil(lambda: take in page.takes.takes)
    return take


def starred(store: Store, page: RecordPage, line_id: str) -> list[int]:
    takes = store.takes.list(session_id=page.sitting.session_id, line_id=line_id)
    return sorted(take.number for take in takes if take.starred)


def test_what_was_said_again_is_accepted_in_place_of_what_had_the_star(qtbot, page: RecordPage, store: Store) -> None:
    said(qtbot, page, store, 1, starred=True)
    page.go(1)
    page.go(-1)
    qtbot.keyClick(page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: page._booth.reading().state is BoothState.RECORDING, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.sitting.at == 1, timeout=20_000)
    assert starred(store, page, "a") == [2]
    assert titles(page) == ["Take 2 has the star now"]
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert starred(store, page, "a") == [1]


def test_as_many_stars_stay_as_takes_are_wanted(qtbot, page: RecordPage, store: Store) -> None:
    page.go(1)
    for number, expected in ((1, [1]), (2, [1, 2]), (3, [2, 3])):
        said(qtbot, page, store, number)
        page.accept()
        assert starred(store, page, "b") == expected
        page.go(-1)


def test_going_on_past_a_line_that_has_its_star_changes_nothing(qtbot, page: RecordPage, store: Store) -> None:
    """What was said after it and left without a word was no better."""
    said(qtbot, page, store, 1, starred=True)
    said(qtbot, page, store, 2)
    page.go(1)
    page.go(-1)
    page.accept()
    assert starred(store, page, "a") == [1] and page.sitting.at == 1


def test_stars_that_a_person_sets_stay(qtbot, page: RecordPage, store: Store) -> None:
    said(qtbot, page, store, 1, starred=True)
    said(qtbot, page, store, 2)
    qtbot.keyClick(page, Qt.Key.Key_S)
    page.accept()
    assert starred(store, page, "a") == [1, 2]
