"""What a tree says: people, types and amounts, tombstones, what is not here, and how far away it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from studio.credit.tree import Family, named_by
from studio.domain.record import Kind, Source, SourceType
from studio.ui.tree.sentences import about, language_words, whole_length
from studio.ui.tree.words import family_words, nodes_of, source_words, steps_words
from tests.credit.families import id_of, record

from .trees import by, night_choir, source, tombstone


def test_every_card_says_who_and_how_and_shows_its_kind() -> None:
    nodes = nodes_of(Family.of(night_choir()), id_of(10), frozenset({"person-me"}))
    said = {node.title: (node.said, node.icon) for node in nodes.values()}
    assert said == {
        "Night Choir": ("ines · this record", "mic"),
        "Hum": ("ines · sampled 24 s", "mic"),
        "Choir pad": ("imara · sampled 31 s", "mic"),
        "Rain on tin": ("public domain · sampled", "globe"),
        "Night Choir, verse two": ("you · voiced", "mic"),
        "Lanterns": ("tobias k. · edited", "video"),
        "O Coro da Noite": ("lua · translated", "text-align-start"),
    }
    assert family_words(Family.of(night_choir()), id_of(10)) == "7 records, 5 people, 3 generations"


def test_a_tombstone_and_a_record_that_is_not_here_keep_their_places_and_name_nobody() -> None:
    family = Family.of([tombstone(1, title="Old hum", author=by("mara")), record(2, 1, 9)])
    nodes = nodes_of(family, id_of(2))
    assert (nodes[id_of(1)].title, nodes[id_of(1)].said, nodes[id_of(1)].gone) == (
        "Old hum",
        "withdrawn · sampled",
        True,
    )
    assert (nodes[id_of(9)].title, nodes[id_of(9)].said, nodes[id_of(9)].gone) == (
        "A record that is not here",
        "sampled",
        True,
    )
    assert "mara" not in "".join(node.spoken() for node in nodes.values())


def test_a_card_is_spoken_whole_with_its_kind_and_how_far_away_it_is() -> None:
    nodes = nodes_of(Family.of([record(1, kind=Kind.IMAGE), record(2, 1), record(3, 2), record(4, 3)]), id_of(3))
    assert nodes[id_of(1)].spoken() == "Piece 1, author1 · sampled, Picture, 2 steps back"
    assert nodes[id_of(3)].spoken() == "Piece 3, author3 · this record, Voice"
    assert nodes[id_of(4)].spoken() == "Piece 4, author4 · sampled, Voice, 1 step on"


def test_of_two_ways_the_shorter_one_says_how_and_how_far() -> None:
    child = replace(record(3, 2), sources=(*record(3, 2).sources, source(1, SourceType.TRACED, share=0.2)))
    nodes = nodes_of(Family.of([record(1), record(2, 1), child]), id_of(3))
    assert (nodes[id_of(1)].said, nodes[id_of(1)].steps, nodes[id_of(1)].level) == ("author1 · traced, 20 %", -1, -2)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "sampled"),
        ({"amount_s": 0.4}, "sampled"),
        ({"amount_s": 24.2, "share": 0.3}, "sampled 24 s"),
        ({"amount_s": 130.0}, "sampled 2:10"),
        ({"share": 0.381}, "sampled, 38 %"),
        ({"share": 0.001}, "sampled, 1 %"),
    ],
)
def test_an_amount_is_said_as_a_person_would(facts: dict[str, Any], words: str) -> None:
    assert source_words(replace(source(1), **facts)) == words


def test_a_work_from_outside_is_told_by_its_author_its_licence_or_nothing() -> None:
    one = record(1)
    for author, licence, who in (("ann", "CC0-1.0", "ann"), ("", "CC0-1.0", "CC0-1.0"), ("", "", "from elsewhere")):
        work: Source = replace(night_choir()[2].sources[2])
        told = replace(work, work=replace(work.work, author=author, licence=licence))
        nodes = nodes_of(Family.of([replace(one, sources=(told,))]), id_of(1))
        assert nodes[named_by(told)].said == f"{who} · sampled"


def test_names_that_run_from_right_to_left_turn_nothing_around_them() -> None:
    one = record(1, title="שלום", author=by("مرحبا"))
    nodes = nodes_of(Family.of([one, replace(record(2), sources=(source(1, amount_s=24.0),))]), id_of(2))
    assert nodes[id_of(1)].said == "\u2068مرحبا\u2069 · sampled 24 s"
    assert about(one, frozenset()) == "by \u2068مرحبا\u2069 · Voice"
    assert nodes[id_of(1)].title == "שלום"


def test_steps_are_counted_in_words() -> None:
    assert [steps_words(steps) for steps in (-1_200, -1, 0, 1, 2)] == [
        "1,200 steps back",
        "1 step back",
        "this record",
        "1 step on",
        "2 steps on",
    ]


def test_a_record_is_told_in_one_line() -> None:
    choir = night_choir()[2]
    sounding = replace(choir, media=replace(choir.media, duration_s=64.2))
    assert about(sounding, frozenset()) == "by ines · 1:04 · Voice · Portuguese, English"
    assert about(sounding, frozenset({"person-ines"})) == "by you · 1:04 · Voice · Portuguese, English"
    assert about(tombstone(1), frozenset()) == "withdrawn by its author · Voice"
    assert [language_words(told) for told in ("de", "pt-BR", "Klingon, en", "xx", "", "<b>de</b>")] == [
        "German",
        "Portuguese",
        "Klingon, en",
        "xx",
        "",
        "<b>de</b>",
    ]
    assert [whole_length(s) for s in (0.4, 9.9, 64.0, 3_700.0)] == ["0:00.4", "0:09.9", "1:04", "1:01:40"]
