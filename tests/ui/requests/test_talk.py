"""You forgot to source me, as people press it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from studio.domain.ids import RecordId, RequestId, SourceId, new_id
from studio.domain.parcel import Trouble
from studio.domain.record import Origin, Record, Source, SourceType, Work
from studio.domain.request import Deed, RequestState, SourceChange
from studio.errors import Offline, StudioError
from studio.store import Store
from studio.ui.requests.ask import AskSheet
from studio.ui.requests.card import AGAIN, DROP
from studio.ui.requests.changes import Changes
from studio.ui.requests.panel import RequestsPanel
from studio.ui.requests.saying import Saying
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from tests.store.made import HOME
from tests.store.test_requests import a_request, somebody

from ..pieces import all_plain, nameless
from ..planted import texts
from .talk import answer, ask_sheet, me, press, said, shown, sound, waiting


def test_one_press_adds_the_source(qtbot, store: Store, stage: Stage) -> None:
    choir, tide = sound(me(store), "Night Choir"), sound(somebody(), "Low Tide")
    store.library.shelve(HOME, records=[tide])
    request = a_request(choir, tide.author, source_id=tide.id)
    panel = shown(qtbot, store, stage, choir, request)
    (card,) = panel.cards
    assert (card.told.who, card.told.words) == ("tobias k.", "Could you source me?")
    assert card.told.about == "Low Tide, by tobias k. · from 0:41 to 0:44"
    assert card.told.mine and not panel.ask.isVisible()
    press(qtbot, panel, Deed.ADD)
    (errand,) = waiting(store, choir)
    assert (errand.deed, said(errand)["accept"], errand.request_id) == (Deed.ADD, True, request.id)
    assert panel.cards[0].told.state == "The source is added as soon as the platform hears of it."
    assert set(panel.cards[0].buttons) == {DROP}, "nothing can be pressed twice"
    source = Source(SourceId(request.id), tide.id, SourceType.SAMPLED, Origin.REQUESTED)
    accepted = replace(request, state=RequestState.ACCEPTED)
    store.library.shelve(HOME, records=[replace(choir, sources=(source,))], requests=[accepted])
    store.errands.deliver(errand, None)
    assert panel.cards[0].told.state == "You added the source."


def test_what_waits_to_be_sent_can_be_forgotten(qtbot, store: Store, stage: Stage) -> None:
    choir = sound(me(store), "Night Choir")
    panel = shown(qtbot, store, stage, choir, a_request(choir, somebody()))
    press(qtbot, panel, Deed.ADD)
    press(qtbot, panel, DROP)
    assert waiting(store, choir) == []
    assert set(panel.cards[0].buttons) == {Deed.ADD, Deed.DISPUTE}


def test_saying_no_asks_why(qtbot, store: Store, stage: Stage) -> None:
    choir = sound(me(store), "Night Choir")
    panel = shown(qtbot, store, stage, choir, a_request(choir, somebody()))
    press(qtbot, panel, Deed.DISPUTE)
    assert waiting(store, choir) == []
    answer(qtbot, panel, "  I sang it myself.\n")
    (errand,) = waiting(store, choir)
    assert (errand.deed, said(errand)) == (Deed.DISPUTE, {"accept": False, "reason": "I sang it myself."})


def test_a_dispute_is_seen_by_all_and_replied_to_once(qtbot, store: Store, stage: Stage) -> None:
    choir = sound(somebody("ines"), "Night Choir")
    mine = a_request(choir, me(store), state=RequestState.DISPUTED, reason="I sang it myself.")
    panel = shown(qtbot, store, stage, choir, mine)
    assert panel.cards[0].told.said == (("ines", "I sang it myself."),)
    assert "Disputed" in panel.cards[0].told.state
    press(qtbot, panel, Deed.REPLY)
    answer(qtbot, panel, "Listen to the oboe")
    (errand,) = waiting(store, choir)
    assert (errand.deed, said(errand)) == (Deed.REPLY, {"words": "Listen to the oboe"})
    replied = replace(mine, asker=somebody("lua"), reply="Listen to the oboe")
    store.errands.deliver(errand, None)
    store.library.shelve(HOME, requests=[replied])
    assert panel.cards[0].told.said[1] == ("lua", "Listen to the oboe")
    assert panel.cards[0].buttons == {}, "who has no part in it reads it"


def test_what_was_asked_can_be_taken_back(qtbot, store: Store, stage: Stage) -> None:
    choir = sound(somebody("ines"), "Night Choir")
    panel = shown(qtbot, store, stage, choir, a_request(choir, me(store)))
    assert panel.cards[0].told.state == "Waits for ines."
    press(qtbot, panel, Deed.WITHDRAW)
    assert [errand.deed for errand in waiting(store, choir)] == [Deed.WITHDRAW]


def test_a_source_is_removed_with_a_reason(qtbot, store: Store, stage: Stage) -> None:
    tide = RecordId(new_id())
    named = Source(SourceId(new_id()), tide, SourceType.SAMPLED)
    choir = sound(me(store), "Night Choir", sources=(named,))
    accepted = a_request(choir, somebody(), source_id=tide, state=RequestState.ACCEPTED)
    panel = shown(qtbot, store, stage, choir, accepted)
    press(qtbot, panel, Deed.REMOVE)
    answer(qtbot, panel, "I cut that part")
    (errand,) = waiting(store, choir)
    assert errand.deed is Deed.REMOVE and errand.door.endswith(f"/{choir.id}/sources/{named.id}/removal")
    store.errands.deliver(errand, None)
    store.library.shelve(HOME, records=[replace(choir, sources=())])
    assert panel.cards[0].told.state == "You accepted the source. It is not among the sources now."


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"state": RequestState.DECIDED, "sourced": False, "verdict": "Rain is rain"}, "Decided: it is not a source."),
        ({"state": RequestState.DECIDED, "sourced": True}, "Decided: it is a source. It is not among the sources now."),
        ({"state": RequestState.WITHDRAWN}, "tobias k. took it back."),
        ({"state": RequestState.ACCEPTED}, "ines accepted the source. It is not among the sources now."),
    ],
)
def test_others_read_how_it_stands(qtbot, store: Store, stage: Stage, changes: dict[str, Any], state: str) -> None:
    choir = sound(somebody("ines"), "Night Choir")
    panel = shown(qtbot, store, stage, choir, a_request(choir, somebody(), **changes))
    assert panel.cards[0].told.state == state and panel.cards[0].buttons == {}
    if changes.get("verdict"):
        assert panel.cards[0].told.said == (("The platform's host", "Rain is rain"),)


def test_what_was_refused_can_be_tried_again_or_forgotten(qtbot, store: Store, stage: Stage) -> None:
    choir = sound(me(store), "Night Choir")
    panel = shown(qtbot, store, stage, choir, a_request(choir, somebody()))
    press(qtbot, panel, Deed.ADD)
    (errand,) = waiting(store, choir)
    store.errands.change(replace(errand, trouble=Trouble("This would be its own ancestor", "Choose another.", True)))
    assert panel.cards[0].told.trouble == "This would be its own ancestor. Choose another."
    press(qtbot, panel, AGAIN)
    assert waiting(store, choir)[0].trouble is None
    store.errands.change(replace(errand, trouble=Trouble("This would be its own ancestor", "Choose another.", True)))
    press(qtbot, panel, DROP)
    assert waiting(store, choir) == []
    assert Deed.ADD in panel.cards[0].buttons


def test_what_changed_is_read_from_the_platform_when_somebody_asks(qtbot, store: Store, stage: Stage) -> None:
    choir, tide = sound(somebody("ines"), "Night Choir"), sound(somebody(), "Low Tide")
    store.library.shelve(HOME, records=[choir, tide])
    named = Source(SourceId(new_id()), tide.id, SourceType.SAMPLED, Origin.REQUESTED)
    work = Source(SourceId(new_id()), None, SourceType.SAMPLED, work=Work("Clair de lune"))
    long_ago = "2020-05-01T00:00:00.000Z"
    answers: list[list[SourceChange] | StudioError] = [
        Offline("The platform cannot be reached", "It is tried again."),
        [],
        [
            SourceChange(False, named, choir.author, "I cut that part", long_ago),
            SourceChange(True, work, None, "They sound alike", long_ago),
        ],
    ]

    def read(record: Record) -> list[SourceChange]:
        found = answers.pop(0)
        if isinstance(found, StudioError):
            raise found
        return found

    panel = RequestsPanel(store, stage, store.errands.add, choir, read)
    qtbot.addWidget(panel)
    panel.show()
    changes = panel.findChild(Changes)
    assert changes is not None
    for lines in (
        ["The platform cannot be reached. Try again in a moment."],
        ["Nothing was changed since it was posted."],
        [
            "1 May 2020, ines removed “Low Tide”, by tobias k.: I cut that part",
            "1 May 2020, the platform's host added “Clair de lune”: They sound alike",
        ],
    ):
        qtbot.mouseClick(changes.show_them, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(changes.show_them.isEnabled)
        assert [label.said for label in changes.said] == lines


def test_a_record_that_is_asked_about_a_lot_shows_the_newest_first(qtbot, store: Store, stage: Stage) -> None:
    choir = sound(me(store), "Night Choir")
    many = [a_request(choir, somebody(str(number))) for number in range(40)]
    panel = shown(qtbot, store, stage, choir, *many)
    assert len(panel.cards) == 12 and panel.cards[0].told.who == "39"
    assert panel.earlier.said == "28 earlier"
    qtbot.mouseClick(panel.earlier, Qt.MouseButton.LeftButton)
    assert len(panel.cards) == 40 and not panel.earlier.isVisible()


def test_planted_words_are_shown_as_they_are(qtbot, store: Store, stage: Stage, bait: Path, unopened: None) -> None:
    for words in texts(bait):
        who = somebody(words)
        choir = sound(me(store), words)
        request = a_request(choir, who, work=Work(words, words), source_id=None, words=words, reason=words)
        request = replace(request, reply=words, verdict=words, state=RequestState.DISPUTED)
        panel = shown(qtbot, store, stage, choir, request)
        assert panel.cards[0].told.words == words
        all_plain(panel)
        sheet = AskSheet(panel, store, stage, sound(who, words), who, words)
        sheet.choose(choir)
        sheet.open()
        all_plain(sheet)
        sheet.reject()


@pytest.mark.parametrize("scale", [100, 200])
def test_every_control_has_a_name_and_nothing_is_wider_than_its_panel(
    qtbot, store: Store, stage: Stage, theme: Theme, scale: int
) -> None:
    theme.set("paper", scale)
    choir = sound(somebody("ines" * 9), "Night Choir")
    store.library.shelve(HOME, records=[sound(me(store), "Low Tide" * 20)])
    request = a_request(choir, me(store), words="x" * 900, state=RequestState.DISPUTED, reason="y " * 400)
    panel = shown(qtbot, store, stage, choir, request, a_request(choir, somebody("lua")))
    assert nameless(panel) == []
    for card in panel.cards:
        assert card.width() <= panel.width()
        assert all(card.rect().contains(button.geometry()) for button in card.buttons.values())
    sheet = ask_sheet(qtbot, panel)
    assert nameless(sheet) == [] and sheet.height() <= sheet.screen().availableGeometry().height()
    sheet.reject()


def test_a_panel_that_is_gone_is_not_spoken_to(qtbot, store: Store, stage: Stage) -> None:
    """Cards and little windows go with the panel; nothing rings into what is no more."""
    choir = sound(me(store), "Night Choir")
    panel = shown(qtbot, store, stage, choir, a_request(choir, somebody()))
    press(qtbot, panel, Deed.DISPUTE)
    dialogs: list[QDialog] = panel.findChildren(Saying)
    assert len(dialogs) == 1
    panel.close()
    store.library.shelve(HOME, requests=[a_request(choir, somebody("lua"), id=RequestId(new_id()))])
    assert len(panel.cards) == 2
