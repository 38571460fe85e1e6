"""The kinds of pictures, told by how a file begins and never by its name.

Formats: PNG, JPEG (ITU-T T.81), WebP (RFC 9649), TIFF 6.0 and BigTIFF, GIF89a, AVIF and HEIC (ISO/IEC 23008-12), SVG, OpenRaster
(freedesktop.org), Krita (KoStore), Photoshop (Adobe's file format specification).
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from studio.errors import Damaged, DiskTrouble, Refused


@dataclass(frozen=True, slots=True)
class PictureKind:
    """`max_pixels` is what can be opened within the worker's memory; libwebp holds a picture three times over. Longer than
    `patience_s` nobody waits for one to be decoded."""

    name: str
    mime: str
    words: str
    endings: tuple[str, ...]
    max_pixels: int = 100_000_000
    patience_s: float = 30.0


KINDS = {
    kind.name: kind
    for kind in (
        PictureKind("png", "image/png", "PNG", ("png",)),
        PictureKind("jpeg", "image/jpeg", "JPEG", ("jpg", "jpeg", "jpe", "jfif")),
        PictureKind("webp", "image/webp", "WebP", ("webp",), 60_000_000),
        PictureKind("tiff", "image/tiff", "TIFF", ("tif", "tiff")),
        PictureKind("gif", "image/gif", "GIF", ("gif",)),
        PictureKind("avif", "image/avif", "AVIF", ("avif",), 60_000_000),
        PictureKind("heic", "image/heic", "HEIC", ("heic", "heif"), 60_000_000),
        PictureKind("svg", "image/svg+xml", "SVG", ("svg",), patience_s=5.0),
        PictureKind("ora", "image/openraster", "OpenRaster", ("ora",)),
        PictureKind("kra", "application/x-krita", "Krita", ("kra",)),
        PictureKind("psd", "image/vnd.adobe.photoshop", "Photoshop", ("psd", "psb"), 900_000_000),
    )
}
#: What can be added, in words that end a sentence.
KINDS_IN_WORDS = "PNG, JPEG, WebP, TIFF, GIF, HEIC, AVIF, SVG, OpenRaster, Krita or Photoshop"
#: For a file dialog: a person looks for files by their names.
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)

_START_BYTES = 4_096
_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"II+\0\x08\0\0\0": "tiff",
    b"MM\0+\0\x08\0\0": "tiff",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"8BPS": "psd",
}
#: The first entry of a layered file is its type, not packed.
_ZIPPED = re.compile(rb"PK\x03\x04.{4}\0\0.{16}\x08\0(.{2})mimetype", re.DOTALL)
_ZIPPED_TYPES = {b"image/openraster": "ora", b"application/x-krita": "kra"}
#: Brands of ISO files (ISO/IEC 14496-12, 4.3): the first that is known tells what the file is.
_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heic", b"heix": "heic", b"heim": "heic", b"heis": "heic"}
#: A comment that was passed by is not tried again as a longer one: twenty would take a second, and each more twice that.
_SVG = re.compile(
    rb"(?:<\?xml[^>]*\?>|(?><!--.*?-->)|<!DOCTYPE\s[^\[>]*(?:\[[^\]]*\]\s*)?>|\s)*<(?:[a-z]+:)?svg[\s>/]", re.DOTALL
)
_NOT_A_FILE = {stat.S_IFDIR: "It is a folder. Drop the pictures that are in it, or choose “Add a folder…”."}
_DEVICE = "It is a device or a pipe, which has no end. Drop a picture that is saved on this computer."
#: Pictures of other kinds, by how they begin, so that the words can name them.
_OTHER_KINDS = {
    b"BM": "a BMP",
    b"gimp xcf": "a GIMP file",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "an archive",
}


def kind_of(path: Path) -> str:
    """A name of `KINDS`, by the file's first bytes. Raises Refused, Damaged and DiskTrouble."""
    start = _start(path)
    if not start:
        raise Damaged(
            "This file is empty", "There is no picture in it. Save it again in your paint program, then add it."
        )
    kind = _kind(start)
    if kind is None or (kind == "svg" and _pretends(path)):
        raise Refused(
            "This is not a picture that can be sent",
            f"{_what_it_is(start)}Save it as {KINDS_IN_WORDS}, then add it. The file was left as it is.",
            code="wrong_kind",
        )
    return kind


def _start(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):  # a pipe would never end, a device has no beginning
            raise Refused(
                "This is not a file", _NOT_A_FILE.get(stat.S_IFMT(mode), _DEVICE), path.name, code="wrong_kind"
            )
        with path.open("rb") as file:
            return file.read(_START_BYTES)
    except OSError as error:
        advice = "Check that it is still there and that you may read it. Nothing was changed."
        raise DiskTrouble("This file cannot be opened", advice, str(error)) from error


def _kind(start: bytes) -> str | None:
    for beginning, kind in _BEGINNINGS.items():
        if start.startswith(beginning):
            return kind
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "webp"
    if start[4:8] == b"ftyp":
        brands = [start[8:12], *(start[at : at + 4] for at in range(16, min(int.from_bytes(start[:4]), 256), 4))]
        return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)
    zipped = _ZIPPED.match(start)
    if zipped:
        after = start[zipped.end() + int.from_bytes(zipped[1], "little") :]
        return next((kind for mime, kind in _ZIPPED_TYPES.items() if after.startswith(mime)), None)
    return "svg" if _SVG.match(start.removeprefix(b"\xef\xbb\xbf")) else None


def _pretends(path: Path) -> bool:
    """A drawing under the name of a picture of dots is meant to reach a reader that does not expect it."""
    return path.suffix.lower().removeprefix(".") in set(ENDINGS) - {"svg"}


def _what_it_is(start: bytes) -> str:
    for beginning, name in _OTHER_KINDS.items():
        if start.startswith(beginning):
            return f"It is {name}. "
    if start[4:8] == b"ftyp":
        return "It is a film, or a picture of an unknown kind. "
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text and all(byte >= 32 or byte in b"\t\r\n" for byte in text):
        return "Whatever its name says, it holds text. "
    return ""
