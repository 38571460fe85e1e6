"""Tags: typed in the share sheet if one likes, seen beside a piece, and a press away from everything that has them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from studio import contract
from studio.domain.ids import SourceId, new_id
from studio.domain.record import Source, SourceType
from studio.drafts import from_words
from studio.store import Store
from studio.store.sought import Sought
from studio.ui.library import LibraryPage, LibraryWays
from studio.ui.share import ShareSheet
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from studio.ui.tree.page import PiecePage, PieceWays
from studio.ui.widgets.inside import Inside
from tests.store.made import HOME, a_draft, a_record

from .conftest import Sound
from .pieces import all_plain, nameless


@pytest.fixture
def library(qtbot, store: Store, stage: Stage, sound: Sound) -> Iterator[LibraryPage]:
    def nothing(*_: object) -> None:
        return

    page = LibraryPage(store, stage, sound.player, LibraryWays(nothing, nothing, nothing, nothing, nothing, nothing))
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


def opened(qtbot, store: Store, stage: Stage, tags: tuple[str, ...] = ()) -> ShareSheet:
    store.drafts.add(draft := a_draft(tags=tags))
    sheet = ShareSheet(store, stage, draft)
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitUntil(sheet.title.hasFocus)
    return sheet


def kept(store: Store) -> tuple[str, ...]:
    return store.drafts.list()[0].tags


def press(qtbot, *keys: Qt.Key | str) -> None:
    for key in keys:
        where = QApplication.focusWidget()
        qtbot.keyClicks(where, key) if isinstance(key, str) else qtbot.keyClick(where, key)


def test_tags_are_typed_by_the_keyboard_and_sent(qtbot, store: Store, stage: Stage) -> None:
    sheet = opened(qtbot, store, stage)
    press(qtbot, Qt.Key.Key_Tab, "rain,  Tin  roof", Qt.Key.Key_Return, "rain", Qt.Key.Key_Return)
    assert sheet.tags.line.text() == "rain, Tin roof, " and sheet.isVisible(), "Enter goes on with the next tag"
    press(qtbot, "night", Qt.Key.Key_Backtab)
    with qtbot.waitSignal(sheet.sent):
        press(qtbot, Qt.Key.Key_Return)
    (parcel,) = store.parcels.list()
    assert contract.RecordIn.model_validate_json(parcel.body).tags == ["rain", "Tin roof", "night"]


def test_nobody_is_asked_for_tags(qtbot, store: Store, stage: Stage) -> None:
    sheet = opened(qtbot, store, stage)
    assert not sheet.tags.offer.isVisible() and not sheet.tags.words.isVisible()
    with qtbot.waitSignal(sheet.sent):
        press(qtbot, Qt.Key.Key_Return)
    assert '"tags"' not in store.parcels.list()[0].body


def test_tags_that_were_used_before_are_offered_to_who_is_in_the_line(qtbot, store: Store, stage: Stage) -> None:
    store.library.shelve(HOME, records=[a_record(tags=("Rain", "river", "noise"))])
    store.drafts.add(a_draft(tags=("ruin", "rain coat")))
    sheet = opened(qtbot, store, stage)
    press(qtbot, Qt.Key.Key_Tab)
    offer = sheet.tags.offer
    said = lambda: [chip.said for chip in offer.chips if chip.isVisible()]  # noqa: E731
    assert set(said()) == {"Rain", "river", "noise", "ruin", "rain coat"}
    press(qtbot, "fog, R")
    assert set(said()) == {"Rain", "river", "ruin", "rain coat"}
    press(qtbot, "ai")
    assert set(said()) == {"Rain", "rain coat"}
    offer.chips[said().index("Rain")].setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert sheet.tags.line.text() == "fog, Rain, " and sheet.tags.line.hasFocus()
    assert "Rain" not in said() and nameless(sheet) == []
    sheet.reject()
    assert kept(store) == ("fog", "Rain")


def test_tags_come_back_when_the_sheet_is_opened_again_and_can_go(qtbot, store: Store, stage: Stage) -> None:
    sheet = opened(qtbot, store, stage, ("rain", "Zoë"))
    assert sheet.tags.line.text() == "rain, Zoë"
    sheet.tags.line.clear()
    sheet.reject()
    assert kept(store) == ()


@pytest.mark.parametrize("typed", ["x" * 10_000, ", ".join(map(str, range(21))), "y" * 51])
def test_what_finds_no_room_is_said_while_one_types(qtbot, store: Store, stage: Stage, typed: str) -> None:
    sheet = opened(qtbot, store, stage)
    sheet.tags.line.setText(typed)
    assert sheet.tags.words.isVisible()
    assert sheet.tags.words.said.startswith("There is room for 20 tags of up to 50 characters.")
    sheet.reject()
    assert 0 < len(kept(store)) <= 20 and max(map(len, kept(store))) <= 50


NASTY = ("<b>bold</b> & <img src=x>", "שלום עולם", "m" * 50, "a&b")


def test_tags_are_shown_letter_by_letter_and_a_press_finds_what_has_them(
    qtbot, store: Store, library: LibraryPage
) -> None:
    others = [a_record(title="Rain", tags=("Été",)), a_record(title="Fog")]
    store.library.shelve(HOME, records=[*others, a_record(title="Nasty", tags=(*NASTY, "été"))])
    store.drafts.add(a_draft(title="Mine", tags=("ete",)))
    library.filters.kinds.button(2).click()
    library.look_for("nasty")
    qtbot.waitUntil(lambda: library.details.title.said == "Nasty")
    chips = [chip for chip in library.details.tags.chips if chip.isVisible()]
    assert [chip.said for chip in chips] == [*NASTY, "été"]
    all_plain(library)
    assert nameless(library.details.tags) == []
    assert chips[3].text() == "a&&b" and library.details.tags.width() <= library.details.width()
    chips[4].click()
    titles = lambda: sorted(library.model.row(at).title for at in range(library.model.rowCount()))  # noqa: E731
    qtbot.waitUntil(lambda: titles() == ["Mine", "Nasty", "Rain"])
    assert library.filters.words.text() == "été"
    library.look_for("fog")
    qtbot.waitUntil(lambda: library.details.title.said == "Fog")
    assert not library.details.tags.isVisible()


def test_the_page_of_a_record_shows_its_tags_and_leads_to_the_library(
    qtbot, store: Store, stage: Stage, sound: Sound
) -> None:
    record = a_record(tags=("rain", "tin roof"))
    store.library.shelve(HOME, records=[record])
    page = PiecePage(store, stage, sound.player, PieceWays(lambda _: None, lambda _: None, lambda _: None))
    qtbot.addWidget(page)
    page.show()
    page.show_record(record.id)
    chip = next(chip for chip in page.tags.chips if chip.said == "tin roof")
    with qtbot.waitSignal(page.tags.pressed) as told:
        chip.click()
    assert told.args == ["tin roof"] and [one.title for one in store.library.find(Sought("tin roof")).records]


def test_a_remix_does_not_take_over_tags(store: Store) -> None:
    record = a_record(tags=("rain",))
    store.library.shelve(HOME, records=[record])
    source = Source(SourceId(new_id()), record.id, SourceType.VOICED)
    assert from_words(store, "My own words", HOME, sources=(source,)).tags == ()


def test_in_large_text_the_line_and_what_is_offered_come_into_sight(
    qtbot, store: Store, stage: Stage, theme: Theme
) -> None:
    store.library.shelve(HOME, records=[a_record(tags=("rain", "river"))])
    theme.set("booth", 200)
    sheet = opened(qtbot, store, stage)
    press(qtbot, Qt.Key.Key_Tab)
    inside = sheet.findChild(Inside)

    def is_seen(widget: QWidget) -> bool:
        place = QRect(widget.mapTo(inside.viewport(), QPoint()), widget.size())
        return widget.isVisible() and inside.viewport().rect().contains(place)

    qtbot.waitUntil(lambda: is_seen(sheet.tags.line) and is_seen(sheet.tags.offer))
    sheet.reject()
