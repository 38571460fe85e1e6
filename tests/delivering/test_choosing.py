"""Which takes are delivered, and what is said to be missing."""

from __future__ import annotations

from dataclasses import replace

from studio.delivering import choose
from studio.domain.ids import SessionId
from studio.domain.script import Line, LineMark, Pickup
from studio.domain.take import Take
from tests.store.made import a_take


def a_line(id: str, wanted: int = 1) -> Line:
    return Line(id, f"The words of {id}.", takes_wanted=wanted)


def take(line: Line, minute: int, *, starred: bool = True) -> Take:
    return a_take(line_id=line.id, number=minute, started_at=f"2026-01-01T00:{minute:02}:00.000Z", starred=starred)


def test_the_newest_starred_take_of_each_line_is_chosen() -> None:
    first, second = a_line("a"), a_line("b")
    takes = [take(first, 1), take(first, 3), take(first, 5, starred=False), take(second, 2)]
    chosen = choose([first, second], takes, {})
    assert [(part.number, part.take.number) for part in chosen.parts] == [(1, 3), (2, 2)]
    assert chosen.words() == "All 2 lines are here."


def test_a_line_that_wants_several_takes_gets_so_many_the_newest_first() -> None:
    line = a_line("a", wanted=2)
    chosen = choose([line], [take(line, at) for at in (1, 2, 3)], {})
    assert [part.take.number for part in chosen.parts] == [3, 2]
    assert chosen.words() == ""
    few = choose([line], [take(line, 1)], {})
    assert len(few.parts) == 1
    assert few.words() == "Fewer takes than asked: 1 (1 of 2)."


def test_of_more_starred_takes_than_asked_it_is_told_which_go_and_which_stay() -> None:
    one, two = a_line("a"), a_line("b", wanted=2)
    takes = [*(take(one, at) for at in (1, 2, 4)), *(take(two, at) for at in (1, 2, 3)), take(one, 5, starred=False)]
    chosen = choose([one, two], takes, {})
    assert chosen.spare_words() == (
        "More takes are starred than asked. Line 1: take 4 goes, takes 1 and 2 stay here."
        " Line 2: takes 2 and 3 go, take 1 stays here. To send an older one, take the star off a newer one."
    )
    assert choose([one], takes[2:3], {}).spare_words() == ""
    many = [a_line(f"{at}") for at in range(5)]
    words = choose(many, [take(line, at) for line in many for at in (1, 2)], {}).spare_words()
    assert "Line 3: take 2 goes, take 1 stays here. Of 2 more lines the newest go, too. " in words


def test_what_is_missing_is_told_with_its_reason() -> None:
    lines = [a_line(f"{at}") for at in range(65)]
    takes = [take(line, 1) for line in lines[:63]] + [take(lines[63], 1, starred=False)]
    words = choose(lines, takes, {}).words()
    assert words == "2 of 65 are missing: 64 (no take is starred); 65 (not recorded)."
    many = choose(lines, [], {}).words()
    assert many == "65 of 65 are missing: 1 to 65 (not recorded)."


def test_after_a_pickup_was_asked_for_older_takes_do_not_count() -> None:
    line = a_line("a")
    mark = LineMark(SessionId("s"), "a", pickup=Pickup("p", "A plosive", "2026-01-01T00:10:00.000Z"))
    assert choose([line], [take(line, 1)], {"a": mark}).words() == (
        "1 of 1 is missing: 1 (its pickup is not recorded)."
    )
    assert choose([line], [take(line, 1), take(line, 11)], {"a": mark}).parts[0].take.number == 11


def test_what_was_delivered_before_can_be_left_out_and_lines_keep_their_numbers() -> None:
    lines = [a_line("a"), a_line("b"), a_line("c")]
    takes = [take(line, 1) for line in lines[:2]]
    session, delivered_at = SessionId("s"), "2026-01-01T00:05:00.000Z"
    marks = {"a": LineMark(session, "a", delivered_at=delivered_at), "b": LineMark(session, "b")}
    new = choose(lines, takes, marks, only_new=True)
    assert [(part.number, part.line.id) for part in new.parts] == [(2, "b")]
    assert new.words() == "1 of 2 is missing: 3 (not recorded)."
    again = [take(lines[0], 7), *takes]
    assert [part.number for part in choose(lines, again, marks, only_new=True).parts] == [1, 2]
    assert len(choose(lines, takes, marks).parts) == 2


def test_two_lines_with_the_same_id_are_told_and_no_take_goes_out_twice() -> None:
    line = a_line("a")
    chosen = choose([line, replace(line, text="Other words")], [take(line, 1)], {})
    assert len(chosen.parts) == 1
    assert chosen.words() == "1 of 2 is missing: 2 (it has the same id as line 1)."
