"""How far a line is: from its takes, and from what was said about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import SessionId, TakeId
from studio.domain.script import (
    BREATH_S,
    LETTERS_PER_S,
    SIGNS_PER_S,
    LineMark,
    LineState,
    Pickup,
    seconds_to_say,
    state_of,
)
from studio.domain.take import Take

SESSION = SessionId("s")


def take(minute: int, *, starred: bool = False) -> Take:
    moment = f"2026-01-01T00:{minute:02}:00Z"
    return Take(TakeId(f"t{minute}"), SESSION, 1, moment, "t.wav", 48_000, 48_000, 1, "", starred=starred)


def at(minute: int) -> str:
    return f"2026-01-01T00:{minute:02}:00Z"


def test_a_line_walks_from_open_to_accepted() -> None:
    mark = LineMark(SESSION, "1")
    assert state_of([], None) is LineState.OPEN
    assert state_of([take(1)], mark) is LineState.RECORDED
    chosen = [take(2), take(1, starred=True)]
    assert state_of(chosen, mark) is LineState.CHOSEN
    sent = replace(mark, delivered_at=at(5))
    assert state_of(chosen, sent) is LineState.DELIVERED
    assert state_of([take(6), *chosen], sent) is LineState.CHOSEN
    assert state_of(chosen, replace(sent, accepted_at=at(7))) is LineState.ACCEPTED


def test_a_pickup_is_the_same_row_and_counts_only_newer_takes() -> None:
    asked = LineMark(SESSION, "1", delivered_at=at(5), pickup=Pickup("p", "A plosive on 'boat'", at(10), 0.5, 1.2))
    old = [take(1, starred=True)]
    assert state_of(old, asked) is LineState.PICKUP_REQUESTED
    assert state_of([take(11), *old], asked) is LineState.RECORDED
    assert state_of([take(11, starred=True), *old], asked) is LineState.CHOSEN
    assert state_of([take(11, starred=True), *old], replace(asked, delivered_at=at(12))) is LineState.DELIVERED
    assert state_of([take(11, starred=True), *old], replace(asked, accepted_at=at(13))) is LineState.ACCEPTED


def test_words_and_a_breath_take_time() -> None:
    assert seconds_to_say("") == 1.5
    assert 5 < seconds_to_say("ten words are said in about four seconds and more") < 6
    assert seconds_to_say("Häuser – und … Bäume? _") == seconds_to_say("one (two) don't"), "signs alone are no words"


def test_scripts_without_spaces_are_counted_by_their_signs() -> None:
    """A minute of Chinese is 255 signs, however they are broken; the Universal Declaration, article 1, is read in some 20 s."""
    chinese = "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"
    assert seconds_to_say("灯" * 255) == 61.5
    assert 9 < seconds_to_say(chinese) < 11
    thai = "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ"
    assert 5 < seconds_to_say(thai) < 7
    assert seconds_to_say("灯 and 灯") > seconds_to_say("灯灯") > seconds_to_say("灯")


@given(st.text("灯カなก ,。、!", max_size=40), st.text(max_size=40), st.integers(0, 40))
def test_no_sign_is_passed_over_and_more_text_never_takes_less_time(line: str, more: str, at: int) -> None:
    counted = sum(one in "灯カな" for one in line) / SIGNS_PER_S + line.count("ก") / LETTERS_PER_S
    assert seconds_to_say(line) == pytest.approx(BREATH_S + counted)
    assert seconds_to_say(line[:at] + "\n" + line[at:]) == pytest.approx(seconds_to_say(line))
    assert seconds_to_say(f"{line} {more}") >= seconds_to_say(line)
