from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studio import contract
from studio.domain.ids import new_id
from studio.domain.moments import moment_of, now, text_of

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def test_an_id_is_a_uuid_of_version_seven_that_the_contract_takes() -> None:
    made = uuid.UUID(new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert TypeAdapter(contract.Uuid).validate_python(str(made)) == str(made)


def test_an_id_tells_when_it_was_made() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    made = datetime.fromtimestamp((uuid.UUID(new_id()).int >> 80) / 1_000, UTC)
    assert before <= made <= datetime.now(UTC)


def test_ids_of_later_milliseconds_sort_later() -> None:
    ids = [new_id() for _ in range(5_000)]
    milliseconds = [uuid.UUID(made).int >> 80 for made in ids]
    for (one, early), (other, late) in pairwise(zip(ids, milliseconds, strict=True)):
        assert early == late or (early < late) == (one < other)


def test_no_two_ids_are_the_same() -> None:
    assert len({new_id() for _ in range(20_000)}) == 20_000


@given(MOMENTS, OFFSETS)
def test_a_moment_comes_back_to_the_millisecond_from_any_time_zone(moment: datetime, zone: timezone) -> None:
    text = text_of(moment.astimezone(zone))
    assert timedelta(0) <= moment - moment_of(text) < timedelta(milliseconds=1)
    assert TypeAdapter(contract.Moment).validate_python(text) == text


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_text_as_they_do_in_time(one: datetime, other: datetime) -> None:
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (text_of(one) < text_of(other)) == (one < other)


def test_now_is_now_in_utc() -> None:
    assert abs(moment_of(now()) - datetime.now(UTC)) < timedelta(minutes=1)
    assert now().endswith("Z")


@pytest.mark.parametrize("text", ["2026-03-01T12:00:00", "yesterday", ""])
def test_a_moment_without_a_time_zone_is_not_a_moment(text: str) -> None:
    with pytest.raises(ValueError):
        moment_of(text)
