from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from studio.domain.ids import PersonId, SourceId, new_id
from studio.domain.record import Kind, Media, Person, Record, Rights, Source, SourceType
from studio.drafts import from_words
from studio.store import Store
from studio.store.space import Used
from studio.ui.library import LibraryPage, LibraryWays
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from tests.store.made import HOME, a_draft, a_record

from .conftest import Sound, a_challenge
from .pieces import a_sounding_take, all_plain, nameless
from .planted import texts


@dataclass
class Fetched:
    """What others made, kept again when it is asked for."""

    store: Store
    contents: dict[str, bytes]

    def keep(self, record: Record) -> None:
        assert record.media
        self.store.media.add_bytes(self.contents[record.media.sha256])
        self.store.space.look()


@pytest.fixture
def fetched(store: Store) -> Fetched:
    return Fetched(store, {})


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound, fetched: Fetched) -> Iterator[LibraryPage]:
    def nothing(*_: object) -> None:
        return

    page = LibraryPage(
        store, stage, sound.player, LibraryWays(nothing, nothing, nothing, fetched.keep, lambda: None, nothing)
    )
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    yield page
    page.hide()


def titles(page: LibraryPage) -> list[str]:
    return [page.model.row(at).title for at in range(page.model.rowCount())]


def minute(at: int) -> str:
    return f"2026-01-01T{at // 60:02}:{at % 60:02}:00.000Z"


def kept(store: Store, fetched: Fetched, text: str) -> Record:
    data = text.encode()
    sha256 = store.media.add_bytes(data)
    fetched.contents[sha256] = data
    record = a_record(title=text, media=Media(sha256, len(data), "text/plain"))
    store.library.shelve(HOME, records=[record])
    return record


def test_what_is_typed_finds_takes_drafts_and_records(qtbot, page: LibraryPage, store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(title="Rain on tin", note="Ärger"), a_record(title="Hum")])
    a_sounding_take(store, prompt="Walk softly, Ángela.")
    from_words(store, "A lantern, rain", HOME)
    page.refresh()
    for typed, expected in (
        ("rain", ["A lantern, rain", "Rain on tin"]),
        ("arg", ["Rain on tin"]),
        ("ange soft", ["Walk softly, Ángela."]),
        ("zzz", []),
    ):
        page.filters.words.clear()
        qtbot.keyClicks(page.filters.words, typed)
        qtbot.waitUntil(lambda found=expected: titles(page) == found)
    assert page.nothing.isVisible() and page.nothing.title.said == "Nothing has all of these words"
    qtbot.mouseClick(page.nothing.button, Qt.MouseButton.LeftButton)
    assert len(titles(page)) == 4 and page.filters.words.text() == ""


def test_control_f_goes_to_the_words_and_down_to_what_was_found(qtbot, page: LibraryPage, store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(title="Rain"), a_record(title="Hum")])
    page.refresh()
    page.view.setFocus()
    qtbot.waitUntil(page.view.hasFocus)
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.filters.words.hasFocus)
    qtbot.keyClicks(page.filters.words, "ra")
    qtbot.keyClick(page.filters.words, Qt.Key.Key_Down)
    assert titles(page) == ["Rain"] and page.view.hasFocus()
    page.filters.words.setFocus()
    qtbot.keyClick(page.filters.words, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(titles(page)) == 2)


def test_filters_find_what_nobody_remixed_and_what_waits_for_a_voice(qtbot, page: LibraryPage, store: Store) -> None:
    verse = a_record(title="Verse", posted_at=minute(1))
    voiced = (Source(SourceId(new_id()), verse.id, SourceType.VOICED),)
    reading = a_record(title="Reading", kind=Kind.AUDIO, sources=voiced, posted_at=minute(2))
    story = a_record(title="Story", rights=Rights.BY_SA, posted_at=minute(3))
    store.library.shelve(HOME, records=[verse, reading, story])
    from_words(store, "A draft", HOME)
    page.refresh()
    assert len(titles(page)) == 4
    qtbot.mouseClick(page.filters.more, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.filters.unremixed, Qt.MouseButton.LeftButton)
    assert titles(page) == ["Story", "Reading"]
    qtbot.mouseClick(page.filters.unremixed, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.filters.unvoiced, Qt.MouseButton.LeftButton)
    assert titles(page) == ["Story"]
    qtbot.mouseClick(page.filters.unvoiced, Qt.MouseButton.LeftButton)
    page.filters.rights.choose(Rights.BY_SA)
    page.filters.rights.chosen.emit(Rights.BY_SA)
    assert titles(page) == ["Story"]


