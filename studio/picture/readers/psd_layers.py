"""The records of Photoshop's layers, without their pixels.

A record may be followed by blocks of more: its name in any script (`luni`), and whether it begins or ends a group (`lsct`). Files
with 16 or 32 bits keep their layers in such a block of the whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.picture.facts import Layer

from .opened import MAX_LAYERS, MAX_NAME

if TYPE_CHECKING:
    from .photoshop import Source

_SIGNATURES = (b"8BIM", b"8B64")
#: Blocks whose lengths have 8 bytes in a `.psb`.
_LONG = frozenset(b"LMsk Lr16 Lr32 Layr Mt16 Mt32 Mtrn Alph FMsk lnk2 FEid FXid PxSD".split())
_WHOLE_FILES = (b"Layr", b"Lr16", b"Lr32")
_HIDDEN = 2
_OPEN_GROUP, _CLOSED_GROUP, _END_OF_GROUP = 1, 2, 3
_MAX_BLOCK = 1 << 20
BLENDS = {
    b"pass": "pass through",
    b"norm": "normal",
    b"diss": "dissolve",
    b"dark": "darken",
    b"mul ": "multiply",
    b"idiv": "colour burn",
    b"lbrn": "linear burn",
    b"dkCl": "darker colour",
    b"lite": "lighten",
    b"scrn": "screen",
    b"div ": "colour dodge",
    b"lddg": "linear dodge",
    b"lgCl": "lighter colour",
    b"over": "overlay",
    b"sLit": "soft light",
    b"hLit": "hard light",
    b"vLit": "vivid light",
    b"lLit": "linear light",
    b"pLit": "pin light",
    b"hMix": "hard mix",
    b"diff": "difference",
    b"smud": "exclusion",
    b"fsub": "subtract",
    b"fdiv": "divide",
    b"hue ": "hue",
    b"sat ": "saturation",
    b"colr": "colour",
    b"lum ": "luminosity",
}


def read_layers(source: Source, end: int) -> tuple[list[Layer], bool]:
    """The topmost first, and whether the merged picture's first channel beyond its colours tells where it is see-through."""
    if source.tell() + 4 > end:
        return [], False
    length = source.length()
    after = source.tell() + length
    if not length:
        source.go(after + 4 + source.number("I"))  # the mask of the whole file lies between
        if not _find_block(source, end):
            return [], False
    count = source.number("h")
    if abs(count) > MAX_LAYERS:
        raise ValueError(f"{count} layers")
    records = [_record(source) for _ in range(abs(count))]
    return _in_order(records), count < 0


def _find_block(source: Source, end: int) -> bool:
    """Stands at the start of the layers of a file with 16 or 32 bits."""
    while source.tell() + 12 <= end:
        signature, key = source.numbers("4s4s")
        if signature not in _SIGNATURES:
            return False
        length = source.number("Q" if source.is_big and key in _LONG else "I")
        if key in _WHOLE_FILES and length:
            return True
        source.go(source.tell() + length + -length % 4)
    return False


def _record(source: Source) -> tuple[Layer, int]:
    """A layer, and which end of a group it is (0 for neither)."""
    channels = source.numbers("4iH")[4]
    source.read(channels * (10 if source.is_big else 6))
    _, blend, opacity, _, flags, _ = source.numbers("4s4sBBBB")
    length = source.number("I")
    end = source.tell() + length
    for _ in range(2):  # its mask, and which tones are blended
        part = source.number("I")
        source.go(source.tell() + part)
    letters = source.number("B")
    name = source.read(letters).decode("mac_roman")
    source.go(source.tell() + -(letters + 1) % 4)
    blocks = _blocks(source, end)
    source.go(end)
    if b"luni" in blocks:
        name = blocks[b"luni"][4:].decode("utf-16-be", "replace").rstrip("\0")
    group = blocks.get(b"lsct") or blocks.get(b"lsdk") or b""
    if len(group) >= 12:
        blend = group[8:12]
    layer = Layer(name[:MAX_NAME], not flags & _HIDDEN, opacity / 255, BLENDS.get(blend, "of its own"))
    return layer, int.from_bytes(group[:4])


def _blocks(source: Source, end: int) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    while source.tell() + 12 <= end:
        signature, key = source.numbers("4s4s")
        if signature not in _SIGNATURES:
            break
        length = source.number("Q" if source.is_big and key in _LONG else "I")
        after = source.tell() + length + length % 2
        if key in (b"luni", b"lsct", b"lsdk"):
            found[key] = source.read(min(length, _MAX_BLOCK))
        source.go(min(after, end))
    return found


def _in_order(records: list[tuple[Layer, int]]) -> list[Layer]:
    """The file has the lowest first, and the end of a group before what is in it."""
    layers: list[Layer] = []
    depth = 0
    for layer, group in reversed(records):
        if group == _END_OF_GROUP:
            depth = max(depth - 1, 0)
            continue
        is_group = group in (_OPEN_GROUP, _CLOSED_GROUP)
        layers.append(Layer(layer.name, layer.is_visible, layer.opacity, layer.blend, depth, is_group))
        depth += is_group
    return layers
