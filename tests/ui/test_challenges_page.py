from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from studio.domain.challenge import Effort
from studio.domain.ids import PersonId, RecordId, RevisionId, new_id
from studio.domain.moments import now, text_of
from studio.domain.record import Kind, Media, Person, Record, Rights
from studio.store import Store
from studio.ui.challenges import ChallengesPage, words
from studio.ui.challenges.card import lines_of
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.button import Chip

from .conftest import HOME, a_challenge

SOON = text_of(datetime.now(UTC) + timedelta(days=2))
CHALLENGES = (
    a_challenge(Kind.AUDIO, ("Walk softly.",), title="Whisper this line", minutes=2),
    a_challenge(Kind.TEXT, title="A story in four words", minutes=1),
    a_challenge(Kind.IMAGE, title="The puddle", minutes=10, closes_at=SOON),
    a_challenge(
        Kind.AUDIO,
        ("One.", "Two."),
        title="Narrate",
        minutes=40,
        effort=Effort.PRACTISED,
        pay_minor=25_000,
        currency="EUR",
    ),
)


@pytest.fixture
def page(qtbot, store: Store, stage: Stage) -> ChallengesPage:
    store.library.shelve(HOME, challenges=CHALLENGES)
    page = ChallengesPage(store, stage)
    page.resize(1_200, 740)
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    return page


def press(qtbot, page: ChallengesPage, name: str) -> None:
    chip = next(chip for chip in page.findChildren(Chip) if chip.said == name)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)


def test_a_summary_with_emoji_is_broken_into_lines_of_whole_signs(qapp) -> None:
    text = "🎙️🌙🪟 Leave the window open 👩‍👩‍👧‍👦 " * 3
    lines = lines_of(text, look().font("body"), 300, 3)
    assert "".join(lines) == text and len(lines) == 3
    assert all(line.endswith(" ") for line in lines)


def test_challenges_are_there_without_a_network_the_quickest_first(page: ChallengesPage) -> None:
    assert [card.title for card in page.cards] == [
        "A story in four words",
        "Whisper this line",
        "The puddle",
        "Narrate",
    ]
    assert page.count.said == "4 open · saved for offline"


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Voice", ["Whisper this line", "Narrate"]),
        ("Pictures", ["The puddle"]),
        ("Words", ["A story in four words"]),
        ("Under 5 minutes", ["A story in four words", "Whisper this line"]),
        ("Closing soon", ["The puddle"]),
        ("Paid production", ["Narrate"]),
    ],
)
def test_a_filter_shows_only_what_it_names(qtbot, page: ChallengesPage, name: str, titles: list[str]) -> None:
    press(qtbot, page, name)
    assert [card.title for card in page.cards] == titles
    press(qtbot, page, "All")
    assert len(page.cards) == 4


def test_a_filter_that_would_be_empty_is_not_offered(qtbot, store: Store, stage: Stage) -> None:
    store.library.shelve(HOME, challenges=CHALLENGES[:1])
    page = ChallengesPage(store, stage)
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    offered = [chip.said for chip in page.findChildren(Chip) if chip.isVisible()]
    assert offered == ["All", "Voice", "Under 5 minutes"]


def test_the_honest_card_says_time_money_rights_and_ai_before_the_start(page: ChallengesPage) -> None:
    page.show_challenge(CHALLENGES[3].id)
    assert dict(page.honest.facts.said) == {
        "Takes about": "40 minutes",
        "Closes": "It stays open",
        "Money": "250.00 EUR",
        "Where it goes": "It stays here.",
        "Rights": "You keep them; others may build on it, with credit to you",
        "AI": "May not be trained on what you send",
    }
    page.show_challenge(CHALLENGES[2].id)
    assert dict(page.honest.facts.said)["Closes"] == "in 2 days; what is sealed by then may arrive 3 days later"
    assert dict(page.honest.facts.said)["Money"] == "None. This is not part of a paid production."


def test_the_honest_card_says_what_files_must_be_like(page: ChallengesPage, store: Store) -> None:
    asks = a_challenge(lines=("One.", "Two."), spec="game-line")
    its_own = a_challenge(spec='{"title": "Ours"}')
    store.library.shelve(HOME, challenges=[asks, its_own])
    said = []
    for challenge in (asks, its_own, CHALLENGES[1]):
        page.show_challenge(challenge.id)
        said.append(dict(page.honest.facts.said).get("Files", ""))
    assert said == ["2 lines, each checked against the spec game-line", "Checked against a spec of its own", ""]


