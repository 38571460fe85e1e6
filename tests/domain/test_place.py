from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studio.contract import Place as PlaceOnTheWire
from studio.domain.place import Characters, Region, Seconds, place_of, place_words, seconds_of

SECONDS = st.floats(0, 86_400, allow_nan=False)
PERCENT = st.floats(0, 100, allow_nan=False)
PLACES = (
    st.builds(Seconds, SECONDS, SECONDS)
    | st.builds(Region, PERCENT, PERCENT, PERCENT, PERCENT)
    | st.builds(Characters, st.integers(0, 999_999_999), st.integers(0, 999_999_999))
)


@given(PLACES)
def test_every_place_can_be_sent_and_is_read_back(place: Seconds | Region | Characters) -> None:
    text = place.text()
    assert TypeAdapter(PlaceOnTheWire).validate_python(text) == text
    again = place_of(text)
    assert type(again) is type(place) and again.text() == text


@given(st.text(max_size=40))
def test_whatever_else_is_written_is_no_place(text: str) -> None:
    if place_of(text) is None:
        assert place_words(text, "words") == ""


def test_a_place_is_said_as_a_person_says_it() -> None:
    text = "Rain, tin,\nyou, home"
    said = [
        place_words(place, text)
        for place in ("t=41,41.9", "t=41,64", "t=3661,3700", "char=6,14", "char=900,910", "xywh=percent:0,0,100,100")
    ]
    assert said == [
        "at 0:41",
        "from 0:41 to 1:04",
        "from 1:01:01 to 1:01:40",
        "in “tin, you”",
        "in a part of the text",
        "everywhere",
    ]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("xywh=percent:0,0,20,20", "in the upper left"),
        ("xywh=percent:40,0,20,20", "at the top"),
        ("xywh=percent:80,70,10,20", "in the lower right"),
        ("xywh=percent:40,40,20,20", "in the middle"),
        ("xywh=percent:0,40,20,20", "at the left"),
        ("xywh=percent:0,60,100,40", "at the bottom"),
    ],
)
def test_a_part_of_a_picture_is_said_in_words(place: str, words: str) -> None:
    assert place_words(place) == words


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("41", 41.0),
        (" 0:41 ", 41.0),
        ("1:02:03", 3_723.0),
        ("0:41.5", 41.5),
        ("0:41,5", 41.5),
        ("90", 90.0),
        ("٠:٤١", 41.0),
    ],
)
def test_a_typed_time_is_understood(typed: str, seconds: float) -> None:
    assert seconds_of(typed) == seconds


@pytest.mark.parametrize("typed", ["", "later", "1:2:3:4", "-1", "0x10", "1e9", "99999999999"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert seconds_of(typed) is None
