"""Each figure of each spec that comes with the studio, by a file that is just inside of it and one that is just outside."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.domain.delivery import OPEN, Measures, Spec, verdicts
from studio.sound import check, specs
from studio.sound.packing import Form, new_file
from studio.sound.pcm import Floats

SPECS = tuple(sorted(path.stem for path in specs.SHIPPED.glob("*.json")))
VOICE_S = 3
Deed = Callable[[Floats, int], None]


@dataclass(frozen=True)
class File:
    """A voice between two silences in a room, and what is done to it. `level` is a measure that it is made as loud by."""

    form: Form
    head_s: float = 0.08
    tail_s: float = 0.08
    level: tuple[str, float] = ("rms_dbfs", -20.0)
    floor_dbfs: float = -75.0
    left_right: float = 0.9
    deeds: tuple[Deed, ...] = ()

    def measured(self, folder: Path) -> Measures:
        sound, chance = self._voice(), np.random.default_rng(1)
        what, wished = self.level
        quiet = self._write(sound * 0.1, folder)
        sound *= 0.1 * 10 ** ((wished - getattr(quiet, what)) / 20)
        sound += chance.normal(0, 1, sound.shape) * 10 ** (self.floor_dbfs / 20)
        for deed in self.deeds:
            deed(sound, self.form.rate_hz)
        return self._write(sound, folder)

    def _voice(self) -> Floats:
        rate_hz, chance = self.form.rate_hz, np.random.default_rng(0)
        frames = VOICE_S * rate_hz
        said = np.clip(chance.normal(0, 0.3, (frames, 1)), -1, 1)
        other = np.clip(chance.normal(0, 0.3, (frames, 1)), -1, 1)
        if self.form.channels == 2:
            said = np.hstack([said, self.left_right * said + np.sqrt(1 - self.left_right**2) * other])
        silences = (round(self.head_s * rate_hz), round(self.tail_s * rate_hz))
        return np.pad(said, (silences, (0, 0))).astype(np.float32)

    def _write(self, sound: Floats, folder: Path) -> Measures:
        path = folder / f"sound{self.form.ending}"
        path.unlink(missing_ok=True)
        with new_file(path, self.form) as write:
            write(iter([sound]))
        return check.of_file(path)


def shift(by: float, sound: Floats, rate_hz: int) -> None:
    sound += by


def clip(sound: Floats, rate_hz: int) -> None:
    sound[rate_hz : rate_hz + 8] = 1


def drop(sound: Floats, rate_hz: int) -> None:
    sound[rate_hz : rate_hz + 512] = 0


def repeat(sound: Floats, rate_hz: int) -> None:
    sound[rate_hz : rate_hz + 1_024] = sound[rate_hz - 1_024 : rate_hz]


MONO, MP3 = Form(".wav", 48_000, 1), Form(".mp3", 44_100, 1, kbit=192)
GOOD = {
    "acx": File(MP3, head_s=0.7, tail_s=2),
    "ebu-r128": File(Form(".wav", 48_000, 2), level=("integrated_lufs", -23)),
    "podcast": File(Form(".wav", 48_000, 2), level=("integrated_lufs", -16)),
    "game-line": File(MONO),
}
#: An encoder fills a hole.
HELD = Form(".wav", 44_100, 1)
#: By spec and measure: changes to its good file, in turn inside and outside.
EDGES: dict[str, dict[str, tuple[dict[str, Any], ...]]] = {
    "acx": {
        "format": ({}, {"form": HELD}),
        "sample_rate_hz": ({}, {"form": dataclasses.replace(MP3, rate_hz=48_000)}),
        "bitrate_kbit": ({}, {"form": dataclasses.replace(MP3, kbit=160)}),
        "constant_bitrate": ({}, {"form": dataclasses.replace(MP3, kbit=0)}),
        "head_s": ({"head_s": 0.52}, {"head_s": 0.46}, {"head_s": 0.97}, {"head_s": 1.03}),
        "tail_s": ({"tail_s": 1.03}, {"tail_s": 0.95}, {"tail_s": 4.95}, {"tail_s": 5.05}),
        "rms_dbfs": tuple({"form": HELD, "level": ("rms_dbfs", one)} for one in (-22.9, -23.1, -18.1, -17.9)),
        "peak_dbfs": tuple({"level": ("peak_dbfs", one), "form": HELD} for one in (-3.1, -2.9)),
        "noise_floor_dbfs": tuple({"floor_dbfs": one, "form": HELD} for one in (-60.2, -59.5)),
        "dropped_blocks": ({"form": HELD}, {"form": HELD, "deeds": (drop,)}),
        "repeated_blocks": ({"form": HELD}, {"form": HELD, "deeds": (repeat,)}),
    },
    "ebu-r128": {
        "integrated_lufs": tuple({"level": ("integrated_lufs", one)} for one in (-23.4, -23.6, -22.6, -22.4)),
        "true_peak_dbtp": tuple({"level": ("true_peak_dbtp", one)} for one in (-1.1, -0.9)),
    },
    "podcast": {
        "integrated_lufs": tuple({"level": ("integrated_lufs", one)} for one in (-16.9, -17.1, -15.1, -14.9)),
        "mono_lufs": tuple({"level": ("integrated_lufs", one), "form": MONO} for one in (-19.9, -20.1, -18.1, -17.9)),
        "true_peak_dbtp": tuple({"level": ("true_peak_dbtp", one)} for one in (-1.1, -0.9)),
        "clipped_runs": ({}, {"deeds": (clip,)}),
        "correlation": ({"left_right": 0.03}, {"left_right": -0.03}),
        "dropped_blocks": ({}, {"deeds": (drop,)}),
        "repeated_blocks": ({}, {"deeds": (repeat,)}),
    },
    "game-line": {
        "format": ({}, {"form": dataclasses.replace(MONO, ending=".flac")}),
        "bits": ({}, {"form": dataclasses.replace(MONO, bits=16)}),
        "sample_rate_hz": ({}, {"form": dataclasses.replace(MONO, rate_hz=44_100)}),
        "channels": ({}, {"form": dataclasses.replace(MONO, channels=2)}),
        "head_s": ({"head_s": 0.1}, {"head_s": 0.12}),
        "tail_s": ({"tail_s": 0.1}, {"tail_s": 0.12}),
        "true_peak_dbtp": tuple({"level": ("true_peak_dbtp", one)} for one in (-1.1, -0.9)),
        "clipped_runs": ({}, {"deeds": (clip,)}),
        "dc_offset": ({"deeds": (partial(shift, 0.0098),)}, {"deeds": (partial(shift, 0.0102),)}),
        "dropped_blocks": ({}, {"deeds": (drop,)}),
        "repeated_blocks": ({}, {"deeds": (repeat,)}),
    },
}
#: An hour and more is not made here: the length of a good file is taken for another.
LENGTHS: dict[tuple[str, str], tuple[Any, ...]] = {("acx", "duration_s"): (7_200, 7_201)}


def asked_of(spec: Spec) -> set[str]:
    """What it asks, by its names."""
    told = {field.name: getattr(spec, field.name) for field in dataclasses.fields(spec)}
    return {name for name, value in told.items() if value not in (OPEN, (), False)} - {"title", "source"}


@pytest.mark.parametrize("name", SPECS)
def test_everything_that_a_spec_asks_is_tried_below(name: str, tmp_path: Path) -> None:
    tried = {*EDGES[name], *(what for spec, what in LENGTHS if spec == name)}
    assert tried == asked_of(specs.find(name, tmp_path))


@pytest.mark.parametrize("name", SPECS)
def test_a_good_file_passes_all_of_it(name: str, tmp_path: Path) -> None:
    found = verdicts(GOOD[name].measured(tmp_path), specs.find(name, tmp_path))
    assert [verdict.sentence for verdict in found if not verdict.passed] == []


@pytest.mark.parametrize(("name", "what"), [(name, what) for name in SPECS for what in EDGES[name]])
def test_what_is_just_inside_passes_and_what_is_just_outside_does_not(name: str, what: str, tmp_path: Path) -> None:
    spec = specs.find(name, tmp_path)
    passes = []
    for change in EDGES[name][what]:
        found = verdicts(dataclasses.replace(GOOD[name], **change).measured(tmp_path), spec)
        passes.append([verdict.passed for verdict in found if verdict.what == what.replace("mono", "integrated")])
    assert passes == [[True], [False]] * (len(passes) // 2)


@pytest.mark.parametrize(("name", "what"), LENGTHS)
def test_how_long_a_file_may_be(name: str, what: str, tmp_path: Path) -> None:
    good, spec = GOOD[name].measured(tmp_path), specs.find(name, tmp_path)
    told = [verdicts(dataclasses.replace(good, **{what: one}), spec) for one in LENGTHS[name, what]]
    passes = [verdict.passed for found in told for verdict in found if verdict.what == what]
    assert passes == [True, False]
