"""An OpenTimelineIO file, read back by the library itself, is the remix."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import opentimelineio as otio
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.ids import ClipId, LaneId
from studio.domain.progress import Progress
from studio.domain.remix import Clip, Curve, Fade, Lane, Marker, Material, Remix
from studio.remix.otio import NAME, write
from studio.remix.parts import can_say
from studio.remix.render import Mix

from .made import Sounds, a_clip, a_lane, a_remix, noise, remixes
from .test_render import NOTHING, one_clip

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    return Sounds(tmp_path_factory.mktemp("sounds"))


@pytest.fixture(scope="module")
def materials(sounds: Sounds) -> tuple[Material, ...]:
    return (
        sounds.add(noise(40_000, 2, 1), record="r1"),
        sounds.add(noise(30_000, 1, 2), "PCM_24", suffix=".flac"),
        sounds.add(noise(1, 1, 3)),
    )


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return (tmp_path_factory.mktemp("out") for _ in itertools.count())  # type: ignore[return-value]


def exported(remix: Remix, sounds: Sounds, folder: Path) -> Any:
    write(remix, sounds.find, folder / "night & day.otio", Progress())
    return otio.adapters.read_from_file(str(folder / "night & day.otio"))


def frames(time: Any) -> int:
    assert time.rate == 48_000 and time.value == int(time.value)
    return int(time.value)


def near(one: Any) -> Any:
    """The library reads some numbers a last bit off."""
    return replace(one, gain_db=round(one.gain_db, 9), pan=round(one.pan, 9))


def by_id(lane: Lane) -> list[Clip]:
    return sorted(map(near, lane.clips), key=lambda one: one.id)


def lanes_of(timeline: Any) -> list[Lane]:
    """The lanes as the file tells them; tracks of one lane come together again."""
    found: dict[str, Lane] = {}
    for track in timeline.tracks:
        facts = track.metadata[NAME]
        lane = Lane(
            LaneId(facts["lane"]),
            track.name,
            gain_db=facts["gain_db"],
            pan=facts["pan"],
            muted=facts["muted"],
            solo=facts["solo"],
        )
        lane = found.setdefault(lane.id, lane)
        clips = tuple(clip_of(clip) for clip in track.find_clips())
        found[lane.id] = replace(lane, clips=(*lane.clips, *clips))
    return list(found.values())


def clip_of(clip: Any) -> Clip:
    facts = clip.metadata[NAME]
    place = clip.range_in_parent()
    fade_in, fade_out = (
        Fade(one["frames"], Curve(one["curve"]), one["cut"]) for one in (facts["fade_in"], facts["fade_out"])
    )
    return Clip(
        ClipId(facts["clip"]),
        facts["sha256"],
        frames(place.start_time),
        frames(place.duration),
        facts["offset"],
        facts["loop"],
        facts["phase"],
        facts["gain_db"],
        facts["pan"],
        fade_in,
        fade_out,
        facts["reverse"],
        not clip.enabled,
        facts["group"],
        facts["tempo"],
        facts["pitch_st"],
    )


@few
@given(st.data())
def test_what_is_read_back_is_the_remix(
    sounds: Sounds, materials: tuple[Material, ...], places: Iterator[Path], data: st.DataObject
) -> None:
    remix = data.draw(remixes(materials))
    timeline = exported(remix, sounds, next(places))
    alone = any(lane.solo for lane in remix.lanes)
    assert all(
        track.enabled == (not track.metadata[NAME]["muted"] and (track.metadata[NAME]["solo"] or not alone))
        for track in timeline.tracks
    )
    found = lanes_of(timeline)
    assert [lane.id for lane in found] == [lane.id for lane in remix.lanes]
    for lane, wanted in zip(found, remix.lanes, strict=True):
        assert near(replace(lane, name="", clips=())) == near(replace(wanted, clips=()))
        assert by_id(lane) == by_id(wanted)


@few
@given(st.data())
def test_every_clip_points_at_its_sound_and_fades_where_it_did(
    sounds: Sounds, materials: tuple[Material, ...], places: Iterator[Path], data: st.DataObject
) -> None:
    """Gain and pan aside, what the file says in OpenTimelineIO's own words sounds as the remix does."""
    remix = data.draw(remixes(materials))
    folder = next(places)
    timeline = exported(remix, sounds, folder)
    clips = {clip.id: clip for lane in remix.lanes for clip in lane.clips}
    for track in timeline.tracks:
        for at, item in enumerate(track):
            if isinstance(item, otio.schema.Clip):
                clip = clips[ClipId(item.metadata[NAME]["clip"])]
                heard = sound_of(
                    item, track[at - 1] if at else None, track[at + 1] if at + 1 < len(track) else None, folder
                )
                plain = replace(clip, gain_db=0.0, pan=0.0)
                fits = can_say(clip.fade_in, clip) and can_say(clip.fade_out, clip)
                if not (fits and clip.fade_in.frames + clip.fade_out.frames <= clip.length):
                    fades = plain  # these are in the sound
                else:
                    fades = replace(plain, fade_in=Fade(), fade_out=Fade())
                material = next(one for one in materials if one.sha256 == clip.sha256)
                wanted = one_clip(remix, Lane(LaneId("")), replace(fades), sounds.find(material))
                assert np.abs(heard - wanted / 10 ** (remix.gain_db / 20)).max() <= NOTHING


