"""Remixes and sounds for the tests."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from hypothesis import strategies as st

from studio.domain.ids import ClipId, LaneId, RecordId, RemixId
from studio.domain.remix import Clip, Curve, Fade, Lane, Material, Remix
from studio.remix.samples import measure
from studio.sound.pcm import Floats

Find = Callable[[Material], Path]
FRAMES = 60_000


def noise(frames: int, channels: int = 2, seed: int = 1, level: float = 0.2) -> Floats:
    return np.random.default_rng(seed).uniform(-level, level, (frames, channels)).astype(np.float32)


class Sounds:
    """Real files in a folder, known by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._paths: dict[str, Path] = {}
        self._numbers = itertools.count()

    def add(
        self, sound: Floats, subtype: str = "PCM_16", rate_hz: int = 48_000, suffix: str = ".wav", record: str = ""
    ) -> Material:
        path = self.folder / f"{next(self._numbers)}{suffix}"
        soundfile.write(path, sound, rate_hz, subtype=subtype)
        return self.add_file(path, record)

    def add_file(self, path: Path, record: str = "") -> Material:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self._paths[sha256] = path
        return Material(sha256, measure(path), path.name, RecordId(record) if record else None)

    def find(self, material: Material) -> Path:
        return self._paths[material.sha256]


def a_clip(material: Material, start: int = 0, id: str = "c", **changes: object) -> Clip:
    clip = {"id": ClipId(id), "sha256": material.sha256, "start": start, "length": material.frames, **changes}
    return Clip(**clip)  # type: ignore[arg-type]


def a_lane(*clips: Clip, id: str = "l", **changes: object) -> Lane:
    return Lane(LaneId(id), clips=clips, **changes)  # type: ignore[arg-type]


def a_remix(materials: tuple[Material, ...], *lanes: Lane, **changes: object) -> Remix:
    return Remix(RemixId("r"), lanes=lanes, materials=materials, **{"limiter": False, **changes})  # type: ignore[arg-type]


fades = st.builds(Fade, st.integers(0, FRAMES), st.sampled_from(Curve))


@st.composite
def clips(draw: st.DrawFn, material: Material, id: str) -> Clip:
    """Any clip that fits its material."""
    offset = draw(st.integers(0, material.frames - 1))
    span = draw(st.integers(1, material.frames - offset))
    looped = draw(st.booleans())
    return a_clip(
        material,
        draw(st.integers(0, FRAMES)),
        id,
        length=draw(st.integers(1, FRAMES)) if looped else span,
        offset=offset,
        loop=span if looped else 0,
        phase=draw(st.integers(0, span - 1)) if looped else 0,
        gain_db=draw(st.floats(-40, 6)),
        pan=draw(st.floats(-1, 1)),
        fade_in=draw(fades),
        fade_out=draw(fades),
        reverse=draw(st.booleans()),
        muted=draw(st.integers(0, 5)) == 0,
        group=draw(st.sampled_from(("", "", "g"))),
    )


@st.composite
def remixes(draw: st.DrawFn, materials: tuple[Material, ...]) -> Remix:
    """Up to three lanes of up to three clips; the first lane has at least one."""
    lanes = []
    for number in range(draw(st.integers(1, 3))):
        count = draw(st.integers(0 if number else 1, 3))
        inside = [draw(clips(draw(st.sampled_from(materials)), f"c{number}{k}")) for k in range(count)]
        gain_db, pan = draw(st.floats(-20, 6)), draw(st.floats(-1, 1))
        solo = draw(st.integers(0, 5)) == 0
        lanes.append(a_lane(*inside, id=f"l{number}", gain_db=gain_db, pan=pan, solo=solo))
    return a_remix(materials, *lanes, limiter=draw(st.booleans()))
