from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from studio.domain.ids import ParcelId
from studio.domain.moments import text_of
from studio.domain.parcel import Parcel, ParcelState, Trouble
from studio.domain.record import Kind
from studio.domain.sending import Going, Hold
from studio.errors import Offline, StudioError
from studio.store import Store
from studio.ui.outbox.deeds import OutboxWays
from studio.ui.outbox.listing import PAGE
from studio.ui.outbox.page import OutboxPage
from studio.ui.stage import Stage
from studio.ui.theme import Theme, look
from studio.ui.widgets.cards import CardRow, CardShape
from tests.store.made import HOME

from .conftest import a_challenge
from .pieces import a_queued_parcel, all_plain, nameless
from .planted import texts

PERSON = Trouble("One source has no name", "Take it back, name the source, then send it again.", True)


@dataclass
class Asked:
    trouble: StudioError | None = None
    held: Hold | None = None
    going: dict[ParcelId, Going] = field(default_factory=dict)
    awaited: list[str] = field(default_factory=list)
    wakes: int = 0
    signed_in: int = 0
    edited: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    records: int = 0

    def wake(self) -> None:
        self.wakes += 1

    def record(self) -> None:
        self.records += 1

    def sign_in(self) -> None:
        self.signed_in += 1


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, asked: Asked) -> Iterator[OutboxPage]:
    ways = OutboxWays(
        lambda _: asked.trouble,
        lambda _: asked.held,
        lambda: asked.going,
        lambda _: asked.awaited,
        asked.wake,
        asked.edited.append,
        asked.seen.append,
        asked.record,
        asked.sign_in,
    )
    page = OutboxPage(store, stage, ways)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


def rows(page: OutboxPage) -> list[CardRow]:
    return list(page.model.rows)


def press_verb(qtbot, page: OutboxPage, at: int) -> None:
    """A real click on the button that is drawn in a row."""
    rect = page.view.visualRect(page.model.index(at))
    spot: QPoint = CardShape.of(rows(page)[at], rect).button.center()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def in_another_look(qtbot, page: OutboxPage) -> OutboxPage:
    again = OutboxPage(page._store, page._stage, page._ways)
    qtbot.addWidget(again)
    again.recall(page.remember())
    again.refresh()
    return again


def delivered(store: Store, parcel: Parcel) -> Parcel:
    parcel = replace(parcel, state=ParcelState.RECEIVED)
    store.parcels.change(parcel)
    parcel = replace(parcel, state=ParcelState.LIVE, delivered_at=text_of(datetime.now(UTC) - timedelta(minutes=4)))
    store.parcels.change(parcel)
    return parcel


def test_an_empty_outbox_invites_to_record(qtbot, page: OutboxPage, asked: Asked) -> None:
    page.refresh()
    assert not page.pause_all.isVisible() and not page.try_now.isVisible()
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert asked.records == 1


def test_every_state_is_said_in_words(page: OutboxPage, store: Store, asked: Asked) -> None:
    challenge = a_challenge(Kind.TEXT, title="A story in four words")
    store.library.shelve(challenge.platform_id, challenges=[challenge])
    delivered(store, a_queued_parcel(store, "Rain"))
    needs = a_queued_parcel(store, "Night Choir")
    store.parcels.change(replace(needs, state=ParcelState.NEEDS_ATTENTION, trouble=PERSON))
    moving = a_queued_parcel(store, "Kitchen at dawn", "x" * 1_000)
    store.parcels.change(replace(moving, state=ParcelState.UPLOADING, sent_bytes=620))
    a_queued_parcel(store, "Whisper", challenge_id=challenge.id)
    page.refresh()
    assert [(row.title, row.said, row.tone, row.verb) for row in rows(page)] == [
        ("Night Choir", "Needs you: one source has no name", "warn", "Fix it"),
        ("Kitchen at dawn", "Uploading, 0.6 of 1 KB · resumes where it stopped", "muted", "Edit"),
        ("Whisper", "1 thing goes before it", "muted", "Edit"),
        ("Rain", "Published 4 minutes ago", "ok", "See it"),
    ]
    assert [row.progress for row in rows(page)] == [None, 0.62, None, None]
    assert [row.worry for row in rows(page)] == [True, False, False, False]
    assert rows(page)[2].aside == "Challenge · A story in four words"
    assert "Needs you: one source has no name" in rows(page)[0].spoken()
    asked.trouble = Offline("The platform cannot be reached", "It goes out by itself.")
    page.refresh()
    assert rows(page)[2].said == "Waiting for a connection"


