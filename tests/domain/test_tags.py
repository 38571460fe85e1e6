from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from studio import contract
from studio.domain.tags import MAX_TAG, MAX_TAGS, is_too_much, line_of, tags_of, tidy_tags

ANYTHING = st.text(st.characters(codec=None), max_size=120)  # lone surrogates too
TAGS = st.lists(
    ANYTHING | st.sampled_from(["Rain", "rain", "straße", "STRASSE", "été", "e\u0301te\u0301"]), max_size=30
)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069,،，、]")


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", ()),
        (" , ,, ", ()),
        ("rain", ("rain",)),
        ("  Rain ,tin   roof,", ("Rain", "tin roof")),
        ("Rain, rain, RAIN, Straße, strasse", ("Rain", "Straße")),
        ("雨、屋根，夜", ("雨", "屋根", "夜")),
        ("مطر، ليل", ("مطر", "ليل")),
        ("cafe\u0301, caf\u00e9", ("caf\u00e9",)),
        ("a\u202egpj.exe, b\x00c", ("agpj.exe", "bc")),
        ("<b>loud</b>, c++, #1", ("<b>loud</b>", "c++", "#1")),
    ],
)
def test_a_typed_line_is_tags(typed: str, tags: tuple[str, ...]) -> None:
    assert tags_of(typed) == tags and not is_too_much(typed)


def test_what_finds_no_room_is_said_and_no_letter_is_torn() -> None:
    many = line_of(f"tag {at}" for at in range(MAX_TAGS + 5))
    assert is_too_much(many) and tags_of(many) == tuple(f"tag {at}" for at in range(MAX_TAGS))
    assert is_too_much("x" * 10_000) and tags_of("x" * 10_000) == ("x" * MAX_TAG,)
    assert not is_too_much("x" * MAX_TAG)
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert tags_of("x" * (MAX_TAG - 2) + family) == ("x" * (MAX_TAG - 2),)


@given(TAGS)
def test_whatever_they_are_they_come_out_tidy(told: list[str]) -> None:
    tags = tidy_tags(told)
    assert len(tags) <= MAX_TAGS and len({tag.casefold() for tag in tags}) == len(tags)
    for tag in tags:
        assert 0 < len(tag) <= MAX_TAG and tag == tag.strip() == unicodedata.normalize("NFC", tag)
        assert not UNSEEN.search(tag)
        tag.encode()
    assert tidy_tags(tags) == tags == tags_of(line_of(tags))


@given(TAGS)
def test_a_platform_takes_every_tidy_tag(told: list[str]) -> None:
    tags = tidy_tags(told)
    body = contract.DraftBody(
        kind="text", title="x", made_at="2026-01-01T00:00:00.000Z", rights="CC0-1.0", tags=list(tags)
    )
    assert tuple(body.tags) == tags
    assert contract.DraftBody.model_validate_json(body.model_dump_json()) == body
    # An older studio or platform refuses words that it does not know.
    assert ("tags" in body.model_dump()) == bool(tags)


@pytest.mark.parametrize("tag", ["", " rain", "rain ", "a,b", "a\nb", "a\u202eb", "x" * (MAX_TAG + 1), "\ud800"])
def test_a_platform_refuses_what_is_no_tag(tag: str) -> None:
    with pytest.raises(ValidationError):
        contract.DraftBody(kind="text", title="x", made_at="2026-01-01T00:00:00.000Z", rights="CC0-1.0", tags=[tag])


def test_both_ends_know_the_same_bounds() -> None:
    assert (contract.MAX_TAGS, contract.MAX_TAG) == (MAX_TAGS, MAX_TAG)
