"""Listening again after every edit costs only what the edit changed; own earlier remixes are heard as what they were mixed from.

For one task at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.ids import ClipId, RecordId
from studio.domain.progress import Progress
from studio.domain.remix import Clip, Lane, Material, Remix
from studio.errors import StudioError
from studio.sound.pcm import Floats

from .heard import WINDOW, Ear, Heard, Part, edges, told, windows
from .render import Mix

#: Parts of clips that are remembered: about 100 MB of them.
_MOST_WINDOWS = 1 << 24
#: A window in which nothing sounds has no parts.
_SILENT = np.float32(1e-30)
Find = Callable[[Material], Path]
#: What a material was mixed from, None where it is no remix of this studio.
Mixed = Callable[[Material], Remix | None]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What a clip brought at these levels of lane and master. An edit shares every clip that it does not change."""

    clip: Clip
    levels: tuple[float, float, float]
    part: Part


class Listening:
    """Raises Refused (also where `progress` stops it) and Damaged, as `render.Mix` does."""

    def __init__(self, find: Find, mixed: Mixed = lambda material: None) -> None:
        self._find = find
        self._mixed = mixed
        self._known: dict[int, _Known] = {}
        self._inner: dict[str, Mapping[RecordId, Floats]] = {}
        self._opening: list[str] = []

    def heard(self, remix: Remix, progress: Progress | None = None) -> Heard:
        progress = progress or Progress()
        parts = self._listen(remix, progress)
        found = told(remix, parts, lambda material, clip: self._inside(material, clip, progress))
        self._forget()
        return found

    def _listen(self, remix: Remix, progress: Progress) -> dict[ClipId, Part]:
        """The parts of all clips that sound; only those that are not known yet are listened to."""
        found, unknown = dict[ClipId, Part](), dict[ClipId, tuple[float, float, float]]()
        for lane in remix.heard_lanes():
            levels = (lane.gain_db, lane.pan, remix.gain_db)
            for clip in lane.clips:
                known = self._known.get(id(clip))
                if clip.muted:
                    continue
                if known is not None and known.clip is clip and known.levels == levels:
                    found[clip.id] = known.part
                else:
                    unknown[clip.id] = levels
        if unknown:
            found |= self._listen_to(remix, unknown, progress)
        return found

    def _listen_to(
        self, remix: Remix, unknown: Mapping[ClipId, tuple[float, float, float]], progress: Progress
    ) -> dict[ClipId, Part]:
        lanes = tuple(_only(lane, unknown) for lane in remix.lanes)
        clips = {clip.id: clip for lane in lanes for clip in lane.clips}
        progress.begin(sum(clip.length for clip in clips.values()))
        less = replace(remix, lanes=lanes)
        ear, whole = Ear(less), set[ClipId]()

        def listener(frame: int, clip: Clip, sound: Floats, level: float) -> None:
            progress.add(len(sound))
            ear(frame, clip, sound, level)
            if frame + len(sound) == clip.end:
                whole.add(clip.id)

        try:
            with Mix(less, self._find) as mix:
                mix.listen(listener)
        finally:  # what was heard to its end need not be heard again, also where it was stopped
            parts = {one: part for one, part in ear.parts().items() if one in whole}
            self._known |= {id(clips[one]): _Known(clips[one], unknown[one], part) for one, part in parts.items()}
        return parts

    def _forget(self) -> None:
        """Keeps the memory in its bounds; the oldest go first."""
        size = sum(len(one.part.energies) for one in self._known.values())
        while size > _MOST_WINDOWS:
            size -= len(self._known.pop(next(iter(self._known))).part.energies)

    def _inside(self, material: Material, clip: Clip, progress: Progress) -> Mapping[RecordId, Floats]:
        parts = self._opened(material, progress)
        if not parts:
            return {}
        at = _places(clip) // WINDOW
        return {id: part[np.minimum(at, len(part) - 1)] for id, part in parts.items()}

    def _opened(self, material: Material, progress: Progress) -> Mapping[RecordId, Floats]:
        """Of each record inside a mix, its part of each window of it. A mix that lies inside itself is opened once."""
        if material.sha256 not in self._inner and material.sha256 not in self._opening:
            remix = self._mixed(material)
            self._opening.append(material.sha256)
            try:
                self._inner[material.sha256] = self._parts(remix, progress) if remix and remix.frames else {}
            finally:
                self._opening.pop()
        return self._inner.get(material.sha256, {})

    def _parts(self, remix: Remix, progress: Progress) -> Mapping[RecordId, Floats]:
        try:
            energies = {one: part.energies for one, part in self._listen(remix, progress).items()}
        except StudioError:
            progress.add(0)  # raises where it was stopped
            energies = {clip.id: np.ones(windows(clip), np.float32) for _, clip in remix.audible()}
        whole = np.zeros(-(-remix.frames // WINDOW), np.float32)
        found: dict[RecordId, Floats] = {}
        materials = {one.sha256: one for one in remix.materials}
        for _, clip in remix.audible():
            energy, first = energies[clip.id], clip.start // WINDOW
            whole[first : first + len(energy)] += energy
            material = materials[clip.sha256]
            inner = {id: energy * part for id, part in self._inside(material, clip, progress).items()}
            if material.record_id is not None:
                inner[material.record_id] = energy
            for id, part in inner.items():
                place = found.setdefault(id, np.zeros(len(whole), np.float32))
                place[first : first + len(part)] += part
        whole = np.maximum(whole, _SILENT)
        return {id: np.divide(part, whole, out=part) for id, part in found.items()}


def _only(lane: Lane, ids: Collection[ClipId]) -> Lane:
    """Those clips alone, whatever is muted: what is heard was chosen already."""
    return replace(lane, clips=tuple(clip for clip in lane.clips if clip.id in ids), muted=False, solo=False)


def _places(clip: Clip) -> NDArray[np.int64]:
    """The frame of its material that a clip plays in the middle of each window it touches."""
    sides = edges(clip)
    inside = (sides[:-1] + sides[1:]) // 2 - clip.start
    span = clip.loop or clip.length
    inside = (clip.phase + inside) % span
    places = clip.offset + (span - 1 - inside if clip.reverse else inside)
    return places if clip.tempo == 1 else (places * clip.tempo).astype(np.int64)
