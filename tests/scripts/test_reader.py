"""Scripts from files of every kind: what is found, and what is told."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from studio.domain.script import Line
from studio.errors import Damaged, DiskTrouble, Refused
from studio.scripts import limits
from studio.scripts.found import Field, Table, characters
from studio.scripts.reader import of_character, read, with_columns

from .made import CUES, PLAY, SHEET, SRT, separated, workbook, written


def test_a_paragraph_of_plain_text_is_a_line(tmp_path: Path) -> None:
    found = read(written(tmp_path, "night_walk.txt", "Leave the window open.\n\nAnd wait.\nStill.\n"))
    assert found.title == "night walk"
    assert [(line.id, line.text) for line in found.lines] == [
        ("1", "Leave the window open."),
        ("2", "And wait."),
        ("3", "Still."),
    ]


def test_text_that_was_broken_at_a_width_keeps_its_paragraphs_whole(tmp_path: Path) -> None:
    rows = "I counted the lights from the end of the pier, and every\nsecond one was out, as it is in winter.\n\nThen I went.\n"
    assert [line.text for line in read(written(tmp_path, "a.txt", rows)).lines] == [
        "I counted the lights from the end of the pier, and every second one was out, as it is in winter.",
        "Then I went.",
    ]


def test_markdown_leaves_its_signs_behind(tmp_path: Path) -> None:
    text = (
        "---\nkind: script\n---\n# The *Pier*\n\n## Scene one\n\n**Mara:** Leave the **window** open,\nso the night comes in.\n"
        "<!-- not this -->\n- [x] One [light](http://a.example) more\n- Two\n\n> And `wait`.\n\n---\n"
    )
    found = read(written(tmp_path, "a.md", text))
    assert found.title == "The Pier"
    assert found.lines == (
        Line("1", "Leave the window open, so the night comes in.", "Mara", "Scene one"),
        Line("2", "One light more"),
        Line("3", "Two"),
        Line("4", "And wait."),
    )


def test_a_table_in_markdown_is_read_as_a_table(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.md", "| ID | Text |\n|---|:--|\n| a1 | One \\| two |\n| a2 | **Three** |\n"))
    assert [(line.id, line.text) for line in found.lines] == [("a1", "One | two"), ("a2", "Three")]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["sheet.csv", "SHEET.TSV", "sheet.tab"])
def test_a_line_sheet_is_understood_by_its_headings(tmp_path: Path, name: str, sign: str) -> None:
    assert_the_sheet(read(written(tmp_path, name, separated(SHEET, sign))).lines)


def test_merged_cells_stand_beside_each_of_their_rows(tmp_path: Path) -> None:
    """And a formula that no program has worked out is seen as it is written."""
    rows = (("ID", "Character", "Text"), (1, "Bo", "One."), (2, None, "Two."), (3, None, '=CONCATENATE("A ", "B")'))
    path = workbook(tmp_path / "sheet.xlsx", rows)
    book = load_workbook(path)
    book.active.merge_cells("B2:B9")
    book.save(path)
    found = read(path)
    assert [(line.character, line.text) for line in found.lines] == [
        ("Bo", "One."),
        ("Bo", "Two."),
        ("Bo", '=CONCATENATE("A ", "B")'),
    ]


def test_a_workbook_is_understood_by_its_headings_below_a_title(tmp_path: Path) -> None:
    path = workbook(tmp_path / "sheet.xlsx", (("nothing",), ("here",)), (("The Pier, final",), (), *SHEET))
    found = read(path)
    assert found.table is None
    assert_the_sheet(found.lines)
    assert found.told == ("The workbook has 1 more sheet; only one was read.",)


def assert_the_sheet(lines: tuple[Line, ...]) -> None:
    assert lines == (
        Line(
            "P-01", "Leave the window open, so the night can find its way.", "Mara", "softly", "", "radio", "p01.wav", 3
        ),
        Line("P-02", "And if it asks for me?", "Tom", "", "If it asks?"),
    )


@pytest.mark.parametrize(
    "head",
    [
        ("Zeilennr.", "Rolle", "Dialog", "Regieanweisung", "Dateiname", "Anzahl Takes"),
        ("N°", "Personnage", "Réplique", "Indications", "Nom du fichier", "Nombre de prises"),
        ("Número", "Personaje", "Diálogo", "Acotación", "Nombre de archivo", "Tomas"),
        ("#", "Speaker", "Script", "Context", "Filename", "No. of takes"),
    ],
)
def test_headings_are_known_in_four_languages(tmp_path: Path, head: tuple[str, ...]) -> None:
    found = read(written(tmp_path, "a.csv", separated([head, ("7", "Ida", "Komm.", "leise", "a.wav", "2")])))
    assert found.lines == (Line("7", "Komm.", "Ida", "leise", file_name="a.wav", takes_wanted=2),)
    assert found.table is None


def test_a_column_called_line_holds_numbers_or_words(tmp_path: Path) -> None:
    numbers = read(written(tmp_path, "a.csv", "Line,Text\n1,Go.\n2,Stay.\n"))
    words = read(written(tmp_path, "b.csv", "No,Line\n1,Go on now.\n2,Stay.\n"))
    assert [line.text for line in numbers.lines] == ["Go.", "Stay."]
    assert [(line.id, line.text) for line in words.lines] == [("1", "Go on now."), ("2", "Stay.")]


def test_a_table_without_known_headings_asks_which_column_is_which(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.csv", "A7,Mara,Leave the window open.\nA8,Tom,And wait.\n"))
    assert found.table is not None
    assert found.table.columns == (None, None, Field.TEXT)
    asked = Table(found.table.rows, None, (Field.ID, Field.CHARACTER, Field.TEXT))
    assert with_columns(found, asked).lines[0] == Line("A7", "Leave the window open.", "Mara")


def test_two_columns_that_could_both_be_the_words_are_asked_about(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.csv", "id,Text,Dialogue\n1,Go.,Go now.\n")).table is not None


def test_a_broken_row_is_told_by_its_number_and_takes_no_other_with_it(tmp_path: Path) -> None:
    text = 'id,text\n1,"Go.\n2,Stay.\n3,"A, b",c,d\n4,"Two\nrows"\n5,Five.\n'
    found = read(written(tmp_path, "a.csv", text))
    assert [(line.id, line.text) for line in found.lines] == [("2", "Stay."), ("4", "Two\nrows"), ("5", "Five.")]
    assert found.told == (
        'Row 2 is broken and was left out: 1,"Go.',
        "Row 4 is broken and was left out: 3,A, b,c,d",
    )


def test_a_row_without_words_is_told(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.csv", "id,text\n1,Go.\n2,\n,\n"))
    assert found.told == ("Row 3 has no words and was left out: 2",)


def test_two_lines_with_the_same_id_are_told_apart(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.csv", "id,text\n1,Go.\n1,Stay.\n1-2,Wait.\n"))
    assert [line.id for line in found.lines] == ["1", "1-2", "1-2-2"]
    assert found.told[0] == "A second line has the id 1; here it is called 1-2."


def test_a_screenplay_says_who_speaks(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.fountain", PLAY))
    assert found.title == "The Pier"
    assert found.asks_character
    assert characters(found.lines) == {"MARA": 2, "TOM": 1, "McAvoy": 1}
    assert found.lines[0] == Line("1", "I counted the lights from the end of the pier.", "MARA", "V.O. · quietly")
    assert [line.text for line in found.lines[1:3]] == ["And what did they say?", "Leave the window open."]
    hers = of_character(found, "MARA")
    assert [(line.id, line.note) for line in hers.lines] == [("1", "V.O. · quietly"), ("4", "")]
    assert hers.title == "The Pier – MARA"


def test_subtitles_keep_their_times(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.vtt", CUES))
    assert found.lines == (
        Line("1", "I counted the lights.", "Mara", start_s=1.0, end_s=3.5),
        Line("2", "Leave the window open & wait.", start_s=62.25, end_s=64.0),
    )


def test_a_cue_whose_time_is_broken_is_told_and_the_others_stay(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.txt", SRT))
    assert [(line.id, line.text, line.start_s) for line in found.lines] == [
        ("1", "One.", 1.0),
        ("3", "Three.", 3_604.5),
    ]
    assert found.told == ("The cue in row 5 has no time that can be read and was left out: 2",)


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("name", ["utf-8", "utf-16-le", "utf-16-be"])
def test_every_encoding_gives_the_same_words(tmp_path: Path, name: str, mark: bool) -> None:
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    text = "id,text\n1,Grüße über den Fluß – “so”\n2,Plain words stand here as well\n"
    found = read(written(tmp_path, "a.csv", (marks[name] if mark else b"") + text.encode(name)))
    assert found.lines[0].text == "Grüße über den Fluß – “so”"
    assert found.told == ()


def test_an_old_encoding_is_read_and_told(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.txt", "Grüße – “so”".encode("cp1252")))
    assert found.lines[0].text == "Grüße – “so”"
    assert "Windows-1252" in found.told[0]


def test_what_turns_text_around_is_taken_out(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.txt", "Say \u202eit\u202c now.\x07")).lines[0].text == "Say it now."


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"id,text\n"])
def test_a_file_without_lines_says_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Refused, match="no lines"):
        read(written(tmp_path, "a.csv", data))


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"RIFF\0\0\0\0WAVEfmt ", bytes(range(1, 256)) * 3]
)
def test_what_is_no_text_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Damaged, match="not a script"):
        read(written(tmp_path, "a.txt", data))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
def test_a_pipe_is_told_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(DiskTrouble):
        read(tmp_path / "a.txt")


def test_an_office_file_of_another_kind_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Office"):
        read(written(tmp_path, "a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600)))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble):
        read(tmp_path / "gone.txt")


def test_too_much_is_refused_before_it_is_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(40 << 30)
    with pytest.raises(Refused, match="too large"):
        read(path)
    with pytest.raises(Refused, match="too many lines"):
        read(written(tmp_path, "a.txt", "Go.\n" * (limits.MOST_LINES + 1)))


def test_a_line_that_no_screen_holds_is_taken_apart_and_told(tmp_path: Path) -> None:
    words = "Walk softly " * 1_000
    found = read(written(tmp_path, "a.txt", words))
    assert " ".join(line.text for line in found.lines) == words.strip()
    assert all(len(line.text) <= limits.LONGEST_LINE for line in found.lines)
    assert found.told == ("Line 1 was too long for one and is 3 lines now.",)
