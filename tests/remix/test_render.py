"""The engine against plain arithmetic and against sox, and against itself from every frame."""

from __future__ import annotations

import subprocess
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.ids import ClipId
from studio.domain.remix import Clip, Curve, Fade, Lane, Material, Remix
from studio.errors import Damaged, Refused
from studio.remix import timeline
from studio.remix.render import BLOCK, LONG_BLOCK, Mix
from studio.sound.pcm import Floats
from tests.rig import need

from .made import Find, Sounds, a_clip, a_lane, a_remix, noise, remixes

#: -120 dBFS.
NOTHING = 1e-6
few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    return Sounds(tmp_path_factory.mktemp("sounds"))


@pytest.fixture(scope="module")
def materials(sounds: Sounds) -> tuple[Material, ...]:
    return (
        sounds.add(noise(40_000, 2, 1)),
        sounds.add(noise(30_000, 1, 2), "PCM_24"),
        sounds.add(noise(1, 1, 3)),
        sounds.add(noise(5_000, 2, 4), "FLOAT"),
    )


def rendered(remix: Remix, find: Find) -> Floats:
    with Mix(remix, find) as mix:
        return mix.read(0, remix.frames)


def by_hand(remix: Remix, find: Find) -> np.ndarray:
    """The same mix, each clip as a whole in float64."""
    out = np.zeros((remix.frames, 2))
    solo = any(lane.solo for lane in remix.lanes)
    for lane in remix.lanes:
        for clip in lane.clips:
            if not (lane.muted or clip.muted or (solo and not lane.solo)):
                material = timeline.find_material(remix, clip.sha256)
                out[clip.start : clip.end] += one_clip(remix, lane, clip, find(material))
    if remix.limiter:
        over = np.maximum(np.abs(out) - 0.9, 0)
        out = np.where(over > 0, np.sign(out) * (0.9 + 0.1 * np.tanh(over / 0.1)), out)
    return out


def one_clip(remix: Remix, lane: Lane, clip: Clip, path: Path) -> np.ndarray:
    sound, _ = soundfile.read(path, dtype="float64", always_2d=True)
    part = sound[clip.offset : clip.offset + (clip.loop or clip.length)]
    if clip.reverse:
        part = part[::-1]
    if clip.loop:
        part = np.roll(part, -clip.phase, axis=0)
        part = np.tile(part, (-(-clip.length // clip.loop), 1))[: clip.length]
    part = np.repeat(part, 2, axis=1) if part.shape[1] == 1 else part
    part = part * 10 ** ((remix.gain_db + lane.gain_db + clip.gain_db) / 20)
    for pan in (lane.pan, clip.pan):
        angle = (pan + 1) * np.pi / 4
        part = part * np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)])
    for fade, count in ((clip.fade_in, np.arange(clip.length)), (clip.fade_out, np.arange(clip.length)[::-1])):
        if fade.frames:
            t = np.minimum((count + fade.cut + 0.5) / fade.frames, 1)
            shapes = {
                Curve.LINEAR: t,
                Curve.EQUAL_POWER: np.sin(t * np.pi / 2),
                Curve.SMOOTH: np.sin(t * np.pi / 2) ** 2,
            }
            part = part * shapes[fade.curve][:, None]
    return part


@few
@given(st.data())
def test_every_mix_is_what_plain_arithmetic_says(
    sounds: Sounds, materials: tuple[Material, ...], data: st.DataObject
) -> None:
    remix = data.draw(remixes(materials))
    mixed, wanted = rendered(remix, sounds.find), by_hand(remix, sounds.find)
    assert mixed.dtype == np.float32 and mixed.shape == wanted.shape
    assert np.abs(mixed - wanted).max(initial=0) <= NOTHING * max(1, np.abs(wanted).max(initial=0))


@few
@given(st.data())
def test_what_plays_from_any_frame_is_what_is_exported(
    sounds: Sounds, materials: tuple[Material, ...], data: st.DataObject
) -> None:
    remix = data.draw(remixes(materials))
    whole = rendered(remix, sounds.find)
    start = data.draw(st.integers(0, remix.frames))
    with Mix(remix, sounds.find) as mix:
        played = np.concatenate([np.zeros((0, 2), np.float32), *mix.blocks(start)])
        some = mix.read(start, 700)
        exported = np.concatenate([*mix.blocks(size=LONG_BLOCK)])
    assert np.array_equal(exported, whole)
    assert np.array_equal(played, whole[start:])
    assert np.array_equal(some, whole[start : start + 700])


