"""What a picture must not tell: place, camera, serial numbers, maker notes, comments, names, dates, hidden small copies.

Only what is needed to draw the picture is copied, byte for byte, so no pixel changes: an allowed list, never a forbidden one.
Colour profiles stay. A turn that the camera asked for stays as the only tag of a new EXIF block.
Formats: JPEG (ITU-T T.81, annex B), PNG (third edition, section 5), WebP (RFC 9649), EXIF (CIPA DC-008).
"""

from __future__ import annotations

import mmap
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from studio.errors import Damaged, DiskTrouble

from .kinds import kind_of

#: Anything with `[a:b]` that answers bytes: the file, mapped.
View = mmap.mmap
Filter = Callable[[View], Iterator[bytes]]

_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112

#: What draws a PNG: header, palette, pixels, transparency, colours, density, background, and the frames of an animated one.
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split()
)
_WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_FRAME_KEPT = frozenset((b"VP8 ", b"VP8L", b"ALPH"))
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
#: Markers without a length: TEM and the restarts.
_JPEG_BARE = frozenset((0x01, *range(0xD0, 0xD8)))
_JPEG_APPS = range(0xE0, 0xF0)
_JPEG_COMMENT = 0xFE
#: The end of a scan's coded bytes: a marker that is neither a stuffed zero nor a restart.
_JPEG_NEXT = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


class _BadShape(ValueError):
    """The file's parts do not fit together."""


def strip(path: Path, to: Path) -> None:
    """Writes a copy of the picture to `to` that tells nothing but the picture. Raises Refused, Damaged and DiskTrouble."""
    kind = kind_of(path)
    filters: dict[str, Filter] = {"png": _png, "jpeg": _jpeg, "webp": _webp}
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view,
            to.open("wb") as out,
        ):
            for piece in filters.get(kind, _whole)(view):
                out.write(piece)
    except (_BadShape, struct.error) as error:
        to.unlink(missing_ok=True)
        advice = "It may have been cut off on its way. The file was left as it is; save it again, then add it."
        raise Damaged("This picture is damaged", advice, str(error)) from error
    except OSError as error:
        to.unlink(missing_ok=True)
        raise DiskTrouble(
            "The picture cannot be copied", "Make some room on the disk, then try again.", str(error)
        ) from error


def _whole(view: View) -> Iterator[bytes]:
    """What cannot be taken apart yet stays as it is."""
    for at in range(0, len(view), 1 << 20):
        yield view[at : at + (1 << 20)]


def _jpeg(view: View) -> Iterator[bytes]:
    """Tables, frames and scans; of the APP segments only JFIF (without its small copy), ICC and Adobe's colour flag."""
    yield b"\xff\xd8"
    turned = False
    for marker, start, end in _jpeg_segments(view):
        body = view[start:end]
        if marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 14:
            yield _segment(0xE0, body[:12] + b"\0\0")
        elif marker == 0xE1 and body.startswith(_EXIF) and not turned:
            orientation = orientation_of(body)
            turned = orientation != 1
            if turned:
                yield _segment(0xE1, _EXIF + only_orientation(orientation))
        elif (marker == 0xE2 and body.startswith(b"ICC_PROFILE\0")) or (marker == 0xEE and body.startswith(b"Adobe")):
            yield _segment(marker, body)
        elif marker not in _JPEG_APPS and marker != _JPEG_COMMENT:
            yield _segment(marker, body)
            if marker == _SOS:
                yield view[end : _scan_end(view, end)]
    yield b"\xff\xd9"  # what follows the end of the picture (films, further pictures) does not come along


def _jpeg_segments(view: View) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of every segment's body up to the end of the picture. The coded bytes of scans are stepped over."""
    at = 2
    while at < len(view):
        at = view.find(b"\xff", at) if view[at] != 0xFF else at  # stray bytes between segments are stepped over
        if at < 0:
            return
        while at < len(view) and view[at] == 0xFF:
            at += 1
        marker = view[at] if at < len(view) else _EOI
        at += 1
        if marker == _EOI:
            return
        if marker in _JPEG_BARE:
            continue
        (length,) = struct.unpack(">H", view[at : at + 2])
        if length < 2 or at + length > len(view):
            raise _BadShape(f"segment {marker:#x} at {at} is {length} long")
        yield marker, at + 2, at + length
        at += length
        if marker == _SOS:
            at = _scan_end(view, at)


def _scan_end(view: View, start: int) -> int:
    found = _JPEG_NEXT.search(view, start)
    return found.start() if found else len(view)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _png(view: View) -> Iterator[bytes]:
    yield view[:8]
    chunks = list(_png_chunks(view))
    exif = next((view[start:end] for name, start, end in chunks if name == b"eXIf"), b"")
    orientation = orientation_of(exif)
    for name, start, end in chunks:
        if name in _PNG_KEPT:
            yield view[start - 8 : end + 4]
        if name == b"IHDR" and orientation != 1:
            body = b"eXIf" + only_orientation(orientation)
            yield struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _png_chunks(view: View) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of every chunk's body, up to IEND."""
    at, name = 8, b""
    while name != b"IEND":
        length, name = struct.unpack(">I4s", view[at : at + 8])
        if at + 12 + length > len(view):
            raise _BadShape(f"chunk {name!r} at {at} is {length} long")
        yield name, at + 8, at + 8 + length
        at += 12 + length


def _webp(view: View) -> Iterator[bytes]:
    (told,) = struct.unpack("<I", view[4:8])
    chunks = list(_riff_chunks(view, 12, min(8 + told, len(view))))
    exif = next((view[start:end] for name, start, end in chunks if name == b"EXIF"), b"")
    orientation = orientation_of(exif)
    pieces = [
        _webp_piece(view, name, start, end, orientation != 1) for name, start, end in chunks if name in _WEBP_KEPT
    ]
    if orientation != 1:
        pieces.append(_riff(b"EXIF", only_orientation(orientation)))
    yield b"RIFF" + struct.pack("<I", 4 + sum(map(len, pieces))) + b"WEBP"
    yield from pieces


def _webp_piece(view: View, name: bytes, start: int, end: int, is_turned: bool) -> bytes:
    body = view[start:end]
    if name == b"VP8X" and body:
        flags = body[0] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP) | (_WEBP_HAS_EXIF if is_turned else 0)
        body = bytes([flags]) + body[1:]
    elif name == b"ANMF":
        inner = (part for part in _riff_chunks(view, start + 16, end) if part[0] in _WEBP_FRAME_KEPT)
        body = body[:16] + b"".join(_riff(inside, view[a:b]) for inside, a, b in inner)
    return _riff(name, body)


def _riff_chunks(view: View, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of every chunk's body between `at` and `end`."""
    while at + 8 <= end:
        name, length = struct.unpack("<4sI", view[at : at + 8])
        if at + 8 + length > end:
            raise _BadShape(f"chunk {name!r} at {at} is {length} long")
        yield name, at + 8, at + 8 + length
        at += 8 + length + length % 2


def _riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def orientation_of(exif: bytes) -> int:
    """The turn that an EXIF block asks for, 1 (upright) to 8; 1 where the block says nothing sensible."""
    tiff = exif.removeprefix(_EXIF)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, form, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
            if tag == _ORIENTATION and form == 3:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def only_orientation(orientation: int) -> bytes:
    """A TIFF block with this single tag."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
