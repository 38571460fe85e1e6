"""Frames of MPEG sound (ISO/IEC 11172-3, 2.4.2.3; ISO/IEC 13818-3): where each begins and ends, and nothing between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .shape import BadShape, View

_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBIT = {
    (1, 3): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 3): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (0, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (0, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SYNC = re.compile(rb"\xff[\xe2-\xff]")
_HEAD_BYTES = 4


def frames(view: View, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of frames between `at` and `end`. A frame counts where another one, or the end, is beside it. Raises BadShape where
    there is none at all."""
    begun, last = -1, -1
    while at + _HEAD_BYTES <= end:
        length = _length(view[at : at + _HEAD_BYTES])
        follows = min(at + length, end)
        if length and (at == last or follows + _HEAD_BYTES > end or _length(view[follows : follows + _HEAD_BYTES])):
            if at != last:
                if begun >= 0:
                    yield begun, last
                begun = at
            at = last = follows
            continue
        found = _SYNC.search(view, at + 1, end)
        at = found.start() if found else end
    if begun < 0:
        raise BadShape("no frames of sound")
    yield begun, last


def rates_kbit(view: View, at: int, end: int) -> Iterator[int]:
    """The bit rate of each frame, in kbit/s."""
    for begun, over in frames(view, at, end):
        while begun < over:
            rate, length = _read(view[begun : begun + _HEAD_BYTES])
            yield rate
            begun += max(length, 1)


def _length(head: bytes) -> int:
    """Of the frame that begins so, in bytes; 0 where none does. Streams of a free bit rate are not known."""
    return _read(head)[1]


def _read(head: bytes) -> tuple[int, int]:
    """The bit rate in kbit/s and the length in bytes of the frame that begins so; both 0 where none does."""
    if len(head) < _HEAD_BYTES or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0, 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, bits = head[2] >> 2 & 3, head[2] >> 4
    if version == 1 or layer == 0 or rate == 3 or bits in (0, 15):
        return 0, 0
    first = version == 3
    kbit = _KBIT[int(first), layer][bits - 1]
    padding = head[2] >> 1 & 1
    if layer == 3:
        return kbit, (12 * kbit * 1_000 // _RATES_HZ[version][rate] + padding) * 4
    slots = 144 if first or layer == 2 else 72
    return kbit, slots * kbit * 1_000 // _RATES_HZ[version][rate] + padding
