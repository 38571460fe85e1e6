"""Takes of one loop, and which of them is heard where."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import Material, check
from studio.remix import comping, timeline
from studio.remix.comping import CROSSFADE
from studio.remix.render import Mix
from studio.sound.stack import SILENCE, Place, Stack, choose, chosen, stacked, stacked_on

from .made import Sounds, a_clip, a_lane, a_remix

LENGTH = 6_000
START = 1_000
MATERIAL = Material("a" * 64, 10 * LENGTH)
#: Four turns of a loop, the last one broken off, the first one late.
PLACES = (
    Place(START + 500, 500, LENGTH - 500),
    Place(START, LENGTH, LENGTH),
    Place(START, 2 * LENGTH, LENGTH),
    Place(START, 3 * LENGTH, LENGTH // 2),
)


def ids() -> Callable[[], ClipId]:
    numbers = itertools.count()
    return lambda: ClipId(f"n{next(numbers):03}")


@st.composite
def stacks(draw: st.DrawFn) -> Stack:
    """Choices as a person makes them, one after the other."""
    stack = stacked(PLACES)
    for _ in range(draw(st.integers(0, 6))):
        first = draw(st.integers(0, START + LENGTH))
        take = draw(st.integers(SILENCE, len(PLACES) - 1))
        stack = choose(stack, take, first, first + draw(st.integers(1, LENGTH)))
    return stack


def test_what_was_sung_last_is_heard_at_first() -> None:
    assert stacked(PLACES).choices == ((START, 2),)
    assert stacked(()).choices == ()


@given(stacks(), st.integers(-1, 3), st.integers(0, 9_000), st.integers(1, 9_000))
def test_a_choice_holds_in_its_span_and_nowhere_else(stack: Stack, take: int, first: int, length: int) -> None:
    after = choose(stack, take, first, first + length)
    half = CROSSFADE // 2
    sung = {
        SILENCE: (0, 9_999),
        0: (1_500 + half, 7_000),
        1: (1_000, 7_000),
        2: (1_000, 7_000),
        3: (1_000, 4_000 - half),
    }
    for frame in range(0, START + LENGTH, 50):
        inside = max(first, sung[take][0], START) <= frame < min(first + length, sung[take][1], START + LENGTH)
        assert chosen(after, frame) == (take if inside else chosen(stack, frame))


@given(stacks())
def test_a_stack_in_a_remix_is_found_again_and_laid_anew(stack: Stack) -> None:
    other = a_clip(MATERIAL, 50_000, "other")
    remix = comping.lay(a_remix((MATERIAL,), a_lane(other)), LaneId("l"), stack, MATERIAL, "takes", ids())
    check(remix)
    lane = remix.lanes[0]
    assert comping.find(lane, "takes").places == stack.places
    heard = [clip for clip in lane.clips if clip.group and not clip.muted]
    assert len(heard) == sum(take != SILENCE for _, take in stack.choices)
    again = comping.lay(remix, LaneId("l"), stacked(PLACES), MATERIAL, "takes", ids())
    assert len(again.lanes[0].clips) == 1 + len(PLACES) + 1 and again.lanes[0].clips[0] == other


def test_takes_that_are_sung_later_join_the_stack_and_any_of_all_can_be_chosen() -> None:
    again = Material("b" * 64, 3 * LENGTH)
    lane, new_id = LaneId("l"), ids()
    remix = comping.lay(a_remix((MATERIAL,), a_lane()), lane, stacked(PLACES), MATERIAL, "takes", new_id)
    assert comping.group_at(remix.lanes[0], START + LENGTH, START + 2 * LENGTH) == ""
    group = comping.group_at(remix.lanes[0], START, START + LENGTH)
    more = (Place(START, 0, LENGTH), Place(START, LENGTH, LENGTH))
    stack = stacked_on(comping.find(remix.lanes[0], group), more)
    remix = comping.lay(remix, lane, stack, again, group, new_id)
    check(remix)
    stack = comping.find(remix.lanes[0], group)
    assert stack.places == (*PLACES, *more) and stack.choices == ((START, 5),)
    stack = choose(choose(stack, 1, START + 1_000, START + 3_000), 4, START + 3_000, START + 5_000)
    remix = comping.lay(remix, lane, stack, again, group, new_id)
    heard = sorted((clip.start, clip.sha256[0], clip.offset) for clip in remix.lanes[0].clips if not clip.muted)
    assert [(sha256, offset // LENGTH) for _, sha256, offset in heard] == [("b", 1), ("a", 1), ("b", 0), ("b", 1)]
    assert comping.find(remix.lanes[0], group) == stack


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), max_size=4))
def test_choices_are_read_back_from_the_clips(made: list[tuple[int, int]]) -> None:
    """Spans of at least two crossfades, as hands choose them."""
    stack = stacked(PLACES)
    for take, step in made:
        stack = choose(stack, take, START + 1_000 * step, START + 1_000 * (step + 1))
    remix = comping.lay(a_remix((MATERIAL,), a_lane()), LaneId("l"), stack, MATERIAL, "takes", ids())
    moved = timeline.move(remix, remix.lanes[0].clips[0].id, remix.lanes[0].clips[0].start + 777)
    found = comping.find(moved.lanes[0], "takes")
    assert [(at - 777, take) for at, take in found.choices] == list(stack.choices)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), max_size=4))
def test_what_is_chosen_is_what_is_heard(tmp_path_factory: object, made: list[tuple[int, int]]) -> None:
    """Each take is a level of its own; away from the seams the mix has the chosen one, and no seam is louder or a hole."""
    stack = stacked(PLACES)
    for take, step in made:
        stack = choose(stack, take, START + 1_000 * step, START + 1_000 * (step + 1))
    folder = tmp_path_factory.mktemp("s")  # type: ignore[attr-defined]
    sounds = Sounds(folder)
    levels = np.repeat(np.array([0.2, 0.3, 0.4, 0.5], np.float32), LENGTH)[:, None]
    material = sounds.add(levels, "FLOAT")
    remix = comping.lay(a_remix((material,), a_lane()), LaneId("l"), stack, material, "takes", ids())
    with Mix(remix, sounds.find) as mix:
        sound = mix.read(0, remix.frames)[:, 0]
    seams = np.array([at for at, _ in stack.choices] + [START + LENGTH])
    for frame in range(0, START + LENGTH, 25):
        take = chosen(stack, frame)
        if np.abs(seams - frame).min() > CROSSFADE:
            assert abs(sound[frame] - (0 if take == SILENCE else 0.2 + 0.1 * take)) < 1e-6
        elif np.abs(seams[1:-1] - frame).min(initial=9_999) < CROSSFADE // 2:
            assert 0.15 < sound[frame] < 0.75
