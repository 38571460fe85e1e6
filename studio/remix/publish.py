"""One way out for everything a remix becomes: a mix with its stems, a project for another program, or a kit, each with its credits.

All of it gets its name when it is whole. What cannot be done for the credits is told in `notes` and never stops an export.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from studio import durable
from studio.credit import roll
from studio.credit.embed import embed
from studio.credit.finding import Library
from studio.credit.identity import Identity
from studio.credit.lines import Credit, Credits
from studio.domain.progress import Progress
from studio.domain.record import Source
from studio.domain.remix import Material, Remix
from studio.errors import DiskTrouble, Refused, StudioError

from . import export as mixing
from . import kit, otio, reaper
from .citing import sources_of
from .crediting import credits_of, roll_of
from .export import Exported, Find, Wish, stems_of
from .heard import Ear, Heard, heard
from .parts import media_of
from .remembered import Kits

_PROJECTS = {".otio": otio.write, ".rpp": reaper.write}
ENDINGS = (*mixing.ENDINGS, *_PROJECTS, kit.ENDING)
NOBODY = Credit("")


@dataclass(frozen=True, slots=True)
class Naming:
    """How an export names its makers. `work` is the piece itself (empty fields: nobody said); `sources` as they were settled, None
    has them written from what is heard. `seal` opens the identity that signs; it may ask a keyring. `kits` are asked for what no
    platform tells of, and remember a kit that is made."""

    library: Library
    seal: Callable[[], Identity]
    work: Credit = NOBODY
    sources: tuple[Source, ...] | None = None
    kits: Kits | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """`heard` is None where the sources were settled before; `beside` are the folders that belong to `path`; `mixed` tells of a
    mix, and is None for anything else; `notes` say in words what could not be done."""

    path: Path
    credits: Credits
    heard: Heard | None
    beside: tuple[Path, ...] = ()
    mixed: Exported | None = None
    notes: tuple[str, ...] = ()


def publish(
    remix: Remix, find: Find, out: Path, wish: Wish, naming: Naming, progress: Progress | None = None
) -> Published:
    """Writes `out` by its ending (see `ENDINGS`). For a task's thread.

    Raises Refused (also where `progress` stops it), Damaged and DiskTrouble; then nothing is left behind.
    """
    try:
        return _published(remix, find, out, wish, naming, progress or Progress())
    except (DiskTrouble, OSError) as error:
        raise durable.not_exported(error) from error


def _published(remix: Remix, find: Find, out: Path, wish: Wish, naming: Naming, progress: Progress) -> Published:
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise Refused("This kind of file is not known", f"Use one of {', '.join(ENDINGS)}.", out.suffix, "wrong_kind")
    if naming.kits is not None:
        naming = replace(naming, library=naming.kits.beside(naming.library))
    if ending in mixing.ENDINGS:
        return _mix(remix, find, out, wish, naming, progress)
    if not remix.frames:
        raise Refused("This remix is empty", "Add a clip first.", code="empty")
    durable.must_be_new(out)
    listened = heard(remix, find) if naming.sources is None else None
    credits = _credits(remix, naming, listened)
    if ending == kit.ENDING:
        made = kit.write(remix, find, out, credits, naming.library, progress)
        if naming.kits is not None:
            naming.kits.remember(made)
        return Published(out, credits, listened)
    return _project(remix, find, out, credits, listened, naming.library, progress)


def _mix(remix: Remix, find: Find, out: Path, wish: Wish, naming: Naming, progress: Progress) -> Published:
    mixing.look(remix, out, wish)
    ear = Ear(remix) if naming.sources is None else None
    stems = stems_of(out)
    with durable.workplace(out.parent, "export") as place:
        mixed = mixing.export(remix, find, place / out.name, wish, ear, progress)
        listened = ear.heard() if ear is not None else None
        credits = _credits(remix, naming, listened)
        embedded = embed(mixed.path, mixed.path, credits, naming.seal, _files(remix, find))
        beside = (stems,) if wish.stems else ()
        notes = [*embedded.notes, *_roll(credits, naming.library, place / stems.name if wish.stems else None)]
        durable.hand_over(place, (*beside, out))
    named = replace(mixed, path=out, stems=tuple(stems / stem.name for stem in mixed.stems))
    return Published(out, credits, listened, beside, named, tuple(notes))


def _project(
    remix: Remix, find: Find, out: Path, credits: Credits, listened: Heard | None, library: Library, progress: Progress
) -> Published:
    media = media_of(out)
    durable.must_be_new(media)
    with durable.workplace(out.parent, "export") as place:
        notes = _PROJECTS[out.suffix.lower()](remix, find, place / out.name, progress)
        notes = (*notes, *_roll(credits, library, place / media.name))
        durable.hand_over(place, (media, out))
    return Published(out, credits, listened, (media,), notes=notes)


def _credits(remix: Remix, naming: Naming, listened: Heard | None) -> Credits:
    sources = sources_of(remix, listened) if listened is not None else naming.sources or ()
    return credits_of(remix, naming.work, sources, naming.library)


def _roll(credits: Credits, library: Library, folder: Path | None) -> tuple[str, ...]:
    """`CREDITS.txt` beside the files of `folder`; what does not work is told."""
    try:
        if folder is not None:
            roll.save(roll_of(credits, library), folder)
    except StudioError as error:
        return (f"{error.title}. {error.advice}",)
    return ()


def _files(remix: Remix, find: Find) -> dict[str, Path]:
    """The sounds of others that are here, by their hash: their own manifests come along."""

    def here(material: Material) -> Path | None:
        try:
            return find(material)
        except StudioError:
            return None

    there = {one.sha256: here(one) for one in remix.materials if one.record_id is not None}
    return {sha256: path for sha256, path in there.items() if path is not None}
