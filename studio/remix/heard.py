"""What can be heard of whom in a mix, so that the sources of a remix write themselves.

A part is heard where it is louder than -60 dBFS after gain, pan, fades, mute and solo: the power of its windows of 1 024 frames
(21 ms), as the mean of both channels. Its share is its energy among the energies of all clips; the shares of all clips together
make 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.ids import ClipId, RecordId
from studio.domain.remix import RATE_HZ, Clip, Material, Remix
from studio.sound.pcm import Floats

from .render import Mix

#: The power of -60 dBFS.
AUDIBLE = 1e-6
WINDOW = 1 << 10
#: A window of a mix holds what begins or ends within it as a whole: what is inside counts from two of them on.
_LEAST_INSIDE_S = 2 * WINDOW / RATE_HZ

#: What lies inside a clip that is itself a mix: of each record there, its part (0 to 1) of each of the clip's windows.
Inside = Callable[[Material, Clip], Mapping[RecordId, Floats]]


@dataclass(frozen=True, slots=True)
class HeardClip:
    """A clip of another's record: `seconds` in which it is heard, and its share (0 to 1) of the mix's energy."""

    clip_id: ClipId
    record_id: RecordId
    seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class HeardRecord:
    """All clips of one record; a moment in which two of them are heard counts once. It is first heard at the frame `start` and
    last before the frame `end`. `inside`: its own sound is no material; it is heard within own remixes."""

    record_id: RecordId
    seconds: float
    share: float
    start: int = 0
    end: int = 0
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """Clips in the order of the lanes, records by the energy that they bring. What is not heard has 0 seconds. What is heard
    inside of a used remix counts for both, so that the shares of records may make more than 1."""

    clips: tuple[HeardClip, ...]
    records: tuple[HeardRecord, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a clip brings: `energies` is the sum of squares of both channels in each window of the time line that it touches,
    `when` the frames of that window in which it is heard; from its first to its last audible frame."""

    energies: Floats
    energy: float
    when: NDArray[np.int16]
    frames: int
    start: int
    end: int

    @classmethod
    def of(cls, clip: Clip, energies: Floats) -> Part:
        """A window that the clip fills in part is judged by that part."""
        sides = edges(clip)
        lengths = np.diff(sides)
        when = np.where(energies > AUDIBLE * 2 * lengths, lengths, 0).astype(np.int16)
        audible = np.flatnonzero(when)
        start, end = (int(sides[audible[0]]), int(sides[audible[-1] + 1])) if len(audible) else (0, 0)
        energy, frames = float(energies.sum(dtype=np.float64)), int(when.sum(dtype=np.int64))
        return cls(energies, energy, when, frames, start, end)


class Ear:
    """Listens to a mix (see `render.Listener`) and keeps the energy of each window of each clip.

    Parts may come in any order, each once, and end only where a window or the clip does.
    """

    def __init__(self, remix: Remix) -> None:
        self._remix = remix
        self._energies: dict[ClipId, tuple[Clip, Floats]] = {}

    def __call__(self, frame: int, clip: Clip, part: Floats, level: float) -> None:
        found = self._energies.get(clip.id)
        if found is None:
            found = self._energies[clip.id] = (clip, np.zeros(windows(clip), np.float32))
        first, last = frame // WINDOW, -(-(frame + len(part)) // WINDOW)
        energies = found[1][first - clip.start // WINDOW : last - clip.start // WINDOW]
        head = min(-frame % WINDOW, len(part))
        whole = (len(part) - head) // WINDOW
        tail = part[head + whole * WINDOW :]
        rows = part[head : head + whole * WINDOW].reshape(whole, 2 * WINDOW)
        np.vecdot(rows, rows, out=energies[bool(head) : bool(head) + whole])
        if head:
            energies[0] = np.vdot(part[:head], part[:head])
        if len(tail):
            energies[-1] = np.vdot(tail, tail)
        if level != 1:
            energies *= level * level

    def parts(self) -> dict[ClipId, Part]:
        """Of each clip that sounds. To be asked when the whole mix was listened to."""
        return {id: Part.of(clip, energies) for id, (clip, energies) in self._energies.items()}

    def heard(self) -> Heard:
        return told(self._remix, self.parts())


def heard(remix: Remix, find: Callable[[Material], Path]) -> Heard:
    """Listens to every clip that sounds, without mixing."""
    ear = Ear(remix)
    with Mix(remix, find) as mix:
        mix.listen(ear)
    return ear.heard()


def told(remix: Remix, parts: Mapping[ClipId, Part], inside: Inside = lambda material, clip: {}) -> Heard:
    """What the parts of a mix say together."""
    total = sum(one.energy for one in parts.values()) or 1.0
    materials, count = {one.sha256: one for one in remix.materials}, -(-remix.frames // WINDOW)
    found = {one.record_id: _Record(count, inside=False) for one in remix.materials if one.record_id is not None}
    clips = []
    for clip in (clip for lane in remix.lanes for clip in lane.clips):
        material, part = materials[clip.sha256], parts.get(clip.id)
        record = material.record_id
        if record is not None:
            seconds, share = (part.frames / RATE_HZ, part.energy / total) if part else (0.0, 0.0)
            clips.append(HeardClip(clip.id, record, seconds, share))
        if part is not None:
            if record is not None:
                found[record].add(clip, part, total)
            for within, its in inside(material, clip).items():
                known = found.setdefault(within, _Record(count, inside=True))
                known.add(clip, Part.of(clip, part.energies * its), total)
    records = [one.told(id) for id, one in found.items()]
    records = [one for one in records if not one.inside or one.seconds >= _LEAST_INSIDE_S]
    return Heard(tuple(clips), tuple(sorted(records, key=lambda one: -one.share)))


class _Record:
    """What comes together of one record, over the `count` windows of the time line."""

    def __init__(self, count: int, *, inside: bool) -> None:
        self.inside = inside
        self._count = count
        self._when: NDArray[np.int16] | None = None
        self._share = 0.0
        self._start = self._end = 0

    def add(self, clip: Clip, part: Part, total: float) -> None:
        self._share += part.energy / total
        if not part.frames:
            return
        first = clip.start // WINDOW
        if self._when is None:
            self._when, self._start = np.zeros(self._count, np.int16), part.start
        place = self._when[first : first + len(part.when)]
        np.maximum(place, part.when, out=place)
        self._start, self._end = min(self._start, part.start), max(self._end, part.end)

    def told(self, id: RecordId) -> HeardRecord:
        frames = 0 if self._when is None else int(self._when.sum(dtype=np.int64))
        return HeardRecord(id, frames / RATE_HZ, self._share, self._start, self._end, self.inside)


def windows(clip: Clip) -> int:
    """How many windows of the time line the clip touches."""
    return -(-clip.end // WINDOW) - clip.start // WINDOW


def edges(clip: Clip) -> NDArray[np.int64]:
    """Where these windows begin and end within the clip, in frames of the time line."""
    sides = np.arange(windows(clip) + 1, dtype=np.int64) * WINDOW + clip.start // WINDOW * WINDOW
    sides[0], sides[-1] = clip.start, clip.end
    return sides