def test_the_honest_card_says_that_there_is_a_guide(page: ChallengesPage, store: Store) -> None:
    hum = Media("a" * 64, 9, "audio/flac", 12.0)
    asks, untold = a_challenge(guide=hum), a_challenge(guide=replace(hum, duration_s=0.0))
    store.library.shelve(HOME, challenges=[asks, untold])
    said = []
    for challenge in (asks, untold):
        page.show_challenge(challenge.id)
        said.append(dict(page.honest.facts.said)["Guide"])
    assert said == ["A sound to hear while you record, 0:12.0 long", "A sound to hear while you record"]


@pytest.mark.parametrize(("at", "verb"), [(0, "Record it"), (1, "Write it"), (2, "Add a picture")])
def test_the_one_button_says_what_will_be_done(qtbot, page: ChallengesPage, at: int, verb: str) -> None:
    page.show_challenge(CHALLENGES[at].id)
    assert page.honest.answer.said == verb
    with qtbot.waitSignal(page.answer_wanted) as caught:
        qtbot.mouseClick(page.honest.answer, Qt.MouseButton.LeftButton)
    assert caught.args[0] == CHALLENGES[at]


def test_a_card_is_chosen_and_answered_by_keyboard(qtbot, page: ChallengesPage) -> None:
    page.grid.setFocus()
    assert page.honest.title.said == "A story in four words"
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.honest.title.said == "Whisper this line"
    with qtbot.waitSignal(page.answer_wanted) as caught:
        qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert caught.args[0] == CHALLENGES[0]


def test_new_challenges_appear_and_the_chosen_one_stays(qtbot, page: ChallengesPage, store: Store) -> None:
    page.show_challenge(CHALLENGES[3].id)
    store.library.shelve(HOME, challenges=[a_challenge(Kind.TEXT, title="Newest", minutes=1)])
    qtbot.waitUntil(lambda: len(page.cards) == 5)
    assert page.honest.title.said == "Narrate"


def test_recent_contributions_name_their_makers(qtbot, page: ChallengesPage, store: Store) -> None:
    challenge = CHALLENGES[0]
    record = Record(
        RecordId(new_id()), RevisionId(new_id()), HOME, Kind.AUDIO, "Softly", Person(PersonId(new_id()), "imara"), now(),
        Media("a" * 64, 4, "audio/wav"), Rights.BY, challenge_id=challenge.id,
    )  # fmt: skip
    store.library.shelve(HOME, records=[record])
    page.show_challenge(challenge.id)
    assert page.honest.recent.said == "Softly, by imara"


def test_an_empty_place_says_what_will_be_here(qtbot, store: Store, stage: Stage) -> None:
    page = ChallengesPage(store, stage)
    qtbot.addWidget(page)
    page.refresh()
    assert page.chosen() is None
    assert page.empty.title.said == "Challenges will be here"


@pytest.mark.parametrize(("minutes", "text"), [(1, "1 min"), (59, "59 min"), (120, "2 h"), (90, "1 h 30 min")])
def test_times_are_short(minutes: int, text: str) -> None:
    assert words.time_words(minutes) == text


def test_money_without_cents_has_no_point() -> None:
    assert words.money_words(a_challenge(pay_minor=500, currency="JPY")) == "500 JPY"
    assert words.money_words(a_challenge(pay_minor=1_205, currency="EUR")) == "12.05 EUR"


def test_another_look_of_the_window_keeps_the_filter_and_the_chosen_challenge(
    qtbot, page: ChallengesPage, store: Store, stage: Stage
) -> None:
    more = [a_challenge(Kind.AUDIO, title=f"Hum number {at:02}", minutes=3) for at in range(30)]
    store.library.shelve(HOME, challenges=more)
    press(qtbot, page, "Voice")
    page.grid.setCurrentIndex(page.grid.model().index(len(page.cards) - 1, 0))
    again = ChallengesPage(store, stage)
    again.resize(page.size())
    qtbot.addWidget(again)
    again.recall(page.remember())
    again.refresh()
    again.show()
    assert again.cards == page.cards and len(again.cards) == 32
    assert again.chosen() == page.chosen() and again.honest.title.said == "Narrate"
    seen = again.grid.viewport().rect
    qtbot.waitUntil(lambda: seen().contains(again.grid.visualRect(again.grid.currentIndex()).center()))
