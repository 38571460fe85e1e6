"""Real pictures with planted marks, made by Pillow and by hand."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

#: Words that must not leave the computer, and the key they are planted under.
MARKS = (
    "PLANTED-PLACE",
    "PLANTED-CAMERA",
    "PLANTED-SERIAL",
    "PLANTED-MAKER",
    "PLANTED-COMMENT",
    "PLANTED-NAME",
    "PLANTED-XMP",
)
HIDDEN = (*MARKS, "PLANTED-TAIL", "PLANTED-SMALL")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>PLANTED-XMP /home/somebody/secret.png</x:xmpmeta>"
_MADE_NOW = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
#: Without the date on which it was made (bytes 24 to 35), so that the same pictures are made each time.
PROFILE = _MADE_NOW[:24] + bytes(12) + _MADE_NOW[36:]
KINDS = ("png", "jpeg", "webp")
SIZE = (90, 60)


def drawing(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """A picture that tells up from down and left from right: red above left, blue below right, on a soft ramp."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    pen = ImageDraw.Draw(image)
    width, height = size
    pen.rectangle((0, 0, width // 3, height // 3), fill=(230, 40, 30))
    pen.rectangle((width * 2 // 3, height * 2 // 3, width, height), fill=(30, 60, 220))
    return image.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = "PLANTED-CAMERA"
    block[0x013B] = "PLANTED-NAME"
    block[0x9C9C] = "PLANTED-COMMENT".encode("utf-16-le")
    block.get_ifd(0x8769).update(
        {0x927C: b"PLANTED-MAKER" * 9, 0xA431: "PLANTED-SERIAL", 0x9286: b"ASCII\0\0\0PLANTED-COMMENT"}
    )
    block.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 0x001D: "2026:01:12", 0x001C: b"PLANTED-PLACE"})
    return block


def planted(path: Path, kind: str, orientation: int = 1, **more: Any) -> Path:
    """A picture of this kind in which every mark can be found."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "PLANTED-COMMENT")
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    notes.add_text("Author", "PLANTED-NAME", zip=True)
    options: dict[str, dict[str, Any]] = {
        "png": {"pnginfo": notes},
        "jpeg": {"comment": b"PLANTED-COMMENT", "xmp": XMP, "quality": 92},
        "webp": {"xmp": XMP, "lossless": True},
    }
    drawing().save(path, kind.upper(), exif=exif(orientation), icc_profile=PROFILE, **(options[kind] | more))
    tail = {"webp": b""}.get(kind, b"PLANTED-TAIL")
    path.write_bytes(path.read_bytes() + tail)
    return path


def jpeg_with_small_copies(path: Path) -> Path:
    """A JPEG whose JFIF header, JFXX header and Photoshop block each carry something."""
    buffer = io.BytesIO()
    drawing().save(buffer, "JPEG", quality=92, progressive=True)
    data = buffer.getvalue()
    jfif_end = 4 + struct.unpack(">H", data[4:6])[0]
    small = (b"PLANTED-SMALL" * 4)[: 3 * 4 * 4]
    jfif = data[6:18] + bytes((4, 4)) + small
    parts = [
        b"\xff\xd8",
        segment(0xE0, jfif),
        segment(0xE0, b"JFXX\0\x13" + small),
        segment(0xED, b"Photoshop 3.0\0PLANTED-NAME"),
    ]
    path.write_bytes(b"".join(parts) + segment(0xE5, b"PLANTED-SMALL") + data[2 + jfif_end - 2 :])
    return path


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of_zeros(width: int, height: int) -> bytes:
    """A grey PNG that says it is this large; its rows are packed a thousandfold. Nothing is ever unpacked to make it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(width + 1)
    rows = b"".join(packer.compress(row) for _ in range(min(height, 2_000))) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
