"""How far a line is: from its takes, and from what was said about it."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.ids import SessionId, TakeId
from studio.domain.script import LineMark, LineState, Pickup, seconds_to_say, state_of
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
