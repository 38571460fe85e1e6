"""What a person does in the outbox: order, hold, try now, take back, withdraw; with the mouse, by keys, and heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication

from studio.domain.ids import ParcelId
from studio.domain.parcel import Parcel, ParcelState, Trouble
from studio.domain.record import Kind, Media
from studio.domain.sending import Going, Hold
from studio.errors import SignInNeeded, StudioError
from studio.outbox.line import OF_TWINS
from studio.store import Store
from studio.ui.outbox import page as room
from studio.ui.outbox.deeds import OutboxWays
from studio.ui.outbox.page import OutboxPage
from studio.ui.pieces.withdrawal import LEAVE, WITHDRAW
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from studio.ui.widgets.button import Button
from tests.store.made import a_draft, a_parcel

from .conftest import Sound
from .pieces import a_photograph, a_queued_parcel, nameless


@dataclass
class Asked:
    trouble: StudioError | None = None
    held: Hold | None = None
    going: dict[ParcelId, Going] = field(default_factory=dict)
    awaited: list[str] = field(default_factory=list)
    wakes: int = 0
    edited: list[str] = field(default_factory=list)
    signed_in: int = 0
    heard: list[str] = field(default_factory=list)

    def wake(self) -> None:
        self.wakes += 1

    def sign_in(self) -> None:
        self.signed_in += 1


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def page(qtbot, monkeypatch: pytest.MonkeyPatch, store: Store, stage: Stage, asked: Asked) -> Iterator[OutboxPage]:
    monkeypatch.setattr(room, "say_aloud", lambda widget, words: asked.heard.append(words))
    ways = OutboxWays(
        lambda _: asked.trouble,
        lambda _: asked.held,
        lambda: asked.going,
        lambda _: asked.awaited,
        asked.wake,
        asked.edited.append,
        lambda _: None,
        lambda: None,
        asked.sign_in,
    )
    page = OutboxPage(store, stage, ways)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


def titles(page: OutboxPage) -> list[str]:
    return [row.title for row in page.model.rows]


def three(store: Store, page: OutboxPage) -> list[Parcel]:
    parcels = [a_queued_parcel(store, title, title) for title in ("One", "Two", "Three")]
    page.refresh()
    return parcels


def live(store: Store, parcel: Parcel) -> Parcel:
    for state in (ParcelState.RECEIVED, ParcelState.LIVE):
        store.parcels.change(replace(parcel, state=state))
    return store.parcels.get(parcel.id)


def choose(page: OutboxPage, parcel: Parcel) -> None:
    page.view.setCurrentIndex(page.model.index(page.model.row_of(parcel.id)))


def press(qtbot, button: Button) -> None:
    assert button.isVisible(), button.accessibleName()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(qtbot, page: OutboxPage, verb: str) -> None:
    question = page.deeds.question
    assert question is not None
    press(qtbot, next(one for one in question.findChildren(Button) if one.said == verb))


# order


def test_what_waits_comes_first_in_its_order_and_what_has_arrived_below(page: OutboxPage, store: Store) -> None:
    first, second, _ = three(store, page)
    live(store, first)
    live(store, second)
    page.refresh()
    assert titles(page) == ["Three", "Two", "One"]
    assert page.model.in_line == 1


def test_alt_and_the_arrows_change_the_order_and_it_is_said(
    qtbot, page: OutboxPage, store: Store, asked: Asked
) -> None:
    one, *_ = three(store, page)
    choose(page, one)
    page.activateWindow()
    page.view.setFocus()
    qtbot.waitUntil(page.view.hasFocus)
    qtbot.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert titles(page) == ["Two", "One", "Three"] and asked.heard[-1] == "Number 2 in line"
    qtbot.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert titles(page) == ["Two", "Three", "One"], "the end is the end"
    qtbot.keyClick(page.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert titles(page) == ["Two", "One", "Three"]
    assert [parcel.title for parcel in store.parcels.in_line()] == ["Two", "One", "Three"]


def test_the_arrows_of_the_details_do_the_same_and_are_there_only_where_they_can(
    qtbot, page: OutboxPage, store: Store
) -> None:
    one, *_ = three(store, page)
    choose(page, one)
    assert not page.details.earlier.isVisible()
    press(qtbot, page.details.later)
    assert titles(page) == ["Two", "One", "Three"]
    press(qtbot, page.details.earlier)
    assert titles(page) == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("onto", "order"), [(0, ["Three", "One", "Two"]), (1, ["One", "Three", "Two"]), (-1, ["One", "Two", "Three"])]
)
def test_a_row_is_dropped_between_others(page: OutboxPage, store: Store, onto: int, order: list[str]) -> None:
    three(store, page)
    model = page.model
    data = model.mimeData([model.index(2)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, onto, 0, QModelIndex())
    assert titles(page) == order


def test_what_has_arrived_is_not_dragged_and_a_drop_among_it_is_the_end_of_the_line(
    page: OutboxPage, store: Store
) -> None:
    one, *_ = three(store, page)
    live(store, one)
    page.refresh()
    model = page.model
    drags = [bool(model.flags(model.index(at)) & Qt.ItemFlag.ItemIsDragEnabled) for at in range(3)]
    assert drags == [True, True, False]
    model.dropMimeData(model.mimeData([model.index(0)]), Qt.DropAction.MoveAction, 3, 0, QModelIndex())
    assert titles(page) == ["Three", "Two", "One"]


# one and all


def test_one_that_waits_for_a_moment_is_tried_at_once(qtbot, page: OutboxPage, store: Store, asked: Asked) -> None:
    busy = Trouble("The platform is busy", "It is tried again.", False)
    parcel = a_queued_parcel(store, "One", next_try_at=4e9, trouble=busy)
    other = a_queued_parcel(store, "Two", next_try_at=4e9, trouble=busy)
    page.refresh()
    choose(page, parcel)
    press(qtbot, page.details.now)
    assert [one.next_try_at for one in (store.parcels.get(parcel.id), store.parcels.get(other.id))] == [0.0, 4e9]
    assert asked.wakes == 1 and not page.details.now.isVisible()


def test_the_host_is_named_where_only_the_host_can_help(qtbot, page: OutboxPage, store: Store, asked: Asked) -> None:
    parcel = a_queued_parcel(store)
    full = Trouble("Your space on this platform is full", "Ask the platform's host for more.", True, "quota")
    store.parcels.change(replace(parcel, state=ParcelState.NEEDS_ATTENTION, trouble=full))
    page.refresh()
    (row,) = page.model.rows
    assert (row.said, row.verb) == ("Needs the platform's host: your space on this platform is full", "Try again")
    assert page.details.advice.said == full.advice
    press(qtbot, page.details.verb)
    assert store.parcels.get(parcel.id).state is ParcelState.QUEUED and asked.wakes == 1


def test_who_is_not_known_any_more_is_led_to_sign_in(qtbot, page: OutboxPage, store: Store, asked: Asked) -> None:
    asked.trouble = SignInNeeded("The platform does not know you any more", "Join it again; what waits is kept.")
    a_queued_parcel(store)
    page.refresh()
    (row,) = page.model.rows
    assert (row.said, row.tone) == ("Needs you: the platform does not know you any more", "warn")
    assert page.details.verb.said == "Sign in"
    press(qtbot, page.details.verb)
    assert asked.signed_in == 1


def test_what_holds_one_back_is_said(page: OutboxPage, store: Store, asked: Asked) -> None:
    a_queued_parcel(store)
    asked.held, asked.awaited = Hold.METERED, ["Kitchen at dawn"]
    page.refresh()
    (row,) = page.model.rows
    assert (row.said, row.tone) == ("Waits for a line that is not metered", "muted")
    assert dict(page.details.facts.said)["Waits for"] == "Kitchen at dawn"


def test_what_has_to_arrive_first_is_said_in_the_row(page: OutboxPage, store: Store, asked: Asked) -> None:
    a_queued_parcel(store)
    asked.awaited = ["“Kitchen at dawn”, which needs you", OF_TWINS]
    page.refresh()
    (row,) = page.model.rows
    assert (row.said, row.tone) == ("Waits for “Kitchen at dawn”, which needs you · and 1 more", "muted")
    asked.awaited = [OF_TWINS]
    page.refresh()
    assert page.model.rows[0].said == "Waits for your other computers, to be told that this one sends it"
    assert page.details.advice.said == "It is safe here and goes out by itself after that."


def test_a_running_upload_is_shown_while_the_store_stays_silent(
    qtbot, page: OutboxPage, store: Store, asked: Asked
) -> None:
    parcel = replace(a_queued_parcel(store, "Film", "x" * 1_000), state=ParcelState.UPLOADING)
    store.parcels.change(parcel)
    page.refresh()
    asked.going = {parcel.id: Going(parcel.id, 500, 1_000, 100.0, 5.0)}
    words = "Uploading, 0.5 of 1 KB · 100 bytes a second · 5 seconds left"
    qtbot.waitUntil(lambda: page.model.rows[0].said == words)
    assert page.model.rows[0].progress == 0.5
    assert page.details.said.said == words and page.details.progress.isVisible()


# taking back and withdrawing


def test_what_is_taken_back_is_a_draft_again_and_can_be_opened(
    qtbot, page: OutboxPage, store: Store, stage: Stage, asked: Asked
) -> None:
    parcel = a_queued_parcel(store, "Rain")
    page.refresh()
    press(qtbot, page.details.back)
    assert page.model.rows == [] and not store.drafts.get(parcel.draft_id).sealed
    (hint,) = stage.notices.now
    assert (hint.title, hint.verb) == ("“Rain” is a draft again", "Open it") and asked.edited == []
    stage.notices.press(hint)
    assert asked.edited == [parcel.draft_id]


def test_withdrawing_asks_once_with_the_verb_and_says_what_stays(
    qtbot, page: OutboxPage, store: Store, asked: Asked
) -> None:
    parcel = live(store, a_queued_parcel(store, "Rain"))
    page.refresh()
    press(qtbot, page.details.back)
    assert page.deeds.question is not None
    assert page.deeds.question.windowTitle() == "Withdraw “Rain”?"
    answer(qtbot, page, LEAVE)
    assert store.errands.waiting() == 0
    press(qtbot, page.details.back)
    answer(qtbot, page, WITHDRAW)
    assert list(store.errands.withdrawals([parcel.record_id])) == [parcel.record_id]
    assert asked.wakes == 1
    qtbot.waitUntil(lambda: not page.details.back.isVisible())
    (row,) = page.model.rows
    assert (row.said, row.verb) == ("Withdrawn as soon as the platform hears of it", "Keep it")
    press(qtbot, page.details.verb)
    assert store.errands.waiting() == 0
    assert page.model.rows[0].said.startswith("Published")


# seen and heard


def test_small_pictures_waveforms_and_first_words_are_shown(
    qtbot, page: OutboxPage, store: Store, sound: Sound, tmp_path: Path
) -> None:
    photo = store.media.add_file(a_photograph(tmp_path / "photo.jpg"))
    voice = store.media.add_file(sound.voice)
    for title, kind, media in (
        ("Photo", Kind.IMAGE, Media(photo, 1_000, "image/jpeg")),
        ("Voice", Kind.AUDIO, Media(voice, 1_000, "audio/wav")),
    ):
        draft = a_draft(title=title, kind=kind, media=media)
        store.parcels.seal(draft, a_parcel(draft, title=title, kind=kind, media=media))
    text = a_queued_parcel(store, "Words", "Rain, tin, you, home")
    page.refresh()
    wanted = (photo, voice, text.media.sha256)
    qtbot.waitUntil(lambda: all(page.tiles.has(sha256) for sha256 in wanted), timeout=20_000)
    page.view.grab()


def test_what_happens_to_the_chosen_one_is_heard_and_its_progress_is_not(
    page: OutboxPage, store: Store, asked: Asked
) -> None:
    parcel = a_queued_parcel(store, "Rain", "x" * 1_000)
    page.refresh()
    for sent in (100, 500):
        store.parcels.change(replace(parcel, state=ParcelState.UPLOADING, sent_bytes=sent))
        page.refresh()
    live(store, parcel)
    page.refresh()
    assert len(asked.heard) == 2
    assert asked.heard[0].startswith("Rain: Uploading") and asked.heard[1].startswith("Rain: Published")


@pytest.mark.parametrize("percent", [100, 200])
def test_every_button_of_the_details_is_named_large_enough_and_inside(
    qtbot, theme: Theme, page: OutboxPage, store: Store, percent: int
) -> None:
    theme.set("paper", percent)
    three(store, page)
    fresh = OutboxPage(store, page._stage, page._ways)
    qtbot.addWidget(fresh)
    fresh.resize(1_204, 748)
    fresh.show()
    fresh.refresh()
    fresh.view.setCurrentIndex(fresh.model.index(1))
    QApplication.processEvents()
    assert nameless(fresh) == []
    shown = [button for button in fresh.details.findChildren(Button) if button.isVisible()]
    assert {"Send it earlier", "Send it later", "Pause", "Take it back", "Edit"} <= {b.accessibleName() for b in shown}
    for button in shown:
        assert min(button.width(), button.height()) >= 32
        assert fresh.details.rect().contains(button.geometry()), button.accessibleName()
    fresh.hide()
