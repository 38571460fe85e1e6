"""The starter sounds, played by arithmetic: float64 of shape (frames, channels) at 48 000 Hz, in D, sixty beats a minute.

Every sound has its own seeded noise, so the same bytes come out each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]
RATE = 48_000
LOUDNESS_LUFS = -18.0
CEILING = 0.89  # -1 dBFS

#: Where vowels ring: (centre Hz, width Hz, gain), after the usual tables for a low voice.
MM = ((250, 90, 1.0), (1_050, 160, 0.05), (2_200, 300, 0.02))
OO = ((330, 90, 1.0), (760, 110, 0.28), (2_400, 250, 0.03))
AH = ((620, 120, 1.0), (1_080, 140, 0.55), (2_550, 250, 0.12))


def clock(seconds: float) -> Sound:
    return np.arange(round(seconds * RATE)) / RATE


def pitch(note: int) -> float:
    """Hz of a MIDI note number; 69 is 440 Hz."""
    return float(440 * 2 ** ((note - 69) / 12))


def fade(sound: Sound, come_s: float, go_s: float) -> Sound:
    """Swells in and dies away along half a cosine."""
    out = sound.copy()
    for seconds, part in ((come_s, slice(None)), (go_s, slice(None, None, -1))):
        frames = min(round(seconds * RATE), len(out))
        ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(frames) / max(frames, 1))
        view = out[part]
        view[:frames] = (view[:frames].T * ramp).T
    return out


def shape(sound: Sound, gain: Callable[[Sound], Sound]) -> Sound:
    """Filters around the circle, so that a loop stays a loop. `gain` gets Hz and answers amplitude factors."""
    spectrum = np.fft.rfft(sound, axis=0)
    factors = gain(np.asarray(np.fft.rfftfreq(len(sound), 1 / RATE), np.float64))
    return np.asarray(np.fft.irfft((spectrum.T * factors).T, n=len(sound), axis=0))


def band(low_hz: float, high_hz: float) -> Callable[[Sound], Sound]:
    """Slopes of 12 dB an octave on both sides."""
    return lambda hz: 1 / np.sqrt((1 + (low_hz / np.maximum(hz, 1e-3)) ** 4) * (1 + (hz / high_hz) ** 4))


def room(sound: Sound, seconds: float, wet: float, seed: int) -> Sound:
    """Puts a mono or stereo sound into a soft stereo room that rings for `seconds`."""
    rng = np.random.default_rng(seed)
    dry = np.broadcast_to(sound.reshape(len(sound), -1), (len(sound), 2))
    ring = rng.standard_normal((round(seconds * RATE), 2)) * np.exp(-6.9 * clock(seconds) / seconds)[:, None]
    ring = fade(shape(ring, band(150, 2_600)), 0.02, 0.05)
    ring /= np.sqrt((ring**2).sum(axis=0))
    size = len(dry) + len(ring)
    tail = np.fft.irfft(np.fft.rfft(dry, size, axis=0) * np.fft.rfft(ring, size, axis=0), size, axis=0)
    return dry * (1 - wet) + tail[: len(dry)] * wet


def voice(hz: Sound, vowel: tuple[tuple[float, float, float], ...], breath: float, seed: int) -> Sound:
    """Somebody singing the pitch curve `hz` on one vowel: partials weighed by where the vowel rings, and a little air."""
    rng = np.random.default_rng(seed)
    drift = shape(rng.standard_normal(len(hz)), band(0.05, 3))
    hz = hz * (
        1
        + 0.004 * np.sin(2 * np.pi * (4.8 + 0.4 * rng.random()) * clock(len(hz) / RATE))
        + 0.0025 * drift / drift.std()
    )
    phase = 2 * np.pi * (np.cumsum(hz) / RATE + rng.random())
    out = np.zeros(len(hz))
    for number in range(1, 25):
        ring = sum(gain / (1 + ((number * hz - centre) / width) ** 2) for centre, width, gain in vowel)
        out += (ring + 0.012) / number**0.55 * np.sin(number * phase)
    air = shape(rng.standard_normal(len(hz)), band(400, 1_800))
    swell = shape(rng.standard_normal(len(hz)), band(0.1, 0.8))
    return np.asarray((1 + 0.1 * swell / swell.std()) * (out / np.abs(out).max() + breath * air / np.abs(air).max()))


def glide(notes: tuple[tuple[float, int], ...], seconds: float) -> Sound:
    """A pitch curve through (start second, note), sliding from each note to the next in about 0.15 s."""
    hz = np.zeros(round(seconds * RATE))
    for start_s, note in notes:
        hz[round(start_s * RATE) :] = np.log(pitch(note))
    width = round(0.15 * RATE)
    window = np.hanning(width)
    padded = np.concatenate([np.full(width // 2, hz[0]), hz, np.full(width, hz[-1])])
    return np.asarray(np.exp(np.convolve(padded, window / window.sum(), mode="full")[width - 1 :][: len(hz)]))


@cache
def hum() -> Sound:
    """One breath, mouth closed: a slow fall from A to D and home again."""
    tune = glide(((0, 50), (2.4, 57), (4.4, 55), (5.6, 53), (7.4, 52), (8.6, 50)), 12)
    return room(fade(voice(tune, MM, 0.02, 11), 0.7, 2.2), 1.1, 0.22, 12)


@cache
def choir_pad() -> Sound:
    """Four chords of six seconds, each sung by twelve people who do not quite agree."""
    out = np.zeros((24 * RATE, 2))
    chords = ((50, 57, 62, 65), (46, 53, 62, 65), (53, 57, 60, 67), (48, 55, 60, 64))
    for step, chord in enumerate(chords):
        for singer in range(12):
            note, seed = chord[singer % 4], 100 + 20 * step + singer
            detune = 1 + 0.0022 * (singer - 5.5) / 5.5
            sung = voice(np.full(round(7.6 * RATE), pitch(note) * detune), AH if singer % 3 == 0 else OO, 0.015, seed)
            sung = fade(sung, 1.7, 1.7)
            side = 0.5 + 0.42 * np.cos(singer * 2.4)
            place = (np.arange(len(sung)) + (6 * step) * RATE) % len(out)
            out[place] += sung[:, None] * (np.sqrt(1 - side), np.sqrt(side))
    return fade(room(out, 2.2, 0.35, 13), 1.2, 2.0)


@cache
def rain_on_tin() -> Sound:
    """A shower on a shed roof: each drop rings two of the sheet's own notes for a moment. It can be looped."""
    rng = np.random.default_rng(21)
    out = np.zeros((10 * RATE, 2))
    sheet = rng.uniform(700, 5_200, 22)
    t = clock(0.09)
    for _ in range(1_500):
        hz, decay = rng.choice(sheet, 2), rng.uniform(90, 260, 2)
        drop = (np.sin(2 * np.pi * np.outer(t, hz)) * np.exp(-np.outer(t, decay))).sum(axis=1)
        side, weight = rng.random(), rng.pareto(2.2) + 0.25
        place = (rng.integers(len(out)) + np.arange(len(t))) % len(out)
        out[place] += min(weight, 5) * drop[:, None] * (np.sqrt(1 - side), np.sqrt(side))
    hiss = shape(rng.standard_normal(len(out)), band(300, 2_400))
    return shape(out, band(250, 3_200)) + 0.9 * hiss[:, None]


