"""Any picture file onto a canvas: its bytes become media, and what its credits tell becomes sources."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.credit.finding import Finding, Library, look
from studio.credit.identity import Identity
from studio.credit.told import Said, record_in, said_of, sources_in
from studio.domain.canvas import Picture
from studio.domain.record import Source
from studio.domain.words import tidy_title
from studio.errors import Refused
from studio.picture import inspect
from studio.store.media import MediaFolder


@dataclass(frozen=True, slots=True)
class Brought:
    """`picture` names the record that it is, where the library knows it. `sources` is what else its credits tell."""

    picture: Picture
    finding: Finding
    sources: tuple[Source, ...]
    said: Said


def bring(path: Path, media: MediaFolder, library: Library, identity: Identity | None = None) -> Brought:
    """Copies the file, whole: only its pixels ever leave the canvas. For a task's thread.

    Raises Refused (no picture, too large), Damaged and DiskTrouble; then nothing stays.
    """
    if not path.is_file():
        raise Refused("This is not a file", "Add pictures, one or several.", path.name)
    facts = inspect(path)
    sha256 = media.add_file(path)
    finding = look(media.path(sha256), library, identity)
    record = record_in(finding, library)
    title = tidy_title(finding.work.title if finding.work and finding.work.title else path.stem)
    sources = () if record is not None else tuple(sources_in(finding))
    picture = Picture(sha256, facts.width_px, facts.height_px, title, record)
    return Brought(picture, finding, sources, said_of(finding, library, path.name))
