from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.amounts import ago_words, length_words, numbers_words, part_words, size_words, span_words
from studio.domain.moments import text_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_sizes_are_said_in_the_unit_that_fits() -> None:
    assert [size_words(n) for n in (1, 12, 1_000, 2_140_000, 512_000_000, 16 << 30)] == [
        "1 byte",
        "12 bytes",
        "1 KB",
        "2.1 MB",
        "512 MB",
        "17 GB",
    ]


def test_a_part_is_said_in_the_unit_of_the_whole() -> None:
    assert part_words(318_000_000, 512_000_000) == "318 of 512 MB"
    assert part_words(0, 900) == "0 of 900 bytes"


def test_lengths_have_tenths_below_an_hour() -> None:
    assert [length_words(s) for s in (0.0, 8.1, 59.96, 64, 3_723)] == [
        "0:00.0",
        "0:08.1",
        "1:00.0",
        "1:04.0",
        "1:02:03",
    ]


def test_spans_are_said_in_whole_units() -> None:
    assert [span_words(s) for s in (0.2, 1, 20, 61, 300, 7_200, 200_000)] == [
        "1 second",
        "1 second",
        "20 seconds",
        "1 minute",
        "5 minutes",
        "2 hours",
        "2 days",
    ]


def test_moments_are_said_as_people_say_them() -> None:
    past = [
        timedelta(seconds=5),
        timedelta(minutes=4),
        timedelta(hours=2),
        timedelta(days=1, hours=3),
        timedelta(days=5),
    ]
    assert [ago_words(text_of(NOON - passed), NOON) for passed in past] == [
        "just now",
        "4 minutes ago",
        "2 hours ago",
        "yesterday",
        "5 days ago",
    ]
    assert ago_words(text_of(NOON - timedelta(days=60)), NOON) == "31 December 2025"


def test_a_clock_that_is_a_year_off_still_gives_words() -> None:
    assert ago_words(text_of(NOON + timedelta(days=365)), NOON) == "just now"


@given(st.floats(0, 1e7))
def test_every_span_has_a_figure_and_a_unit(seconds: float) -> None:
    figure, unit = span_words(seconds).split(" ")
    assert int(figure) >= 1
    assert unit.removesuffix("s") in {"second", "minute", "hour", "day"}


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], ""),
        ([4], "4"),
        ([4, 5], "4 and 5"),
        ([4, 17, 23, 24, 25], "4, 17 and 23 to 25"),
        ([1, 3, 5, 7, 9, 11, 13, 14, 15, 20], "1, 3, 5, 7, 9, 11 and 4 more"),
    ],
)
def test_numbers_that_follow_each_other_are_said_as_one(numbers: list[int], words: str) -> None:
    assert numbers_words(numbers) == words
