"""Any sound file into the studio: its bytes become media, and what its credits tell becomes sources."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.credit.finding import Finding, Library, look
from studio.credit.identity import Identity
from studio.credit.told import Said, record_in, said_of, sources_in
from studio.domain.ids import RecordId
from studio.domain.record import Source
from studio.domain.remix import MAX_FRAMES, RATE_HZ, Material
from studio.domain.words import tidy_title
from studio.errors import Refused
from studio.sound.convert import converted, open_sound
from studio.store.media import MediaFolder

from .kit_manifest import is_archive
from .samples import lying, up_to


@dataclass(frozen=True, slots=True)
class Brought:
    """`material` is the sound; where it is a record that the library knows, it names that. `sources` is what else its credits
    tell: to be looked at by a person, and added to the remix."""

    material: Material
    finding: Finding
    sources: tuple[Source, ...]
    said: Said

    @property
    def record_id(self) -> RecordId | None:
        return self.material.record_id


def bring(path: Path, media: MediaFolder, library: Library, identity: Identity | None = None) -> Brought:
    """Copies the file, whole, and reads what it says. By content, never by name: libsndfile first, else ffmpeg, if that is there.

    For a task's thread: it may decode the whole file to know its length. Raises Refused for what is no sound or has none, Damaged
    for what is broken, DiskTrouble; then nothing stays.
    """
    try:
        if not path.is_file():
            raise unreadable(path, FileNotFoundError("not a file"))
        if is_archive(path):
            raise Refused("This is no sound but an archive", "If it is a remix kit, open it as one.", path.name, "kit")
        frames = length_of(path)
        sha256 = media.add_file(path)
    except OSError as error:
        raise unreadable(path, error) from error
    finding = look(media.path(sha256), library, identity)
    record = record_in(finding, library)
    title = finding.work.title if finding.work and finding.work.title else path.stem
    sources = () if record is not None else tuple(sources_in(finding))
    return Brought(
        Material(sha256, frames, tidy_title(title), record), finding, sources, said_of(finding, library, path.name)
    )


def unreadable(path: Path, error: OSError) -> Refused:
    advice = "Look whether it is still there, and whether you may read it."
    return Refused("This file cannot be opened", advice, f"{path.name}: {error.strerror or error}", "missing")


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