@few
@given(st.data())
def test_a_split_clip_sounds_as_before_to_the_last_bit(
    sounds: Sounds, materials: tuple[Material, ...], data: st.DataObject
) -> None:
    remix = data.draw(remixes(materials))
    clip = remix.lanes[0].clips[0]
    at = clip.start + data.draw(st.integers(0, clip.length))
    halves = timeline.split(remix, clip.id, at, ClipId("new"))
    at = clip.start + data.draw(st.integers(0, clip.length))
    pieces = timeline.split(halves, clip.id, at, ClipId("newer"))
    assert np.array_equal(rendered(pieces, sounds.find), rendered(remix, sounds.find))


def test_the_mix_is_that_of_sox(sounds: Sounds, materials: tuple[Material, ...], tmp_path: Path) -> None:
    need("sox")
    first, second = (sounds.find(materials[0]), sounds.find(sounds.add(noise(50_000, 2, 9))))
    other = sounds.add_file(second)
    quiet = a_clip(other, id="d", gain_db=-6.0, reverse=True)
    remix = a_remix((materials[0], other), a_lane(a_clip(materials[0], id="c")), a_lane(quiet, id="l2"))
    out = tmp_path / "sox.wav"
    turned = ["-v", repr(10 ** (-6 / 20)), f"|sox {second} -e floating-point -b 32 -t wav - reverse"]
    subprocess.run(
        ["sox", "-m", "-v", "1", str(first), *turned, "-e", "floating-point", "-b", "32", str(out)],
        check=True,
        capture_output=True,
    )
    theirs, _ = soundfile.read(out, dtype="float64")
    assert np.abs(rendered(remix, sounds.find) - theirs).max() <= NOTHING


@pytest.mark.parametrize(("suffix", "subtype"), [(".flac", "PCM_16"), (".ogg", "VORBIS"), (".mp3", "MPEG_LAYER_III")])
def test_packed_sound_is_the_same_wherever_reading_begins(sounds: Sounds, suffix: str, subtype: str) -> None:
    material = sounds.add(noise(70_000, 2, 5), subtype, suffix=suffix)
    remix = a_remix((material,), a_lane(a_clip(material)))
    whole = rendered(remix, sounds.find)
    direct, _ = soundfile.read(sounds.find(material), dtype="float32")
    assert np.abs(whole[: len(direct)] - direct[: len(whole)]).max() <= NOTHING
    with Mix(remix, sounds.find) as mix:
        assert np.array_equal(mix.read(33_333, 10_000), whole[33_333:43_333])


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 96_000])
def test_a_sound_of_another_rate_keeps_its_pitch_and_its_moment(sounds: Sounds, rate_hz: int) -> None:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz)
    material = sounds.add(wave[:, None].astype(np.float32), "FLOAT", rate_hz)
    assert material.frames == 48_000
    mixed = rendered(a_remix((material,), a_lane(a_clip(material))), sounds.find)
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    assert np.abs(mixed[2_000:-2_000, 0] - wanted[2_000:-2_000]).max() <= 2e-5


def test_the_limiter_keeps_the_master_below_full_scale_and_can_be_switched_off(sounds: Sounds) -> None:
    material = sounds.add(noise(20_000, 2, 6, level=0.99))
    remix = a_remix((material,), a_lane(a_clip(material), a_clip(material, id="d")), gain_db=12.0)
    assert np.abs(rendered(remix, sounds.find)).max() > 4
    assert np.abs(rendered(replace(remix, limiter=True), sounds.find)).max() < 1
    soft = replace(remix, gain_db=-12.0)
    assert np.array_equal(rendered(replace(soft, limiter=True), sounds.find), rendered(soft, sounds.find))


