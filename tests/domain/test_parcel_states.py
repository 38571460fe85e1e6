from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import DraftId, ParcelId, PlatformId, RecordId, RevisionId, new_id
from studio.domain.moments import now
from studio.domain.parcel import FOLLOWS, Parcel, ParcelState
from studio.domain.record import Kind, Media

PARCEL = Parcel(
    id=ParcelId(new_id()),
    draft_id=DraftId(new_id()),
    record_id=RecordId(new_id()),
    revision_id=RevisionId(new_id()),
    platform_id=PlatformId(new_id()),
    kind=Kind.TEXT,
    title="Kettle, rain, your key",
    media=Media(sha256="0" * 64, size_bytes=24, mime="text/plain"),
    body="{}",
    sealed_at=now(),
)


def test_a_new_parcel_waits_in_the_queue_and_is_due_now() -> None:
    assert (PARCEL.state, PARCEL.next_try_at, PARCEL.sent_bytes, PARCEL.trouble) == (ParcelState.QUEUED, 0.0, 0, None)


@pytest.mark.parametrize("state", ParcelState)
def test_every_state_says_what_may_follow_and_repeating_it_is_allowed(state: ParcelState) -> None:
    parcel = replace(PARCEL, state=state)
    assert {other for other in ParcelState if parcel.can_become(other)} == FOLLOWS[state] | {state}


def test_the_way_of_a_parcel_leads_through_its_states_in_order() -> None:
    way = (ParcelState.QUEUED, ParcelState.UPLOADING, ParcelState.RECEIVED, ParcelState.LIVE)
    parcel = PARCEL
    for state in way:
        assert parcel.can_become(state)
        parcel = replace(parcel, state=state)


def test_media_that_is_there_already_is_not_uploaded_again() -> None:
    assert PARCEL.can_become(ParcelState.RECEIVED)


def test_nothing_is_live_that_was_not_received() -> None:
    assert {state for state in ParcelState if ParcelState.LIVE in FOLLOWS[state]} == {ParcelState.RECEIVED}


def test_what_is_live_stays_live() -> None:
    live = replace(PARCEL, state=ParcelState.LIVE)
    assert [state for state in ParcelState if live.can_become(state)] == [ParcelState.LIVE]


def test_after_a_person_has_helped_it_starts_from_the_queue() -> None:
    assert FOLLOWS[ParcelState.NEEDS_ATTENTION] == {ParcelState.QUEUED}


@given(st.lists(st.sampled_from(ParcelState), max_size=12))
def test_whatever_is_tried_every_parcel_can_still_arrive(tried: list[ParcelState]) -> None:
    parcel = PARCEL
    for state in tried:
        if parcel.can_become(state):
            parcel = replace(parcel, state=state)
    reached, waiting = {parcel.state}, [parcel.state]
    while waiting:
        for state in FOLLOWS[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    assert ParcelState.LIVE in reached
