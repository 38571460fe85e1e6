"""The credit roll: everybody once, nobody left out, nobody's words read as markup; and a credit as a line of text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.credit import roll as rolls
from studio.credit.lines import Credit, credit_in, credit_of, line_of
from studio.credit.roll import Order, roll
from studio.credit.tree import Family
from studio.domain.ids import PersonId, SourceId
from studio.domain.record import Person, RecordState, Source, SourceType, Work
from studio.errors import DiskTrouble

from .families import id_of, record

MARA = Person(PersonId("mara"), "mara")
NOBODY = Person(PersonId("nobody"), "")


def family() -> Family:
    return Family.of(
        [
            record(0, 9, author=MARA),
            record(1, 0, author=MARA),
            record(2, 0, type=SourceType.VOICED, author=NOBODY),
            record(3, author=MARA, state=RecordState.WITHDRAWN, media=None),
            record(4, 0, 1, 2, 3),
        ]
    )


def test_a_roll_by_role_names_every_work_once_and_asks_for_what_is_missing() -> None:
    text = rolls.as_text(roll(family(), id_of(4)))
    assert text == (
        "Piece 4\nby author4\n\n"
        "Sampled from\n"
        "  mara: “Piece 0” (CC-BY-4.0), “Piece 1” (CC-BY-4.0)\n"
        "  Somebody: “Piece 2” (CC-BY-4.0)\n"
        "  Withdrawn by its author: “Piece 3” (CC-BY-4.0)\n\n"
        "Still to be asked\n"
        "  Who made “Piece 2”?\n"
        f"  What is the record {id_of(9)}, and who made it? It is not in this library.\n"
    )


def test_a_roll_by_depth_goes_back_step_by_step() -> None:
    line = Family.of([record(0), record(1, 0), record(2, 1), record(3, 2)])
    sections = roll(line, id_of(3), Order.DEPTH).sections
    assert [section.heading for section in sections] == ["Built on", "Which builds on", "3 steps back"]
    assert [section.entries[0].works[0] for section in sections] == [f"“Piece {n}” (CC-BY-4.0)" for n in (2, 1, 0)]


def test_a_piece_without_sources_still_has_a_roll() -> None:
    alone = roll(Family.of([record(0)]), id_of(0))
    assert rolls.as_text(alone) == "Piece 0\nby author0\n"
    assert rolls.as_srt(alone) == "1\n00:00:00,000 --> 00:00:03,000\nPiece 0\nby author0\n"


def test_works_from_elsewhere_stand_last_with_their_address_and_their_questions() -> None:
    sea = Credit("Sea", "", "sampled", "ask me", address="https://example.org/sea")
    tree = Family.of([record(0), record(1, 0)])
    text = rolls.as_text(roll(tree, id_of(1), others=[sea, sea, Credit("Wind", "ana")]))
    assert text.endswith(
        "From elsewhere\n"
        "  Somebody: “Sea” (ask me, https://example.org/sea)\n"
        "  ana: “Wind”\n\n"
        "Still to be asked\n"
        "  Who made “Sea”?\n"
    )


def test_a_roll_is_saved_beside_an_export(tmp_path: Path) -> None:
    made = roll(family(), id_of(4))
    assert rolls.save(made, tmp_path) == tmp_path / "CREDITS.txt"
    assert (tmp_path / "CREDITS.txt").read_bytes() == rolls.as_text(made).encode()
    assert [path.name for path in tmp_path.iterdir()] == ["CREDITS.txt"]
    with pytest.raises(DiskTrouble):
        rolls.save(made, tmp_path / "nowhere")


def test_a_roll_of_ten_thousand_works_names_each_once() -> None:
    tree = Family.of([*(record(n, author=MARA) for n in range(10_000)), record(10_000, *range(10_000))])
    made = roll(tree, id_of(10_000))
    assert len(made.sections[0].entries) == 1
    assert len(set(made.sections[0].entries[0].works)) == 10_000


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_hostile_names_are_text_on_the_page_and_in_subtitles() -> None:
    evil = "<script>x</script>{\\an8}--> \u202eabc"
    tree = Family.of([record(0, title=evil, author=Person(PersonId("e"), "<img src=x>")), record(1, 0)])
    page = Words()
    page.feed(rolls.as_html(roll(tree, id_of(1))))
    assert page.tags <= {"html", "head", "meta", "title", "body", "h1", "h2", "p", "dl", "dt", "dd", "bdi"}
    assert "<script>x</script>" in page.words
    srt = rolls.as_srt(roll(tree, id_of(1)))
    assert "<" not in srt
    assert "{" not in srt
    assert srt.count("-->") == 2


def test_a_long_roll_is_shown_five_lines_at_a_time() -> None:
    tree = Family.of([*(record(n) for n in range(12)), record(12, *range(12))])
    srt = rolls.as_srt(roll(tree, id_of(12)), seconds=2.5)
    assert srt.count("-->") == 4
    assert "4\n00:00:07,500 --> 00:00:10,000\nSampled from\nauthor10: “Piece 10” (CC-BY-4.0)\nauthor11" in srt


def test_a_credit_reads_as_a_sentence_and_comes_back() -> None:
    child = record(1, 0)
    credit = credit_of(record(0), child.sources[0])
    line = line_of(credit)
    assert line == f"“Piece 0” by author0 · sampled · CC-BY-4.0 · urn:uuid:{id_of(0)} · sha256:{0:064x}"
    assert credit_in(line) == credit


def test_a_work_from_outside_keeps_its_address_and_its_own_words() -> None:
    credit = Credit("Sea", "Ana · Co", "sampled", "ask me first", address="https://example.org/sea?a=1")
    assert credit_in(line_of(credit)) == Credit(
        "Sea", "Ana • Co", "sampled", "ask me first", "", "", "https://example.org/sea?a=1"
    )


def test_a_sentence_that_is_no_credit_is_not_taken_for_one() -> None:
    for line in ("", "Thanks to everybody", "“", "by mara", "x" * 10_000, "“a”“b” by c"):
        assert credit_in(line) is None


@given(
    st.text(max_size=80),
    st.text(max_size=40),
    st.sampled_from(["", *map(str, SourceType)]),
    st.sampled_from(["", "CC0-1.0", "CC-BY-NC-4.0"]),
)
def test_any_title_and_any_name_come_back_from_their_line(title: str, author: str, type: str, rights: str) -> None:
    once = credit_in(line_of(Credit(title, author, type, rights, id_of(7), "ab" * 32)))
    assert once is not None
    assert credit_in(line_of(once)) == once
    assert (once.type, once.rights, once.record_id, once.sha256) == (type, rights, id_of(7), "ab" * 32)


@given(st.text(max_size=300))
def test_no_line_at_all_breaks_the_reader(line: str) -> None:
    found = credit_in(line)
    assert found is None or "\n" not in found.title + found.author + found.rights


def test_works_from_outside_stand_in_the_roll_once_and_those_without_a_maker_are_asked_for() -> None:
    rain = Source(
        SourceId("a"), None, SourceType.SAMPLED, work=Work("Rain on tin", "", "https://x.test/rain", "public domain")
    )
    hymn = Source(SourceId("b"), None, SourceType.INSPIRED_BY, work=Work("Hymn", "mara"))
    tree = Family.of([record(0, author=MARA), replace(record(1, 0), sources=(*record(1, 0).sources, rain, hymn))])
    text = rolls.as_text(roll(tree, id_of(1), others=[Credit("Hymn", "mara"), Credit("Psalm", "ann")]))
    assert text == (
        "Piece 1\nby author1\n\n"
        "Sampled from\n"
        "  mara: “Piece 0” (CC-BY-4.0)\n"
        "  Somebody: “Rain on tin” (public domain, https://x.test/rain)\n\n"
        "Inspired by\n"
        "  mara: “Hymn”\n\n"
        "From elsewhere\n"
        "  ann: “Psalm”\n\n"
        "Still to be asked\n"
        "  Who made “Rain on tin”?\n"
    )
