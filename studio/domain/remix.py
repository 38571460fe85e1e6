"""A remix: clips of sound in lanes on one time line, and the rules that a remix keeps.

Every position and length is a whole number of frames at 48 000 Hz. A remix is never changed: an edit makes a new one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from studio.errors import Refused

from .ids import ClipId, LaneId, RecordId, RemixId
from .record import Source

RATE_HZ = 48_000
MAX_FRAMES = 24 * 3_600 * RATE_HZ
MAX_LANES = 1_000
MAX_CLIPS = 100_000
MAX_SOURCES = 10_000
MIN_GAIN_DB, MAX_GAIN_DB = -144.0, 48.0
MIN_BPM, MAX_BPM = 10.0, 999.0
MIN_TEMPO, MAX_TEMPO = 0.25, 4.0
MAX_PITCH_ST = 24.0
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Curve(StrEnum):
    """How a fade rises from nothing to all, t from 0 to 1: t, sin(πt/2), (1 - cos πt)/2."""

    LINEAR = "linear"
    EQUAL_POWER = "equal_power"
    SMOOTH = "smooth"


@dataclass(frozen=True, slots=True)
class Fade:
    """A rise over `frames`, the first `cut` of which lie outside the clip (a clip that was split within its fade)."""

    frames: int = 0
    curve: Curve = Curve.EQUAL_POWER
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """A sound by its content. `frames` is its length at 48 000 Hz, whatever rate the file has.

    `record_id` names the record of another that it is, None for an own sound. `file` is a path below the remix's folder for
    sound that travels with it; without one the sound lies in the studio's media folder.
    """

    sha256: str
    frames: int
    title: str = ""
    record_id: RecordId | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a material on the time line.

    It plays the frames from `offset` on, or with `loop` > 0 that many frames over and over, beginning `phase` frames into
    them. `reverse` plays the part (or the loop) backwards. A fade out is counted from the clip's end. `pan` is -1 … 1.

    `tempo` is how many times faster the material is played (its pitch stays), `pitch_st` by how many semitones it is moved
    (its length stays). `offset`, `loop` and `phase` count the frames of the material at that tempo.
    """

    id: ClipId
    sha256: str
    start: int
    length: int
    offset: int = 0
    loop: int = 0
    phase: int = 0
    gain_db: float = 0.0
    pan: float = 0.0
    fade_in: Fade = Fade()
    fade_out: Fade = Fade()
    reverse: bool = False
    muted: bool = False
    group: str = ""
    tempo: float = 1.0
    pitch_st: float = 0.0

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def reach(self) -> int:
        """The first frame of the material, at the clip's tempo, behind everything that the clip plays."""
        return self.offset + (self.loop or self.length)

    @property
    def stretched(self) -> bool:
        """Is the material heard at another tempo or pitch than its own?"""
        return self.tempo != 1 or self.pitch_st != 0

    def frames_of(self, material: Material) -> int:
        """How long the material is at the clip's tempo."""
        return material.frames if self.tempo == 1 else max(1, round(material.frames / self.tempo))


@dataclass(frozen=True, slots=True)
class Lane:
    """Clips that share a gain, a pan, mute and solo. Where clips overlap, both are heard."""

    id: LaneId
    name: str = ""
    clips: tuple[Clip, ...] = ()
    gain_db: float = 0.0
    pan: float = 0.0
    muted: bool = False
    solo: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    frame: int
    name: str


@dataclass(frozen=True, slots=True)
class Remix:
    """`limiter` keeps the master below full scale, softly; `bpm` is the tempo of the beats that clips snap to.

    `sources` is what a person said by hand: an inspiration, a work from outside, or the type and the thanks of a source whose
    place and share are written from what is heard.
    """

    id: RemixId
    title: str = ""
    lanes: tuple[Lane, ...] = ()
    materials: tuple[Material, ...] = ()
    markers: tuple[Marker, ...] = ()
    gain_db: float = 0.0
    limiter: bool = True
    bpm: float = 120.0
    sources: tuple[Source, ...] = ()

    @property
    def frames(self) -> int:
        """Up to the end of the last clip, muted ones included."""
        return max((_end(lane.clips) for lane in self.lanes), default=0)

    def heard_lanes(self) -> list[Lane]:
        """The lanes that mute and solo let through. One that is muted stays silent even as a solo."""
        alone = any(lane.solo for lane in self.lanes)
        return [lane for lane in self.lanes if not lane.muted and (lane.solo or not alone)]

    def audible(self) -> Iterator[tuple[Lane, Clip]]:
        """Every clip that mute and solo let through."""
        for lane in self.heard_lanes():
            yield from ((lane, clip) for clip in lane.clips if not clip.muted)


#: An edit shares the clips of every lane that it does not change, and the end of a piece is asked for at every turn.
_ends: dict[int, tuple[tuple[Clip, ...], int]] = {}
_MOST_ENDS = 4_096


