"""What a person sees of their other computers: the question, the news, settings that come over, drafts that are elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from studio.domain.ids import DraftId, new_id
from studio.domain.parcel import Trouble
from studio.domain.record import Draft, Kind, Media
from studio.domain.twins import SETTINGS_ID, News, Side, Thing, TwinKind
from studio.store import Store
from studio.twins import answers
from studio.twins.contents import of_draft, of_settings, text_of
from studio.ui.library.shelf import row_of
from studio.ui.pieces.things import standing
from studio.ui.stage import Stage
from studio.ui.twins.arrivals import Arrivals, Likeness
from studio.ui.twins.sheet import QuestionSheet
from studio.ui.widgets.label import Label
from tests.store.made import HOME

from .pieces import all_plain, nameless

HTML = "<b>Rain</b><img src=x>"
AT = "2026-03-01T10:00:00.000Z"


@pytest.fixture
def twinned(store: Store) -> Store:
    store.twins.begin(HOME, "Tower")
    return store


def a_draft(store: Store, **more: Any) -> Draft:
    draft = replace(Draft(DraftId(new_id()), Kind.TEXT, "Rain", AT, AT, HOME, text="Rain on tin"), **more)
    store.drafts.add(draft)
    return draft


def asked_about(store: Store, draft: Draft, **there: Any) -> Thing:
    """Two contents of one draft: what is here, and what Laptop says."""
    mine, theirs = of_draft(draft, draft.media, ""), of_draft(replace(draft, **there), draft.media, "")
    sides = (Side(text_of(theirs), "Laptop", AT), Side(text_of(mine), "Tower", AT))
    thing = Thing(HOME, TwinKind.DRAFT, draft.id, 3, text_of(mine), "Laptop", sides=sides)
    with store.twins.at(thing, seen=True) as desk:
        desk.thing = thing
    return thing


@pytest.fixture
def sheet(qtbot, twinned: Store) -> Iterator[QuestionSheet]:
    draft = a_draft(twinned, title=HTML)
    asked_about(twinned, draft, title="Snow", text="Snow on tin")
    made = QuestionSheet(twinned, answers.questions(twinned)[0])
    qtbot.addWidget(made)
    made.open()
    yield made
    made.close()


def test_a_question_shows_both_sides_by_name_and_utc_and_only_what_differs(sheet: QuestionSheet) -> None:
    said = [label.said for label in sheet.findChildren(Label)]
    assert said.index("This computer") < said.index("Laptop"), "what one knows stands first"
    assert said.count("01 March 2026, 10:00 UTC") == 2
    assert {"Title", "Words", HTML, "Snow", "Rain on tin", "Snow on tin"} <= set(said) and "Rights" not in said
    all_plain(sheet)
    assert nameless(sheet) == []
    assert sheet.both.isVisible()


def test_one_press_settles_it(sheet: QuestionSheet, twinned: Store) -> None:
    sheet.takes[0].click()
    assert not sheet.isVisible() and not answers.questions(twinned)
    (draft,) = twinned.drafts.list()
    assert (draft.title, draft.text) == ("Snow", "Snow on tin")


def test_both_can_be_kept_as_two_drafts(sheet: QuestionSheet, twinned: Store) -> None:
    sheet.both.click()
    assert {draft.text for draft in twinned.drafts.list()} == {"Snow on tin", "Rain on tin"}


def test_deciding_later_decides_nothing(sheet: QuestionSheet, twinned: Store) -> None:
    sheet.later.click()
    assert len(answers.questions(twinned)) == 1 and twinned.drafts.list()[0].text == "Rain on tin"


def test_a_question_is_told_once_and_its_notice_goes_with_the_answer(twinned: Store, stage: Stage) -> None:
    draft, opened = a_draft(twinned), list[answers.Question]()
    asked_about(twinned, draft, title="Snow")
    arrivals = Arrivals(twinned, stage, opened.append)
    (notice,) = stage.notices.now
    assert notice.title == "Changed on two computers" and "“Rain”" in notice.advice
    stage.notices.dismiss(notice)
    arrivals.refresh()
    assert not stage.notices.now, "what was put away stays away"
    assert notice.press is not None
    notice.press()
    assert opened[0].fields == ("title",) and not opened[0].is_content
    answers.settle(twinned, opened[0], 0)
    arrivals.refresh()
    assert not stage.notices.now


def test_news_is_told_until_it_was_heard_and_what_cannot_be_read_is_said(twinned: Store, stage: Stage) -> None:
    draft = a_draft(twinned)
    thing = Thing(HOME, TwinKind.DRAFT, draft.id, 2, device="Laptop", news=News.KEPT)
    away = Thing(
        HOME, TwinKind.DRAFT, new_id(), 2, device="Laptop", trouble=Trouble("Made by a newer studio", "x", True)
    )
    for one in (thing, away):
        with twinned.twins.at(one) as desk:
            desk.thing = one
    arrivals = Arrivals(twinned, stage, lambda question: None)
    titles = {notice.title: notice for notice in stage.notices.now}
    assert "Made by a newer studio" in titles
    kept = titles["A draft that you edited was removed elsewhere"]
    assert "“Rain” was removed on Laptop" in kept.advice and kept.press is not None
    kept.press()
    arrivals.refresh()
    assert [notice.title for notice in stage.notices.now] == ["Made by a newer studio"]


def test_settings_that_came_over_are_taken_up_and_those_chosen_here_are_told(twinned: Store, stage: Stage) -> None:
    likeness = Likeness(twinned, stage)
    stage.choices.change(text_percent=150, device="USB")
    assert twinned.twins.chosen()["text_percent"] == 150 and "device" not in twinned.twins.chosen()
    thing = Thing(HOME, TwinKind.SETTINGS, SETTINGS_ID)
    with twinned.twins.at(thing) as desk:
        desk.choose({"theme": "paper", "preroll_s": 5})
    likeness._on_heard()
    now = stage.choices.now
    assert (now.theme, now.preroll_s, now.text_percent, now.device) == ("paper", 5, 150, "USB")
    assert json.loads(text_of(of_settings(twinned.twins.chosen())) or "")["theme"] == "paper"


def test_a_draft_whose_file_is_elsewhere_says_where(twinned: Store) -> None:
    from datetime import UTC, datetime

    draft = a_draft(twinned, kind=Kind.IMAGE, text="", media=Media("0" * 64, 3, "image/png", width_px=2, height_px=2))
    with twinned.twins.at(Thing(HOME, TwinKind.DRAFT, draft.id)) as desk:
        desk.thing = replace(desk.thing, device="Laptop")
    row = row_of(draft, standing(twinned, datetime.now(UTC)))
    assert "on Laptop; it is fetched when you open it" in row.spoken()
