"""Notes that travel in many formats: XMP packets (ISO 16684-1), IPTC records (IIM 4.2), and colour profiles (ICC.1)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.credit import xmp
from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from .shape import said

#: Properties by their local name, whatever their namespace.
_XMP = {
    About.PLACE: "GPSLatitude GPSLongitude City State Country Location Sublocation CountryCode LocationCreated",
    About.AUTHOR: "creator Creator OwnerName Artist CiEmailWork CiUrlWork CiAdrExtadr CiTelWork AuthorsPosition",
    About.SERIAL: "SerialNumber BodySerialNumber LensSerialNumber DocumentID InstanceID OriginalDocumentID",
    About.CAMERA: "Make Model Lens LensModel",
    About.TIME: "CreateDate ModifyDate MetadataDate DateCreated DateTimeOriginal",
    About.SMALL: "image",
    About.PATH: "filePath DocumentAncestors absref docname",
    About.COMMENT: "description title Headline UserComment Instructions subject label source identifier",
    About.SOFTWARE: "CreatorTool softwareAgent Producer",
    About.COPYRIGHT: "rights UsageTerms WebStatement",
}
_ABOUT = {name: about for about, names in _XMP.items() for name in names.split()}
_SMALL_WORDS = "may show what was cut away"

_IPTC = {
    80: About.AUTHOR,
    85: About.AUTHOR,
    110: About.AUTHOR,
    115: About.AUTHOR,
    118: About.AUTHOR,
    122: About.AUTHOR,
    90: About.PLACE,
    92: About.PLACE,
    95: About.PLACE,
    101: About.PLACE,
    55: About.TIME,
    60: About.TIME,
    65: About.SOFTWARE,
    116: About.COPYRIGHT,
}


def of_xmp(data: bytes) -> Iterator[Finding]:
    """Properties that are known say what they are; of a packet without any, only that it is there."""
    root = xmp.parsed(data)
    found: list[Finding] = []
    for element in root.iter() if root is not None else ():
        for name, value in ((element.tag, "".join(element.itertext())), *element.attrib.items()):
            about = _ABOUT.get(str(name).rpartition("}")[2])
            if about is About.SMALL and value.strip():
                found.append(Finding(about, _SMALL_WORDS))
            elif about is not None:
                found += said(about, value)
    if found:
        yield from dict.fromkeys(found)
    elif data.strip(b"\0 \r\n\t"):
        yield Finding(About.OTHER, f"notes in XMP, {size_words(len(data))}")


def of_iptc(data: bytes) -> Iterator[Finding]:
    """Records of the application set (2:…); lengths beyond 32 767 bytes end the reading."""
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        record, name, length = data[at + 1], data[at + 2], struct.unpack(">H", data[at + 3 : at + 5])[0]
        if length & 0x8000:
            return
        if record == 2 and name != 0:
            yield from said(_IPTC.get(name, About.COMMENT), data[at + 5 : at + 5 + length])
        at += 5 + length


def iptc_of(artist: str, rights: str) -> bytes:
    """Name and copyright line alone, in UTF-8 (1:90)."""
    words = [(2, 80, artist.encode()), (2, 116, rights.encode())]
    parts = [(1, 90, b"\x1b%G"), *((record, name, value) for record, name, value in words if value)]
    return b"".join(struct.pack(">BBBH", 0x1C, record, name, len(value)) + value for record, name, value in parts)


def of_profile(data: bytes) -> Iterator[Finding]:
    """The profile's own name."""
    yield from said(About.PROFILE, _name_of(data) or "without a name")


def _name_of(data: bytes) -> str:
    """From the `desc` tag: text (ICC.1:2001, 6.5.17) or the first of its translations (ICC.1:2010, 10.13)."""
    count = min(int.from_bytes(data[128:132], "big"), 100)
    for at in range(132, 132 + 12 * count, 12):
        name, start, size = struct.unpack(">4sII", data[at : at + 12].ljust(12, b"\0"))
        body = data[start : start + size]
        if name == b"desc" and body[:4] == b"desc":
            length = int.from_bytes(body[8:12], "big")
            return body[12 : 12 + length].rstrip(b"\0").decode("ascii", "replace")
        if name == b"desc" and body[:4] == b"mluc":
            length, place = struct.unpack(">II", body[20:28].ljust(8, b"\0"))
            return body[place : place + length].decode("utf-16-be", "replace")
    return ""
