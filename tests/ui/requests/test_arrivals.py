"""Whoever is asked hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from studio.domain.ids import RecordId
from studio.domain.request import RequestState
from studio.store import Store
from studio.ui.requests.arrivals import KEY, Arrivals
from studio.ui.requests.panel import RequestsPanel
from studio.ui.stage import Stage
from tests.store.made import HOME
from tests.store.test_requests import a_request, somebody

from .talk import me, sound


def test_who_is_asked_hears_of_it_once(qtbot, store: Store, stage: Stage) -> None:
    seen: list[RecordId] = []
    arrivals = Arrivals(store, stage, seen.append)
    choir = sound(me(store), "Night Choir")
    request = a_request(choir, somebody())
    store.library.shelve(HOME, records=[choir], requests=[request])
    (notice,) = stage.notices.now
    assert (notice.key, notice.title, notice.verb) == (KEY, "tobias k. asks to be sourced", "See it")
    assert notice.advice == "Could you source me?"
    stage.notices.dismiss(notice)
    arrivals.refresh()
    assert stage.notices.now == (), "who puts it away is not told the same again"
    second = a_request(choir, somebody("lua" * 30))
    store.library.shelve(HOME, requests=[second])
    (notice,) = stage.notices.now
    assert len(notice.title) <= 60 and notice.advice.endswith("And 1 more.")
    stage.notices.press(notice)
    assert seen == [choir.id]
    panel = RequestsPanel(store, stage, store.errands.add, choir)
    qtbot.addWidget(panel)
    panel.show()
    assert store.requests.news() == [] and stage.notices.now == (), "what is seen is no news"


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"state": RequestState.ACCEPTED}, "ines added you as a source"),
        ({"state": RequestState.DISPUTED, "reason": "No"}, "ines says it is not from you"),
        ({"state": RequestState.DECIDED, "verdict": "Yes"}, "The host has decided about a source"),
    ],
)
def test_who_asked_hears_the_answer(store: Store, stage: Stage, changes: dict[str, Any], title: str) -> None:
    choir = sound(somebody("ines"), "Night Choir")
    store.library.shelve(HOME, records=[choir], requests=[a_request(choir, me(store), **changes)])
    arrivals = Arrivals(store, stage, lambda id: None)
    assert [notice.title for notice in stage.notices.now] == [title]
    arrivals.deleteLater()
