"""The remix kit: a zip that holds a remix with all its sounds, who made each of them, and `CREDITS.txt`.

    kit.json                 what belongs to it, and who made what: its works and all that they build on
    NAME.remix               the remix; its materials lie in media/
    media/NN NAME.wav        each sound: what is public byte for byte, with the credits it carries; own files without anything
                             that they say beside the sound
    media/NN NAME.wav.json   who made it
    CREDITS.txt              everybody, for people

Nothing in it is packed: sound hardly becomes smaller, and so a kit never looks like a bomb.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from studio import durable
from studio.credit.finding import Library
from studio.credit.lines import Credit, Credits
from studio.credit.roll import FILE_NAME, as_text
from studio.domain.ids import RecordId, new_id
from studio.domain.moments import now
from studio.domain.progress import Progress
from studio.domain.record import Record
from studio.domain.remix import Material, Remix
from studio.domain.words import safe_file_name
from studio.errors import Refused
from studio.sound.convert import sniff

from . import file
from .crediting import roll_of
from .kit_manifest import (
    KIT,
    MAX_BYTES,
    MAX_ENTRIES,
    MAX_WORKS,
    NAME,
    SIDECAR,
    Kit,
    Made,
    Packed,
    in_order,
    made_by,
    made_of,
    sidecar_of,
    suffix_of,
)
from .kit_sounds import shareable

ENDING = ".zip"
_PIECE_BYTES = 1 << 20
_OWN_ENTRIES = 200


def write(
    remix: Remix, find: Callable[[Material], Path], out: Path, credits: Credits, library: Library, progress: Progress
) -> Kit:
    """Writes `out`, whole or not at all; `credits` name the piece. What it holds is returned, to be remembered.

    Raises Refused, Damaged and DiskTrouble.
    """
    durable.must_be_new(out)
    try:
        with durable.workplace(out.parent, "kit") as place:
            remix, paths = shareable(remix, find, library, place / "sounds", progress)
            sizes = sum(path.stat().st_size for path in paths)
            if sizes > MAX_BYTES or 2 * len(paths) + _OWN_ENTRIES > MAX_ENTRIES:
                advice = "Its sounds take more than 2 GB, or are more than 4 900. Export a project instead."
                raise Refused("This remix is too large for a kit", advice, f"{len(paths)}, {sizes} bytes", "too_large")
            progress.begin(sizes)
            part = place / "kit"
            with zipfile.ZipFile(part, "x", zipfile.ZIP_STORED) as archive:
                kit = _Writer(archive, progress).write(remix, paths, credits, library)
            with part.open("r+b") as written:
                durable.sync_data(written.fileno())
            durable.must_be_new(out)
            part.rename(out)
        durable.sync_folder(out.parent)
    except OSError as error:
        raise durable.in_words(error) from error
    return kit


class _Writer:
    def __init__(self, archive: zipfile.ZipFile, progress: Progress) -> None:
        self._archive = archive
        self._progress = progress
        self._files: list[Packed] = []

    def write(self, remix: Remix, paths: list[Path], credits: Credits, library: Library) -> Kit:
        materials, works = [], []
        for number, (material, path) in enumerate(zip(remix.materials, paths, strict=True), 1):
            title = material.title.removesuffix(suffix := suffix_of(sniff(path))) or "sound"
            name = f"media/{safe_file_name(f'{number:02d} {title}', suffix)}"
            self._copy(name, path, material)
            made = _made(material, credits.work, library)
            self._text(sidecar_of(name), SIDECAR.to_text(made))
            materials.append(replace(material, file=name))
            works.append(made)
        called = safe_file_name(remix.title, ".remix", "remix")
        self._text(called, file.to_text(replace(remix, materials=tuple(materials))))
        self._text(FILE_NAME, as_text(roll_of(credits, library)))
        works += _ancestors(works, library)
        kit = Kit(new_id(), called, made_by(credits.work), tuple(self._files), in_order(works)[:MAX_WORKS], now())
        self._archive.writestr(NAME, KIT.to_text(kit))
        return kit

    def _text(self, name: str, text: str) -> None:
        data = text.encode()
        self._files.append(Packed(name, hashlib.sha256(data).hexdigest(), len(data)))
        self._archive.writestr(name, data)

    def _copy(self, name: str, path: Path, material: Material) -> None:
        """Byte for byte; a file that is another one by now is refused."""
        seen, size = hashlib.sha256(), 0
        with path.open("rb") as source, self._archive.open(name, "w", force_zip64=True) as entry:
            while piece := source.read(_PIECE_BYTES):
                seen.update(piece)
                size += len(piece)
                entry.write(piece)
                self._progress.add(len(piece))
        if seen.hexdigest() != material.sha256:
            advice = "Put the original file back, or remove its clips."
            raise Refused("A sound of this remix is not the one it was made with", advice, material.title, "changed")
        self._files.append(Packed(name, material.sha256, size))


def _made(material: Material, piece: Credit, library: Library) -> Made:
    """By the library's word; an own sound is by whoever makes the piece, under the same rights."""
    record = library.by_id(material.record_id) if material.record_id else library.by_sha256(material.sha256)
    if record is not None:
        return replace(made_of(record), sha256=material.sha256)
    if material.record_id:
        return Made(material.title, record_id=material.record_id, sha256=material.sha256)
    return Made(material.title, piece.author, piece.rights, sha256=material.sha256)


def _ancestors(works: list[Made], library: Library) -> Iterator[Made]:
    """All that the works build on, as far as the library knows."""
    waiting = [source.record_id for made in works for source in made.sources]
    seen: set[RecordId] = {RecordId(made.record_id) for made in works}
    while waiting and len(seen) < MAX_WORKS:
        id = waiting.pop()
        record: Record | None = library.by_id(id) if id and id not in seen else None
        if record is not None:
            seen.add(record.id)
            waiting += [source.record_id for source in record.sources]
            yield made_of(record)
