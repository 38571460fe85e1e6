"""Credits in Ogg files (RFC 3533) that hold Vorbis or Opus: the comment packet is the second one of its stream.

The pages of the headers are laid out anew; the pages of sound behind them keep every byte but their number and their checksum.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .fields import BadShape, Fields, View
from .vorbis_tags import packed, unpacked

_HEAD = struct.Struct("<4sBBqIIIB")
_CONTINUED, _BEGIN = 1, 2
_MAX_HEADER_BYTES = 16 << 20
_NO_POSITION = -1
#: First packet, start of the comment packet, packets of headers (RFC 5215 for Vorbis, RFC 7845 for Opus).
_CODECS = ((b"\x01vorbis", b"\x03vorbis", 3), (b"OpusHead", b"OpusTags", 2))
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    position: int
    serial: int
    number: int
    segments: bytes
    start: int
    end: int


def write(view: View, fields: Fields) -> Iterator[bytes]:
    return with_comments(view, lambda old: packed(fields, old))


def with_comments(view: View, made: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """The file with another comment packet, `made` from the one that it has."""
    packets, mark, serial, pages, sound = _headers(view)
    framing = b"\x01" if mark.endswith(b"vorbis") else b""
    packets[1] = mark + made(packets[1][len(mark) :]) + framing
    new = [*_paged([packets[0]], serial, 0, _BEGIN), *_paged(packets[1:], serial, 1, 0)]
    yield from new
    shift = len(new) - pages
    at = sound
    while at < len(view):
        page = _page(view, at)
        whole = view[at : page.end]
        if shift and page.serial == serial:
            whole = _summed(whole[:18] + struct.pack("<I", page.number + shift) + b"\0\0\0\0" + whole[26:])
        yield whole
        at = page.end


def read(view: View) -> Fields:
    return unpacked(comments(view))


def comments(view: View) -> bytes:
    """The comment packet without what marks it."""
    packets, mark, *_ = _headers(view)
    return packets[1][len(mark) :]


def _headers(view: View) -> tuple[list[bytes], bytes, int, int, int]:
    """The header packets, what the comment one begins with, the stream, how many pages they fill, where the sound begins."""
    first = _page(view, 0)
    found = next((codec for codec in _CODECS if view[first.start : first.end].startswith(codec[0])), None)
    if found is None or not first.flags & _BEGIN:
        raise BadShape("neither Vorbis nor Opus")
    _, mark, wanted = found
    packets, open_packet, at, pages, total = list[bytes](), b"", 0, 0, 0
    while len(packets) < wanted:
        page = _page(view, at)
        if page.serial != first.serial:
            raise BadShape("several streams at once")
        start = page.start
        for length in page.segments:
            open_packet += view[start : start + length]
            start += length
            if length < 255:
                packets.append(open_packet)
                open_packet = b""
        total += page.end - at
        if total > _MAX_HEADER_BYTES:
            raise BadShape("headers without end")
        at, pages = page.end, pages + 1
    if len(packets) > wanted or open_packet or not packets[1].startswith(mark):
        raise BadShape("sound within the headers")
    return packets, mark, first.serial, pages, at


def _page(view: View, at: int) -> _Page:
    sign, _, flags, position, serial, number, _, count = _HEAD.unpack(view[at : at + _HEAD.size])
    segments = view[at + _HEAD.size : at + _HEAD.size + count]
    start = at + _HEAD.size + count
    if sign != b"OggS" or start + sum(segments) > len(view):
        raise BadShape(f"no page at {at}")
    return _Page(flags, position, serial, number, segments, start, start + sum(segments))


def _paged(packets: list[bytes], serial: int, number: int, flags: int) -> list[bytes]:
    """The packets one behind the other on as many pages as they need; a page holds 255 segments of up to 255 bytes."""
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    body, pages = b"".join(packets), list[bytes]()
    for at in range(0, len(lacing), 255):
        segments = lacing[at : at + 255]
        size = sum(segments)
        continued = _CONTINUED if at and lacing[at - 1] == 255 else 0
        position = 0 if any(length < 255 for length in segments) else _NO_POSITION
        head = _HEAD.pack(b"OggS", 0, flags | continued, position, serial, number + len(pages), 0, len(segments))
        pages.append(_summed(head + segments + body[:size]))
        body = body[size:]
    return pages


def _summed(page: bytes) -> bytes:
    """The page with its checksum: the CRC of polynomial 0x04c11db7 that starts at 0, which is zlib's with every bit mirrored."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    crc = int(f"{mirrored:032b}"[::-1], 2)
    return page[:22] + struct.pack("<I", crc) + page[26:]
