from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import ClipId
from studio.domain.remix import MAX_FRAMES, Clip, Lane, Material, Remix, check
from studio.remix import several, timeline

from .made import a_clip, a_lane, a_remix

SOUND = Material("a" * 64, 60_000, "sound")


@st.composite
def remixes(draw: st.DrawFn) -> Remix:
    lanes, numbers = [], itertools.count()
    for number in range(draw(st.integers(1, 4))):
        at, clips = 0, []
        for _ in range(draw(st.integers(0, 5))):
            at += draw(st.integers(0, 5_000))
            length = draw(st.integers(1, 5_000))
            group = draw(st.sampled_from(("", "", "g", "k")))
            clips.append(a_clip(SOUND, at, f"c{next(numbers)}", length=length, group=group))
            at += length
        lanes.append(a_lane(*clips, id=f"l{number}"))
    return a_remix((SOUND,), *lanes)


def every(remix: Remix) -> dict[ClipId, tuple[Lane, Clip]]:
    return {clip.id: (lane, clip) for lane in remix.lanes for clip in lane.clips}


@st.composite
def chosen(draw: st.DrawFn) -> tuple[Remix, frozenset[ClipId]]:
    remix = draw(remixes())
    ids = sorted(every(remix))
    return remix, frozenset(draw(st.sets(st.sampled_from(ids), max_size=4))) if ids else frozenset()


@given(chosen(), st.integers(-20_000, 20_000), st.integers(-4, 4))
def test_clips_keep_their_distance_when_they_are_shifted(piece, by: int, down: int) -> None:
    remix, ids = piece
    shifted = several.shift(remix, ids, by, down)
    check(shifted)
    before, after = every(remix), every(shifted)
    moved = several.grouped(remix, ids)
    assert before.keys() == after.keys()
    assert len({after[id][1].start - before[id][1].start for id in moved}) <= 1
    assert all(after[id][1] == before[id][1] for id in before.keys() - moved)
    rows = {lane.id: at for at, lane in enumerate(remix.lanes)}
    assert len({rows[after[id][0].id] - rows[before[id][0].id] for id in ids}) <= 1
    assert all(after[id][0].id == before[id][0].id for id in before.keys() - ids)


@given(chosen(), st.integers(-20_000, 20_000))
def test_one_clip_is_shifted_as_it_is_moved(piece, by: int) -> None:
    remix, ids = piece
    for id in ids:
        start = every(remix)[id][1].start
        assert several.shift(remix, {id}, by) == timeline.move(remix, id, start + by)


@given(chosen(), st.booleans())
def test_clips_are_cleared_as_they_are_removed_one_by_one(piece, ripple: bool) -> None:
    remix, ids = piece
    one_by_one = remix
    for id in sorted(ids):
        if id in every(one_by_one):
            one_by_one = timeline.remove(one_by_one, id, ripple=ripple)
    assert several.clear(remix, ids, ripple=ripple) == one_by_one


@given(chosen(), st.booleans())
def test_what_is_repeated_lies_behind_as_it_lay(piece, ripple: bool) -> None:
    remix, ids = piece
    numbers = itertools.count()
    again = several.repeat(remix, ids, lambda: ClipId(f"new{next(numbers)}"), ripple=ripple)
    check(again)
    before, after = every(remix), every(again)
    assert len(after) == len(before) + len(ids)
    old = sorted((before[id][0].id, before[id][1].start, before[id][1].length) for id in ids)
    new = sorted((lane.id, clip.start, clip.length) for id, (lane, clip) in after.items() if id.startswith("new"))
    assert len({there[1] - here[1] for here, there in zip(old, new, strict=True)}) <= 1
    assert all((here[0], here[2]) == (there[0], there[2]) for here, there in zip(old, new, strict=True))
    if ids:
        end = max(before[id][1].end for id in ids)
        assert all(start >= end or len(ids) > 1 for _, start, _ in new)
    assert all(clip.group == "" for id, (_, clip) in after.items() if id.startswith("new"))


@given(chosen(), st.floats(-300, 300), st.floats(-3, 3))
def test_gain_and_pan_stay_within_what_there_is(piece, by_db: float, by: float) -> None:
    remix, ids = piece
    changed = several.aside(several.louder(remix, ids, by_db), ids, by)
    check(changed)
    assert all(every(changed)[id][1] == clip for id, (_, clip) in every(remix).items() if id not in ids)


def test_nothing_is_shifted_beyond_the_end_of_the_time_line() -> None:
    remix = a_remix((SOUND,), a_lane(a_clip(SOUND, MAX_FRAMES - 70_000)))
    shifted = several.shift(remix, {ClipId("c")}, 1_000_000)
    assert every(shifted)[ClipId("c")][1].end == MAX_FRAMES


def test_a_lane_that_is_not_touched_stays_the_same_object() -> None:
    remix = a_remix((SOUND,), a_lane(a_clip(SOUND, 0, "a"), id="x"), a_lane(a_clip(SOUND, 0, "b"), id="y"))
    for edit in (
        lambda: several.shift(remix, {ClipId("a")}, 10),
        lambda: several.clear(remix, {ClipId("a")}, ripple=True),
        lambda: several.louder(remix, {ClipId("a")}, 1.0),
    ):
        assert edit().lanes[1] is remix.lanes[1]