@pytest.mark.parametrize(("sources", "said"), [([], ""), ([{}], "1 source cited"), ([{}, {}], "2 sources cited")])
def test_what_answers_no_challenge_says_how_many_sources_it_cites(
    page: OutboxPage, store: Store, sources: list[object], said: str
) -> None:
    a_queued_parcel(store, body=json.dumps({"sources": sources}))
    page.refresh()
    assert rows(page)[0].aside == said


def test_a_change_of_the_store_is_seen_by_itself(qtbot, page: OutboxPage, store: Store) -> None:
    parcel = a_queued_parcel(store)
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    store.parcels.change(replace(parcel, state=ParcelState.RECEIVED))
    qtbot.waitUntil(lambda: rows(page)[0].said.startswith("Arrived"))


def test_edit_takes_it_back_and_opens_the_draft(qtbot, page: OutboxPage, store: Store, asked: Asked) -> None:
    parcel = a_queued_parcel(store)
    page.refresh()
    press_verb(qtbot, page, 0)
    assert asked.edited == [parcel.draft_id]
    assert store.parcels.find(parcel.id) is None
    assert not store.drafts.get(parcel.draft_id).sealed


def test_what_has_arrived_meanwhile_cannot_be_taken_back_and_the_words_say_so(
    qtbot, page: OutboxPage, store: Store, stage: Stage, asked: Asked
) -> None:
    parcel = a_queued_parcel(store)
    page.refresh()
    delivered(store, parcel)
    press_verb(qtbot, page, 0)
    assert asked.edited == []
    assert [notice.title for notice in stage.notices.now] == ["This has arrived already"]
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE


def test_see_it_leads_to_the_record(qtbot, page: OutboxPage, store: Store, asked: Asked) -> None:
    parcel = delivered(store, a_queued_parcel(store))
    page.refresh()
    press_verb(qtbot, page, 0)
    assert asked.seen == [parcel.record_id]


def test_enter_does_what_the_button_of_the_row_says(qtbot, page: OutboxPage, store: Store, asked: Asked) -> None:
    parcel = a_queued_parcel(store)
    page.refresh()
    page.activateWindow()
    page.view.setFocus()
    qtbot.waitUntil(page.view.hasFocus)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert asked.edited == [parcel.draft_id]


def test_one_parcel_is_paused_and_goes_on(qtbot, page: OutboxPage, store: Store, asked: Asked) -> None:
    parcel = a_queued_parcel(store)
    page.refresh()
    qtbot.mouseClick(page.details.pause, Qt.MouseButton.LeftButton)
    assert store.parcels.get(parcel.id).paused
    assert (rows(page)[0].said, rows(page)[0].verb) == ("Paused", "Go on")
    press_verb(qtbot, page, 0)
    assert not store.parcels.get(parcel.id).paused
    assert asked.wakes == 1


def test_all_are_paused_and_let_go_on(qtbot, page: OutboxPage, store: Store, asked: Asked) -> None:
    for at in range(3):
        a_queued_parcel(store, f"Story {at}")
    page.refresh()
    qtbot.mouseClick(page.pause_all, Qt.MouseButton.LeftButton)
    assert store.parcels.paused() == 3
    assert page.pause_all.said == "Let all go on"
    qtbot.mouseClick(page.pause_all, Qt.MouseButton.LeftButton)
    assert store.parcels.paused() == 0
    assert asked.wakes == 1


def test_try_now_makes_everything_due_and_wakes_the_courier(
    qtbot, page: OutboxPage, store: Store, asked: Asked
) -> None:
    later = datetime.now(UTC).timestamp() + 300
    a_queued_parcel(store, "One", next_try_at=later, trouble=Trouble("The platform is busy", "Wait.", False))
    page.refresh()
    assert rows(page)[0].said == "The platform is busy · next try in 5 minutes"
    qtbot.mouseClick(page.try_now, Qt.MouseButton.LeftButton)
    assert len(store.parcels.due(datetime.now(UTC).timestamp(), HOME, large=False)) == 1
    assert asked.wakes == 1
    assert rows(page)[0].said == "Next in line"