def test_a_challenge_shows_its_answers_and_its_drafts(page: LibraryPage, store: Store) -> None:
    challenge = a_challenge(title="Four words")
    store.library.shelve(HOME, challenges=[challenge])
    store.library.shelve(HOME, records=[a_record(title="Answer", challenge_id=challenge.id), a_record(title="Other")])
    store.drafts.add(a_draft(title="My answer", challenge_id=challenge.id))
    store.drafts.add(a_draft(title="Another draft"))
    page.hide()
    page.show()
    page.filters.challenge.choose(challenge.id)
    page.filters.challenge.chosen.emit(challenge.id)
    assert sorted(titles(page)) == ["Answer", "My answer"]


def test_the_space_of_others_is_told_freed_and_fetched_again(
    qtbot, page: LibraryPage, store: Store, stage: Stage, fetched: Fetched
) -> None:
    record = kept(store, fetched, "Others' words")
    used = kept(store, fetched, "Used words")
    store.drafts.add(a_draft(sources=(Source(SourceId(new_id()), used.id, SourceType.SAMPLED),)))
    page.space.refresh()
    qtbot.waitUntil(page.space.isVisible)
    assert page.space.words.said.startswith("Others' records kept here: 23 bytes of 10 GB. 10 bytes of it is used")
    qtbot.mouseClick(page.space.free, Qt.MouseButton.LeftButton)
    assert record.media and used.media
    qtbot.waitUntil(lambda: not store.media.has(record.media.sha256) and bool(stage.notices.now))
    assert store.media.has(used.media.sha256)
    hint = stage.notices.now[-1]
    assert (hint.title, hint.verb) == ("1 record freed", "Fetch again")
    qtbot.waitUntil(lambda: not page.space.free.isEnabled())
    stage.notices.press(hint)
    qtbot.waitUntil(lambda: store.media.has(record.media.sha256))
    qtbot.waitUntil(page.space.free.isEnabled)


def test_the_limit_is_chosen_beside_what_is_used(qtbot, page: LibraryPage, stage: Stage) -> None:
    page.space._show(Used(3 * 10**9, 10**9, 4))
    page.space.limit.choose(5)
    page.space.limit.chosen.emit(5)
    assert stage.choices.now.keep_limit_gb == 5


def test_a_hundred_thousand_rows_cost_what_ten_do(qtbot, page: LibraryPage, store: Store) -> None:
    """Only what comes on screen is read: a jump to the end reads one block, and what was chosen stays chosen."""
    store.library.shelve(HOME, records=[a_record(title=f"Record {at}", posted_at=minute(at)) for at in range(1_000)])
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1_000)
    assert len(page.model._blocks) <= 4
    bar = page.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    page.grab()
    assert len(page.model._blocks) <= 6
    page.view.setCurrentIndex(page.model.index(990))
    assert page.details.title.said == "Record 9"
    place = bar.value()
    store.library.shelve(HOME, records=[a_record(title="New", posted_at="2026-02-01T00:00:00.000Z")])
    qtbot.waitUntil(lambda: page.model.rowCount() == 1_001)
    assert page.details.title.said == "Record 9" and bar.value() == place + page.view.row_px
    page.see(store.library.records(limit=1)[0].id)
    assert page.details.title.said == "New"


def test_a_record_far_down_is_seen_as_soon_as_the_list_is_there(qtbot, page: LibraryPage, store: Store) -> None:
    records = [a_record(title=f"Record {at}", posted_at=minute(at)) for at in range(600)]
    store.library.shelve(HOME, records=records)
    page.filters.words.setText("nothing of the kind")
    page.see(records[3].id)
    qtbot.waitUntil(lambda: page.details.title.said == "Record 3")
    assert page.view.visualRect(page.view.currentIndex()).intersects(page.view.viewport().rect())


def test_the_keys_walk_through_the_list(qtbot, page: LibraryPage, store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(title=f"Record {at}", posted_at=minute(at)) for at in range(60)])
    page.refresh()
    page.view.setFocus()
    qtbot.waitUntil(page.view.hasFocus)
    walked = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown):
        qtbot.keyClick(page.view, key)
        walked.append(page.view.currentIndex().row())
    assert walked[:5] == [1, 2, 1, 59, 0] and 2 < walked[5] < 20
    assert page.view.visualRect(page.view.currentIndex()).bottom() <= page.view.viewport().height()


def test_a_row_is_chosen_by_a_click_where_it_is_drawn(qtbot, page: LibraryPage, store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(title=f"Record {at}", posted_at=minute(at)) for at in range(60)])
    page.refresh()
    page.view.verticalScrollBar().setValue(10 * page.view.row_px + 5)
    spot = QPoint(400, page.view.row_px * 2)
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert page.details.title.said == f"Record {59 - 12}"


