"""Credits in WAV files: `bext` (EBU Tech 3285), iXML (version 2.10) and LIST-INFO, in front of the sound. RF64 (EBU Tech 3306) too.

All other chunks stay as they are and in their order. In front, because a WAV that is still being recorded has its sound to the
end of the file, and because players that read only the beginning find them there.
"""

from __future__ import annotations

import struct
import xml.etree.ElementTree as xml
from collections.abc import Iterator

from . import xmp
from .fields import BadShape, Fields, View, copied
from .riff import chunk, chunks

_LIMIT_32 = 0xFFFF_FFFF
_BEXT_BYTES = 602
_ORIGINATOR = b"Redbutton Studio"
_TOOL = "Redbutton Studio"


def write(view: View, fields: Fields) -> Iterator[bytes]:
    """The file's pieces with the new chunks right before `data`; what follows the sound stays."""
    found = chunks(view)
    head, tail = list[bytes](), list[bytes]()
    data = next((one for one in found if one[0] == b"data"), None)
    if data is None:
        raise BadShape("no sound")
    for name, start, end in found:
        if name in (b"bext", b"iXML", b"ds64", b"data") or _is_info(view, name, start):
            continue
        (tail if start > data[1] else head).append(chunk(name, view[start:end]))
    bext = next((view[start:end] for name, start, end in found if name == b"bext"), b"")
    ours = [chunk(b"bext", _bext(fields, bext)), chunk(b"iXML", _ixml_of(fields)), _info(fields, view, found)]
    front = b"".join([*head, *ours])
    back = b"".join(tail)
    size = data[2] - data[1]
    sizes = sizes_of(view, found, size, 4 + len(front) + 8 + size + size % 2 + len(back))
    yield from (sizes, front, b"data" + struct.pack("<I", _LIMIT_32 if sizes[:4] == b"RF64" else size))
    yield from copied(view, data[1], data[2])
    yield b"\0" * (size % 2) + back


def read(view: View) -> Fields:
    found = {name: view[start:end] for name, start, end in chunks(view) if name in (b"bext", b"iXML")}
    infos = [view[start + 4 : end] for name, start, end in chunks(view) if _is_info(view, name, start)]
    told: dict[str, str] = {}
    for info in infos:
        told |= {name.decode("latin-1"): _text(info[start:end]) for name, start, end in chunks(info, 0)}
    root = xmp.parsed(found.get(b"iXML", b"").rstrip(b"\0"))
    reference = found.get(b"bext", b"")[288:320].rstrip(b"\0 ").decode("ascii", "replace")
    hex = reference if len(reference) == 32 else ""
    urn = f"urn:uuid:{hex[:8]}-{hex[8:12]}-{hex[12:16]}-{hex[16:20]}-{hex[20:]}" if hex else ""
    sources = tuple(one.text or "" for one in root.iter("SOURCE")) if root is not None else ()
    comment = told.get("ICMT", "") or (root.findtext("NOTE") or "" if root is not None else "")
    return Fields(told.get("INAM", ""), told.get("IART", ""), told.get("ICOP", ""), urn, comment, sources)


def sizes_of(view: View, found: list[tuple[bytes, int, int]], data_bytes: int, riff_bytes: int) -> bytes:
    """The first bytes of the file: RIFF with its size, or RF64 with the `ds64` it must have."""
    if riff_bytes <= _LIMIT_32:
        return struct.pack("<4sI4s", b"RIFF", riff_bytes, b"WAVE")
    old = next((view[start:end] for name, start, end in found if name == b"ds64"), b"")
    frames = struct.unpack_from("<Q", old, 16)[0] if len(old) >= 24 else 0
    ds64 = struct.pack("<QQQI", riff_bytes + 36, data_bytes, frames, 0)
    return struct.pack("<4sI4s", b"RF64", _LIMIT_32, b"WAVE") + chunk(b"ds64", ds64)


def _is_info(view: View, name: bytes, start: int) -> bool:
    return name == b"LIST" and view[start : start + 4] == b"INFO"


def _info(fields: Fields, view: View, found: list[tuple[bytes, int, int]]) -> bytes:
    """One LIST-INFO: our entries, then those of old ones that are not ours."""
    told = {
        b"INAM": fields.title,
        b"IART": fields.artist,
        b"ICOP": fields.copyright,
        b"ICMT": fields.comment,
        b"ISFT": _TOOL,
    }
    entries = [chunk(name, value.encode() + b"\0") for name, value in told.items() if value]
    for info in (view[start + 4 : end] for name, start, end in found if _is_info(view, name, start)):
        entries += [chunk(name, info[start:end]) for name, start, end in chunks(info, 0) if name not in told]
    return chunk(b"LIST", b"INFO" + b"".join(entries))


def _bext(fields: Fields, old: bytes) -> bytes:
    """Description, originator and reference are ours; date, time, loudness and history of an old one stay."""
    kept = old if len(old) >= _BEXT_BYTES else bytes(_BEXT_BYTES)
    description = fields.comment.encode("ascii", "replace")[:256].ljust(256, b"\0")
    reference = fields.identifier.removeprefix("urn:uuid:").replace("-", "").encode("ascii", "replace")[:32]
    version = max(1, struct.unpack_from("<H", kept, 346)[0])
    ours = description + _ORIGINATOR.ljust(32, b"\0") + reference.ljust(32, b"\0")
    return ours + kept[320:346] + struct.pack("<H", version) + kept[348:]


def _ixml_of(fields: Fields) -> bytes:
    root = xml.Element("BWFXML")
    xml.SubElement(root, "IXML_VERSION").text = "2.10"
    xml.SubElement(root, "PROJECT").text = fields.title
    xml.SubElement(root, "NOTE").text = fields.comment.partition("\n")[0]
    user = xml.SubElement(root, "REDBUTTON")
    for line in fields.sources:
        xml.SubElement(user, "SOURCE").text = line
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _text(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "replace")