def test_fades_of_a_long_clip_count_every_frame() -> None:
    from studio.remix.render import rise

    frames = 48_000 * 3_600
    last = rise(Fade(frames, Curve.LINEAR), frames - 1_000, 1_000)
    wanted = (np.arange(frames - 1_000, frames) + 0.5) / frames
    assert np.abs(last - wanted).max() <= 2**-24


def test_a_long_mix_takes_no_more_memory_than_its_blocks(sounds: Sounds) -> None:
    material = sounds.add(noise(60_000, 2, 8))
    lane = a_lane(a_clip(material, length=48_000 * 1_200, loop=50_000, fade_out=Fade(48_000 * 600)))
    with Mix(a_remix((material,), lane), sounds.find) as mix:
        tracemalloc.start()
        try:
            heard = sum(len(block) for block in mix.blocks())
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert heard == 48_000 * 1_200
    assert most < 8_000_000


def test_a_float_file_that_claims_anything_stays_a_number(sounds: Sounds) -> None:
    wild = np.array([[np.nan, np.inf, -np.inf, 3e38, -3e38, 0.5]], np.float32).T
    material = sounds.add(wild, "FLOAT")
    lane = a_lane(a_clip(material), a_clip(material, id="d"), gain_db=48.0)
    remix = a_remix((material,), lane, gain_db=48.0, limiter=True)
    mixed = rendered(remix, sounds.find)
    assert np.isfinite(mixed).all() and np.abs(mixed).max() < 1
    assert not mixed[:3].any() and mixed[3:].all()


def test_a_material_that_is_gone_or_cut_short_is_named(sounds: Sounds, materials: tuple[Material, ...]) -> None:
    title = Material("d" * 64, 100, "Rain on a tent")
    lost = sounds.add(noise(20_000, 1, 7))
    sounds.find(lost).unlink()
    with pytest.raises(Refused, match="not on this computer"):
        rendered(a_remix((lost,), a_lane(a_clip(lost))), sounds.find)
    longer = replace(materials[0], frames=99_000, title=title.title)
    with pytest.raises(Damaged, match="shorter than it was") as damaged:
        rendered(a_remix((longer,), a_lane(a_clip(longer))), sounds.find)
    assert "Rain on a tent" in damaged.value.detail


def test_a_file_that_disappears_while_it_is_heard_is_heard_to_its_end(sounds: Sounds) -> None:
    material = sounds.add(noise(40_000, 2, 11))
    remix = a_remix((material,), a_lane(a_clip(material)))
    whole = rendered(remix, sounds.find)
    with Mix(remix, sounds.find) as mix:
        mix.read(0, 10)
        sounds.find(material).unlink()
        assert np.array_equal(mix.read(0, 40_000), whole)


def test_the_sound_of_a_video_is_taken_and_a_silent_film_is_refused(sounds: Sounds, tmp_path: Path) -> None:
    need("ffmpeg")
    picture = ["-f", "lavfi", "-i", "color=size=64x64:rate=5:duration=1", "-c:v", "mpeg4"]
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1"]
    for name, inputs in (("film.mp4", [*tone, *picture]), ("silent.mp4", picture)):
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *inputs, str(tmp_path / name)], check=True)
    film = sounds.add_file(tmp_path / "film.mp4")
    mixed = rendered(a_remix((film,), a_lane(a_clip(film))), sounds.find)
    assert int(np.abs(np.fft.rfft(mixed[:48_000, 0])).argmax()) == 440
    with pytest.raises(Refused, match="no sound in this file"):
        sounds.add_file(tmp_path / "silent.mp4")


def test_what_is_silent_is_not_even_opened(sounds: Sounds) -> None:
    lost = Material("d" * 64, 100)
    assert not rendered(a_remix((lost,), a_lane(a_clip(lost), muted=True)), sounds.find).any()


def test_more_materials_than_a_process_may_open_are_heard(sounds: Sounds) -> None:
    many = tuple(sounds.add(noise(100, 1, seed)) for seed in range(100, 200))
    lane = a_lane(*(a_clip(one, 100 * n, f"c{n}") for n, one in enumerate(many)))
    remix = a_remix(many, lane)
    assert np.abs(rendered(remix, sounds.find) - by_hand(remix, sounds.find)).max() <= NOTHING
    assert remix.frames < BLOCK
