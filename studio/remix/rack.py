"""The sounds of a remix, opened once and kept open from one edit to the next.

A WAV file of 48 000 Hz is read where it lies. Any other sound is decoded once, in blocks, into the cache; a clip at another tempo
or pitch reads what `stretch` made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from studio.domain.remix import RATE_HZ, Clip, Material
from studio.errors import Damaged
from studio.sound.convert import Sound, converted, open_sound

from . import cache
from .samples import Layout, Samples, Scratch, Source, lying, missing, name_of, up_to
from .stretch import Stretched

Find = Callable[[Material], Path]
#: Decoders of one MP3 differ by some frames at its end; up to a tenth of a second is filled with silence.
_MAY_MISS = RATE_HZ // 10
_OPEN_AT_ONCE = 96


class Rack:
    """`samples` belongs to the thread that renders. `know` and `prepare` may run on one other thread meanwhile.

    `find` says where a material's file is. Everything raises Refused, Damaged and DiskTrouble where a sound is missing or broken.
    """

    def __init__(self, materials: Iterable[Material], find: Find) -> None:
        self._materials = {material.sha256: material for material in materials}
        self._find = find
        self._layouts: dict[str, Layout] = {}
        self._open: dict[tuple[str, float, float], Source] = {}
        self._scratch = Scratch()

    def know(self, materials: Iterable[Material]) -> None:
        """More materials; those that are known stay known."""
        self._materials = self._materials | {material.sha256: material for material in materials}

    def prepare(self, clip: Clip) -> None:
        """Whatever takes long for this clip is done now, so that `samples` has it at once."""
        material = self._materials[clip.sha256]
        self._layout(material)
        if clip.stretched:
            self._stretched(clip, material).prepare(clip.offset, clip.reach)

    def samples(self, clip: Clip) -> Source:
        """What the clip plays of, at its tempo and pitch."""
        key = (clip.sha256, clip.tempo, clip.pitch_st)
        found = self._open.pop(key, None)
        if found is None:
            material = self._materials[clip.sha256]
            found = self._stretched(clip, material) if clip.stretched else self._opened(material, self._scratch)
        self._open[key] = found  # the last one used stands last
        if len(self._open) > _OPEN_AT_ONCE:
            oldest = next(iter(self._open))
            self._open.pop(oldest).close()
        return found

    def close(self) -> None:
        for samples in self._open.values():
            samples.close()
        self._open.clear()

    def _opened(self, material: Material, scratch: Scratch) -> Samples:
        try:
            return Samples(self._layout(material), scratch)
        except OSError:
            self._layouts.pop(material.sha256, None)  # what lay in the cache may be gone: once more from the start
        try:
            return Samples(self._layout(material), scratch)
        except OSError as error:
            raise missing(material) from error

    def _stretched(self, clip: Clip, material: Material) -> Stretched:
        return Stretched(material, clip.tempo, clip.pitch_st, lambda: self._opened(material, Scratch()))

    def _layout(self, material: Material) -> Layout:
        if material.sha256 not in self._layouts:
            path = self._find(material)
            try:
                layout = lying(path) or self._decoded(open_sound(path), material)
            except OSError as error:
                raise missing(material) from error
            if layout.frames < material.frames - _MAY_MISS:
                raise Damaged(
                    "A sound of this remix is shorter than it was",
                    "Put the original file back, or remove its clips.",
                    f"{name_of(material)}: {layout.frames} of {material.frames} frames",
                )
            self._layouts[material.sha256] = layout
        return self._layouts[material.sha256]

    def _decoded(self, sound: Sound, material: Material) -> Layout:
        channels = min(2, sound.channels)
        name = f"{material.sha256}-{material.frames}-decoded"
        path = cache.kept(name, channels, lambda: up_to(material.frames, converted(sound, RATE_HZ, channels)))
        layout = lying(path)
        if layout is None:
            raise Damaged(
                "A decoded sound cannot be read", "Empty the studio's cache folder, then try again.", path.name
            )
        return layout
