"""Pixels and frames, what lies where, and the bars of a wave."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint

from studio.domain.ids import LaneId
from studio.domain.remix import MAX_FRAMES, RATE_HZ, Clip, Curve, Fade, Lane, Marker, Material
from studio.remix.render import faded
from studio.ui.remix.timeline.bars import bars
from studio.ui.remix.timeline.outline import Crossings, Outline, crossings_of, outline_of
from studio.ui.remix.timeline.row import Row
from studio.ui.remix.timeline.scale import FARTHEST, NEAREST, Scale, clock, fitting, ticks
from studio.ui.remix.timeline.shape import Part, clip_rect, lane_px, meet
from studio.ui.remix.timeline.snaps import Snap, Snapper
from tests.remix.made import FRAMES, Sounds, a_lane, a_remix, clips, noise

scales = st.floats(NEAREST, FARTHEST).map(Scale)
frames = st.integers(0, MAX_FRAMES)
SOUND = Material("a" * 64, FRAMES, "sound")


@given(scales, frames, frames)
def test_pixels_and_frames_agree_to_half_a_pixel_and_keep_their_order(scale: Scale, one: int, other: int) -> None:
    assert abs(scale.frame(scale.px(one)) - one) <= scale.frames_per_px / 2 + 1
    assert (one <= other) <= (scale.px(one) <= scale.px(other))


@given(scales, st.floats(0.01, 100))
def test_the_zoom_stays_within_what_can_be_shown(scale: Scale, factor: float) -> None:
    assert NEAREST <= scale.zoomed(factor).frames_per_px <= FARTHEST
    assert scale.px(MAX_FRAMES) < 1 << 31


@given(frames, st.integers(1, 5_000))
def test_what_fits_is_seen_whole(length: int, px: int) -> None:
    scale = fitting(length, px)
    assert scale.px(length) <= px or scale.frames_per_px == FARTHEST


@given(scales, st.integers(0, MAX_FRAMES), st.integers(10, 200))
def test_the_named_times_are_even_and_far_enough_apart(scale: Scale, first: int, least: int) -> None:
    marks = ticks(scale, least)
    assert marks.step % marks.grid == 0
    assert marks.step / scale.frames_per_px >= least - 1e-6 or marks.step == 21_600 * RATE_HZ
    named = marks.between(first, first + 5 * marks.step)
    assert 5 <= len(named) <= 6
    assert all(frame % marks.step == 0 and frame >= first for frame, _ in named)
    assert len({text for _, text in named}) == len(named)


@pytest.mark.parametrize(
    ("seconds", "decimals", "text"),
    [(0, 0, "0:00"), (21.3, 1, "0:21.3"), (59.999, 0, "0:59"), (61.25, 2, "1:01.25"), (3_723, 0, "1:02:03")],
)
def test_a_time_is_written_as_clocks_do(seconds: float, decimals: int, text: str) -> None:
    assert clock(round(seconds * RATE_HZ), decimals) == text


lanes = st.lists(clips(SOUND, "c"), max_size=8).map(
    lambda made: a_lane(*(Clip(f"c{at}", *_rest(clip)) for at, clip in enumerate(made)))  # type: ignore[arg-type]
)


def _rest(clip: Clip) -> list[object]:
    return [getattr(clip, name) for name in Clip.__slots__ if name != "id"]


@given(lanes, st.integers(0, 2 * FRAMES), st.integers(1, FRAMES))
def test_a_row_finds_what_lies_between_two_frames(lane: Lane, first: int, length: int) -> None:
    row = Row(lane)
    found = {row.clips[place].id for place in row.between(first, first + length)}
    assert found == {clip.id for clip in lane.clips if clip.start < first + length and clip.end > first}
    under = row.under(first)
    there = [clip for clip in lane.clips if clip.start <= first < clip.end]
    assert (under is None) == (not there)
    assert under is None or under.start == max(clip.start for clip in there)


@given(lanes, st.floats(16, 2_000), st.integers(-10, 5_000), st.integers(-20, 120))
def test_a_pointer_meets_only_what_lies_under_it(qapp, lane: Lane, near: float, x: int, y: int) -> None:
    scale, row = Scale(near), Row(lane)
    spot = meet(row, 0, QPoint(x, y), scale)
    if spot.clip is not None:
        assert clip_rect(spot.clip, 0, scale).adjusted(-4, 0, 4, 0).contains(x, y)
    elif 0 <= y < lane_px():
        inside = [clip for clip in lane.clips if clip_rect(clip, 0, scale).contains(x, y)]
        assert not inside


@given(st.integers(200, 4_000))
def test_every_part_of_a_wide_clip_can_be_met(qapp, px: int) -> None:
    scale = Scale(100)
    clip = Clip("c", SOUND.sha256, 10_000, px * 100)  # type: ignore[arg-type]
    row, rect = Row(a_lane(clip)), clip_rect(clip, 0, scale)
    middle = rect.center()
    parts = {
        Part.LEFT: QPoint(rect.left() + 1, middle.y()),
        Part.RIGHT: QPoint(rect.right() - 1, middle.y()),
        Part.BODY: middle,
        Part.GAIN: QPoint(middle.x(), rect.top() + 2),
        Part.PAN: QPoint(middle.x(), rect.bottom() - 2),
    }
    assert {part: meet(row, 0, at, scale).part for part, at in parts.items()} == {part: part for part in parts}


def loud(sound: np.ndarray, clip: Clip, first: int, last: int) -> float:
    """The loudest sample that the clip plays between two of its frames, with its gain and fades: by the slow way."""
    span = clip.loop or clip.length
    at = (np.arange(first, last) + clip.phase) % span
    at = span - 1 - at if clip.reverse else at
    level = np.abs(sound[clip.offset + at]) * 10 ** (clip.gain_db / 20)
    envelope = faded(clip, first, last - first)
    return float((level if envelope is None else level * envelope).max())


RAMP = (np.arange(FRAMES) / FRAMES * 0.8).astype(np.float32)
"""It becomes louder all the time, so that a bar at a wrong place is seen."""


def ramp_outline() -> Outline:
    levels = [np.array([RAMP[at : at + 256].max() for at in range(0, FRAMES, 256)], np.float32)]
    while len(levels[-1]) > 4:
        padded = np.pad(levels[-1], (0, -len(levels[-1]) % 4))
        levels.append(padded.reshape(-1, 4).max(axis=1))
    return Outline(256.0, tuple(levels))


OUTLINE = ramp_outline()


@given(clips(SOUND, "c"), st.floats(300, 3_000))
def test_a_bar_is_as_high_as_what_is_heard_there(clip: Clip, near: float) -> None:
    """To the width of two columns of the outline on either side; a bar that holds a seam or a fade shows a part of it."""
    scale, pitch = Scale(near), 3
    shown = bars(Row(a_lane(clip)), np.array([0]), scale, (0, 10_000), pitch, {SOUND.sha256: OUTLINE})
    step = pitch * near
    for number, height in enumerate(shown.height):
        first, last = int(number * step), min(int((number + 1) * step) + 1, clip.length)
        span = clip.loop or clip.length
        seam = (clip.phase + first) // span != (clip.phase + last - 1) // span
        fading = faded(clip, first, max(last - first, 1)) is not None
        if last <= first or seam or fading:
            assert 0 <= height <= 1
            continue
        slack = 10 ** (clip.gain_db / 20) * 2.5 * max(256, step) / FRAMES
        assert height == pytest.approx(min(loud(RAMP, clip, first, last), 1), abs=slack)


@given(lanes, st.floats(30, 3_000), st.integers(0, 3_000), st.integers(1, 600))
def test_bars_stand_within_their_clips_and_do_not_move_with_the_view(
    lane: Lane, near: float, left: int, width: int
) -> None:
    row, scale = Row(lane), Scale(near)
    places = np.arange(len(row.clips))
    outlines = {SOUND.sha256: OUTLINE}
    whole = bars(row, places, scale, (0, 1 << 20), 3, outlines)
    part = bars(row, places, scale, (left, left + width), 3, outlines)
    known = {(x, clip): height for x, clip, height in zip(whole.x, whole.clip, whole.height, strict=True)}
    for x, of, height in zip(part.x, part.clip, part.height, strict=True):
        clip = row.clips[of]
        assert scale.px(clip.start) < x < scale.px(clip.end)
        assert known[x, of] == height
    expected = [key for key in known if left <= key[0] < left + width - 3]
    assert set(expected) <= set(zip(part.x.tolist(), part.clip.tolist(), strict=True))


def test_a_fade_a_gain_and_a_turn_are_seen_in_the_bars() -> None:
    def heights(**changes: object) -> np.ndarray:
        clip = Clip("c", SOUND.sha256, 0, FRAMES, **changes)  # type: ignore[arg-type]
        return bars(Row(a_lane(clip)), np.array([0]), Scale(300), (0, 200), 3, {SOUND.sha256: OUTLINE}).height

    plain = heights()
    assert heights(reverse=True) == pytest.approx(plain[::-1], abs=0.03)
    assert heights(gain_db=-6.0) == pytest.approx(plain / 2, abs=0.01)
    for curve in Curve:
        faded_in = heights(fade_in=Fade(FRAMES, curve))
        assert faded_in[5] < plain[5] / 2
        assert faded_in[-1] == pytest.approx(plain[-1], abs=0.02)
    assert heights(fade_out=Fade(FRAMES // 2))[-1] < 0.1
    looped = heights(loop=FRAMES // 3)
    third = len(looped) // 3
    assert looped[2 * third + 1 : -1] == pytest.approx(
        looped[1 : third - 1][: len(looped[2 * third + 1 : -1])], abs=0.05
    )


def test_a_sound_at_another_rate_is_measured_in_its_time(tmp_path) -> None:
    sounds = Sounds(tmp_path)
    wave = np.zeros(44_100, np.float32)
    wave[22_050:] = 0.5
    material = sounds.add(wave[:, None], rate_hz=44_100)
    outline = outline_of(sounds.find(material))
    step = float(RATE_HZ // 100)
    first = np.array([0.25, 0.75]) * RATE_HZ
    assert outline is not None
    assert outline.loudest(first, first + step, step).tolist() == pytest.approx([0, 0.5], abs=0.01)


def test_crossings_are_where_the_sound_crosses_zero(tmp_path) -> None:
    sounds = Sounds(tmp_path)
    sound = noise(200_000, 2)
    material = sounds.add(sound)
    found = crossings_of(material, sounds.find(material))
    pcm = np.round(sound * 32_768).sum(axis=1)
    for frame in range(100, 199_000, 1_717):
        at = found.near(frame, 480)
        assert abs(at - frame) <= 64
        assert (pcm[at - 1] < 0) != (pcm[at] < 0)


def test_silence_crosses_nothing() -> None:
    assert Crossings(np.full(10, 255, np.uint8)).near(123, 480) == 123


@given(st.lists(frames, min_size=1, max_size=20), frames, st.integers(0, 100_000))
def test_an_edge_snaps_to_the_nearest_of_all_places(places: list[int], at: int, within: int) -> None:
    remix = a_remix((), a_lane(id="l"), markers=tuple(Marker(place, "m") for place in places))
    snapped = Snapper(Snap.EDGES, remix, 1, within).place(at)
    nearest = min([0, *places], key=lambda place: abs(place - at))
    assert snapped == (nearest if abs(nearest - at) <= within else at) or abs(snapped - at) == abs(nearest - at)


@given(lanes, st.sampled_from(list(Snap)), st.integers(-FRAMES, 3 * FRAMES))
def test_no_snap_puts_a_clip_before_the_start(lane: Lane, snap: Snap, at: int) -> None:
    remix = a_remix((SOUND,), Lane(LaneId("l"), clips=lane.clips))
    assert Snapper(snap, remix, 480, 1_000, playhead=77).start(at, 1_000) >= 0


def test_a_quiet_sound_is_drawn_taller_but_not_without_limit(tmp_path) -> None:
    sounds = Sounds(tmp_path)
    lifts = []
    for level in (0.9, 0.45, 0.01):
        material = sounds.add(noise(20_000, 1, level=level))
        outline = outline_of(sounds.find(material))
        assert outline is not None
        lifts.append(outline.lift)
    assert lifts == pytest.approx([1.0, 2.0, 4.0], rel=0.02)
