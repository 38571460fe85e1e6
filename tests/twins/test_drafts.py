"""Drafts of one person on two computers (SYN-6): each change arrives, nothing is overwritten, what differs is asked about once."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from studio.domain.ids import DraftId
from studio.domain.moments import now
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.record import Media, Page
from studio.domain.twins import News
from studio.drafts import seal
from studio.outbox.line import OF_TWINS, waits_for
from studio.twins import answers

from .pair import Computer

Both = tuple[Computer, Computer]


def settled(*computers: Computer) -> None:
    """Both have heard everything and wait for nothing."""
    for _ in range(2):
        for one in computers:
            one.sync()
    for one in computers:
        assert [thing for thing in one.store.twins.to_do(one.id) if not thing.sides] == []


def shared(both: Both, text: str = "Rain on the roof") -> DraftId:
    tower, laptop = both
    draft = tower.words(text)
    settled(tower, laptop)
    assert laptop.draft(draft.id).text == text
    return draft.id


def same(both: Both, id: DraftId) -> tuple[str, str]:
    drafts = [one.store.drafts.get(id) for one in both]
    assert replace(drafts[0], changed_at="") == replace(drafts[1], changed_at="")
    return drafts[0].title, drafts[0].text


def waiting(both: Both, id: DraftId) -> Parcel:
    """It is sealed on the first computer and held there; the other one knows."""
    parcel = seal(both[0].store, both[0].draft(id).id)
    assert parcel is not None
    both[0].store.parcels.pause(parcel.id, True)
    settled(*both)
    assert both[1].draft(id).sealed
    return parcel


def test_a_draft_and_each_later_change_come_to_the_other_computer(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    assert laptop.store.drafts.list()[0].made_at == tower.draft(id).made_at
    laptop.edit(id, title="Rain, at night", note="For Ada", ai_training=True)
    settled(laptop, tower)
    assert same(both, id)[0] == "Rain, at night" and tower.draft(id).ai_training


def test_what_was_there_before_the_second_computer_came_is_told_too(both: Both) -> None:
    tower, laptop = both
    ids = [tower.words(f"Words {number}").id for number in range(5)]
    settled(tower, laptop)
    assert {draft.id for draft in laptop.store.drafts.list()} == set(ids)


def test_different_fields_that_both_changed_offline_come_together_without_a_question(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    tower.edit(id, title="Rain")
    laptop.edit(id, text="Rain on the tin roof", language="en")
    settled(tower, laptop)
    assert same(both, id) == ("Rain", "Rain on the tin roof")
    assert not tower.store.twins.to_say() and not laptop.store.twins.to_say()


def test_the_names_of_a_set_come_to_the_other_computer_and_may_go_again(both: Both) -> None:
    tower, laptop = both
    part = Page(Media("a" * 64, 5, "audio/wav"), name="Mara_L2.wav", line_id="L2")
    id = tower.words("A set", name="Mara_L1.wav", line_id="L1", more=(part,)).id
    settled(tower, laptop)
    assert laptop.draft(id).more == (part,) and laptop.draft(id).name == "Mara_L1.wav"
    tower.edit(id, name="", more=(replace(part, line_id="L3"),))
    laptop.edit(id, title="Mara")
    settled(laptop, tower)
    assert same(both, id)[0] == "Mara" and not tower.store.twins.to_say() and not laptop.store.twins.to_say()
    assert (tower.draft(id).name, tower.draft(id).line_id, tower.draft(id).more[0].line_id) == ("", "L1", "L3")


def test_tags_come_to_the_other_computer_and_may_go_again(both: Both) -> None:
    tower, laptop = both
    id = tower.words("Rain", tags=("tin roof", "Nacht")).id
    settled(tower, laptop)
    assert laptop.draft(id).tags == ("tin roof", "Nacht")
    laptop.edit(id, tags=())
    tower.edit(id, title="Rain at night")
    settled(laptop, tower)
    assert (tower.draft(id).tags, same(both, id)[0]) == ((), "Rain at night")
    assert not tower.store.twins.to_say() and not laptop.store.twins.to_say()


def test_the_same_change_on_both_is_no_conflict(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    for one in both:
        one.edit(id, title="Rain")
    settled(tower, laptop)
    assert same(both, id)[0] == "Rain" and tower.thing(id).version == laptop.thing(id).version == 2
    assert not tower.store.twins.to_say() and not laptop.store.twins.to_say()


@pytest.mark.parametrize("answering", [0, 1])
@pytest.mark.parametrize("choice", [0, 1])
def test_a_title_that_both_changed_is_asked_about_once_on_each_and_one_answer_settles_both(
    both: Both, answering: int, choice: int
) -> None:
    """SYN-6: both versions are kept, named by device and UTC."""
    tower, laptop = both
    id = shared(both)
    tower.edit(id, title="Rain by day")
    laptop.edit(id, title="Rain by night")
    settled(tower, laptop)
    for one in both:
        (question,) = answers.questions(one.store)
        assert {(side.device, json.loads(side.body or "")["title"]) for side in question.sides} == {
            ("Tower", "Rain by day"),
            ("Laptop", "Rain by night"),
        }
        assert question.fields == ("title",) and all(side.at.endswith("Z") for side in question.sides)
    assert (tower.draft(id).title, laptop.draft(id).title) == ("Rain by day", "Rain by night")

    who = both[answering]
    (question,) = answers.questions(who.store)
    wanted = json.loads(question.sides[choice].body or "")["title"]
    answers.settle(who.store, question, choice)
    assert who.draft(id).title == wanted and not answers.questions(who.store)
    settled(*both)
    assert same(both, id)[0] == wanted
    assert not any(answers.questions(one.store) for one in both)


def test_both_answer_differently_and_the_first_answer_holds(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    tower.edit(id, title="Day")
    laptop.edit(id, title="Night")
    settled(tower, laptop)
    for choice, one in enumerate(both):
        answers.settle(one.store, answers.questions(one.store)[0], choice)
    settled(*both)
    title, _ = same(both, id)
    assert title in ("Day", "Night") and not any(answers.questions(one.store) for one in both)


def test_words_that_both_changed_can_be_kept_as_two_drafts(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    tower.edit(id, text="Rain on slate")
    laptop.edit(id, text="Rain on tin")
    settled(tower, laptop)
    for one in both:  # on both, as two people in one head
        (question,) = answers.questions(one.store)
        assert question.is_content
        answers.keep_both(one.store, question)
    settled(*both)
    texts = [sorted(draft.text for draft in one.store.drafts.list()) for one in both]
    assert texts[0] == texts[1] == ["Rain on slate", "Rain on tin"]
    assert {draft.id for draft in tower.store.drafts.list()} == {draft.id for draft in laptop.store.drafts.list()}


def test_a_removed_draft_goes_on_the_other_too_and_comes_back_on_both(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    tower.store.drafts.remove(id)
    settled(*both)
    assert not laptop.store.drafts.list() and laptop.store.drafts.removed()[0].id == id  # type: ignore[index]
    laptop.store.drafts.bring_back(id)
    settled(laptop, tower)
    assert [draft.id for draft in tower.store.drafts.list()] == [id]


def test_what_was_written_and_thrown_away_before_anybody_heard_of_it_is_not_lost(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    laptop.edit(id, text="Written, then thrown away")
    laptop.store.drafts.remove(id)
    settled(laptop, tower)
    tower.store.drafts.bring_back(id)
    settled(tower, laptop)
    assert same(both, id)[1] == "Rain on the roof"
    assert [draft.text for draft in laptop.store.drafts.removed()] == ["Written, then thrown away"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("remover", [0, 1])
def test_what_one_removed_and_the_other_edited_is_kept_and_told(both: Both, remover: int) -> None:
    """The edit wins."""
    id = shared(both)
    gone, kept = both[remover], both[1 - remover]
    gone.store.drafts.remove(id)
    kept.edit(id, text="Rain, and thunder")
    settled(*both)
    assert same(both, id)[1] == "Rain, and thunder"
    assert all(one.store.drafts.list() for one in both)
    news = {thing.news for one in both for thing in one.store.twins.to_say()}
    assert news <= {News.KEPT, News.BACK} and news


def test_a_draft_that_is_sealed_on_one_is_sealed_on_the_other_and_arrives_once(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    parcel = seal(laptop.store, laptop.draft(id).id)
    assert parcel is not None
    assert waits_for(laptop.store, parcel) == [OF_TWINS]
    settled(laptop, tower)
    assert tower.draft(id).sealed and laptop.store.parcels.get(parcel.id).state is ParcelState.LIVE
    assert waits_for(laptop.store, parcel) == []
    assert seal(tower.store, tower.draft(id).id) is None and not tower.store.parcels.list()
    tower.sync()
    record = tower.store.library.record(parcel.record_id)
    assert record is not None and record.revision_id == parcel.revision_id


@pytest.mark.parametrize("edited", [False, True])
def test_a_draft_that_is_sent_from_two_computers_at_once_goes_once(both: Both, edited: bool) -> None:
    """SYN-4: one record, one revision; what only the second one had stays a draft of its own."""
    tower, laptop = both
    id = shared(both)
    if edited:
        laptop.edit(id, text="Rain on the laptop")
    parcels = [seal(one.store, one.draft(id).id) for one in both]
    for one in both:  # nothing has been told yet
        one.now += 1_000
        one.courier.round()
        assert [parcel.state for parcel in one.store.parcels.list()] == [ParcelState.QUEUED]
    settled(*both)
    settled(*both)
    won = [parcel for one in both for parcel in one.store.parcels.list()]
    assert len(won) == 1 and won[0].state is ParcelState.LIVE and parcels[0] is not None
    record = laptop.store.library.record(parcels[0].record_id)
    assert record is not None and record.revision_id == won[0].revision_id == parcels[0].revision_id
    spare = [draft.text for draft in tower.store.drafts.list()]
    assert spare == [draft.text for draft in laptop.store.drafts.list()] == (["Rain on the laptop"] if edited else [])


def test_what_was_sealed_here_and_edited_there_goes_as_it_was_sealed_and_the_edit_is_kept(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    parcel = seal(tower.store, tower.draft(id).id)
    laptop.edit(id, title="Too late")
    laptop.sync()
    settled(tower, laptop)
    settled(tower, laptop)
    assert parcel is not None and tower.store.parcels.get(parcel.id).state is ParcelState.LIVE
    assert laptop.draft(id).sealed and laptop.draft(id).title != "Too late"
    assert [d.title for d in laptop.store.drafts.list()] == [d.title for d in tower.store.drafts.list()] == ["Too late"]


def test_what_is_taken_back_before_it_went_is_open_on_both(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    parcel = waiting(both, id)
    tower.store.parcels.take_back(parcel.id)
    settled(tower, laptop)
    assert not laptop.draft(id).sealed
    laptop.edit(id, title="Again")
    settled(laptop, tower)
    assert same(both, id)[0] == "Again"


def test_what_is_taken_back_and_removed_before_it_went_is_removed_on_both(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    parcel = waiting(both, id)
    tower.store.parcels.take_back(parcel.id)
    tower.store.drafts.remove(id)
    settled(tower, laptop)
    assert [one.store.drafts.list() for one in both] == [[], []]
    removed = [[draft.id for draft in one.store.drafts.removed()] for one in both]  # type: ignore[attr-defined]
    assert removed == [[id], [id]]
    laptop.store.drafts.bring_back(id)
    settled(laptop, tower)
    assert same(both, id)[1] == "Rain on the roof"


def test_what_waits_to_be_sent_here_stays_where_the_other_computer_lost_it(both: Both) -> None:
    """As when its library was damaged: what could not be read there is told as gone."""
    tower, laptop = both
    id = shared(both)
    parcel = waiting(both, id)
    with laptop.store._database.write() as connection:
        connection.execute("DELETE FROM drafts WHERE id = ?", (id,))
        connection.execute("UPDATE twin_things SET untold = 1 WHERE id = ?", (id,))
    settled(laptop, tower)
    settled(laptop, tower)
    assert [(one.draft(id).sealed, one.draft(id).text) for one in both] == [(True, "Rain on the roof")] * 2
    tower.store.parcels.pause(parcel.id, False)
    settled(tower, laptop)
    assert tower.store.parcels.get(parcel.id).state is ParcelState.LIVE


def test_a_clock_that_is_wrong_by_a_year_changes_only_what_is_displayed(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SYN-6."""
    tower, laptop = both
    id = shared(both)
    with monkeypatch.context() as patch:
        patch.setattr("studio.twins.merging.now", lambda: "2001-01-01T00:00:00.000Z")
        laptop.edit(id, title="From the past", changed_at="2001-01-01T00:00:00.000Z")
        laptop.sync()
    settled(tower, laptop)
    assert same(both, id)[0] == "From the past" and tower.draft(id).changed_at.startswith("2001")
    tower.edit(id, title="After that", changed_at=now())
    settled(tower, laptop)
    assert same(both, id)[0] == "After that"