@cache
def heartbeat_drum() -> Sound:
    """A felt mallet on a big drum, lub and dub, once a second. It can be looped."""
    rng = np.random.default_rng(31)
    out = np.zeros(12 * RATE)
    t = clock(0.7)
    for beat in range(12):
        for late_s, weight, hz in ((0.0, 1.0, 58), (0.29, 0.62, 52)):
            sweep = 2 * np.pi * (hz * t + 1.5 * (1 - np.exp(-t * 22)))
            skin = (np.sin(sweep) + 0.8 * np.sin(2.27 * sweep) * np.exp(-t * 3)) * np.exp(-t * 7.5)
            felt = shape(rng.standard_normal(len(t)), band(120, 420)) * np.exp(-t * 45)
            stroke = fade((skin + 0.9 * felt) * weight * rng.uniform(0.92, 1.0), 0.004, 0.1)
            place = (round((beat + late_s) * RATE) + np.arange(len(t))) % len(out)
            out[place] += stroke
    return out[:, None]


@cache
def foghorn() -> Sound:
    """Two blasts far out, the cliff's answer, and the sea underneath."""
    rng = np.random.default_rng(41)
    out = np.zeros(14 * RATE)
    for start_s, seconds in ((0.8, 3.4), (5.6, 4.4)):
        t = clock(seconds)
        hz = pitch(38) * (1 - 0.03 * np.exp(-t * 3) - 0.05 * np.clip((t - seconds + 0.5) / 0.5, 0, 1))
        phase = 2 * np.pi * np.cumsum(hz) / RATE
        reed = sum(np.sin(n * phase + 0.1 * n) / n**1.1 for n in range(1, 14)) + 0.5 * np.sin(1.5 * phase)
        at = round(start_s * RATE)
        out[at : at + len(t)] += fade(np.asarray(reed), 0.35, 0.6)
    far = shape(out, band(60, 520))
    for later_s, gain in ((0.83, 0.32), (1.71, 0.16)):
        far[round(later_s * RATE) :] += gain * shape(out, band(90, 300))[: -round(later_s * RATE)]
    t = clock(14)
    sea = shape(rng.standard_normal(len(t)), band(90, 420)) * (0.75 + 0.25 * np.sin(2 * np.pi * t / 7 - 1.2))
    wet = room(far / np.abs(far).max(), 2.6, 0.4, 42).mean(axis=1)
    return fade(wet + 0.055 * sea / sea.std() * np.abs(wet).max(), 0.8, 2.5)[:, None]


