"""Any sound file into the studio: its bytes become media, and what its credits tell becomes sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio import durable
from studio.credit.finding import SURE_IN_WORDS, Finding, Library, Sure, look
from studio.credit.identity import Identity
from studio.credit.lines import Credit
from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.record import Origin, Record, Source, SourceType, Work
from studio.domain.remix import MAX_FRAMES, RATE_HZ, Material
from studio.domain.words import tidy_title
from studio.errors import Refused
from studio.sound.convert import converted, open_sound
from studio.store.media import MediaFolder

from .kit_manifest import is_archive
from .samples import lying, up_to

_MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Brought:
    """`material` is the sound; where it is a record that the library knows, it names that. `sources` is what else its credits
    tell: to be looked at by a person, and added to the remix."""

    material: Material
    finding: Finding
    sources: tuple[Source, ...]

    @property
    def record_id(self) -> RecordId | None:
        return self.material.record_id

    @property
    def words(self) -> tuple[str, ...]:
        """CIT-2: how sure the credits are, and why."""
        return (f"{SURE_IN_WORDS[self.finding.sure]}.", *self.finding.because)


def bring(path: Path, media: MediaFolder, library: Library, identity: Identity | None = None) -> Brought:
    """Copies the file, whole, and reads what it says. By content, never by name: libsndfile first, else ffmpeg, if that is there.

    For a task's thread: it may decode the whole file to know its length. Raises Refused for what is no sound or has none, Damaged
    for what is broken, DiskTrouble; then nothing stays.
    """
    try:
        if not path.is_file():
            raise Refused("This file cannot be opened", "Look whether it is still there.", path.name, "missing")
        if is_archive(path):
            raise Refused("This is no sound but an archive", "If it is a remix kit, open it as one.", path.name, "kit")
        frames = length_of(path)
        sha256 = media.add_file(path)
    except OSError as error:
        raise durable.in_words(error) from error
    finding = look(media.path(sha256), library, identity)
    record = _record(finding, library)
    title = finding.work.title if finding.work and finding.work.title else path.stem
    sources = () if record is not None else tuple(_sources(finding))
    return Brought(Material(sha256, frames, tidy_title(title), record), finding, sources)


def length_of(path: Path) -> int:
    """How many frames of 48 000 Hz a sound has. Raises Refused where it has none or too many, and Damaged."""
    layout = lying(path)
    if layout is not None:
        frames = layout.frames
    else:
        sound = open_sound(path)
        decoded = converted(sound, RATE_HZ, min(2, sound.channels))
        frames = sum(len(block) for block in up_to(MAX_FRAMES + 1, decoded))
    if frames < 1:
        raise Refused(
            "There is no sound in this file", "Choose another one. It was left as it is.", path.suffix, "silent"
        )
    if frames > MAX_FRAMES:
        raise Refused("This sound is too long", "Choose one of at most 24 hours.", path.suffix, "too_large")
    return frames


def _record(finding: Finding, library: Library) -> RecordId | None:
    """The record that these bytes are; or the known one that it says to be, where nobody changed it since it was signed."""
    if finding.record is not None and finding.record.id:
        return finding.record.id
    if finding.work is None or not finding.work.record_id or finding.sure not in (Sure.CERTAIN, Sure.LIKELY):
        return None
    known = library.by_id(RecordId(finding.work.record_id))
    return known.id if known is not None else None


def _sources(finding: Finding) -> Iterator[Source]:
    """The piece itself, where it says what it is, and what it builds on."""
    if finding.work is not None and finding.work.title:
        yield _source(finding.work, None)
    for parent in finding.parents:
        if parent.record is not None or parent.credit.title:
            yield _source(parent.credit, parent.record)


def _source(credit: Credit, record: Record | None) -> Source:
    kind = SourceType(credit.type) if credit.type in set(SourceType) else SourceType.SAMPLED
    id = SourceId(new_id())
    if record is not None and record.id:
        return Source(id, record.id, kind, Origin.MANUAL)
    rights, author = credit.rights[:_MAX_WORDS], credit.author[:_MAX_WORDS]
    return Source(id, None, kind, Origin.MANUAL, work=Work(credit.title[:_MAX_WORDS], author, credit.address, rights))
