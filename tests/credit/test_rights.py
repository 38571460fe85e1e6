"""The rights of a remix: every pair of licences, who binds, and what is told before work begins."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.record import RecordState, Rights
from studio.domain.rights import CHOICES, TOGETHER, Why, terms

from .families import record

CC0, BY, SA, NC, ND = Rights.CC0, Rights.BY, Rights.BY_SA, Rights.BY_NC, Rights.BY_ND
#: Written a second time, by hand, as the upper half of the chart: what a remix of both must ask.
CHART = {
    (CC0, CC0): CC0, (CC0, BY): BY, (CC0, SA): SA, (CC0, NC): NC, (CC0, ND): None,
    (BY, BY): BY, (BY, SA): SA, (BY, NC): NC, (BY, ND): None,
    (SA, SA): SA, (SA, NC): None, (SA, ND): None,
    (NC, NC): NC, (NC, ND): None,
    (ND, ND): None,
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(product(Rights, Rights)))
def test_every_pair_of_licences_gives_what_the_chart_says(one: Rights, other: Rights) -> None:
    expected = CHART[(one, other) if (one, other) in CHART else (other, one)]
    assert TOGETHER[one][other] is expected
    found = terms([record(1, rights=one), record(2, rights=other)])
    assert found.rights is expected
    assert found.choices == (CHOICES[expected] if expected else ())
    assert found.is_free is (expected is not None)


@pytest.mark.parametrize("one", [CC0, BY, SA, NC])
def test_what_may_be_chosen_keeps_the_promise_of_the_source(one: Rights) -> None:
    assert one in CHOICES[one]
    for chosen in CHOICES[one]:
        assert chosen is ND or TOGETHER[one][chosen] is chosen


def test_the_nearest_work_that_binds_is_named() -> None:
    found = terms([record(1, rights=CC0), record(2, rights=NC), record(3, rights=NC), record(4, rights=BY)])
    assert found.rights is NC
    assert found.bound_by is not None
    assert found.bound_by.title == "Piece 2"
    assert found.words()[0] == "The remix is shared as CC-BY-NC-4.0, because “Piece 2” by author2 asks for it."


def test_no_derivatives_and_withdrawn_works_are_told_before_work_begins() -> None:
    gone = record(2, state=RecordState.WITHDRAWN, media=None)
    found = terms([record(1, rights=ND), gone])
    assert [(obstacle.why, obstacle.record.title) for obstacle in found.obstacles] == [
        (Why.NO_DERIVATIVES, "Piece 1"),
        (Why.WITHDRAWN, "Piece 2"),
    ]
    assert found.rights is None
    assert "ask its author first" in found.words()[0]
    assert "author2" not in found.words()[1]


def test_two_works_that_exclude_each_other_are_both_named() -> None:
    found = terms([record(1, rights=SA), record(2, rights=BY), record(3, rights=NC)])
    assert found.rights is None
    assert [obstacle.why for obstacle in found.obstacles] == [Why.CLASH]
    assert "Piece 1" in found.obstacles[0].words
    assert "Piece 3" in found.obstacles[0].words
    with_a_third = terms([record(4, rights=ND), record(1, rights=SA), record(3, rights=NC)])
    assert [obstacle.why for obstacle in with_a_third.obstacles] == [Why.NO_DERIVATIVES, Why.CLASH]


def test_ai_may_be_trained_only_where_every_work_allows_it() -> None:
    assert terms([record(1, ai_training=True), record(2, ai_training=True)]).ai_training
    found = terms([record(1, ai_training=True), record(2)])
    assert not found.ai_training
    assert found.ai_bound_by is not None
    assert found.ai_bound_by.title == "Piece 2"
    assert found.words()[-1] == "AI may not be trained on the remix, because “Piece 2” by author2 does not allow it."


def test_a_piece_that_builds_on_nothing_is_free() -> None:
    found = terms([])
    assert found.is_free
    assert found.ai_training
    assert found.choices == tuple(CHOICES[CC0])
    assert found.words() == ()


@given(st.lists(st.sampled_from(Rights), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_sources_changes_nothing_of_the_terms(rights: list[Rights], chance: object) -> None:
    works = [record(n, rights=one) for n, one in enumerate(rights)]
    first = terms(works)
    chance.shuffle(works)  # type: ignore[attr-defined]
    second = terms(works)
    assert (first.rights, first.choices, first.ai_training, first.is_free) == (
        second.rights,
        second.choices,
        second.ai_training,
        second.is_free,
    )
