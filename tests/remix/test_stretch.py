"""Clips at another tempo and pitch: held against the library itself, and against themselves from every frame."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import platformdirs
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_stretch import Signalsmith

from studio.domain.remix import RATE_HZ, Clip, Material, Remix
from studio.errors import Refused
from studio.remix import cache, timeline
from studio.remix.render import Mix
from studio.sound.pcm import Floats

from .made import Sounds, a_clip, a_lane, a_remix, noise

Stretched = tuple[Material, Clip]
#: -120 dBFS.
NOTHING = 1e-6


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    return Sounds(tmp_path_factory.mktemp("sounds"))


def tone(hz: float, seconds: float, level: float = 0.3) -> Floats:
    along = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * hz * along)).astype(np.float32)[:, None]


def at_tempo(material: Material, tempo: float, pitch_st: float) -> Remix:
    clip = a_clip(material)
    return timeline.stretch(a_remix((material,), a_lane(clip)), clip.id, tempo, pitch_st)


def rendered(remix: Remix, sounds: Sounds) -> Floats:
    with Mix(remix, sounds.find) as mix:
        return mix.read(0, remix.frames)


def by_the_library(path: Path, tempo: float, pitch_st: float) -> np.ndarray:
    sound, _ = soundfile.read(path, dtype="float32", always_2d=True)
    engine = Signalsmith.Stretch(1)
    engine.preset(sound.shape[1], RATE_HZ)
    engine.setTimeFactor(tempo)
    engine.setTransposeSemitones(pitch_st)
    return np.asarray(engine.process(np.ascontiguousarray(sound.T))).T


@pytest.mark.parametrize(("tempo", "pitch_st"), [(0.5, 0.0), (1.37, -2.5), (1.0, 7.0), (4.0, 24.0)])
def test_a_stretched_clip_is_what_the_library_makes_of_the_whole_sound(
    sounds: Sounds, tempo: float, pitch_st: float
) -> None:
    material = sounds.add(noise(3 * RATE_HZ, 2, 5))
    whole = by_the_library(sounds.find(material), tempo, pitch_st)
    remix = at_tempo(material, tempo, pitch_st)
    mixed = rendered(remix, sounds)
    assert len(mixed) == round(material.frames / tempo)
    assert np.abs(mixed - whole[: len(mixed)]).max() <= NOTHING
    part = timeline.trim(remix, remix.lanes[0].clips[0].id, 5_000, 20_000)
    louder = timeline.gain(timeline.reverse(part, {part.lanes[0].clips[0].id}), {part.lanes[0].clips[0].id}, 3.0)
    wanted = whole[5_000:20_000][::-1] * 10 ** (3 / 20)
    assert np.abs(rendered(louder, sounds)[5_000:20_000] - wanted).max() <= NOTHING


def test_tempo_keeps_the_pitch_and_pitch_keeps_the_tempo(sounds: Sounds) -> None:
    material = sounds.add(tone(440, 4))
    for tempo, pitch_st, hz, seconds in ((0.5, 0.0, 440, 8.0), (1.0, 12.0, 880, 4.0), (2.0, -12.0, 220, 2.0)):
        mixed = rendered(at_tempo(material, tempo, pitch_st), sounds)[:, 0]
        assert len(mixed) == seconds * RATE_HZ
        middle = mixed[len(mixed) // 2 - RATE_HZ // 2 :][:RATE_HZ]
        assert abs(int(np.abs(np.fft.rfft(middle * np.hanning(RATE_HZ))).argmax()) - hz) <= 1


@pytest.fixture(scope="module")
def long(sounds: Sounds) -> tuple[Stretched, Floats]:
    """Two chapters of a chord that changes slowly, and all of it as it is read in one go."""
    material = sounds.add(tone(220, 130, 0.2) + tone(277.2, 130, 0.2) + noise(130 * RATE_HZ, 1, 6, 0.01))
    clip = at_tempo(material, 0.9, 1.0).lanes[0].clips[0]
    with Mix(a_remix((material,), a_lane(clip)), sounds.find) as mix:
        return (material, clip), mix.read(0, clip.length)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_frame_of_a_long_one_is_the_same_wherever_playing_began(
    sounds: Sounds, long: tuple[Stretched, Floats], data: st.DataObject
) -> None:
    (material, clip), whole = long
    border = round(60 * RATE_HZ / 0.9)
    near = st.integers(border - 60_000, border + 60_000)
    start = data.draw(st.one_of(near, st.integers(0, clip.length - 1)))
    with Mix(a_remix((material,), a_lane(clip)), sounds.find) as mix:
        some = mix.read(start, 5_000)
    assert np.array_equal(some, whole[start : start + 5_000])
    cut = timeline.trim(a_remix((material,), a_lane(clip)), clip.id, start, start + 3_000)
    assert np.array_equal(rendered(cut, sounds)[start:], whole[start : start + 3_000])


def test_where_chapters_meet_nothing_is_heard_of_it(long: tuple[Stretched, Floats]) -> None:
    _, whole = long
    sound = whole[RATE_HZ:-RATE_HZ, 0].astype(np.float64)
    size = 4_800
    levels = np.sqrt((sound[: len(sound) // size * size].reshape(-1, size) ** 2).mean(axis=1))
    border = (round(60 * RATE_HZ / 0.9) - RATE_HZ) // size
    here, elsewhere = levels[border - 6 : border + 6], np.delete(levels, np.s_[border - 6 : border + 6])
    assert elsewhere.min() * 0.97 <= here.min() and here.max() <= elsewhere.max() * 1.03


def test_what_was_made_once_is_not_made_again(sounds: Sounds, monkeypatch: pytest.MonkeyPatch) -> None:
    material = sounds.add(noise(RATE_HZ, 1, 8))
    remix = at_tempo(material, 0.8, 0.0)
    first = rendered(remix, sounds)
    monkeypatch.setenv("PATH", "")
    made = [path for path in cache.folder().iterdir() if path.name.startswith(material.sha256)]
    assert len(made) == 1 and made[0].is_relative_to(platformdirs.user_cache_path())
    before = made[0].read_bytes()
    assert np.array_equal(rendered(remix, sounds), first) and made[0].read_bytes() == before


@pytest.mark.parametrize("frames", [1, 10, 3_000])
def test_a_sound_of_a_few_frames_can_be_stretched(sounds: Sounds, frames: int) -> None:
    material = sounds.add(noise(frames, 2, frames))
    for tempo in (0.25, 4.0):
        mixed = rendered(at_tempo(material, tempo, 5.0), sounds)
        assert len(mixed) == max(1, round(frames / tempo)) and np.isfinite(mixed).all()


def test_without_the_library_it_is_said_in_words(
    sounds: Sounds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python_stretch.py").write_text("raise ImportError('not on this computer')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    material = sounds.add(noise(1_000, 1, 77))
    with pytest.raises(Refused, match="cannot change a tempo") as refused:
        rendered(at_tempo(material, 2.0, 0.0), sounds)
    assert "not on this computer" in refused.value.detail


def test_what_is_deleted_from_the_cache_is_made_again(sounds: Sounds) -> None:
    packed = sounds.add(noise(RATE_HZ, 2, 9), "PCM_16", 44_100, ".flac")
    remix = timeline.stretch(a_remix((packed,), a_lane(a_clip(packed))), a_clip(packed).id, 1.5, 0.0)
    with Mix(remix, sounds.find) as mix:
        mix.prepare(remix.lanes[0].clips[0])
        for path in cache.folder().glob(f"{packed.sha256}-*"):
            path.unlink()
        sound = mix.read(0, remix.frames)
    assert len(sound) == round(packed.frames / 1.5) and np.abs(sound).max() > 0.05


def test_the_cache_keeps_its_size_and_what_was_heard_last(tmp_path: Path) -> None:
    for number, name in enumerate("abcd"):
        with (tmp_path / f"{name}.wav").open("wb") as file:
            file.truncate(600)
        os.utime(tmp_path / f"{name}.wav", (number, number))
    cache.make_room(tmp_path / "a.wav", 1_300)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "c.wav", "d.wav"]
