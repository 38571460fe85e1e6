"""A family tree as a file for other programs: JSON, and GraphML (graphml.graphdrawing.org) for graph viewers."""

from __future__ import annotations

import json
import xml.etree.ElementTree as xml
from collections.abc import Iterator

from studio.domain.record import RecordState
from studio.domain.words import tidy_title

from .tree import Edge, Family

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE = ("title", "author", "kind", "rights", "posted_at", "state")
_EDGE = ("type", "origin", "thanks")


def as_json(family: Family) -> str:
    """{"nodes": [{"id", "title", "author", "kind", "rights", "posted_at", "state"}], "edges": [{"child", "parent", "type",
    "origin", "thanks"}], "set_aside": [edges that would close a circle]}; `state` is "missing" for a record that is not here."""
    told = {
        "nodes": [{"id": id, **facts} for id, facts in _nodes(family)],
        "edges": [_ends(edge) | _facts(edge) for edge in family.edges],
        "set_aside": [_ends(edge) | _facts(edge) for edge in family.loops],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_graphml(family: Family) -> bytes:
    """Directed from what is built on to what builds on it. UTF-8 with its declaration."""
    root = xml.Element("graphml", xmlns=_GRAPHML)
    for domain, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            xml.SubElement(root, "key", {"id": name, "for": domain, "attr.name": name, "attr.type": "string"})
    graph = xml.SubElement(root, "graph", id="family", edgedefault="directed")
    for id, facts in _nodes(family):
        _with_data(xml.SubElement(graph, "node", id=id), facts)
    for edge in family.edges:
        _with_data(xml.SubElement(graph, "edge", source=edge.parent, target=edge.child), _facts(edge))
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _with_data(element: xml.Element, facts: dict[str, str]) -> None:
    for key, value in facts.items():
        xml.SubElement(element, "data", key=key).text = value


def _nodes(family: Family) -> Iterator[tuple[str, dict[str, str]]]:
    """People's words without the control characters that XML cannot hold."""
    for id in family.ids:
        record = family.records.get(id)
        if record is None:
            yield id, {"title": family.title(id), "state": "missing"}
            continue
        author = "" if record.state is RecordState.WITHDRAWN else tidy_title(record.author.handle)
        values = (tidy_title(record.title), author, record.kind, record.rights, record.posted_at, record.state)
        yield id, dict(zip(_NODE, map(str, values), strict=True))


def _ends(edge: Edge) -> dict[str, str]:
    return {"child": edge.child, "parent": edge.parent}


def _facts(edge: Edge) -> dict[str, str]:
    values = (edge.source.type, edge.source.origin, tidy_title(edge.source.thanks))
    return dict(zip(_EDGE, map(str, values), strict=True))
