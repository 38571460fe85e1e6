"""Canvases and their pictures, made for tests: real files, opened by the real child process."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.domain.canvas import Canvas, Layer, Picture
from studio.domain.ids import LayerId, RecordId, RemixId, new_id
from studio.picture.pixels import EDGE_PX
from studio.remix.canvas.plates import Plate

Pixels = NDArray[np.uint8]


class Pictures:
    """Keeps PNG files in a folder and finds them again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, pixels: Pixels, title: str = "", record_id: str | None = None, form: str = "PNG") -> Picture:
        part = self._folder / "part"
        Image.fromarray(pixels).save(part, form)
        sha256 = hashlib.sha256(part.read_bytes()).hexdigest()
        part.rename(self._folder / sha256)
        id = RecordId(record_id) if record_id else None
        return Picture(sha256, pixels.shape[1], pixels.shape[0], title, id)

    def find(self, picture: Picture) -> Path:
        return self._folder / picture.sha256


class Still:
    """Pixels that are there already: what is drawn is only the renderer's own."""

    def __init__(self, pixels: dict[str, Pixels]) -> None:
        self._pixels = pixels

    def plate(self, layer: Layer, zoom: float = 1.0) -> Plate:
        assert layer.picture is not None
        straight = self._pixels[layer.picture.sha256].astype(np.uint16)
        alpha = straight[..., 3:]
        multiplied = np.concatenate([(straight[..., :3] * alpha + 127) // 255, alpha], axis=-1).astype(np.uint8)
        return Plate(np.pad(multiplied, ((EDGE_PX, EDGE_PX), (EDGE_PX, EDGE_PX), (0, 0)), mode="edge"))


def a_picture(width: int = 40, height: int = 30, *, seed: int = 0, alpha: bool = True) -> Pixels:
    """Noise, with alpha from clear to solid."""
    out = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    if not alpha:
        out[..., 3] = 255
    return out


def a_slope(width: int, height: int) -> Pixels:
    """Soft colours, such as a photograph has."""
    down, across = np.mgrid[0:height, 0:width]
    planes = (across * 255 // width, down * 255 // height, (across + down) * 255 // (width + height), down * 0 + 255)
    return np.stack(planes, axis=-1).astype(np.uint8)


def plain(colour: tuple[int, int, int], width: int = 40, height: int = 30, alpha: int = 255) -> Pixels:
    return np.full((height, width, 4), (*colour, alpha), np.uint8)


def a_layer(picture: Picture, canvas: Canvas, **fields: Any) -> Layer:
    """In the middle."""
    basics: dict[str, Any] = {"x": canvas.width_px / 2, "y": canvas.height_px / 2}
    return Layer(LayerId(new_id()), picture=picture, **(basics | fields))


def a_canvas(*layers: Layer, **fields: Any) -> Canvas:
    basics: dict[str, Any] = {"width_px": 40, "height_px": 30}
    return Canvas(RemixId(new_id()), layers=layers, **(basics | fields))