def test_the_details_show_what_travels_with_it(qtbot, page: OutboxPage, store: Store) -> None:
    a_queued_parcel(store, "Rain", "Rain, tin, you, home")
    page.refresh()
    qtbot.waitUntil(lambda: page.details.preview.text.toPlainText() == "Rain, tin, you, home")
    said = dict(page.details.facts.said)
    assert said["Goes to"] == "Home platform"
    assert said["AI"] == "AI may not be trained on it"
    assert said["Rights"] == "You keep them; others may build on it, with credit to you"


def test_a_piece_whose_file_is_gone_says_so_in_words(page: OutboxPage, store: Store) -> None:
    parcel = delivered(store, a_queued_parcel(store))
    store.media.path(parcel.media.sha256).unlink()
    page.refresh()
    words = page.details.preview.words
    assert words.isVisible() and words.said == "Its file is not on this computer any more."


def test_ten_thousand_parcels_are_shown_a_page_at_a_time_and_another_look_keeps_the_page(
    qtbot, page: OutboxPage, store: Store
) -> None:
    first = a_queued_parcel(store, "The oldest")
    with store._database.write() as connection:  # the rows only, in one transaction
        columns = [row[1] for row in connection.execute("PRAGMA table_info(parcels)")]
        others = ", ".join(f'"{name}"' for name in columns if name not in ("id", "revision_id"))
        connection.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)"
            f" INSERT INTO parcels (id, revision_id, {others})"
            f" SELECT substr(id, 1, 24) || printf('%012d', i), printf('r%05d', i), {others} FROM parcels, n WHERE parcels.id = ?",
            (first.id,),
        )
    page.refresh()
    assert len(rows(page)) == PAGE
    assert page.pager.words.said == f"1 to {PAGE} of 10000"
    first_one = rows(page)[0].key
    qtbot.mouseClick(page.pager.older, Qt.MouseButton.LeftButton)
    assert len(rows(page)) == PAGE and first_one not in {row.key for row in rows(page)}
    assert page.pager.words.said == f"{PAGE + 1} to {2 * PAGE} of 10000"
    page.view.setCurrentIndex(page.model.index(3))
    again = in_another_look(qtbot, page)
    assert again.pager.words.said == page.pager.words.said
    assert again.view.currentIndex().row() == 3 and again.details.title.said == page.details.title.said
    qtbot.mouseClick(page.pager.newer, Qt.MouseButton.LeftButton)
    assert rows(page)[0].key == first_one


def test_planted_titles_and_troubles_are_shown_as_text(
    page: OutboxPage, store: Store, bait: Path, unopened: None
) -> None:
    for text in texts(bait):
        parcel = a_queued_parcel(store, text, text)
        store.parcels.change(replace(parcel, state=ParcelState.NEEDS_ATTENTION, trouble=Trouble(text, text, True)))
        page.refresh()
        page.view.setCurrentIndex(page.model.index(len(rows(page)) - 1))
        assert rows(page)[-1].title == text
        assert page.details.title.said == text
        assert page.details.advice.said == text
        all_plain(page)


def test_every_control_has_a_name(page: OutboxPage, store: Store) -> None:
    a_queued_parcel(store)
    page.refresh()
    assert nameless(page) == []


@pytest.mark.parametrize("name", ["booth", "paper"])
def test_a_needy_parcel_has_a_border_of_its_own_in_both_themes(
    page: OutboxPage, store: Store, theme: Theme, name: str
) -> None:
    theme.set(name, 100)
    needs = a_queued_parcel(store, "Night Choir")
    store.parcels.change(replace(needs, state=ParcelState.NEEDS_ATTENTION, trouble=PERSON))
    a_queued_parcel(store, "Whisper")
    page.refresh()
    page.view.setCurrentIndex(page.model.index(1))
    image: QImage = page.view.grab().toImage()
    rect = page.view.visualRect(page.model.index(0))
    card = CardShape.of(rows(page)[0], rect).card
    edge = {image.pixelColor(card.left() + dx, card.center().y()).name() for dx in (-1, 0, 1)}
    assert look().colour("warn").name() in edge