def test_planted_words_in_every_field_of_the_search_are_text(
    qtbot, page: LibraryPage, store: Store, bait: Path, unopened: None
) -> None:
    for text in texts(bait):
        challenge = a_challenge(title=text)
        record = a_record(title=text, author=Person(PersonId(new_id()), text), challenge_id=challenge.id)
        store.library.shelve(HOME, challenges=[challenge], records=[record])
        page.filters.offer_challenges(store.challenges.list())
        page.filters.words.setText(text)
        page.refresh()
        all_plain(page)
    page.filters.clear()
    page.refresh()
    assert set(titles(page)) == set(texts(bait))


def test_every_control_of_the_search_has_a_name(page: LibraryPage, store: Store, fetched: Fetched) -> None:
    kept(store, fetched, "Others' words")
    page.refresh()
    page.filters.more.click()
    page.space._show(Used(10, 10, 1))
    assert nameless(page) == []


def test_a_draft_that_answers_nothing_passes_no_filter_of_records(page: LibraryPage, store: Store) -> None:
    draft = from_words(store, "Mine", HOME)
    store.drafts.change(replace(draft, rights=Rights.CC0))
    page.filters.here.setChecked(True)
    page.refresh()
    assert titles(page) == []


@pytest.mark.parametrize("percent", [100, 200])
def test_all_rows_of_filters_are_seen_at_any_text_size(
    qtbot, store: Store, stage: Stage, sound: Sound, theme: Theme, percent: int
) -> None:
    theme.set("paper", percent)
    store.library.shelve(HOME, records=[a_record()])
    page = LibraryPage(
        store,
        stage,
        sound.player,
        LibraryWays(lambda _: None, lambda _: None, lambda _: None, lambda _: None, lambda: None, lambda _: None),
    )
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    page.filters.more.click()
    parts: list[QWidget] = [
        *page.filters.whats.buttons(),
        *page.filters.kinds.buttons(),
        page.filters.more,
        page.filters.here,
    ]
    parts += [page.filters.unremixed, page.filters.unvoiced, page.filters.rights, page.filters.challenge]

    def places() -> list[QRect]:
        return [QRect(part.mapTo(page.filters, QPoint(0, 0)), part.size()) for part in parts]

    qtbot.waitUntil(lambda: all(page.filters.rect().contains(place) for place in places()))
    assert not any(one.intersects(two) for one, two in combinations(places(), 2))
    page.hide()


def test_the_long_list_is_opaque_so_that_scrolling_moves_what_is_painted(page: LibraryPage) -> None:
    sheet = page.view.viewport()
    assert sheet.autoFillBackground() and sheet.palette().brush(sheet.backgroundRole()).isOpaque()


def test_that_nothing_was_found_is_said_in_the_middle_of_the_page(qtbot, page: LibraryPage, store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(title="Rain on tin")])
    page.look_for("rain")
    assert page.details.isVisible() and not page.nothing.isVisible()
    page.look_for("nothing of the kind")
    title = page.nothing.title

    def middle() -> int:
        return title.mapTo(page, title.rect().center()).x()

    qtbot.waitUntil(lambda: abs(middle() - page.rect().center().x()) <= 10)
    assert not page.details.isVisible()


def test_another_look_of_the_window_keeps_what_is_looked_for_and_chosen(
    qtbot, page: LibraryPage, store: Store, sound: Sound
) -> None:
    challenge = a_challenge(Kind.AUDIO, ("Walk softly.",), title="Whisper this line")
    answers = [a_record(title=f"Rain {at:02}", challenge_id=challenge.id, kind=Kind.AUDIO) for at in range(30)]
    store.library.shelve(HOME, challenges=[challenge], records=[*answers, a_record(title="Rain, alone")])
    page.filters.offer_challenges(store.challenges.list())
    page.filters.words.setText("rain")
    for button in (page.filters.whats.buttons()[-2], page.filters.kinds.buttons()[0], page.filters.more):
        button.click()
    page.filters.challenge.choose(challenge.id)
    page.filters.unremixed.click()
    qtbot.waitUntil(lambda: len(titles(page)) == 30)
    page.view.setCurrentIndex(page.model.index(29))
    again = LibraryPage(store, page._stage, sound.player, page._ways)
    again.resize(page.size())
    qtbot.addWidget(again)
    again.recall(page.remember())
    again.refresh()
    again.show()
    assert again.filters.wanted == page.filters.wanted and again.filters.more.isChecked()
    assert titles(again) == titles(page) and again.details.title.said == page.details.title.said == titles(page)[29]
    qtbot.waitUntil(lambda: 29 in again.view.visible_rows())
    again.filters.clear()
    assert again.filters.wanted.all
    again.hide()
