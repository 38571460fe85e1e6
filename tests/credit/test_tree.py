"""The family tree: who comes from whom, where each stands, and what happens to circles and gaps."""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as xml
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.credit import graph_files
from studio.credit.layout import laid, layout, spread
from studio.credit.near import links_to, nearest
from studio.credit.tree import Family, named_by
from studio.domain.ids import SourceId
from studio.domain.record import RecordState, Source, SourceType, Work
from studio.errors import Refused

from .families import id_of, record

#: Any pairs at all, circles and self-sources among them.
edges = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


def family(*pairs: tuple[int, int], nodes: int = 0) -> Family:
    parents = defaultdict[int, list[int]](list)
    for child, parent in pairs:
        parents[child].append(parent)
    numbers = range(max([nodes, *(n + 1 for pair in pairs for n in pair)]))
    return Family.of(record(n, *parents[n]) for n in numbers)


def test_a_record_with_many_parents_knows_all_its_ancestors_and_their_generation() -> None:
    tree = family((3, 1), (3, 2), (1, 0), (2, 0), (3, 0), (4, 3))
    assert tree.ancestors(id_of(3)) == {id_of(1): 1, id_of(2): 1, id_of(0): 1}
    assert tree.ancestors(id_of(4)) == {id_of(3): 1, id_of(1): 2, id_of(2): 2, id_of(0): 2}
    assert tree.generations(id_of(4)) == ((id_of(3),), (id_of(1), id_of(2), id_of(0)))
    assert tree.descendants(id_of(0)) == {id_of(1): 1, id_of(2): 1, id_of(3): 1, id_of(4): 2}


def test_a_withdrawn_record_keeps_its_place_and_says_so() -> None:
    tree = Family.of([record(0), record(1, 0, state=RecordState.WITHDRAWN, media=None), record(2, 1)])
    assert list(tree.ancestors(id_of(2))) == [id_of(1), id_of(0)]
    assert tree.title(id_of(1)) == "Piece 1 (withdrawn)"


def test_a_record_that_is_only_named_has_a_place_and_words() -> None:
    tree = Family.of([record(2, 1)])
    assert tree.ancestors(id_of(2)) == {id_of(1): 1}
    assert tree.title(id_of(1)) == "A record that is not here"
    assert id_of(1) in layout(tree, id_of(2))


def test_a_circle_made_on_two_computers_is_told_and_opened_where_the_older_builds_on_the_newer() -> None:
    records = [record(0, 2), record(1, 0), record(2, 1)]
    random.Random(1).shuffle(records)
    tree = Family.of(records)
    assert [(edge.child, edge.parent) for edge in tree.loops] == [(id_of(0), id_of(2))]
    assert tree.trouble() == (
        "“Piece 0” and “Piece 2” name each other as a source, perhaps by a detour. The tree is shown without that one line.",
    )
    assert tree.ancestors(id_of(2)) == {id_of(1): 1, id_of(0): 2}


def test_a_source_that_would_close_a_circle_is_refused_in_words() -> None:
    tree = family((1, 0), (2, 1))
    tree.check(id_of(2), id_of(0))
    for parent in (0, 2):
        with pytest.raises(Refused) as refused:
            tree.check(id_of(0), id_of(2 if parent == 0 else 0))
        assert refused.value.code == "cycle"
    assert "Piece 2" in refused.value.advice or "Piece 0" in refused.value.advice


@given(edges)
def test_no_tree_has_a_circle_whatever_was_told(pairs: set[tuple[int, int]]) -> None:
    tree = family(*pairs, nodes=13)
    assert len(tree.edges) + len(tree.loops) == len(pairs)
    for one in tree.ids:
        assert one not in tree.ancestors(one)
        assert all(one in tree.descendants(other) for other in tree.ancestors(one))


@given(edges, st.randoms(use_true_random=False))
def test_the_same_records_in_any_order_give_the_same_tree(pairs: set[tuple[int, int]], chance: random.Random) -> None:
    records = [record(n, *(p for c, p in pairs if c == n)) for n in range(13)]
    first = Family.of(records)
    chance.shuffle(records)
    second = Family.of(records)
    assert {(e.child, e.parent) for e in first.loops} == {(e.child, e.parent) for e in second.loops}


@given(edges, st.integers(0, 12))
def test_parents_stand_above_and_nobody_stands_on_another(pairs: set[tuple[int, int]], root: int) -> None:
    tree = family(*pairs, nodes=13)
    places = layout(tree, id_of(root))
    assert set(places) == set(tree.around(id_of(root)))
    assert (places[id_of(root)].x, places[id_of(root)].y) == (0, 0)
    for edge in tree.edges:
        if edge.child in places and edge.parent in places:
            assert places[edge.parent].y < places[edge.child].y
    for y in {place.y for place in places.values()}:
        row = sorted(place.x for place in places.values() if place.y == y)
        assert all(b - a >= 1 - 1e-9 for a, b in pairwise(row))


