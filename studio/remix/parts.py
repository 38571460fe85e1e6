"""The sounds of a remix as WAV files of 48 kHz for other programs, and its lanes as rows in which no clip overlaps another.

A sound that is such a file already is copied byte for byte, with the credits it carries. What another program cannot say (a
backwards part, a loop of a part, a fade that was cut) is rendered to a file of its own, by the engine itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from studio import durable
from studio.domain.ids import ClipId
from studio.domain.progress import Progress
from studio.domain.remix import RATE_HZ, Clip, Fade, Lane, Material, Remix
from studio.domain.words import safe_file_name
from studio.sound.wav import WavWriter

from .rack import Rack
from .render import faded, pieces
from .samples import lying

_BLOCK = 1 << 16
_NONE = Fade()


def media_of(out: Path) -> Path:
    """The folder for the sounds of a project."""
    return out.with_name(f"{out.stem} media")


def can_say(fade: Fade, clip: Clip) -> bool:
    """Whether a fade is one that begins with its clip and ends within it."""
    return not fade.cut and fade.frames <= clip.length


def rows(lane: Lane) -> list[list[Clip]]:
    """The clips of a lane in as few rows as possible, each by time; clips that touch share a row where no fade meets there."""
    found: list[list[Clip]] = []
    for clip in sorted(lane.clips, key=lambda one: (one.start, one.id)):
        row = next((row for row in found if _fits(row[-1], clip)), None)
        if row is None:
            found.append([clip])
        else:
            row.append(clip)
    return found


def _fits(before: Clip, clip: Clip) -> bool:
    meets = before.fade_out.frames or clip.fade_in.frames
    return before.end < clip.start or (before.end == clip.start and not meets)


class Parts:
    """Writes each needed sound once into `folder`; used from one thread, and to be closed."""

    def __init__(self, remix: Remix, find: Callable[[Material], Path], folder: Path, progress: Progress) -> None:
        self._materials = {material.sha256: material for material in remix.materials}
        self._find = find
        self._rack = Rack(remix.materials, find)
        self._folder = folder
        self._progress = progress
        self._made: dict[object, Path] = {}
        folder.mkdir()

    def material(self, clip: Clip) -> Material:
        return self._materials[clip.sha256]

    def whole(self, clip: Clip) -> Path:
        """The clip's whole sound."""
        material = self.material(clip)
        if material.sha256 not in self._made:
            path = self._path(material, "")
            self._made[material.sha256] = path
            source = self._find(material)
            layout = lying(source)
            if layout is not None and layout.channels <= 2:
                self._copy(source, path)
            else:
                self._write(path, Clip(clip.id, clip.sha256, 0, material.frames))
        return self._made[material.sha256]

    def bare(self, material: Material) -> Path:
        """A sound as the engine hears it, and nothing else that its file says."""
        path = self._path(material, "")
        self._made[path] = path
        self._write(path, Clip(ClipId(""), material.sha256, 0, material.frames))
        return path

    def cycle(self, clip: Clip) -> Path:
        """The part or the loop that the clip plays, once and from its beginning, in the direction it is played."""
        span = clip.loop or clip.length
        once = replace(clip, start=0, length=span, loop=0, phase=0, fade_in=_NONE, fade_out=_NONE)
        return self._part(once, "backwards" if clip.reverse else "loop")

    def played(self, clip: Clip, *, with_fades: bool) -> Path:
        """All that the clip plays, before gain and pan."""
        whole = replace(clip, start=0)
        return self._part(whole if with_fades else replace(whole, fade_in=_NONE, fade_out=_NONE), "part")

    def close(self) -> None:
        self._rack.close()

    def _part(self, clip: Clip, what: str) -> Path:
        key = replace(clip, id=ClipId(""), gain_db=0.0, pan=0.0, muted=False, group="")
        if key not in self._made:
            self._made[key] = self._path(self.material(clip), f" {what}")
            self._write(self._made[key], clip)
        return self._made[key]

    def _path(self, material: Material, what: str) -> Path:
        title = material.title.removesuffix(".wav") or "sound"
        return self._folder / safe_file_name(f"{len(self._made) + 1:02d} {title}{what}", ".wav")

    def _copy(self, source: Path, path: Path) -> None:
        with source.open("rb") as file, path.open("xb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
            copy.flush()
            durable.sync_data(copy.fileno())
        self._progress.add(0)

    def _write(self, path: Path, clip: Clip) -> None:
        samples = self._rack.samples(clip)
        has_fades = bool(clip.fade_in.frames or clip.fade_out.frames)
        writer = WavWriter(path, RATE_HZ, samples.channels, 16 if samples.is_short and not has_fades else 32)
        try:
            for at in range(0, clip.length, _BLOCK):
                self._progress.add(0)
                frames = min(_BLOCK, clip.length - at)
                envelope = faded(clip, at, frames) if has_fades else None
                block = np.concatenate(
                    [raw[:, :2] * np.float32(samples.scale) for raw in pieces(samples, clip, at, frames)]
                )
                writer.write(block if envelope is None else block * envelope[:, None])
            writer.flush()
        finally:
            writer.close()
