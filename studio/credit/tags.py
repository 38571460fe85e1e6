"""Plain tags that any player shows, in every format a studio exports: written to a copy without touching a sample or a pixel.

`write` and `read` go by content, never by name. What a player shows: title, author, licence, and a comment that lists the
sources; what the studio reads back: the same lines from a field of their own, or, where another program rewrote the tags, from
the comment that was left.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from studio.errors import Damaged, DiskTrouble, Refused, StudioError

from . import id3_tags, jpeg_tags, ogg_tags, png_tags, tiff_tags, vorbis_tags, wav_tags, webp_tags
from .fields import BadShape, Fields, View, credits_of, fields_of
from .lines import Credits


@dataclass(frozen=True, slots=True)
class _Format:
    write: Callable[[View, Fields], Iterator[bytes]]
    read: Callable[[View], Fields]


_FORMATS = {
    "wav": _Format(wav_tags.write, wav_tags.read),
    "flac": _Format(vorbis_tags.write, vorbis_tags.read),
    "ogg": _Format(ogg_tags.write, ogg_tags.read),
    "mp3": _Format(id3_tags.write, id3_tags.read),
    "png": _Format(png_tags.write, png_tags.read),
    "jpg": _Format(jpeg_tags.write, jpeg_tags.read),
    "webp": _Format(webp_tags.write, webp_tags.read),
    "tiff": _Format(tiff_tags.write, tiff_tags.read),
}


def format_of(path: Path) -> str:
    """wav flac ogg mp3 png jpg webp tiff, or "" for anything else; by the first bytes."""
    try:
        with path.open("rb") as file:
            start = file.read(12)
            if start[:3] == b"ID3":
                file.seek(id3_tags.length(start))
                return "flac" if file.read(4) == b"fLaC" else "mp3"
    except BadShape:
        return ""
    except OSError as error:
        raise _unreadable(error) from error
    if start[:4] in (b"RIFF", b"RF64"):
        return {b"WAVE": "wav", b"WEBP": "webp"}.get(start[8:12], "")
    if start[:1] == b"\xff" and len(start) > 1 and start[1] & 0xE6 == 0xE2:
        return "mp3"
    signs = {b"fLaC": "flac", b"OggS": "ogg", b"\x89PNG": "png", b"II*\0": "tiff", b"MM\0*": "tiff"}
    return "jpg" if start[:3] == b"\xff\xd8\xff" else signs.get(start[:4], "")


def write(path: Path, to: Path, credits: Credits) -> None:
    """Writes a copy of `path` to `to` with these credits in its tags. Other tags stay. Raises Refused, Damaged, DiskTrouble; then
    there is no `to`."""
    form = _FORMATS.get(format_of(path))
    if form is None:
        raise Refused("This kind of file has no place for credits", "They are in the text file beside it.", path.suffix)
    try:
        with _mapped(path) as view, to.open("wb") as out:
            for piece in form.write(view, fields_of(credits)):
                out.write(piece)
    except StudioError:
        to.unlink(missing_ok=True)
        raise
    except (BadShape, struct.error, IndexError, ValueError, RecursionError) as error:
        to.unlink(missing_ok=True)
        raise _damaged(error) from error
    except OSError as error:
        to.unlink(missing_ok=True)
        advice = "Make room on the disk, then try again. The piece itself was left as it is."
        raise DiskTrouble("The credits cannot be written", advice, str(error)) from error


def read(path: Path) -> Credits | None:
    """The credits in the file's tags, None where there are none. Raises Damaged and DiskTrouble."""
    form = _FORMATS.get(format_of(path))
    if form is None:
        return None
    try:
        with _mapped(path) as view:
            return credits_of(form.read(view))
    except (BadShape, struct.error, IndexError, ValueError) as error:
        raise _damaged(error) from error
    except OSError as error:
        raise _unreadable(error) from error


@contextmanager
def _mapped(path: Path) -> Iterator[View]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        yield view


def _damaged(error: Exception) -> Damaged:
    return Damaged("The tags of this file are damaged", "The file was left as it is.", str(error))


def _unreadable(error: OSError) -> DiskTrouble:
    return DiskTrouble("This file cannot be read", "Check that it is there and that you may read it.", str(error))