def _end(clips: tuple[Clip, ...]) -> int:
    """The end of the last one, counted once for each tuple."""
    known = _ends.get(id(clips))
    if known is None or known[0] is not clips:
        if len(_ends) >= _MOST_ENDS:
            _ends.clear()
        known = _ends[id(clips)] = (clips, max((clip.end for clip in clips), default=0))
    return known[1]


def check(remix: Remix) -> None:
    """Raises Refused with the first rule that `remix` breaks."""
    fault = next(_faults(remix), None)
    if fault is not None:
        raise Refused("This remix cannot be used", "It was left as it is. Open an earlier copy of it.", fault, "remix")


def _faults(remix: Remix) -> Iterator[str]:
    if len(remix.lanes) > MAX_LANES:
        yield f"it has more than {MAX_LANES} lanes"
    if sum(len(lane.clips) for lane in remix.lanes) > MAX_CLIPS:
        yield f"it has more than {MAX_CLIPS} clips"
    if not MIN_BPM <= remix.bpm <= MAX_BPM:
        yield f"the tempo must be {MIN_BPM:.0f} to {MAX_BPM:.0f} beats a minute"
    yield from _level_faults("the remix", remix.gain_db, 0.0)
    yield from _twice("lane", [lane.id for lane in remix.lanes])
    yield from _twice("clip", [clip.id for lane in remix.lanes for clip in lane.clips])
    yield from _twice("material", [material.sha256 for material in remix.materials])
    for material in remix.materials:
        yield from _material_faults(material)
    for marker in remix.markers:
        if not 0 <= marker.frame <= MAX_FRAMES:
            yield "a marker lies outside the time line"
    yield from _source_faults(remix.sources)
    materials = {material.sha256: material for material in remix.materials}
    for lane in remix.lanes:
        yield from _level_faults(f"lane {lane.id}", lane.gain_db, lane.pan)
        for clip in lane.clips:
            yield from (f"clip {clip.id} {fault}" for fault in _clip_faults(clip, materials.get(clip.sha256)))


def _twice(what: str, ids: list[str]) -> Iterator[str]:
    if len(set(ids)) < len(ids):
        yield f"two {what}s have the same id"
    if "" in ids:
        yield f"a {what} has no id"


def _material_faults(material: Material) -> Iterator[str]:
    if not _SHA256.fullmatch(material.sha256):
        yield "a material is not named by a SHA-256"
    if not 0 <= material.frames <= MAX_FRAMES:
        yield f"material {material.sha256[:12]} is longer than 24 hours, or has a negative length"
    parts = re.split(r"[/\\]", material.file)
    if material.file and (".." in parts or "" in parts or ":" in material.file or "\0" in material.file):
        yield f"the file of material {material.sha256[:12]} lies outside the remix's folder"


def _source_faults(sources: tuple[Source, ...]) -> Iterator[str]:
    if len(sources) > MAX_SOURCES:
        yield f"it has more than {MAX_SOURCES} sources"
    yield from _twice("source", [source.id for source in sources])
    for source in sources:
        if (source.record_id is None) == (source.work is None):
            yield f"source {source.id} must name either a record or a work from outside"
        if not (0 <= source.share <= 1 and 0 <= source.amount_s < math.inf):
            yield f"the share of source {source.id} must be 0 to 1, and its seconds no less than 0"


def _level_faults(what: str, gain_db: float, pan: float) -> Iterator[str]:
    if not (math.isfinite(gain_db) and MIN_GAIN_DB <= gain_db <= MAX_GAIN_DB):
        yield f"the gain of {what} must be {MIN_GAIN_DB:.0f} to {MAX_GAIN_DB:.0f} dB"
    if not -1 <= pan <= 1:
        yield f"the pan of {what} must be -1 to 1"


def _clip_faults(clip: Clip, material: Material | None) -> Iterator[str]:
    if not MIN_TEMPO <= clip.tempo <= MAX_TEMPO:
        yield f"must be played {MIN_TEMPO} to {MAX_TEMPO:.0f} times as fast"
    if not -MAX_PITCH_ST <= clip.pitch_st <= MAX_PITCH_ST:
        yield f"must be moved by at most {MAX_PITCH_ST:.0f} semitones"
    if clip.length < 1:
        yield "has no length, or a negative one"
    if clip.start < 0 or clip.end > MAX_FRAMES:
        yield "lies outside the time line"
    if clip.offset < 0 or clip.loop < 0 or not 0 <= clip.phase <= max(0, clip.loop - 1):
        yield "begins outside its sound"
    if material is None:
        yield "plays a sound that the remix does not name"
    elif MIN_TEMPO <= clip.tempo <= MAX_TEMPO and clip.reach > clip.frames_of(material):
        yield "goes on beyond the end of its sound"
    for fade in (clip.fade_in, clip.fade_out):
        if not 0 <= fade.cut <= fade.frames <= MAX_FRAMES:
            yield "has a fade of a negative length, or one longer than the time line"
    yield from _level_faults("it", clip.gain_db, clip.pan)