@cache
def glass_bells() -> Sound:
    """Somebody taps a row of glasses, thinking of something else."""
    rng = np.random.default_rng(51)
    out = np.zeros((14 * RATE, 2))
    tune = (74, 81, 77, 79, 74, 72, 69, 74, 77, 84, 81, 74)
    for number, note in enumerate(tune):
        at_s = number * 0.95 + (0.0, 0.06, -0.05, 0.45)[number % 4]
        t = clock(min(5.0, 14 - at_s))
        strike = sum(
            gain * np.sin(2 * np.pi * pitch(note) * ratio * t + rng.uniform(0, 6)) * np.exp(-t * decay)
            for ratio, gain, decay in (
                (1, 1, 1.0),
                (1.003, 0.5, 1.1),
                (2.32, 0.22, 2.6),
                (4.25, 0.08, 5.5),
                (6.63, 0.03, 11),
            )
        )
        side = 0.25 + 0.5 * rng.random()
        at = round(at_s * RATE)
        ring = fade(np.asarray(strike), 0.004, 0.5) * rng.uniform(0.6, 1.0)
        out[at : at + len(t)] += ring[:, None] * (np.sqrt(1 - side), np.sqrt(side))
    return fade(room(out, 1.8, 0.3, 52), 0.0, 1.5)


def laid(seconds: float, *layers: tuple[Sound, float, float]) -> Sound:
    """Lays (sound, start second, gain) over each other."""
    out = np.zeros((round(seconds * RATE), 2))
    for sound, start_s, gain in layers:
        at = round(start_s * RATE)
        part = sound[: len(out) - at]
        out[at : at + len(part)] += gain * part
    return out


def harbour() -> Sound:
    """Foghorn, rain and glass bells: a quay at three in the morning."""
    rain = levelled(rain_on_tin())
    wet = shape(np.concatenate([rain, rain]), band(200, 1_500))[: 16 * RATE]
    mix = laid(16, (levelled(foghorn()), 0.5, 0.9), (wet, 0.0, 0.3), (levelled(glass_bells()), 2.0, 0.35))
    return fade(mix, 1.5, 3.0)


def sleepwalk() -> Sound:
    """The hum over the choir pad, with the heartbeat under both."""
    drum, tune, pad = levelled(heartbeat_drum()), levelled(hum()), levelled(choir_pad())
    mix = laid(20, (pad, 0.0, 0.55), (drum, 2.0, 0.5), (drum[: 6 * RATE], 14.0, 0.5), (tune, 4.0, 0.8))
    return fade(mix, 2.0, 4.0)


def loudness_lufs(sound: Sound) -> float:
    """Integrated loudness after ITU-R BS.1770-4: K-weighting as a curve, 400 ms blocks, both gates."""

    def weigh(hz: Sound) -> Sound:
        z = np.exp(-2j * np.pi * hz / RATE)
        shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
            1 - 1.69065929318241 * z + 0.73248077421585 * z**2
        )
        low_cut = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
        return np.asarray(np.abs(shelf * low_cut))

    power = (shape(sound, weigh) ** 2).sum(axis=1)
    total = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(power) - RATE * 4 // 10 + 1, RATE // 10)
    blocks = (total[starts + RATE * 4 // 10] - total[starts]) / (RATE * 0.4)
    blocks = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    blocks = blocks[blocks > blocks.mean() / 10]
    return float(-0.691 + 10 * np.log10(blocks.mean()))


def levelled(sound: Sound) -> Sound:
    """At -18 LUFS; a peak that would pass the ceiling is bent, not cut."""
    for _ in range(3):
        sound = sound * 10 ** ((LOUDNESS_LUFS - loudness_lufs(sound)) / 20)
        knee = 0.6 * CEILING
        over = np.maximum(np.abs(sound) - knee, 0) / (CEILING - knee)
        sound = np.sign(sound) * (np.minimum(np.abs(sound), knee) + (CEILING - knee) * np.tanh(over))
    return sound


def tick() -> Sound:
    """The count-in: a soft wooden knock of 60 ms, quiet enough not to be heard in the take."""
    t = clock(0.06)
    wood = np.sin(2 * np.pi * 1_050 * t) * np.exp(-t * 95) + 0.4 * np.sin(2 * np.pi * 2_380 * t) * np.exp(-t * 170)
    return (0.28 * fade(wood, 0.001, 0.02))[:, None]
