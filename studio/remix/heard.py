"""What can be heard of whom in a mix, so that the sources of a remix write themselves.

A part is heard where it is louder than -60 dBFS after gain, pan, fades, mute and solo: the power of its windows of 1 024 frames
(21 ms), as the mean of both channels. Its share is its energy among the energies of all clips; the shares of all clips together
make 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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

#: Of each clip that sounds: the energy of each window of the time line that it touches (the sum of squares of both channels).
Energies = Mapping[ClipId, Floats]
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


class Ear:
    """Listens to a mix (see `render.Listener`) and keeps the energy of each window of each clip.

    Parts may come in any order, each once, and end only where a window or the clip does.
    """

    def __init__(self, remix: Remix) -> None:
        self._remix = remix
        self.energies: dict[ClipId, Floats] = {}

    def __call__(self, frame: int, clip: Clip, part: Floats) -> None:
        energies = self.energies.get(clip.id)
        if energies is None:
            energies = self.energies[clip.id] = np.zeros(windows(clip), np.float32)
        at = frame // WINDOW - clip.start // WINDOW
        head = min(-frame % WINDOW, len(part))
        if head:
            energies[at] = np.vdot(part[:head], part[:head])
            at += 1
        whole = (len(part) - head) // WINDOW
        rows = part[head : head + whole * WINDOW].reshape(whole, 2 * WINDOW)
        np.vecdot(rows, rows, out=energies[at : at + whole])
        tail = part[head + whole * WINDOW :]
        if len(tail):
            energies[at + whole] = np.vdot(tail, tail)

    def heard(self) -> Heard:
        """To be asked when the whole mix was listened to."""
        return told(self._remix, self.energies)


def heard(remix: Remix, find: Callable[[Material], Path]) -> Heard:
    """Listens to every clip that sounds, without mixing."""
    ear = Ear(remix)
    with Mix(remix, find) as mix:
        mix.listen(ear)
    return ear.heard()


def told(remix: Remix, energies: Energies, inside: Inside = lambda material, clip: {}) -> Heard:
    """What the energies of a mix say."""
    total = sum(float(one.sum(dtype=np.float64)) for one in energies.values()) or 1.0
    materials = {one.sha256: one for one in remix.materials}
    found = {one.record_id: _Record(inside=False) for one in remix.materials if one.record_id is not None}
    clips = []
    for clip in (clip for lane in remix.lanes for clip in lane.clips):
        record = materials[clip.sha256].record_id
        energy = energies.get(clip.id, np.zeros(windows(clip), np.float32))
        if record is not None:
            frames = found[record].add(clip, energy, total, remix.frames)
            clips.append(HeardClip(clip.id, record, int(frames.sum()) / RATE_HZ, float(energy.sum()) / total))
        for within, part in inside(materials[clip.sha256], clip).items():
            found.setdefault(within, _Record()).add(clip, energy * part, total, remix.frames)
    records = [one.told(id) for id, one in found.items()]
    records = [one for one in records if not one.inside or one.seconds >= _LEAST_INSIDE_S]
    return Heard(tuple(clips), tuple(sorted(records, key=lambda one: -one.share)))


@dataclass(slots=True)
class _Record:
    """What comes together of one record. `when` holds the frames in which it is heard, of each window of the time line."""

    when: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    share: float = 0.0
    start: int = 0
    end: int = 0
    inside: bool = True

    def add(self, clip: Clip, energies: Floats, total: float, frames: int) -> NDArray[np.int64]:
        """Returns the frames that are heard in each window of the clip; one that it fills in part is judged by that part."""
        sides = edges(clip)
        lengths = np.diff(sides)
        there = np.where(energies > AUDIBLE * 2 * lengths, lengths, 0)
        audible = np.flatnonzero(there)
        self.share += float(energies.sum(dtype=np.float64)) / total
        if len(audible):
            start, end = int(sides[audible[0]]), int(sides[audible[-1] + 1])
            self.start, self.end = (min(self.start, start), max(self.end, end)) if self.end else (start, end)
            if not len(self.when):
                self.when = np.zeros(-(-frames // WINDOW), np.int64)
            first = clip.start // WINDOW
            place = self.when[first : first + len(there)]
            np.maximum(place, there, out=place)
        return there

    def told(self, id: RecordId) -> HeardRecord:
        return HeardRecord(id, int(self.when.sum()) / RATE_HZ, self.share, self.start, self.end, self.inside)


def windows(clip: Clip) -> int:
    """How many windows of the time line the clip touches."""
    return -(-clip.end // WINDOW) - clip.start // WINDOW


def edges(clip: Clip) -> NDArray[np.int64]:
    """Where these windows begin and end within the clip, in frames of the time line."""
    sides = np.arange(windows(clip) + 1, dtype=np.int64) * WINDOW + clip.start // WINDOW * WINDOW
    sides[0], sides[-1] = clip.start, clip.end
    return sides
