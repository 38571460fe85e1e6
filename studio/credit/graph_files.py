"""A family tree as a file for other programs: JSON, and GraphML (graphml.graphdrawing.org) for graph viewers."""

from __future__ import annotations

import json
import xml.etree.ElementTree as xml
from collections.abc import Iterator

from studio.domain.record import RecordState
from studio.domain.words import tidy_title

from .tree import Edge, Family

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE = ("title", "author", "kind", "rights", "posted_at", "state", "address")
_EDGE = ("type", "origin", "thanks", "place", "amount_s", "share")


def as_json(family: Family) -> str:
    """{"nodes": [{"id", "title", "author", "kind", "rights", "posted_at", "state", "address"}], "edges": [{"child", "parent",
    "type", "origin", "thanks", "place", "amount_s", "share"}], "set_aside": [edges that would close a circle]}; all are texts.
    `state` is "missing" for a record that is not here and "outside" for a work from outside, whose `rights` are its licence."""
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
        record, work = family.records.get(id), family.works.get(id)
        if record is not None:
            author = "" if record.state is RecordState.WITHDRAWN else tidy_title(record.author.handle)
            values = (tidy_title(record.title), author, record.kind, record.rights, record.posted_at, record.state, "")
            yield id, dict(zip(_NODE, map(str, values), strict=True))
        elif work is not None:
            told = (work.title, work.author, "", work.licence, "", "outside", work.address)
            yield id, dict(zip(_NODE, map(tidy_title, told), strict=True))
        else:
            yield id, {"title": family.title(id), "state": "missing"}


def _ends(edge: Edge) -> dict[str, str]:
    return {"child": edge.child, "parent": edge.parent}


def _facts(edge: Edge) -> dict[str, str]:
    one = edge.source
    values = (one.type, one.origin, tidy_title(one.thanks), one.place, f"{one.amount_s:g}", f"{one.share:g}")
    return dict(zip(_EDGE, map(str, values), strict=True))
