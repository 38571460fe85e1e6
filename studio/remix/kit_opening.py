"""A remix kit that comes in: its sounds become media of the studio, its remix one of this studio's, and its makers are remembered.

A kit is a stranger's archive (INP-3). Only what its own `kit.json` names is read, never more than it says, 2 GB and 200 times the
archive's size; nothing is ever written under a name from inside. Whatever is wrong is told in words, and then nothing stays.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from studio.domain.ids import RemixId, SourceId, new_id
from studio.domain.progress import Progress
from studio.domain.record import Origin, Source, SourceType, Work
from studio.domain.remix import Material, Remix, check
from studio.errors import Damaged, DiskTrouble, Refused
from studio.store.media import MediaFolder
from studio.store.unzipping import Bounds, Unzipping, unzipping

from . import file
from .bring import length_of, unreadable
from .kit_manifest import KIT, MAX_BYTES, MAX_ENTRIES, NAME, Kit, Made, Packed
from .remembered import Kits
from .strict import MAX_BYTES as MAX_TEXT_BYTES


@dataclass(frozen=True, slots=True)
class Opened:
    """`path` is the remix's file in this studio. `kit` tells who made what."""

    remix: Remix
    path: Path
    kit: Kit


def open_kit(path: Path, media: MediaFolder, remixes: Path, kits: Kits, progress: Progress | None = None) -> Opened:
    """Brings a kit into the studio. A kit that was opened before is a new remix again. For a task's thread.

    Raises Refused and Damaged for what is wrong with it, and DiskTrouble.
    """
    try:
        with _archive(path) as archive, tempfile.TemporaryDirectory(prefix=".kit-", dir=remixes.parent) as name:
            reader = _Reader(archive, Path(name), progress or Progress())
            kit, remix = reader.read()
            own = kits.knows(kit.id)
            for packed in reader.unpacked:
                media.link_file(packed)
    except OSError as error:
        advice = "Nothing was changed. Make room on the disk, then open it again."
        raise DiskTrouble("The sounds of this kit cannot be kept", advice, str(error)) from error
    kits.remember(kit)
    remix = replace(remix, id=RemixId(new_id()))
    remix = remix if own else replace(remix, sources=(*remix.sources, *_makers(kit, remix)))
    check(remix)
    to = remixes / f"{remix.id}.remix"
    file.save(remix, to)
    return Opened(remix, to, kit)


def peek(path: Path) -> Kit:
    """What a kit says of itself; nothing else of it is read. Raises Refused and Damaged."""
    with _archive(path) as archive:
        return _Reader(archive, Path(), Progress()).manifest()


@contextmanager
def _archive(path: Path) -> Iterator[Unzipping]:
    """Everything that a broken or hostile archive throws leaves as Damaged."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise unreadable(path, error) from error
    with unzipping(path, Bounds(MAX_ENTRIES, MAX_BYTES, _refused, _damaged)) as archive:
        yield archive


class _Reader:
    def __init__(self, archive: Unzipping, folder: Path, progress: Progress) -> None:
        self._archive = archive
        self._folder = folder
        self._progress = progress
        self.unpacked: list[Path] = []

    def read(self) -> tuple[Kit, Remix]:
        """What is named, looked at whole before any of it is believed."""
        kit = self.manifest()
        packed = {one.name: one for one in kit.files}
        self._progress.begin(sum(one.size_bytes for one in kit.files))
        remix = file.from_text(self._text(kit.remix, packed[kit.remix]))
        materials = tuple(self._sound(material, packed) for material in remix.materials)
        return kit, replace(remix, materials=materials)

    def manifest(self) -> Kit:
        return KIT.from_text(self._text(NAME, None))

    def _sound(self, material: Material, packed: dict[str, Packed]) -> Material:
        """Unpacked under a name of our own; a sound that no clip plays may be missing."""
        one = packed.get(material.file)
        if one is None:
            return replace(material, file="")
        if one.sha256 != material.sha256:
            raise _damaged(f"{one.name} is not the sound of the remix")
        path = self._folder / material.sha256
        if not path.exists():
            with path.open("xb") as out:
                for piece in self._pieces(one.name, one):
                    out.write(piece)
            length_of(path)
            self.unpacked.append(path)
        return replace(material, file="")

    def _text(self, name: str, packed: Packed | None) -> bytes:
        data = bytearray()
        for piece in self._pieces(name, packed):
            data += piece
            if len(data) > MAX_TEXT_BYTES:
                raise _refused(f"{name} is too large")
        return bytes(data)

    def _pieces(self, name: str, packed: Packed | None) -> Iterator[bytes]:
        """An entry, held against what the kit says of it."""
        seen, size = hashlib.sha256(), 0
        for piece in self._archive.pieces(name, packed.size_bytes if packed else None):
            size += len(piece)
            self._progress.add(len(piece))
            seen.update(piece)
            yield piece
        if packed is not None and (size, seen.hexdigest()) != (packed.size_bytes, packed.sha256):
            raise _damaged(f"{name[:80]!r} was changed")


def _makers(kit: Kit, remix: Remix) -> Iterator[Source]:
    """What another studio's kit brings along and no platform knows: the piece it was, and the sounds that were its maker's own."""
    own = {material.sha256 for material in remix.materials if material.record_id is None}
    known = {source.work for source in remix.sources}
    theirs = [made for made in kit.works if made.sha256 in own and not made.record_id]
    for made, kind in ((kit.piece, SourceType.EDITED), *((made, SourceType.SAMPLED) for made in theirs)):
        if made.title and _work(made) not in known:
            yield Source(SourceId(new_id()), None, kind, Origin.MANUAL, work=_work(made))


def _work(made: Made) -> Work:
    return Work(made.title[:200], made.author[:200], "", made.rights[:200])


def _refused(detail: str) -> Refused:
    advice = "It was not opened, and nothing was changed. A kit holds at most 2 GB in 10 000 files."
    return Refused("This archive is not opened", advice, detail, "kit")


def _damaged(detail: str) -> Damaged:
    return Damaged("This remix kit is damaged, or is none", "Nothing was changed. Ask for it again.", detail)
