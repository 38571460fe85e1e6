"""Shelf: what a file tells beyond its picture or its sound. A file comes in by path and kind; words for a person leave, and a copy
that tells nothing but the picture or the sound. Any thread; files are mapped, never read whole.

Every format has an allowed list, never a forbidden one: what draws or sounds is copied byte for byte, so that no pixel and no
sample changes, and what nobody knows stays behind. A turn that the camera asked for stays as the only tag of a new EXIF block.
"""

from __future__ import annotations

import mmap
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from studio.domain.privacy import USUAL, About, Finding, Keep
from studio.errors import Damaged, DiskTrouble, Refused, StudioError

from .shape import BadShape, Format, Kept, Line, View

__all__ = ["KINDS", "found", "strip"]

#: The module of each kind, and what its functions end in.
KINDS = {
    "png": ("png", ""),
    "jpeg": ("jpeg", ""),
    "webp": ("webp", ""),
    "tiff": ("tiff", ""),
    "gif": ("gif", ""),
    "avif": ("heif", ""),
    "heic": ("heif", ""),
    "svg": ("svg", ""),
    "ora": ("layered", "_ora"),
    "kra": ("layered", "_kra"),
    "psd": ("photoshop", ""),
    "wav": ("wav", ""),
    "flac": ("vorbis", "_flac"),
    "ogg": ("vorbis", "_ogg"),
    "mp3": ("id3", ""),
    "mov": ("m4a", ""),
}


#: More of one sort nobody reads; a file may hold millions.
_MOST_OF_A_SORT = 100


def found(path: Path, kind: str) -> tuple[Finding, ...]:
    """What the file tells, each thing once, what matters most first, and so many of each sort. Raises Refused, Damaged and
    DiskTrouble."""
    order = list(About)
    with _open(path) as view:
        told = _each_once(_format(kind).told(view))
    return tuple(sorted(told, key=lambda one: order.index(one.about)))


def _each_once(told: Iterable[Finding]) -> dict[Finding, None]:
    seen: dict[Finding, None] = {}
    count = Counter[About]()
    for one in told:
        if count[one.about] < _MOST_OF_A_SORT and one not in seen:
            seen[one] = None
            count[one.about] += 1
    return seen


def strip(path: Path, to: Path, kind: str, keep: Keep = USUAL, told: Sequence[Finding] | None = None) -> None:
    """Writes a copy of `path` to `to` that tells nothing else. A name and a copyright line that may stay are those of `told`, else
    the file's own. Raises Refused, Damaged and DiskTrouble; then there is no `to`."""
    line = Line()
    if keep.copyright:
        line = _line(found(path, kind) if told is None else told)
    try:
        with _open(path) as view, to.open("wb") as out:
            for piece in _format(kind).clean(view, Kept(keep.profile, line)):
                out.write(piece)
    except OSError as error:
        to.unlink(missing_ok=True)
        advice = "Make some room on the disk, then try again."
        raise DiskTrouble("The file cannot be copied", advice, str(error)) from error
    except StudioError:
        to.unlink(missing_ok=True)
        raise


def _format(kind: str) -> Format:
    """Loaded when a file of that kind comes."""
    if kind not in KINDS:
        advice = "It was left as it is. Save it as another kind of file, then add it."
        raise Refused("This kind of file cannot be cleaned", advice, kind, code="wrong_kind")
    name, ending = KINDS[kind]
    module = import_module(f"{__name__}.{name}")
    return Format(getattr(module, f"told{ending}"), getattr(module, f"clean{ending}"))


def _line(told: Sequence[Finding]) -> Line:
    def first(about: About) -> str:
        return next((one.words for one in told if one.about is about), "")

    return Line(first(About.AUTHOR), first(About.COPYRIGHT))


@contextmanager
def _open(path: Path) -> Iterator[View]:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            yield view
    except (BadShape, struct.error, IndexError, ValueError, RecursionError) as error:
        advice = "It may have been cut off on its way. The file was left as it is; save it again, then add it."
        raise Damaged("This file is damaged", advice, str(error)) from error
