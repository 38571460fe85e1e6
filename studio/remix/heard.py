"""What can be heard of whom in a mix, so that the sources of a remix write themselves.

A part is heard where it is louder than -60 dBFS after gain, pan, fades, mute and solo: the power of its windows of 1 024 frames
(21 ms), as the mean of both channels. Its share is its energy among the energies of all clips; the shares of all clips together
make 1.
"""

from __future__ import annotations

from collections.abc import Callable
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


@dataclass(frozen=True, slots=True)
class HeardClip:
    """A clip of another's record: `seconds` in which it is heard, and its share (0 to 1) of the mix's energy."""

    clip_id: ClipId
    record_id: RecordId
    seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class HeardRecord:
    """All clips of one record; a moment in which two of them are heard counts once."""

    record_id: RecordId
    seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Clips in the order of the lanes, records by the energy that they bring. What is not heard has 0 seconds."""

    clips: tuple[HeardClip, ...]
    records: tuple[HeardRecord, ...]


class Ear:
    """Listens to a mix (see `render.Listener`) and keeps the energy of each window of each clip.

    Parts may come in any order, each once, and end only where a window or the clip does.
    """

    def __init__(self, remix: Remix) -> None:
        self._remix = remix
        self._energies: dict[ClipId, Floats] = {}

    def __call__(self, frame: int, clip: Clip, part: Floats) -> None:
        energies = self._energies.get(clip.id)
        if energies is None:
            energies = self._energies[clip.id] = np.zeros(_windows(clip), np.float32)
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
        energy = {id: float(energies.sum(dtype=np.float64)) for id, energies in self._energies.items()}
        total = sum(energy.values()) or 1.0
        records = {one.sha256: one.record_id for one in self._remix.materials if one.record_id is not None}
        when = {record: np.zeros(-(-self._remix.frames // WINDOW), np.int64) for record in records.values()}
        clips = []
        for clip in (clip for lane in self._remix.lanes for clip in lane.clips if clip.sha256 in records):
            record = records[clip.sha256]
            frames = self._frames(clip)
            first = clip.start // WINDOW
            there = when[record][first : first + len(frames)]
            np.maximum(there, frames, out=there)
            share = energy.get(clip.id, 0.0) / total
            clips.append(HeardClip(clip.id, record, int(frames.sum()) / RATE_HZ, share))
        shares = dict.fromkeys(when, 0.0)
        for one in clips:
            shares[one.record_id] += one.share
        found = (HeardRecord(id, int(frames.sum()) / RATE_HZ, shares[id]) for id, frames in when.items())
        return Heard(tuple(clips), tuple(sorted(found, key=lambda one: -one.share)))

    def _frames(self, clip: Clip) -> NDArray[np.int64]:
        """The frames that are heard in each window; one that the clip fills in part is judged by that part."""
        energies = self._energies.get(clip.id)
        if energies is None:
            return np.zeros(_windows(clip), np.int64)
        edges = np.arange(len(energies) + 1) * WINDOW + clip.start // WINDOW * WINDOW
        edges[0], edges[-1] = clip.start, clip.end
        lengths = np.diff(edges)
        return np.where(energies > AUDIBLE * 2 * lengths, lengths, 0)


def heard(remix: Remix, find: Callable[[Material], Path]) -> Heard:
    """Listens to every clip that sounds, without mixing."""
    ear = Ear(remix)
    with Mix(remix, find) as mix:
        mix.listen(ear)
    return ear.heard()


def _windows(clip: Clip) -> int:
    """How many windows of the time line the clip touches."""
    return -(-clip.end // WINDOW) - clip.start // WINDOW
