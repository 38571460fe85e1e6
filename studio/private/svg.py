"""SVG: the drawing alone is written anew. Metadata, comments, editors' own notes, scripts and links to files go; pictures inside
are cleaned too. The names of Inkscape's layers stay: they are a part of the work. Nothing outside of the file is ever read."""

from __future__ import annotations

import base64
import binascii
import re
import struct
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from functools import partial

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import jpeg, png, webp
from .packets import of_xmp
from .shape import BadShape, Kept, View, said

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_XML, _INKSCAPE = "http://www.w3.org/XML/1998/namespace", "http://www.inkscape.org/namespaces/inkscape"
_DC = "http://purl.org/dc/elements/1.1/"
_LAYER_NAMES = frozenset((f"{{{_INKSCAPE}}}groupmode", f"{{{_INKSCAPE}}}label"))
_NEVER = frozenset(("metadata", "script", "foreignObject", "handler", "listener"))
#: As much as is drawn (`picture/readers/drawing.py`).
_MOST_BYTES = 32 << 20
#: A matcher lets nothing else run: what has no end is taken to the end of the words, so that none are looked at twice.
_COMMENT = re.compile(rb"<!--(?:(.*?)-->|.*)", re.DOTALL)
_PICTURE = re.compile(r"\s*data:image/(png|jpeg|jpg|webp);base64,", re.IGNORECASE)
_FORMATS = {"png": png, "jpeg": jpeg, "jpg": jpeg, "webp": webp}
_URL = re.compile(r"url\(\s*+(?!['\"]?(?:#|data:))[^)]*\)?|@import[^;]*;?", re.IGNORECASE)
_HREFS = ("href", f"{{{_XLINK}}}href")

for _prefix, _uri in (("", _SVG), ("xlink", _XLINK), ("inkscape", _INKSCAPE), ("dc", _DC)):
    xml.register_namespace(_prefix, _uri)


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    root = _parsed(view)
    home = _space(root)
    _prune(root, home, kept)
    if kept.line:
        notes = xml.Element(f"{{{home}}}metadata" if home else "metadata")
        for name, words in (("creator", kept.line.artist), ("rights", kept.line.copyright)):
            if words:
                xml.SubElement(notes, f"{{{_DC}}}{name}").text = words
        root.insert(0, notes)
    yield bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True))


def told(view: View) -> Iterator[Finding]:
    root = _parsed(view)
    home = _space(root)
    for comment in _COMMENT.finditer(bytes(view[:])):
        yield from said(About.COMMENT, comment[1] or b"")
    for element in root.iter():
        space, name = _name(element.tag)
        if name == "metadata":
            yield from of_xmp(xml.tostring(element))
        elif name in ("script", "handler", "listener"):
            yield Finding(About.SCRIPT, "would run where the picture is opened")
        elif space != home and "dc/elements" not in space and "rdf-syntax" not in space and "cc#" not in space:
            yield from said(About.OTHER, f"a note of {name}")
        for key, value in element.attrib.items():
            yield from _of_attribute(*_name(key), value)


def _of_attribute(space: str, name: str, value: str) -> Iterator[Finding]:
    if name.startswith("on") and not space:
        yield Finding(About.SCRIPT, "would run where the picture is opened")
    elif name == "href" and (found := _PICTURE.match(value)):
        yield from _FORMATS[found[1].lower()].told(_opened(value[found.end() :]))
    elif (name == "href" and not _stays(value)) or name in ("docname", "absref", "export-filename"):
        yield from said(About.PATH, value)
    elif name == "version" and space == _INKSCAPE:
        yield from said(About.SOFTWARE, value, "Inkscape ")
    elif name.startswith("data-"):
        yield from said(About.OTHER, f"{name}, {size_words(len(value))}")


def _prune(element: xml.Element, home: str, kept: Kept) -> None:
    """This element and all below it: only what draws, only attributes that draw."""
    for key, value in list(element.attrib.items()):
        cleaned = _attribute(key, value, kept)
        if cleaned is None:
            del element.attrib[key]
        else:
            element.set(key, cleaned)
    if _name(element.tag)[1] == "style" and element.text:
        element.text = _URL.sub("none", element.text)
    before: xml.Element | None = None
    for child in list(element):
        space, name = _name(child.tag)
        if space == home and name not in _NEVER:
            _prune(child, home, kept)
            before = child
        else:
            _take_out(element, child, before)


def _take_out(parent: xml.Element, child: xml.Element, before: xml.Element | None) -> None:
    """The words behind it stay: inside of text they are seen."""
    parent.remove(child)
    if before is None:
        parent.text = (parent.text or "") + (child.tail or "")
    else:
        before.tail = (before.tail or "") + (child.tail or "")


def _attribute(key: str, value: str, kept: Kept) -> str | None:
    space, name = _name(key)
    if key in _HREFS:
        found = _PICTURE.match(value)
        if found is None:
            return value if _stays(value) else None
        pieces = _FORMATS[found[1].lower()].clean(_opened(value[found.end() :]), kept)
        return value[: found.end()].strip() + base64.b64encode(b"".join(pieces)).decode()
    if key in _LAYER_NAMES:
        return value
    if space not in ("", _XLINK, _XML) or name.startswith(("on", "data-")) or name == "base":
        return None
    return _URL.sub("none", value)


def _stays(address: str) -> bool:
    """A part of the same drawing, or data inside of it that can be no script."""
    return address.strip().startswith("#") or address.strip().lower().startswith(("data:image/gif", "data:font"))


def _opened(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadShape("a picture inside is no base64") from error


def _name(tag: object) -> tuple[str, str]:
    """Namespace and local name."""
    space, _, name = str(tag).rpartition("}")
    return space.removeprefix("{"), name


def _space(root: xml.Element) -> str:
    space, name = _name(root.tag)
    if name != "svg":
        raise BadShape("no drawing")
    return space


def _parsed(view: View) -> xml.Element:
    """Without anything from outside; entities of the file's own may be used, as old Illustrator files do."""
    import defusedxml.common
    from defusedxml import ElementTree

    if len(view) > _MOST_BYTES:
        raise BadShape(f"{len(view)} bytes of words")
    read = partial(ElementTree.fromstring, forbid_dtd=False, forbid_entities=False, forbid_external=True)
    try:
        root: xml.Element = read(bytes(view[:]))
    except (xml.ParseError, defusedxml.common.DefusedXmlException, ValueError, struct.error) as error:
        raise BadShape(str(error)) from error
    return root
