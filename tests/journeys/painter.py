"""Somebody who paints: real files of three kinds, saved as programs save them, also half."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = (120, 80)


def scene(words: str, size: tuple[int, int] = SIZE) -> Image.Image:
    image = Image.new("RGB", size, "#e6d3a8")
    ImageDraw.Draw(image).text((6, 6), words, fill="#1a1a1e")
    return image


def png(words: str) -> bytes:
    return _bytes(scene(words))


def ora(words: str, layers: Sequence[str]) -> bytes:
    """An OpenRaster file (its specification's baseline): the layers, the whole, a thumbnail."""
    stack = "".join(f'<layer name="{name}" src="data/{at}.png"/>' for at, name in enumerate(layers))
    parts = {"stack.xml": f'<image version="0.0.6" w="{SIZE[0]}" h="{SIZE[1]}"><stack>{stack}</stack></image>'.encode()}
    parts |= {f"data/{at}.png": png(f"{words} {name}") for at, name in enumerate(layers)}
    parts |= {"mergedimage.png": png(words), "Thumbnails/thumbnail.png": _bytes(scene(words, (60, 40)))}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "image/openraster", zipfile.ZIP_STORED)
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def psd(words: str, layers: Sequence[str]) -> bytes:
    from psd_tools import PSDImage

    image = PSDImage.frompil(scene(words))
    for name in reversed(layers):  # the lowest first
        image.create_pixel_layer(scene(f"{words} {name}"), name=name)
    buffer = io.BytesIO()
    image.save(buffer)
    return buffer.getvalue()


def save_in_place(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def save_by_renaming(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}~")
    part.write_bytes(content)
    part.replace(path)


def save_anew(path: Path, content: bytes) -> None:
    """As a sync client that brings a file from another computer."""
    path.unlink()
    path.write_bytes(content)


def begin_to_save(path: Path, content: bytes) -> None:
    """The first half, and no more for now."""
    path.write_bytes(content[: len(content) // 2])


def layers_of_ora(content: bytes) -> list[str]:
    import xml.etree.ElementTree as xml

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [layer.attrib["name"] for layer in xml.fromstring(archive.read("stack.xml")).iter("layer")]


def layers_of_psd(content: bytes) -> list[str]:
    from psd_tools import PSDImage

    return [layer.name for layer in reversed(PSDImage.open(io.BytesIO(content)))]


def _bytes(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
