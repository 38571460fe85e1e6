"""TIFF (6.0, BigTIFF): only what draws the pages stays, at its own place; everything else becomes zeros. So no offset changes, no
pixel is touched, and what no directory leads to is gone too. Directories that hold smaller copies of a page are left out."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import exif, ifd, packets, photoshop
from .ifd import Directory, Entry, Order
from .shape import BadShape, Kept, View, only

_KIND, _SUB = 0x00FE, 0x014A
#: Size, depth, packing, colours, strips, planes, density, prediction, palette, tiles, inks, samples, JPEG tables, YCbCr, white
#: and black, and Photoshop's layers.
_KEPT = frozenset(
    (
        *(
            0x00FE,
            0x00FF,
            0x0100,
            0x0101,
            0x0102,
            0x0103,
            0x0106,
            0x0107,
            0x010A,
            0x0111,
            0x0112,
            0x0115,
            0x0116,
            0x0117,
        ),
        *(
            0x0118,
            0x0119,
            0x011A,
            0x011B,
            0x011C,
            0x0122,
            0x0123,
            0x0124,
            0x0125,
            0x0128,
            0x0129,
            0x012D,
            0x013D,
            0x013E,
        ),
        *(
            0x013F,
            0x0140,
            0x0141,
            0x0142,
            0x0143,
            0x0144,
            0x0145,
            0x014C,
            0x014E,
            0x0150,
            0x0152,
            0x0153,
            0x0154,
            0x0155,
        ),
        *(
            0x0156,
            0x015B,
            0x0200,
            0x0201,
            0x0202,
            0x0203,
            0x0205,
            0x0207,
            0x0208,
            0x0209,
            0x0211,
            0x0212,
            0x0213,
            0x0214,
        ),
        *(0x828D, 0x828E, 0x935C),
    )
)
#: Where pixels lie, and how many bytes: strips, tiles, and the JPEG streams of TIFF 6.0.
_PIXELS = ((0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202))
_JPEG_TABLES = {0x0207: 64, 0x0208: 33, 0x0209: 179}


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    order = _order(view)
    pages = _pages(view, order)
    ranges: list[tuple[int, int]] = [(0, 16 if order.big else 8)]
    changed: dict[int, bytes] = {}
    for number, page in enumerate(pages):
        following = pages[number + 1].at if number + 1 < len(pages) else 0
        wanted = [entry for entry in page.entries if _is_kept(entry, kept)]
        changed[page.at] = _rewritten(view, order, wanted, following)
        ranges += [(entry.start, entry.end) for entry in wanted if entry.end - entry.start > order.offset_bytes]
        ranges += _pixels(view, order, page)
    end = max(stop for _, stop in [*ranges, *((at, at + len(data)) for at, data in changed.items())])
    yield from only(view, ranges, changed, min(end, len(view)))


def told(view: View) -> Iterator[Finding]:
    order = _order(view)
    pages = {page.at for page in _pages(view, order)}
    for page in ifd.chain(view, order, ifd.first(view, order)):
        if page.at not in pages:
            yield Finding(About.SMALL, "a smaller copy of a page")
        yield from exif.of_directory(view, order, page)
        for entry in page.entries:
            yield from _of_entry(view, entry)


def _of_entry(view: View, entry: Entry) -> Iterator[Finding]:
    """What camera data alone do not tell."""
    body = (entry.start, entry.end)
    if entry.tag == exif.XMP:
        yield from packets.of_xmp(view[slice(*body)])
    elif entry.tag == exif.IPTC:
        yield from packets.of_iptc(view[slice(*body)])
    elif entry.tag == exif.PROFILE:
        yield from packets.of_profile(view[slice(*body)])
    elif entry.tag == exif.PHOTOSHOP:
        yield from photoshop.told_in(view, *body)
    elif entry.tag == _SUB:
        yield Finding(About.SMALL, "a copy of a page in another size")
    elif entry.tag > 0x8000 and entry.tag not in _KEPT and entry.tag not in _READ:
        yield Finding(About.OTHER, f"tag {entry.tag}, {size_words(entry.end - entry.start)}")


_READ = frozenset((exif.COPYRIGHT, exif.CAMERA_DATA, exif.GPS, 0xC62F, *range(0x9C9B, 0x9CA0)))


def _order(view: View) -> Order:
    order = ifd.order_of(view)
    if order is None:
        raise BadShape("no TIFF")
    return order


def _pages(view: View, order: Order) -> list[Directory]:
    """The directories that are pages. The first one is always one: it is what everybody shows."""
    found = ifd.chain(view, order, ifd.first(view, order))
    return [page for number, page in enumerate(found) if number == 0 or not _is_smaller(view, order, page)]


def _is_smaller(view: View, order: Order, page: Directory) -> bool:
    """NewSubfileType: a copy in a lower resolution."""
    kind = ifd.numbers(view, order, page.find(_KIND))
    return bool(kind and kind[0] & 1)


def _is_kept(entry: Entry, kept: Kept) -> bool:
    if entry.tag == exif.PROFILE:
        return kept.profile
    return entry.tag in _KEPT or (entry.tag in (exif.ARTIST, exif.COPYRIGHT) and bool(kept.line))


def _rewritten(view: View, order: Order, wanted: list[Entry], following: int) -> bytes:
    """A directory with these entries alone."""
    entries = b"".join(view[entry.at : entry.at + order.entry_bytes] for entry in wanted)
    head = struct.pack(order.mark + ("Q" if order.big else "H"), len(wanted))
    return head + entries + struct.pack(order.mark + order.offset, following)


def _pixels(view: View, order: Order, page: Directory) -> Iterator[tuple[int, int]]:
    for where, how_many in _PIXELS:
        starts, lengths = (ifd.numbers(view, order, page.find(tag)) for tag in (where, how_many))
        if starts and not lengths:  # some programs leave the count of a single strip away
            lengths = [len(view) - at for at in starts]
        if len(starts) > len(lengths):
            raise BadShape(f"{len(starts)} strips, {len(lengths)} lengths")
        yield from ((at, at + length) for at, length in zip(starts, lengths, strict=False))
    for tag, length in _JPEG_TABLES.items():
        yield from ((at, at + length) for at in ifd.numbers(view, order, page.find(tag)))
