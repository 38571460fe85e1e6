from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import RecordId
from studio.remix.words import Text, quotes
from studio.remix.words.folding import words_of
from studio.remix.words.quotes import LEAST_WORDS

ROOF, TIDE = RecordId("roof"), RecordId("tide")
STORY = (
    "The rain came back in March, and nobody said a word about the roof. My grandmother put a pot under every leak "
    "and called it an orchestra. “Listen,” she said, “the tin one is in tune.”"
)

word = st.text("abcdé", min_size=1, max_size=2)
gap = st.sampled_from([" ", "  ", "\n", ", ", " — ", "! “", "”\n\n", "-", "... "])


@st.composite
def written(draw: st.DrawFn, least: int = 0, most: int = 40) -> str:
    """Words of a small vocabulary, so that runs come again, with all that may stand between them."""
    said = draw(st.lists(word, min_size=least, max_size=most))
    return "".join(one + draw(gap) for one in said)


def found(text: str, source: str) -> list[str]:
    return [text[one.start : one.end] for one in quotes(text, {ROOF: Text(source)})]


def test_a_sentence_of_another_is_recognised_with_its_place_in_both() -> None:
    text = "It begins: my grandmother put a pot under every leak, so did mine."
    (quote,) = quotes(text, {ROOF: Text(STORY)})
    assert text[quote.start : quote.end] == "my grandmother put a pot under every leak"
    assert STORY[quote.source_start : quote.source_end] == "My grandmother put a pot under every leak"


@pytest.mark.parametrize(
    "text",
    [
        "MY GRANDMOTHER PUT A POT",
        "my   grandmother\nput a\tpot",
        "my grandmother, put: a “pot”",
        "my grändmóther put a pot",
        unicodedata.normalize("NFD", "my grändmóther put a pot"),
        "my grand\u00admother put a pot",
    ],
)
def test_capitals_signs_accents_and_spaces_make_no_difference(text: str) -> None:
    assert found(text, STORY) == [text.rstrip("”")]


def test_apostrophes_and_ligatures_are_read_as_letters_are() -> None:
    assert found("don’t touch the office door", "Don't touch the oﬃce door.") == ["don’t touch the office door"]


def test_four_words_are_everybodys_and_five_are_a_quote() -> None:
    assert found("put a pot under", STORY) == []
    assert found("put a pot under every", STORY) == ["put a pot under every"]


def test_a_short_source_counts_when_all_of_it_is_there() -> None:
    assert found("He wrote: rain, tin, you, home. No more.", "Rain, tin, you, home") == ["rain, tin, you, home"]
    assert found("rain and tin", "Rain, tin, you, home") == []
    assert found("rain tin", "Rain, tin") == []


def test_words_without_spaces_between_them_are_counted_by_letters() -> None:
    source = "国境の長いトンネルを抜けると雪国であった。夜の底が白くなった。"
    assert found("彼は「国境の長いトンネルを抜けると雪国」と書いた", source) == ["国境の長いトンネルを抜けると雪国"]
    assert found("長いトンネルを", source) == []


def test_two_places_of_one_source_are_two_quotes_and_the_longest_run_wins() -> None:
    text = "the tin one is in tune — nobody said a word about the roof"
    assert found(text, STORY) == ["the tin one is in tune", "nobody said a word about the roof"]
    assert found("one two three four five six", "one two three four five x one two three four five six") == [
        "one two three four five six"
    ]


def test_what_two_sources_hold_alike_is_quoted_from_the_one_that_holds_more() -> None:
    texts = {TIDE: Text("a pot under every leak"), ROOF: Text(STORY)}
    assert [one.source for one in quotes("put a pot under every leak and more", texts)] == [ROOF]
    assert [one.source for one in quotes("so a pot under every leak", texts)] == [TIDE], "the first, where both hold it"


def test_letters_beyond_the_first_plane_keep_the_places_right() -> None:
    text = "👩‍👩‍👧 𝒜 my grandmother put a pot 🎻"
    (quote,) = quotes(text, {ROOF: Text(STORY)})
    assert text[quote.start : quote.end] == "my grandmother put a pot"


def test_a_song_of_one_word_is_no_trap() -> None:
    song = Text("la " * 50_000)
    assert len(quotes(("la " * 300 + "ho ") * 20, {ROOF: song})) == 20


def test_nothing_is_found_in_nothing() -> None:
    assert found("", STORY) == found(STORY, "") == found("— … “”", "— … “”") == []


@given(written(), written())
def test_a_quote_says_the_same_in_both_texts_is_long_enough_and_cannot_go_on(text: str, source: str) -> None:
    there, here, whole = words_of(source), words_of(text), Text(source)
    ends = [0]
    for quote in quotes(text, {ROOF: whole}):
        said = words_of(text[quote.start : quote.end]).said
        assert said == words_of(source[quote.source_start : quote.source_end]).said
        assert len(said) >= LEAST_WORDS or said == there.said
        at, place = here.ends.index(quote.end), there.ends.index(quote.source_end)
        after = zip(here.said[at + 1 : at + 2], there.said[place + 1 : place + 2], strict=False)
        assert all(one != other for one, other in after)
        assert quote.end > ends[-1], "in order, and none inside another"
        ends.append(quote.end)


@given(written(), st.lists(word, min_size=LEAST_WORDS, max_size=12), written(), written(), written())
def test_every_planted_quote_is_covered_whole(a: str, quoted: list[str], b: str, c: str, d: str) -> None:
    text, source = f"{a} {' '.join(quoted)} {b}", f"{c} {' '.join(quoted)} {d}"
    start = len(a) + 1
    covered = {at for one in quotes(text, {ROOF: Text(source)}) for at in range(one.start, one.end)}
    letters = {at for at in range(start, start + len(" ".join(quoted))) if not text[at].isspace()}
    assert letters <= covered


@given(st.text(max_size=60))
def test_any_text_is_taken_apart_without_losing_its_places(text: str) -> None:
    words = words_of(text)
    assert all(0 <= start < end <= len(text) for start, end in zip(words.starts, words.ends, strict=True))
    assert words.starts == sorted(words.starts)
    assert all(words.said)
