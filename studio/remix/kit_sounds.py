"""The sounds that go into a kit: what is public already as it is, everything else without what its file says beside the sound.

A file of one's own may tell where it was recorded, on which telephone, and may even be a film (INP-6). So an own sound goes out as
a plain WAV file of 48 kHz that the engine writes, unless it was recorded or mixed by a studio. To the ear nothing changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from studio import private
from studio.credit import carried, tags
from studio.credit.finding import Library
from studio.domain.privacy import About
from studio.domain.progress import Progress
from studio.domain.remix import Lane, Material, Remix
from studio.errors import StudioError
from studio.sound.convert import sniff
from studio.sound.wav import is_bare

from .parts import Parts

#: They hold pictures too.
_FILMS = ("mov", "matroska")


def shareable(
    remix: Remix, find: Callable[[Material], Path], library: Library, folder: Path, progress: Progress
) -> tuple[Remix, list[Path]]:
    """The remix with the materials that its clips play, in their order, and where each lies; new ones are made in `folder`.

    Raises Refused, Damaged and DiskTrouble.
    """
    used = {clip.sha256 for lane in remix.lanes for clip in lane.clips}
    parts = Parts(remix, find, folder, progress)
    materials, paths, renamed = [], [], {}
    try:
        for material in remix.materials:
            if material.sha256 not in used:
                continue
            path, shared = find(material), material
            if not _is_public(material, path, library, folder):
                path = parts.bare(material)
                with path.open("rb") as file:
                    shared = replace(material, sha256=hashlib.file_digest(file, "sha256").hexdigest())
            renamed[material.sha256] = shared.sha256
            materials.append(shared)
            paths.append(path)
    finally:
        parts.close()
    lanes = tuple(_renamed(lane, renamed) for lane in remix.lanes)
    return replace(remix, lanes=lanes, materials=tuple(materials)), paths


def _is_public(material: Material, path: Path, library: Library, folder: Path) -> bool:
    """Told by a platform or a kit; or a file that says no more than what a studio writes into it."""
    if material.record_id is not None or library.by_sha256(material.sha256) is not None:
        return True
    return is_bare(path) or (sniff(path) not in _FILMS and _is_only_credited(path, folder))


def _is_only_credited(path: Path, folder: Path) -> bool:
    """It has the credits of a studio; without everything but those it would tell the same, but for a signature."""
    clean = folder / "clean"
    try:
        if tags.read(path) is None:
            return False
        private.strip(path, clean, sniff(path))
        carried.keep(path, clean, None)
        more = set(private.found(path, sniff(path))) - set(private.found(clean, sniff(path)))
        return all(one.about is About.HISTORY for one in more)
    except StudioError:
        return False
    finally:
        clean.unlink(missing_ok=True)


def _renamed(lane: Lane, names: dict[str, str]) -> Lane:
    return replace(lane, clips=tuple(replace(clip, sha256=names[clip.sha256]) for clip in lane.clips))
