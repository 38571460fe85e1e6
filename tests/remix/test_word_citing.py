from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.record import Origin, Source, SourceType, Work
from studio.remix.words import Quote, cited, laid, lay, manner
from studio.remix.words.citing import MOST_PLACES

ROOF, TIDE = RecordId("roof"), RecordId("tide")


def at(start: int, end: int, source: RecordId = ROOF) -> Quote:
    return Quote(source, start, end, 0, end - start)


def told(sources: tuple[Source, ...]) -> list[tuple[str | None, str, str]]:
    """What is sent: record, type, place."""
    return [(one.record_id, one.type.value, one.place) for one in sources if not one.removed]


def test_a_text_that_only_lies_beside_is_no_source() -> None:
    sources = lay((), ROOF, SourceType.SAMPLED)
    assert told(sources) == []
    assert laid(sources) == (ROOF,)
    assert cited(sources, [], [ROOF]) == sources


def test_each_quoted_place_is_a_source_that_wrote_itself() -> None:
    sources = cited(lay((), ROOF, SourceType.SAMPLED), [at(10, 40), at(80, 120)], [ROOF])
    assert told(sources) == [(ROOF, "sampled", "char=10,40"), (ROOF, "sampled", "char=80,120")]
    assert {one.origin for one in sources if not one.removed} == {Origin.AUTO}


def test_what_is_no_longer_quoted_leaves_and_is_remembered_and_returns_as_the_same_source() -> None:
    first = cited(lay((), ROOF, SourceType.SAMPLED), [at(10, 40), at(80, 120)], [ROOF])
    gone = cited(first, [], [ROOF])
    assert told(gone) == []
    assert [one.removed for one in gone if one.origin is Origin.AUTO] == [True]
    back = cited(gone, [at(5, 35)], [ROOF])
    assert told(back) == [(ROOF, "sampled", "char=5,35")]
    assert {one.id for one in back} <= {one.id for one in first}


def test_the_same_words_twice_change_nothing() -> None:
    once = cited(lay((), ROOF, SourceType.SAMPLED), [at(10, 40)], [ROOF])
    assert cited(once, [at(10, 40)], [ROOF]) == once


def test_a_translation_and_a_continuation_are_sources_without_a_quote() -> None:
    for type in (SourceType.TRANSLATED, SourceType.EDITED):
        sources = cited(lay(lay((), ROOF, SourceType.SAMPLED), ROOF, type), [], [ROOF])
        assert told(sources) == [(ROOF, type.value, "")]
        assert manner(sources, ROOF) is type and laid(sources) == (ROOF,)
        with_quote = cited(sources, [at(0, 30)], [ROOF])
        assert told(with_quote) == [(ROOF, type.value, ""), (ROOF, type.value, "char=0,30")]
        assert told(cited(with_quote, [], [ROOF])) == [(ROOF, type.value, "")]
        assert told(lay(sources, ROOF, SourceType.SAMPLED)) == []


def test_several_texts_lie_beside_and_keep_their_order() -> None:
    sources = lay(lay((), ROOF, SourceType.EDITED), TIDE, SourceType.SAMPLED)
    sources = cited(sources, [at(0, 30, TIDE), at(40, 70, ROOF)], [ROOF, TIDE])
    assert laid(sources) == (ROOF, TIDE)
    assert told(sources)[-1] == (TIDE, "sampled", "char=0,30")


def test_a_text_that_was_not_read_yet_keeps_its_sources() -> None:
    sources = cited(lay((), ROOF, SourceType.SAMPLED), [at(10, 40)], [ROOF])
    assert cited(sources, [], []) == sources


def test_what_was_added_by_hand_stays_and_thanks_stay_with_the_source() -> None:
    work = Source(SourceId(new_id()), None, SourceType.VOICED, work=Work("Hamlet"))
    idea = Source(SourceId(new_id()), ROOF, SourceType.INSPIRED_BY)
    sources = cited(lay((work, idea), ROOF, SourceType.SAMPLED), [at(10, 40), at(50, 90)], [ROOF])
    assert sources[:2] == (work, idea)
    thanked = tuple(replace(one, thanks="Thank you") if one.record_id == ROOF else one for one in sources)
    again = cited(cited(thanked, [], [ROOF]), [at(10, 40), at(50, 90)], [ROOF])
    assert [one.thanks for one in again if one.place] == ["Thank you", ""]


def test_of_very_many_places_the_longest_are_told_in_order() -> None:
    many = [at(n * 100, n * 100 + 30 + n % 50) for n in range(600)]
    places = [one for one in cited(lay((), ROOF, SourceType.SAMPLED), many, [ROOF]) if one.place]
    assert len(places) == MOST_PLACES
    starts = [int(one.place.removeprefix("char=").split(",")[0]) for one in places]
    assert starts == sorted(starts)


spans = st.lists(st.tuples(st.integers(0, 500), st.integers(30, 90), st.sampled_from([ROOF, TIDE])), max_size=8)


@given(st.lists(spans, max_size=6))
def test_whatever_is_written_what_is_sent_is_what_is_quoted(states: list[list[tuple[int, int, RecordId]]]) -> None:
    sources: tuple[Source, ...] = ()
    for state in states:
        quotes = [at(start, start + length, source) for start, length, source in state]
        sources = cited(sources, quotes, [ROOF, TIDE])
        assert sorted(told(sources)) == sorted((one.source, "sampled", f"char={one.start},{one.end}") for one in quotes)
        assert len({one.id for one in sources}) == len(sources)
        assert set(laid(sources)) == {ROOF, TIDE}
