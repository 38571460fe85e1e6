"""Edits make a new remix that keeps the rules, and undo brings the one before back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import MAX_FRAMES, Clip, Curve, Fade, Marker, Material, Remix, check
from studio.errors import Refused
from studio.remix import timeline
from studio.remix.history import History

from .made import FRAMES, a_clip, a_lane, a_remix, remixes

MATERIALS = (Material("a" * 64, 40_000), Material("b" * 64, 7))
far = st.integers(-FRAMES, MAX_FRAMES + FRAMES)


def clip_of(remix: Remix, id: str = "c00") -> Clip:
    return timeline.find_clip(remix, ClipId(id))[1]


@st.composite
def edited(draw: st.DrawFn, remix: Remix, number: int) -> Remix:
    """One edit of any kind, as far off as a hand can drag."""
    present = [clip.id for lane in remix.lanes for clip in lane.clips]
    if not present:
        return timeline.add(remix, remix.lanes[0].id, a_clip(MATERIALS[0], id=f"n{number}"), MATERIALS[0])
    id, ripple, new = draw(st.sampled_from(present)), draw(st.booleans()), ClipId(f"n{number}")
    clip = timeline.find_clip(remix, id)[1]
    edits = {
        "move": lambda: timeline.move(remix, id, draw(far), draw(st.sampled_from(remix.lanes)).id),
        "trim": lambda: timeline.trim(remix, id, draw(far), draw(far), ripple=ripple),
        "split": lambda: timeline.split(remix, id, clip.start + draw(st.integers(0, clip.length)), new),
        "duplicate": lambda: timeline.duplicate(remix, id, new, ripple=ripple),
        "stretch": lambda: timeline.stretch(
            remix, id, draw(st.floats(0.01, 9)), draw(st.floats(-99, 99)), ripple=ripple
        ),
        "gain": lambda: timeline.gain(remix, {id}, draw(st.floats(-60, 12))),
        "pan": lambda: timeline.pan(remix, {id}, draw(st.floats(-1, 1))),
        "reverse": lambda: timeline.reverse(remix, {id}),
        "fade": lambda: timeline.fade(remix, id, fade_in=Fade(draw(st.integers(0, FRAMES)))),
        "fill": lambda: timeline.fill(remix, id, draw(far)),
        "remove": lambda: timeline.remove(remix, id, ripple=ripple),
        "group": lambda: timeline.group(remix, present[:2], draw(st.sampled_from(("", "g")))),
        "mute": lambda: timeline.mute(remix, {id}, draw(st.booleans())),
    }
    return edits[draw(st.sampled_from(sorted(edits)))]()


@given(st.data())
def test_every_edit_keeps_the_rules_and_undo_brings_each_remix_back(data: st.DataObject) -> None:
    remix = data.draw(remixes(MATERIALS))
    check(remix)
    history, were = History(remix), [remix]
    for number in range(6):
        history.commit(data.draw(edited(history.present, number)))
        check(history.present)
        if history.present != were[-1]:
            were.append(history.present)
    for before in reversed(were[:-1]):
        assert history.undo() == before
    assert not history.can_undo and history.undo() == were[0]
    for after in were[1:]:
        assert history.redo() == after
    assert not history.can_redo and history.redo() == were[-1]


def test_a_new_edit_ends_what_was_taken_back() -> None:
    history = History(a_remix(MATERIALS))
    history.commit(replace(history.present, title="one"))
    history.undo()
    history.commit(replace(history.present, title="two"))
    assert not history.can_redo
    assert history.undo().title == ""


def test_removing_with_ripple_closes_the_gap_in_that_lane_only() -> None:
    first, second = a_clip(MATERIALS[0], 0, "c00"), a_clip(MATERIALS[0], 50_000, "c01")
    other = a_clip(MATERIALS[0], 50_000, "c10")
    remix = a_remix(MATERIALS, a_lane(first, second), a_lane(other, id="l2"))
    after = timeline.remove(remix, first.id, ripple=True)
    assert [clip_of(after, id).start for id in ("c01", "c10")] == [10_000, 50_000]


def test_adding_with_ripple_makes_room() -> None:
    remix = a_remix((), a_lane(id="l"))
    for id in ("c00", "c01"):
        remix = timeline.add(remix, LaneId("l"), a_clip(MATERIALS[0], 0, id), MATERIALS[0], ripple=True)
    assert [clip_of(remix, id).start for id in ("c00", "c01")] == [40_000, 0]
    assert remix.materials == MATERIALS[:1]


def test_a_group_moves_and_goes_together() -> None:
    pair = (a_clip(MATERIALS[0], 100, "c00", group="g"), a_clip(MATERIALS[0], 900, "c01", group="g"))
    remix = a_remix(MATERIALS, a_lane(pair[0], a_clip(MATERIALS[0], 5, "c02")), a_lane(pair[1], id="l2"))
    moved = timeline.move(remix, ClipId("c01"), 0)
    assert [clip_of(moved, id).start for id in ("c00", "c01", "c02")] == [0, 800, 5]
    assert [clip.id for lane in timeline.remove(moved, ClipId("c00")).lanes for clip in lane.clips] == ["c02"]


@pytest.mark.parametrize("reverse", [False, True])
def test_a_trimmed_clip_plays_what_it_played_there_and_ends_with_its_sound(reverse: bool) -> None:
    clip = a_clip(MATERIALS[0], 10_000, "c00", offset=10_000, length=20_000, reverse=reverse)
    remix = a_remix(MATERIALS, a_lane(clip))
    shorter = clip_of(timeline.trim(remix, clip.id, 12_000, 25_000))
    assert (shorter.start, shorter.length, shorter.offset) == (12_000, 13_000, 15_000 if reverse else 12_000)
    longest = clip_of(timeline.trim(remix, clip.id, -(10**9), 10**9))
    assert (longest.start, longest.end, longest.offset) == (0, 40_000, 0)


def test_trimming_with_ripple_moves_what_follows() -> None:
    remix = a_remix(MATERIALS, a_lane(a_clip(MATERIALS[0], 0, "c00"), a_clip(MATERIALS[0], 40_000, "c01")))
    after = timeline.trim(remix, ClipId("c00"), 5_000, 30_000, ripple=True)
    assert [(clip_of(after, id).start, clip_of(after, id).length) for id in ("c00", "c01")] == [
        (0, 25_000),
        (25_000, 40_000),
    ]


def test_a_clip_at_another_tempo_plays_the_same_part() -> None:
    clip = a_clip(MATERIALS[0], 100, offset=8_000, length=16_000)
    remix = a_remix(MATERIALS, a_lane(clip, a_clip(MATERIALS[1], 20_000, "d")))
    faster = timeline.stretch(remix, clip.id, 2.0, -3.0, ripple=True)
    first, second = faster.lanes[0].clips
    assert (first.start, first.length, first.offset, first.pitch_st) == (100, 8_000, 4_000, -3.0)
    assert first.reach * 2 == clip.reach and first.stretched and not clip.stretched
    assert second.start == 12_000
    back = timeline.stretch(faster, clip.id, 1.0, 0.0, ripple=True)
    assert back == remix
    longest = timeline.trim(faster, clip.id, -MAX_FRAMES, MAX_FRAMES)
    assert clip_of(longest, "c").reach == 20_000


def test_lanes_and_markers_come_change_and_go() -> None:
    remix = timeline.add_lane(a_remix(()), a_lane(id="l"))
    remix = timeline.change_lane(remix, LaneId("l"), name="Voice", gain_db=-3, solo=True)
    assert (remix.lanes[0].name, remix.lanes[0].gain_db, remix.lanes[0].solo) == ("Voice", -3, True)
    remix = timeline.mark(timeline.mark(remix, Marker(9, "end")), Marker(2, "verse"))
    assert [marker.name for marker in remix.markers] == ["verse", "end"]
    assert timeline.unmark(remix, Marker(2, "verse")).markers == (Marker(9, "end"),)
    assert timeline.remove_lane(remix, LaneId("l")).lanes == ()


@pytest.mark.parametrize(
    ("clip", "fault"),
    [
        ({"length": -5}, "has no length, or a negative one"),
        ({"length": 40_001}, "goes on beyond the end of its sound"),
        ({"start": -1}, "lies outside the time line"),
        ({"gain_db": float("nan")}, "the gain of it must be"),
        ({"pan": 1.5}, "the pan of it must be"),
        ({"offset": -1}, "begins outside its sound"),
        ({"loop": 10, "phase": 10}, "begins outside its sound"),
        ({"fade_in": Fade(5, Curve.LINEAR, 6)}, "has a fade of a negative length"),
        ({"tempo": 0.0}, "must be played 0.25 to 4 times as fast"),
        ({"tempo": float("nan"), "pitch_st": 1.0}, "must be played"),
        ({"pitch_st": float("inf")}, "must be moved by at most 24 semitones"),
        ({"tempo": 2.0, "length": 20_001}, "goes on beyond the end of its sound"),
        ({"sha256": "c" * 64}, "plays a sound that the remix does not name"),
    ],
)
def test_a_broken_rule_is_named(clip: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refused, match="This remix cannot be used") as refused:
        check(a_remix(MATERIALS, a_lane(replace(a_clip(MATERIALS[0]), **clip))))
    assert fault in refused.value.detail
