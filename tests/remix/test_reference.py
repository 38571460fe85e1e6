"""Mixes beside two references that know nothing of the studio: sox, and plain numpy in float64. At most -120 dBFS apart."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.domain.remix import Curve, Fade, Material, Remix
from studio.remix.render import Mix
from tests.rig import need

from .made import Sounds, a_clip, a_lane, a_remix, noise

NOTHING = 1e-6
RATE_HZ = 48_000
#: What sox calls our curves.
SOX_FADES = {Curve.LINEAR: "t", Curve.EQUAL_POWER: "q", Curve.SMOOTH: "h"}
FLOATS = ("-e", "floating-point", "-b", "32")


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    (tmp_path / "sounds").mkdir()
    return Sounds(tmp_path / "sounds")


def rendered(remix: Remix, sounds: Sounds) -> np.ndarray:
    with Mix(remix, sounds.find) as mix:
        return mix.read(0, remix.frames)


def sox(*words: object) -> None:
    need("sox")
    subprocess.run(["sox", "-D", *map(str, words)], check=True, capture_output=True)


def read(path: Path) -> np.ndarray:
    return soundfile.read(path, dtype="float64", always_2d=True)[0]


def sides(gain_db: float, pan: float) -> tuple[float, float]:
    level, angle = 10 ** (gain_db / 20) * 2**0.5, (pan + 1) * np.pi / 4
    return level * np.cos(angle), level * np.sin(angle)


@pytest.mark.parametrize("pan", [-1.0, -0.3, 0.0, 0.7, 1.0])
@pytest.mark.parametrize("gain_db", [-40.0, -6.0, 3.0])
def test_gain_and_pan_are_those_of_sox(sounds: Sounds, tmp_path: Path, gain_db: float, pan: float) -> None:
    rain = sounds.add(noise(20_000, 2, 1))
    left, right = sides(gain_db, pan)
    theirs = tmp_path / "sox.wav"
    sox(sounds.find(rain), *FLOATS, theirs, "remix", "-m", f"1v{left:.12f}", f"2v{right:.12f}")
    ours = rendered(a_remix((rain,), a_lane(a_clip(rain, gain_db=gain_db, pan=pan))), sounds)
    assert np.abs(ours - read(theirs)).max() <= NOTHING


@pytest.mark.parametrize("curve", Curve)
@pytest.mark.parametrize("frames", [1, 1_000, 19_999])
def test_fades_are_those_of_sox(sounds: Sounds, tmp_path: Path, curve: Curve, frames: int) -> None:
    """sox begins a fade at 0, we half a frame later: so every other frame of one that is twice as long."""
    level = tmp_path / "level.wav"
    soundfile.write(level, np.full((4 * frames, 1), 0.5), RATE_HZ, subtype="FLOAT")
    sox(level, *FLOATS, tmp_path / "rise.wav", "fade", SOX_FADES[curve], f"{2 * frames}s")
    rise = 2 * read(tmp_path / "rise.wav")[1 : 2 * frames : 2, 0]
    rain = sounds.add(noise(20_000, 2, 1))
    fade = Fade(frames, curve)
    ours = rendered(a_remix((rain,), a_lane(a_clip(rain, fade_in=fade, fade_out=fade))), sounds)
    envelope = np.ones(20_000)
    envelope[:frames] *= rise
    envelope[-frames:] *= rise[::-1]
    assert np.abs(ours - read(sounds.find(rain)) * envelope[:, None]).max() <= NOTHING


def test_loops_reversals_and_places_are_those_of_sox(sounds: Sounds, tmp_path: Path) -> None:
    rain, voice = sounds.add(noise(20_000, 2, 1)), sounds.add(noise(9_000, 1, 2), "PCM_24")
    looped = a_clip(rain, 1_000, "c", offset=3_000, loop=4_096, length=30_000)
    backwards = a_clip(rain, 7_000, "d", offset=500, length=12_000, reverse=True)
    both = a_clip(voice, 0, "e", offset=100, loop=777, length=20_000, reverse=True, gain_db=-3.0)
    parts = [tmp_path / f"{name}.wav" for name in "cde"]
    sox(
        sounds.find(rain),
        *FLOATS,
        parts[0],
        "trim",
        "3000s",
        "4096s",
        "repeat",
        9,
        "trim",
        0,
        "30000s",
        "pad",
        "1000s@0",
    )
    sox(sounds.find(rain), *FLOATS, parts[1], "trim", "500s", "12000s", "reverse", "pad", "7000s@0")
    turned = (
        "trim",
        "100s",
        "777s",
        "reverse",
        "repeat",
        30,
        "trim",
        0,
        "20000s",
        "channels",
        2,
        "vol",
        10 ** (-3 / 20),
    )
    sox(sounds.find(voice), *FLOATS, parts[2], *turned)
    theirs = tmp_path / "sox.wav"
    sox("-m", *(word for part in parts for word in ("-v", 1, part)), *FLOATS, theirs)
    remix = a_remix((rain, voice), a_lane(looped, id="l1"), a_lane(backwards, both, id="l2"))
    assert np.abs(rendered(remix, sounds) - read(theirs)).max() <= NOTHING


def tones(rate_hz: int, seconds: float = 2.0) -> np.ndarray:
    """Forty tones of up to 6 kHz that swell and fade: a sound whose value is known at any moment, whatever the rate."""
    random = np.random.default_rng(5)
    t = np.arange(round(rate_hz * seconds)) / rate_hz
    waves = (np.sin(2 * np.pi * random.uniform(20, 6_000) * t + random.uniform(0, 6)) for _ in range(40))
    return 0.03 * sum(waves) * np.sin(np.pi * t / seconds) ** 8


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 32_000, 44_100, 88_200, 96_000, 192_000])
def test_sounds_of_other_rates_have_their_true_values(sounds: Sounds, tmp_path: Path, rate_hz: int) -> None:
    material: Material = sounds.add(tones(rate_hz)[:, None].astype(np.float32), "FLOAT", rate_hz)
    ours = rendered(a_remix((material,), a_lane(a_clip(material))), sounds)
    assert material.frames == 2 * RATE_HZ
    assert np.abs(ours - tones(RATE_HZ)[:, None]).max() <= NOTHING
    theirs = tmp_path / "sox.wav"
    sox(sounds.find(material), *FLOATS, theirs, "rate", "-v", RATE_HZ)
    assert np.abs(ours - read(theirs)[: len(ours)]).max() <= NOTHING


def test_a_sound_of_another_rate_keeps_its_values_backwards_looped_and_in_a_mix(sounds: Sounds) -> None:
    cd, tape = (sounds.add(tones(rate)[:, None].astype(np.float32), "FLOAT", rate) for rate in (44_100, 96_000))
    clips = (
        a_clip(cd, 0, "c", offset=20_000, loop=15_000, phase=7, length=60_000, gain_db=-6.0, pan=-0.5),
        a_clip(tape, 10_000, "d", offset=30_000, length=40_000, reverse=True, fade_in=Fade(9_000, Curve.SMOOTH)),
    )
    wave = tones(RATE_HZ)
    wanted = np.zeros((60_000, 2))
    wanted += np.outer(np.roll(wave[20_000:35_000], -7)[np.arange(60_000) % 15_000], sides(-6.0, -0.5))
    rise = np.sin(np.minimum((np.arange(40_000) + 0.5) / 9_000, 1) * np.pi / 2) ** 2
    wanted[10_000:50_000] += (wave[30_000:70_000][::-1] * rise)[:, None]
    assert np.abs(rendered(a_remix((cd, tape), a_lane(*clips)), sounds) - wanted).max() <= NOTHING
