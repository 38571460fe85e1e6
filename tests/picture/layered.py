"""Layered files, written by hand: OpenRaster, Krita and Photoshop, as far as a reader looks."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .made import drawing

ORA_STACK = """<?xml version='1.0' encoding='UTF-8'?>
<image version="0.0.6" w="{w}" h="{h}"><stack>
  <stack name="Sky" opacity="0.5" composite-op="svg:multiply">
    <layer name="Clouds" src="data/0.png" visibility="hidden"/>
    <layer name="Blue &amp; deep" src="data/1.png" opacity="0.25"/>
  </stack>
  <layer name="Ground" src="data/2.png" composite-op="svg:src-over"/>
</stack></image>"""
KRA_DOC = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE DOC PUBLIC '-//KDE//DTD krita 2.0//EN' 'http://www.calligra.org/DTD/krita-2.0.dtd'>
<DOC xmlns="http://www.calligra.org/DTD/krita" syntaxVersion="2.0" kritaVersion="5.2.2" editor="Krita">
 <IMAGE name="Unnamed" width="{w}" height="{h}" colorspacename="RGBA16" profile="sRGB-elle-V2-srgbtrc.icc" mime="application/x-kra">
  <layers>
   <layer name="Lines" visible="1" opacity="255" compositeop="normal" nodetype="paintlayer" filename="layer2"/>
   <layer name="Sky" visible="0" opacity="128" compositeop="multiply" nodetype="grouplayer" filename="layer3">
    <layers><layer name="Clouds" visible="1" opacity="51" compositeop="soft_light" nodetype="paintlayer"/></layers>
   </layer>
  </layers>
 </IMAGE>
</DOC>"""


def png(size: tuple[int, int] = (90, 60), **options: object) -> bytes:
    buffer = io.BytesIO()
    drawing(size).save(buffer, "PNG", **options)
    return buffer.getvalue()


def zipped(path: Path, mime: str, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime, zipfile.ZIP_STORED)
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def ora(path: Path, size: tuple[int, int] = (90, 60), **parts: str | bytes | None) -> Path:
    whole = {"stack.xml": ORA_STACK.format(w=size[0], h=size[1]), "mergedimage.png": png(size)}
    whole |= {"Thumbnails/thumbnail.png": png((45, 30))} | {
        name.replace("__", "."): data for name, data in parts.items()
    }
    return zipped(path, "image/openraster", {name: data for name, data in whole.items() if data is not None})


def kra(path: Path, size: tuple[int, int] = (90, 60), **parts: str | bytes | None) -> Path:
    whole = {
        "maindoc.xml": KRA_DOC.format(w=size[0], h=size[1]),
        "mergedimage.png": png(size),
        "preview.png": png((45, 30)),
    }
    whole |= {name.replace("__", "."): data for name, data in parts.items()}
    return zipped(path, "application/x-krita", {name: data for name, data in whole.items() if data is not None})


@dataclass(frozen=True)
class PsdLayer:
    """`group` is 0 for pixels, 1 for a group's own record (above what is in it), 3 for its end (below)."""

    name: str
    group: int = 0
    opacity: int = 255
    blend: bytes = b"norm"
    is_hidden: bool = False
    pixels: bytes = b""
    wide: int = 1


GROUPED = (
    PsdLayer("Ground"),
    PsdLayer("</Layer group>", group=3),
    PsdLayer("Wölkchen ☁", opacity=51, blend=b"mul "),
    PsdLayer("Blue", is_hidden=True),
    PsdLayer("Sky", group=1, blend=b"pass"),
)
_MODES = {"L": 1, "RGB": 3, "RGBA": 3, "CMYK": 4, "LAB": 9}


