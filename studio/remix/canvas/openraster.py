"""OpenRaster: a picture with its layers for paint programs (Krita, GIMP, MyPaint …).

A zip (https://www.openraster.org): `mimetype` first and not packed, `stack.xml` with the layers from the highest to the lowest,
each layer as a PNG, `mergedimage.png` with the whole, and a thumbnail of at most 256 pixels. Layers come as they lie on the canvas,
cut at its edges; their opacity and blend stay open. The whole carries the credits in its tags, and `CREDITS.txt` says them again.
"""

from __future__ import annotations

import io
import os
import xml.etree.ElementTree as xml
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.credit import tags
from studio.credit.fields import fields_of
from studio.credit.lines import Credits
from studio.domain.canvas import Blend, Canvas, Layer
from studio.domain.progress import Progress
from studio.errors import StudioError

from .plates import Plates
from .render import Bytes, Sheet, Window, as_straight_bytes, flat, ground, put, whole

if TYPE_CHECKING:
    from PIL import Image

ENDING = ".ora"
MIME = "image/openraster"
_OPERATIONS = {
    Blend.NORMAL: "svg:src-over",
    Blend.MULTIPLY: "svg:multiply",
    Blend.SCREEN: "svg:screen",
    Blend.OVERLAY: "svg:overlay",
}
_THUMBNAIL_PX = 256
#: A layer is put together so many rows at a time.
_ROWS = 256


def write(canvas: Canvas, plates: Plates, path: Path, credits: Credits, progress: Progress) -> tuple[str, ...]:
    """Answers in words what could not be done. Raises Refused where `progress` stops it, what `plates` raises, and OSError."""
    from PIL import Image

    size = {"w": str(canvas.width_px), "h": str(canvas.height_px)}
    image = xml.Element("image", {"version": "0.0.3", **size})
    stack = xml.SubElement(image, "stack")
    progress.begin(len(canvas.layers) + 2)
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", MIME)
        for number, layer in reversed(list(enumerate(canvas.layers))):
            xml.SubElement(stack, "layer", _layer(canvas, layer, number, plates, archive))
            progress.add(1)
        if canvas.background:
            xml.SubElement(stack, "layer", _background(canvas, archive))
        words = xml.tostring(image, encoding="UTF-8", xml_declaration=True)
        archive.writestr("stack.xml", words, zipfile.ZIP_DEFLATED)
        merged = Image.fromarray(flat(canvas, plates, progress.add))
        notes = _whole(merged, path.parent, credits, archive)
        merged.thumbnail((_THUMBNAIL_PX, _THUMBNAIL_PX))
        archive.writestr("Thumbnails/thumbnail.png", _png(merged))
        archive.writestr("CREDITS.txt", fields_of(credits).comment + "\n", zipfile.ZIP_DEFLATED)
    with path.open("r+b") as file:
        os.fsync(file.fileno())
    return notes


def _layer(canvas: Canvas, layer: Layer, number: int, plates: Plates, archive: zipfile.ZipFile) -> dict[str, str]:
    """Its picture into the archive; answers what the stack says of it."""
    from PIL import Image

    name = f"data/layer{number:03d}.png"
    sheet = Sheet(replace(layer, opacity=1.0, blend=Blend.NORMAL), plates.plate(layer), (1.0, 1.0))
    part = sheet.within(whole(canvas))
    pixels = np.zeros((1, 1, 4), np.uint8) if part is None else _alone(sheet, part)
    archive.writestr(name, _png(Image.fromarray(pixels)))
    left, top = part[:2] if part is not None else (0, 0)
    return {
        "name": _plain(layer.name),
        "src": name,
        "x": str(left),
        "y": str(top),
        "opacity": f"{layer.opacity:.4f}",
        "visibility": "hidden" if layer.hidden else "visible",
        "composite-op": _OPERATIONS[layer.blend],
    }


def _alone(sheet: Sheet, part: Window) -> Bytes:
    out = np.empty((part[3] - part[1], part[2] - part[0], 4), np.uint8)
    for top in range(part[1], part[3], _ROWS):
        band = (part[0], top, part[2], min(top + _ROWS, part[3]))
        planes = ground("", band)
        put(planes, band, sheet)
        out[top - part[1] : band[3] - part[1]] = as_straight_bytes(planes)
    return out


def _background(canvas: Canvas, archive: zipfile.ZipFile) -> dict[str, str]:
    from PIL import Image

    name = "data/background.png"
    archive.writestr(name, _png(Image.new("RGB", (canvas.width_px, canvas.height_px), canvas.background)))
    return {"name": "Background", "src": name, "x": "0", "y": "0", "composite-op": _OPERATIONS[Blend.NORMAL]}


def _whole(merged: Image.Image, folder: Path, credits: Credits, archive: zipfile.ZipFile) -> tuple[str, ...]:
    plain, tagged = folder / "merged.png", folder / "tagged.png"
    merged.save(plain, "PNG")
    try:
        tags.write(plain, tagged, credits)
        archive.write(tagged, "mergedimage.png")
    except StudioError as error:
        archive.write(plain, "mergedimage.png")
        return (f"{error.title}. {error.advice}",)
    return ()


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _plain(name: str) -> str:
    """XML 1.0 has no control characters, not even as references."""
    return "".join(letter if letter.isprintable() else " " for letter in name)
