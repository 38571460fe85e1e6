from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.domain.ids import PersonId, RecordId, RevisionId, new_id
from studio.domain.moments import now
from studio.domain.record import Kind, Media, Person, Record, Rights
from studio.store import Store
from studio.ui.actions import next_percent
from studio.ui.palette import Palette
from studio.ui.search import Match, Search

from .conftest import HOME, a_challenge

WHISPER = a_challenge(lines=("Walk softly.",), title="Whisper this line")
HUM = Record(
    RecordId(new_id()), RevisionId(new_id()), HOME, Kind.AUDIO, "Hum", Person(PersonId(new_id()), "ines"), now(),
    Media("a" * 64, 4, "audio/wav"), Rights.CC0,
)  # fmt: skip


@pytest.fixture
def went() -> list[str]:
    return []


@pytest.fixture
def search(store: Store, went: list[str]) -> Search:
    store.library.shelve(
        HOME, challenges=[WHISPER, a_challenge(Kind.TEXT, title="A story in four words")], records=[HUM]
    )
    places = [Match("library", "layout-grid", "Library", "Place", lambda: went.append("library"))]
    return Search(store, places, went.append, went.append)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("", ["Library", "Whisper this line", "A story in four words", "Hum"]),
        ("LINE whisper", ["Whisper this line"]),
        ("challenge", ["Whisper this line", "A story in four words"]),
        ("ines", ["Hum"]),
        ("<b>", []),
    ],
)
def test_places_challenges_and_records_are_found_by_any_of_their_words(
    search: Search, words: str, titles: list[str]
) -> None:
    assert sorted(one.title for one in search.find(words)) == sorted(titles)


def test_a_found_thing_leads_to_its_page(search: Search, went: list[str]) -> None:
    for words in ("library", "whisper", "hum record"):
        search.find(words)[0].go()
    assert went == ["library", WHISPER.id, HUM.id]


def test_typing_the_arrows_and_enter_are_enough(qtbot, search: Search, went: list[str]) -> None:
    window = QWidget()
    window.resize(1_000, 700)
    qtbot.addWidget(window)
    palette = Palette(window, search.find)
    palette.show()
    qtbot.keyClicks(palette.words, "challenge")
    assert len(palette.found) == 2
    second = palette.found[1].key
    qtbot.keyClick(palette.words, Qt.Key.Key_Down)
    qtbot.keyClick(palette.words, Qt.Key.Key_Return)
    assert went == [second]
    assert not palette.isVisible()


def test_nothing_found_is_said(qtbot, search: Search) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    palette = Palette(window, search.find)
    palette.show()
    qtbot.keyClicks(palette.words, "zzz")
    assert palette.nothing.isVisible()
    assert not palette.list.isVisible()
    palette.grab()


@pytest.mark.parametrize(
    ("now_", "step", "then"), [(100, 1, 125), (100, -1, 100), (200, 1, 200), (200, -1, 175), (130, 1, 150)]
)
def test_the_text_size_goes_in_steps(now_: int, step: int, then: int) -> None:
    assert next_percent(now_, step) == then