def psd(
    path: Path,
    image: Image.Image,
    layers: Sequence[PsdLayer] = GROUPED,
    *,
    bits: int = 8,
    is_big: bool = False,
    is_packed: bool = True,
    profile: bytes = b"",
    has_merged: bool = True,
    small: bytes = b"",
    pack: Callable[[bytes], bytes] | None = None,
) -> Path:
    """`image` is the picture of all layers together."""
    planes = [plane.tobytes() for plane in image.split()]
    if image.mode == "CMYK":
        planes = [bytes(255 - value for value in plane) for plane in planes]
    planes = [_widened(plane, bits) for plane in planes]
    head = struct.pack(
        ">4sH6xHIIHH", b"8BPS", 1 + is_big, len(planes), image.height, image.width, bits, _MODES[image.mode]
    )
    resources = resource(1057, struct.pack(">IB", 1, has_merged) + bytes(14))
    resources += resource(1039, profile) if profile else b""
    resources += resource(1036, bytes(28) + small) if small else b""
    with path.open("wb") as file:
        file.write(head + struct.pack(">I", 0) + struct.pack(">I", len(resources)) + resources)
        _write_layers(file, layers, bits, is_big, image.mode == "RGBA")
        _write_merged(file, planes, image.width * bits // 8, is_big, (pack or packbits) if is_packed else None)
    return path


def resource(number: int, data: bytes) -> bytes:
    return struct.pack(">4sHHI", b"8BIM", number, 0, len(data)) + data + b"\0" * (len(data) % 2)


def _widened(plane: bytes, bits: int) -> bytes:
    if bits == 16:
        return b"".join(bytes((value, value)) for value in plane)
    if bits == 32:
        return b"".join(struct.pack(">f", (value / 255) ** 2.2) for value in plane)
    return plane


def _write_layers(file, layers: Sequence[PsdLayer], bits: int, is_big: bool, has_alpha: bool) -> None:
    long = ">Q" if is_big else ">I"
    records = b"".join(_record(layer, is_big) for layer in layers)
    pixels = sum(2 + len(layer.pixels) for layer in layers)
    count = struct.pack(">h", -len(layers) if has_alpha else len(layers))
    length = len(count) + len(records) + pixels
    body = length + length % 2
    deep = {16: b"Lr16", 32: b"Lr32"}.get(bits)
    if deep is None:
        file.write(struct.pack(long, body + 2 * struct.calcsize(long) - struct.calcsize(long) + 4))
        file.write(struct.pack(long, body))
    else:
        inner = struct.calcsize(long) + 4 + 8 + struct.calcsize(long) + body + -body % 4
        file.write(struct.pack(long, inner) + struct.pack(long, 0) + struct.pack(">I", 0))
        file.write(b"8BIM" + deep + struct.pack(long, body))
    file.write(count + records)
    for layer in layers:
        file.write(struct.pack(">H", 0))
        file.write(layer.pixels)
    file.write(b"\0" * (length % 2))
    file.write(b"\0" * (-body % 4) if deep else struct.pack(">I", 0))


def _record(layer: PsdLayer, is_big: bool) -> bytes:
    """One channel, without a mask."""
    name = layer.name.encode("mac_roman", "replace")[:30]
    short = bytes([len(name)]) + name
    short += b"\0" * (-len(short) % 4)
    told = layer.name.encode("utf-16-be")
    blocks = struct.pack(">4s4sII", b"8BIM", b"luni", 4 + len(told), len(told) // 2) + told
    if layer.group:
        blocks += struct.pack(">4s4sII4s4s", b"8BIM", b"lsct", 12, layer.group, b"8BIM", layer.blend)
    extra = struct.pack(">II", 0, 0) + short + blocks
    head = struct.pack(">4iHh", 0, 0, len(layer.pixels) // layer.wide, layer.wide, 1, 0)
    head += struct.pack(">Q" if is_big else ">I", 2 + len(layer.pixels))
    flags = 2 if layer.is_hidden else 0
    return head + struct.pack(">4s4sBBBBI", b"8BIM", layer.blend, layer.opacity, 0, flags, 0, len(extra)) + extra


def _write_merged(file, planes: list[bytes], row: int, is_big: bool, pack: Callable[[bytes], bytes] | None) -> None:
    if pack is None:
        file.write(struct.pack(">H", 0) + b"".join(planes))
        return
    rows = [pack(plane[at : at + row]) for plane in planes for at in range(0, len(plane), row)]
    file.write(struct.pack(">H", 1) + b"".join(struct.pack(">I" if is_big else ">H", len(one)) for one in rows))
    file.write(b"".join(rows))


def packbits(row: bytes) -> bytes:
    """Runs of the same byte, and between them bytes as they are (TIFF 6.0, section 9)."""
    out, at = bytearray(), 0
    while at < len(row):
        run = 1
        while run < 128 and at + run < len(row) and row[at + run] == row[at]:
            run += 1
        if run > 2:
            out += bytes((257 - run, row[at]))
            at += run
            continue
        end = at + 1
        while end < len(row) and end - at < 128 and row[end : end + 3] != row[end : end + 1] * 3:
            end += 1
        out += bytes([end - at - 1]) + row[at:end]
        at = end
    return bytes(out)
