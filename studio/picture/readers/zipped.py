"""Layered files that are archives: OpenRaster (freedesktop.org, baseline 0.0.6) and Krita's `.kra`.

Both keep a picture of all layers together, `mergedimage.png`, and tell of the layers in an XML file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from studio.picture.facts import Layer

from .archive import Archive
from .dots import open_dots
from .opened import MAX_LAYERS, MAX_NAME, Limits, Opened, Unwelcome

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MERGED = "mergedimage.png"
_SMALL = {"ora": "Thumbnails/thumbnail.png", "kra": "preview.png"}
_TOLD = {"ora": "stack.xml", "kra": "maindoc.xml"}
_MAX_XML = 16 << 20
_NO_MERGED = "It holds no picture of all its layers together, so only its small preview is shown."
_OTHER_SIZE = "Its picture of all layers together has another size than the file itself."
#: Krita's names of how a colour is stored end with these.
_BITS = {"U16": 16, "16": 16, "F16": 16, "F32": 32}


def open_zipped(path: Path, kind: str, limits: Limits, stack: ExitStack) -> Opened:
    """Raises TooLarge, Unwelcome and KeyError."""
    archive = stack.enter_context(Archive(path))
    root = _parsed(archive.read(_TOLD[kind], _MAX_XML))
    image = root if kind == "ora" else _krita_image(root)
    size = _number(image, "w", "width"), _number(image, "h", "height")
    limits.check(*size)
    merged = MERGED if MERGED in archive else _SMALL[kind]
    if merged not in archive:
        raise Unwelcome("It holds no picture of all its layers together, which another program could show.")
    opened = open_dots(stack.enter_context(archive.open(merged)), "png", limits, stack)
    if merged != MERGED:
        opened.differs.append(_NO_MERGED)
    elif (opened.width_px, opened.height_px) != size:
        opened.differs.append(_OTHER_SIZE)
    opened.width_px, opened.height_px = size
    layers = _openraster(image) if kind == "ora" else _krita(image)
    opened.layers = [layer for layer, _ in zip(layers, range(MAX_LAYERS), strict=False)]
    if kind == "kra":
        colours = image.get("colorspacename", "")
        opened.bits = next((bits for ending, bits in _BITS.items() if colours.endswith(ending)), 8)
    return opened


def _parsed(data: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data)
    except DefusedXmlException as error:
        raise Unwelcome("Its list of layers defines words of its own (XML entities).") from error
    return root


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _krita_image(root: Element) -> Element:
    found = next((element for element in root if _local(element) == "IMAGE"), None)
    if found is None:
        raise ValueError("maindoc.xml tells of no image")
    return found


def _number(element: Element, *names: str) -> int:
    told = next((element.get(name) for name in names if element.get(name)), None)
    number = int(told or 0)
    if number < 1:
        raise ValueError(f"{names[0]} is {told!r}")
    return number


def _openraster(image: Element) -> Iterator[Layer]:
    """The topmost first, as the file has them. `image` holds one stack, which is no group of its own."""
    for root in image:
        yield from _walked(root, 0, "stack", _openraster_layer)


def _openraster_layer(element: Element, depth: int) -> Layer:
    return Layer(
        _name(element),
        element.get("visibility", "visible") == "visible",
        _share(element.get("opacity"), 1.0),
        element.get("composite-op", "svg:src-over").rpartition(":")[2].replace("src-over", "normal").replace("-", " "),
        depth,
        _local(element) == "stack",
    )


def _krita(image: Element) -> Iterator[Layer]:
    for root in image:
        if _local(root) == "layers":
            yield from _walked(root, 0, "layers", _krita_layer)


def _krita_layer(element: Element, depth: int) -> Layer:
    return Layer(
        _name(element),
        element.get("visible", "1") == "1",
        _share(element.get("opacity"), 255.0),
        element.get("compositeop", "normal").replace("_", " "),
        depth,
        element.get("nodetype", element.get("layertype", "")) == "grouplayer",
    )


def _walked(root: Element, depth: int, group: str, told) -> Iterator[Layer]:  # type: ignore[no-untyped-def]
    """Without recursion: a file may nest as deep as it likes. Krita keeps a group's layers in a `layers` inside it."""
    waiting = [(child, depth) for child in reversed(root)]
    while waiting:
        element, depth = waiting.pop()
        name = _local(element)
        if name == "layer" or (name == "stack" and group == "stack"):
            yield told(element, depth)
            depth += 1
        if name in ("layer", "layers", "stack"):
            waiting += [(child, depth) for child in reversed(element)]


def _name(element: Element) -> str:
    return element.get("name", "").strip()[:MAX_NAME]


def _share(told: str | None, whole: float) -> float:
    try:
        return min(max(float(told or whole) / whole, 0.0), 1.0)
    except ValueError:
        return 1.0
