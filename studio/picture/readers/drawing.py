"""Drawings made of lines (SVG), by resvg. Nothing outside of the file is ever read: whatever would lead there is taken out of it
first, and so are scripts. Before anything is drawn it is counted how much would be: a few lines can ask for millions of shapes.

Source: SVG 2, 5.6 (`use`), 8.2 (size), 12.3 (`image`).
"""

from __future__ import annotations

import io
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from PIL import Image

from .opened import Limits, Opened, TooLarge, Unwelcome

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAX_BYTES = 32 << 20
_MAX_SHAPES = 200_000
#: What is said of all shapes; what the studio holds of it afterwards, to see what is private, stays below 200 MB.
_MAX_SAID = 700_000
#: What is drawn when only facts are asked, and at most.
_MOST_PX = 8_192
#: The first drawing, and the seconds of a processor that the second may take.
_TRIED_PX, _BUDGET_S = 64, 1.0
_XLINK = "http://www.w3.org/1999/xlink"
#: Scripts are not run, and pages within the drawing are not shown.
_LEFT_OUT = frozenset({"script", "foreignObject", "iframe", "audio", "video", "handler"})
_MOVING = frozenset({"animate", "animateTransform", "animateMotion", "set"})
_INSIDE = re.compile(r"\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
_POINTS_TO = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
#: Pixels of a unit (CSS Values 4, 6.2).
_DPI = 96.0
_UNITS = {"": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "pt": 96 / 72, "pc": 16.0}
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]{1,2})?)\s*([a-z]*)\s*", re.IGNORECASE)


def open_drawing(path: Path, limits: Limits) -> Opened:
    """Raises TooLarge and Unwelcome."""
    if path.stat().st_size > _MAX_BYTES:
        raise TooLarge
    data = path.read_bytes()
    if data.count(b"=") > _MAX_SAID:
        raise Unwelcome("It says more about its shapes than can be read.")
    root = _parsed(data)
    outside, left_out, moves = _cleaned(root)
    if _shapes(root) > _MAX_SHAPES:
        raise Unwelcome("It asks for more shapes than can be drawn.")
    width, height = _size(root)
    limits.check(width, height)
    root.set("width", str(width))
    root.set("height", str(height))
    text = ElementTree.tostring(root, encoding="unicode")
    opened = Opened(width, height, draw=lambda at_least_px: _drawn(text, width, height, at_least_px))
    if outside:
        opened.differs.append("It shows pictures or fonts from outside of the file; they are left out.")
    if left_out:
        opened.differs.append("It holds a script or a page, which is not run.")
    if moves:
        opened.differs.append("It moves. What is shown here is how it begins.")
    if any(_local(element) == "text" for element in root.iter()):
        opened.differs.append("Its words are drawn with the fonts of this computer.")
    return opened


def _parsed(data: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data)
    except DefusedXmlException as error:
        raise Unwelcome("It defines words of its own (XML entities), which could lead anywhere.") from error
    if _local(root) != "svg":
        raise ValueError(f"the root is {root.tag!r}")
    return root


def _local(element: Element) -> str:
    """A tag without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _cleaned(root: Element) -> tuple[int, int, int]:
    """How many ways outside, how many scripts and how many movements there were; the first two are gone."""
    outside = left_out = moves = 0
    for element in root.iter():
        for child in list(element):
            if _local(child) in _LEFT_OUT:
                element.remove(child)
                left_out += 1
        moves += _local(element) in _MOVING
        for name in list(element.attrib):
            if name.rpartition("}")[2] in ("href", "src", "base") and not _INSIDE.match(element.attrib[name]):
                del element.attrib[name]
                outside += _local(element) != "a"
    return outside, left_out, moves


def _shapes(root: Element) -> int:
    """How many elements there are when each reference is followed each time; a circle counts once."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    known: dict[Element, int] = {}
    open_now: set[Element] = set()

    def count(element: Element) -> int:
        if element in known or element in open_now:
            return known.get(element, 0)
        open_now.add(element)
        targets = [named[id] for id in _references(element) if id in named]
        known[element] = 1 + sum(count(one) for one in (*element, *targets))
        open_now.discard(element)
        return known[element]

    try:
        return count(root)
    except RecursionError as error:
        raise Unwelcome("Its shapes lie too deep within each other.") from error


def _references(element: Element) -> list[str]:
    found = [id for value in element.attrib.values() for id in _POINTS_TO.findall(value)]
    hrefs = (element.get(name, "") for name in ("href", f"{{{_XLINK}}}href"))
    return found + [href.strip()[1:] for href in hrefs if href.strip().startswith("#")]


def _size(root: Element) -> tuple[int, int]:
    """In pixels: what is asked for, else the shape of the view box, else what SVG falls back to."""
    box = [
        float(number) for number in re.findall(r"[-+]?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]{1,2})?", root.get("viewBox", ""))
    ]
    wide, high = (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else (0.0, 0.0)
    width, height = _length(root.get("width")), _length(root.get("height"))
    if width and not height:
        height = width * high / wide if wide else 100.0
    elif height and not width:
        width = height * wide / high if wide else 100.0
    width, height = width or wide or 100.0, height or high or 100.0
    if not 0 < width < 1e9 or not 0 < height < 1e9:
        raise TooLarge
    return max(round(width), 1), max(round(height), 1)


def _length(told: str | None) -> float:
    """0 where nothing is told, or a share of what is around."""
    found = _LENGTH.fullmatch(told or "")
    return float(found[1]) * _UNITS.get(found[2].lower(), 0.0) if found else 0.0


def _drawn(text: str, width: int, height: int, at_least_px: int) -> Image.Image:
    """A few icons hide filters that need seconds for every hundred pixels: a small drawing first tells how large one can be had."""
    wanted = min(max(at_least_px, 1), _MOST_PX)
    begun = time.process_time()
    image = _in_size(text, width, height, min(wanted, _TRIED_PX))
    took_s = max(time.process_time() - begun, 1e-3)
    affordable = int(_TRIED_PX * (_BUDGET_S / took_s) ** 0.5)  # twice the side, four times the work
    return image if wanted <= _TRIED_PX else _in_size(text, width, height, max(min(wanted, affordable), _TRIED_PX))


def _in_size(text: str, width: int, height: int, longer_px: int) -> Image.Image:
    import resvg_py

    zoom = longer_px / max(width, height)
    wide, high = max(round(width * zoom), 1), max(round(height * zoom), 1)
    try:
        data = resvg_py.svg_to_bytes(svg_string=text, width=wide, height=high, dpi=_DPI)
    except ValueError as error:
        raise Unwelcome("It cannot be drawn; there may be nothing in it.") from error
    image = Image.open(io.BytesIO(bytes(data)), formats=["PNG"])
    image.load()
    return image
