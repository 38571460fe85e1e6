"""XMP packets (ISO 16684-1) with credits: `dc:title`, `dc:creator`, `dc:rights`, `dc:identifier`, `dc:description`, `dc:source`.

Other properties of a packet that is there already stay. A packet with a document type is refused: it could grow without end.
"""

from __future__ import annotations

import xml.etree.ElementTree as xml

from .fields import Fields

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_META = "adobe:ns:meta/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TAIL = b'\n<?xpacket end="w"?>'
_MAX_BYTES = 4 << 20
_OURS = ("title", "creator", "rights", "identifier", "description", "source")

for _prefix, _uri in (("rdf", _RDF), ("dc", _DC), ("x", _META)):
    xml.register_namespace(_prefix, _uri)


def parsed(data: bytes) -> xml.Element | None:
    """The document, None where it is not one that can be read safely."""
    if not data.strip() or len(data) > _MAX_BYTES or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return None
    try:
        return xml.fromstring(data)
    except (xml.ParseError, ValueError, LookupError):
        return None


def packet(fields: Fields, old: bytes = b"") -> bytes:
    """A packet with these credits, and with everything else that `old` holds."""
    root = parsed(old)
    rdf = root if root is not None and root.tag == f"{{{_RDF}}}RDF" else None
    if rdf is None and root is not None:
        rdf = root.find(f"{{{_RDF}}}RDF")
    if root is None or rdf is None:
        root = xml.Element(f"{{{_META}}}xmpmeta")
        rdf = xml.SubElement(root, f"{{{_RDF}}}RDF")
    for described in rdf.findall(f"{{{_RDF}}}Description"):
        for name in _OURS:
            described.attrib.pop(f"{{{_DC}}}{name}", None)
            for element in described.findall(f"{{{_DC}}}{name}"):
                described.remove(element)
    ours = xml.SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    for name, kind, values in _properties(fields):
        _put(ours, name, kind, values)
    return _HEAD + bytes(xml.tostring(root, encoding="utf-8")) + _TAIL


def read(data: bytes) -> Fields:
    root = parsed(data)
    if root is None:
        return Fields()
    found = {name: _values(root, name) for name in _OURS}
    first = {name: values[0] if values else "" for name, values in found.items()}
    return Fields(
        first["title"], first["creator"], first["rights"], first["identifier"], first["description"], found["source"]
    )


def _properties(fields: Fields) -> list[tuple[str, str, tuple[str, ...]]]:
    properties = (
        ("title", "Alt", (fields.title,)),
        ("creator", "Seq", (fields.artist,)),
        ("rights", "Alt", (fields.copyright,)),
        ("identifier", "", (fields.identifier,)),
        ("description", "Alt", (fields.comment,)),
        ("source", "Bag", fields.sources),
    )
    return [(name, kind, values) for name, kind, values in properties if any(values)]


def _put(parent: xml.Element, name: str, kind: str, values: tuple[str, ...]) -> None:
    element = xml.SubElement(parent, f"{{{_DC}}}{name}")
    if not kind:
        element.text = values[0]
        return
    box = xml.SubElement(element, f"{{{_RDF}}}{kind}")
    for value in values:
        attributes = {_LANG: "x-default"} if kind == "Alt" else {}
        xml.SubElement(box, f"{{{_RDF}}}li", attributes).text = value


def _values(root: xml.Element, name: str) -> tuple[str, ...]:
    """As a property of its own, in a box, or as an attribute: XMP allows all three."""
    tag = f"{{{_DC}}}{name}"
    for element in root.iter(tag):
        items = [one.text or "" for one in element.iter(f"{{{_RDF}}}li")]
        return tuple(items or [element.text or ""])
    return tuple(one.attrib[tag] for one in root.iter(f"{{{_RDF}}}Description") if tag in one.attrib)[:1]