@given(edges, st.integers(0, 12))
def test_a_line_that_passes_a_level_runs_behind_nobody(pairs: set[tuple[int, int]], root: int) -> None:
    tree = family(*pairs, nodes=13)
    drawn = laid(tree, id_of(root))
    for (child, parent), way in drawn.ways.items():
        heights = [drawn.places[parent].y, *(place.y for place in way), drawn.places[child].y]
        assert heights == sorted(heights)
        for place in way:
            beside = [
                abs(node.x - place.x)
                for id, node in drawn.places.items()
                if abs(node.y - place.y) < 0.31 and id != parent
            ]
            assert all(gap >= 0.5 for gap in beside if gap)
    for edge in tree.edges:
        ends = drawn.places.get(edge.parent), drawn.places.get(edge.child)
        if all(ends) and ends[1].y - ends[0].y > 1:
            assert (edge.child, edge.parent) in drawn.ways


def test_a_level_of_very_many_stands_in_rows_about_as_high_as_wide() -> None:
    crowd = family(*((n, 0) for n in range(1, 1_000)))
    places = layout(crowd, id_of(0)).values()
    assert max(place.x for place in places) - min(place.x for place in places) < 40
    assert max(place.y for place in places) < 25
    assert len({(place.x, place.y) for place in places}) == 1_000


def test_a_tree_is_cut_to_the_nearest_generations_first() -> None:
    line = family(*((n, n - 1) for n in range(1, 100)))
    near = nearest(line, id_of(50), 10)
    assert sorted(near.ids) == [id_of(n) for n in range(45, 56)]
    assert len(near.edges) == 10
    assert nearest(line, id_of(50), 99) is line


def test_each_of_the_kin_has_the_line_by_which_it_stands_nearest() -> None:
    tree = family((3, 2), (2, 1), (3, 1), (4, 3), (5, 4), (5, 3))
    links = links_to(tree, id_of(3))
    assert {id: (edge.child, edge.parent) for id, edge in links.items()} == {
        id_of(2): (id_of(3), id_of(2)),
        id_of(1): (id_of(3), id_of(1)),
        id_of(4): (id_of(4), id_of(3)),
        id_of(5): (id_of(5), id_of(3)),
    }


def test_a_work_from_outside_stands_in_the_tree_once_and_a_removed_source_does_not() -> None:
    rain = Source(
        SourceId("a"), None, SourceType.SAMPLED, work=Work("Rain\non tin", "ann", "https://x.test/", "CC0-1.0")
    )
    gone = Source(SourceId("b"), id_of(7), SourceType.SAMPLED, removed=True)
    tree = Family.of(
        [replace(record(1), sources=(rain, gone)), replace(record(2, 1), sources=(rain, *record(2, 1).sources))]
    )
    node = named_by(rain)
    assert tree.ids == (id_of(1), id_of(2), node)
    assert tree.children[node] == (id_of(1), id_of(2))
    assert tree.title(node) == "Rain on tin"
    told = json.loads(graph_files.as_json(tree))["nodes"][2]
    assert (told["title"], told["author"], told["state"], told["address"]) == (
        "Rain on tin",
        "ann",
        "outside",
        "https://x.test/",
    )
    assert node.encode() in graph_files.as_graphml(tree)


@given(st.lists(st.floats(-100, 100), max_size=30).map(sorted))
def test_nodes_that_fit_stay_where_they_wish(wishes: list[float]) -> None:
    places = spread(wishes)
    assert all(b - a >= 1 - 1e-6 for a, b in pairwise(places))
    assert sum(places) == pytest.approx(sum(wishes), abs=1e-6)
    if all(b - a >= 1 for a, b in pairwise(wishes)):
        assert places == pytest.approx(wishes)


def test_ten_thousand_generations_and_a_crowd_of_ten_thousand_are_only_many() -> None:
    line = family(*((n, n - 1) for n in range(1, 10_000)))
    assert len(line.ancestors(id_of(9_999))) == 9_999
    assert layout(line, id_of(9_999))[id_of(0)].y == -9_999
    chance = random.Random(2)
    crowd = family(*((n, chance.randrange(n)) for n in range(1, 10_000) for _ in range(2)))
    places = layout(crowd, id_of(0))
    assert len(places) == 10_000


def test_a_tree_leaves_as_json_and_graphml_with_hostile_titles_as_text() -> None:
    tree = Family.of([record(0, 1, title='</data><node id="x"/>\x00\x1b\ufffe&'), record(1, 0), record(2, 0, 9)])
    told = json.loads(graph_files.as_json(tree))
    assert [node["id"] for node in told["nodes"]] == [id_of(0), id_of(1), id_of(2), id_of(9)]
    assert told["nodes"][3]["state"] == "missing"
    assert len(told["edges"]) == 3
    assert told["set_aside"][0]["child"] == id_of(0)
    root = xml.fromstring(graph_files.as_graphml(tree))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    assert len(root.findall(".//g:node", space)) == 4
    assert len(root.findall(".//g:edge", space)) == 3
    assert root.findtext(".//g:node/g:data[@key='title']", namespaces=space) == '</data><node id="x"/>&'