def sound_of(item: Any, before: Any, behind: Any, folder: Path) -> np.ndarray:
    """What the source range plays; its transitions lie where the fades of the metadata say."""
    path = folder / unquote(item.media_reference.target_url)
    sound, rate_hz = soundfile.read(path, dtype="float64", always_2d=True)
    there, wanted = item.available_range(), item.source_range
    assert (rate_hz, len(sound)) == (48_000, frames(there.duration))
    assert frames(wanted.start_time) >= 0 and frames(wanted.end_time_exclusive()) <= frames(there.duration)
    facts = item.metadata[NAME]
    if isinstance(before, otio.schema.Transition):
        assert frames(before.in_offset) or frames(before.out_offset) == facts["fade_in"]["frames"]
    if isinstance(behind, otio.schema.Transition):
        assert frames(behind.out_offset) or frames(behind.in_offset) == facts["fade_out"]["frames"]
    start = frames(wanted.start_time)
    part = sound[start : start + frames(wanted.duration)]
    return np.repeat(part, 2, axis=1) if part.shape[1] == 1 else part


def test_fades_are_transitions_to_the_silence_beside_the_clip(sounds: Sounds, tmp_path: Path) -> None:
    rain = sounds.add(noise(10_000, 2, 7))
    first = a_clip(rain, 0, "c1", fade_in=Fade(100), fade_out=Fade(200, Curve.SMOOTH))
    second = a_clip(rain, 10_000, "c2", fade_in=Fade(50))
    timeline = exported(a_remix((rain,), a_lane(first, second)), sounds, tmp_path)
    kinds = [[type(one).__name__ for one in track] for track in timeline.tracks]
    assert kinds == [["Transition", "Clip", "Transition"], ["Gap", "Transition", "Clip"]]
    fade_in, _, fade_out = timeline.tracks[0]
    assert [frames(one) for one in (fade_in.in_offset, fade_in.out_offset)] == [0, 100]
    assert [frames(one) for one in (fade_out.in_offset, fade_out.out_offset)] == [200, 0]


def test_another_tempo_and_pitch_are_sounds_of_their_own(sounds: Sounds, tmp_path: Path) -> None:
    rain = sounds.add(noise(30_000, 2, 5))
    clip = a_clip(rain, 0, "c", length=20_000, offset=2_000, tempo=1.25, pitch_st=-2.0)
    timeline = exported(a_remix((rain,), a_lane(clip)), sounds, tmp_path)
    (found,) = timeline.find_clips()
    assert clip_of(found) == clip
    with Mix(a_remix((rain,), a_lane(clip)), sounds.find) as mix:
        assert np.abs(sound_of(found, None, None, tmp_path) - mix.read(0, 20_000)).max() <= NOTHING


def test_markers_titles_and_the_facts_of_the_remix_come_along(sounds: Sounds, tmp_path: Path) -> None:
    rain = sounds.add(noise(10_000, 2, 7), record="r7")
    remix = a_remix((rain,), a_lane(a_clip(rain)), title="夜", markers=(Marker(480, "verse"),), bpm=97.5, gain_db=-3.0)
    timeline = exported(remix, sounds, tmp_path)
    (marker,) = timeline.tracks.markers
    assert (timeline.name, marker.name, frames(marker.marked_range.start_time)) == ("夜", "verse", 480)
    assert timeline.metadata[NAME] == {"remix": "r", "gain_db": -3.0, "limiter": False, "bpm": 97.5}
    (clip,) = timeline.find_clips()
    assert clip.metadata[NAME]["record_id"] == "r7"


def test_a_wav_of_48_khz_is_copied_byte_for_byte(sounds: Sounds, tmp_path: Path) -> None:
    rain, other = sounds.add(noise(10_000, 2, 8)), sounds.add(noise(9_600, 2, 9), rate_hz=96_000)
    lane = a_lane(a_clip(rain, id="c1"), a_clip(rain, 20_000, "c2"), a_clip(other, 40_000, "c3"))
    exported(a_remix((rain, other), lane), sounds, tmp_path)
    first, second = sorted((tmp_path / "night & day media").iterdir())
    assert first.read_bytes() == sounds.find(rain).read_bytes()
    assert (soundfile.info(second).samplerate, soundfile.info(second).frames) == (48_000, other.frames)
