"""Files that lie, swell or were mutated: words, and never anything else. What is whole is read."""

from __future__ import annotations

import csv
import io
import random
import resource
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.words import tidy_text
from studio.errors import Refused, StudioError
from studio.scripts.found import Found
from studio.scripts.reader import read

from .made import CUES, PLAY, SHEET, SRT, separated, workbook, written

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
CELL = st.text(st.sampled_from('ab ,;\t"\n|é–'), max_size=12).map(lambda cell: f"x{cell}y")
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = {
    "a.txt": "Leave the window open.\n\nAnd wait.\n",
    "a.md": "# Pier\n\n**Mara:** Go.\n\n| id | text |\n|---|---|\n| 1 | *Go* |\n",
    "a.csv": separated(SHEET),
    "a.fountain": PLAY,
    "a.vtt": CUES,
    "a.srt": SRT,
}


def read_or_told(path: Path) -> Found | None:
    """Whatever the file is: lines that can be kept, or words."""
    before = path.read_bytes()
    try:
        found = read(path)
    except StudioError as error:
        assert 0 < len(error.title) <= 60 and error.advice
        return None
    finally:
        assert path.read_bytes() == before
    assert found.lines and found.title
    assert len({line.id for line in found.lines}) == len(found.lines)
    assert all(line.text and line.text == tidy_text(line.text) for line in found.lines)
    return found


def mutated(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    made = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(made) + 1)
        what = chance.randrange(4)
        if what == 0 and made:
            made[at % len(made)] = chance.randrange(256)
        elif what == 1:
            made[at:at] = chance.randbytes(chance.randrange(1, 9))
        elif what == 2:
            del made[at : at + chance.randrange(1, 40)]
        else:
            made[at:at] = made[max(0, at - 30) : at]
    return bytes(made)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_mutated_text_gives_lines_or_words(tmp_path: Path, name: str) -> None:
    for encoding in ("utf-8", "utf-16", "cp1252"):
        data = TEXTS[name].encode(encoding, "replace")
        for seed in range(150):
            read_or_told(written(tmp_path, name, mutated(data, seed)))


def test_a_mutated_workbook_gives_lines_or_words(tmp_path: Path) -> None:
    data = workbook(tmp_path / "whole.xlsx", SHEET).read_bytes()
    for seed in range(200):
        read_or_told(written(tmp_path, "a.xlsx", mutated(data, seed)))


def test_a_workbook_with_mutated_parts_gives_lines_or_words(tmp_path: Path) -> None:
    with zipfile.ZipFile(workbook(tmp_path / "whole.xlsx", SHEET)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    for seed in range(200):
        name = random.Random(seed).choice(sorted(parts))
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as made:
            for one, data in parts.items():
                made.writestr(one, mutated(data, seed) if one == name else data)
        read_or_told(tmp_path / "a.xlsx")


@SLOW
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.md", "a.csv", "a.fountain", "a.vtt", "a.xlsx"]))
def test_any_bytes_give_lines_or_words(tmp_path: Path, data: bytes, name: str) -> None:
    read_or_told(written(tmp_path, name, data))


@SLOW
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12), sign=st.sampled_from(",;\t|"))
def test_whatever_a_table_holds_comes_back_cell_by_cell(tmp_path: Path, rows: list[tuple[str, ...]], sign: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows([("character", "text", "note"), *rows])
    found = read(written(tmp_path, "a.csv", out.getvalue()))
    assert found.told == ()
    assert [line.text for line in found.lines] == [row[1] for row in rows]


@SLOW
@given(lines=st.lists(WORDS, min_size=2, max_size=30), at=st.integers(0, 1_000), mark=st.sampled_from(['"', '"a"b,']))
def test_one_broken_row_loses_no_other(tmp_path: Path, lines: list[str], at: int, mark: str) -> None:
    kept = [tidy_text(line.replace('"', "").replace(",", "")) + "." for line in lines]
    rows = [f"{number},{line}" for number, line in enumerate(kept)]
    rows.insert(at % len(rows), mark + "forgotten")
    found = read(written(tmp_path, "a.csv", "\n".join(["id,text", *rows]) + "\n"))
    assert [line.text for line in found.lines] == kept
    assert len(found.told) == 1 and found.told[0].startswith(f"Row {at % (len(rows) - 1) + 2} is broken")


def test_a_workbook_bomb_is_refused_from_its_list_of_parts(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        with bomb.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            for _ in range(200):
                part.write(bytes(1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Refused, match="too large"):
        read(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


def test_a_sheet_that_claims_to_be_endless_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "whole.xlsx", SHEET)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as made:
        for name in whole.namelist():
            data = whole.read(name)
            made.writestr(name, data.replace(b'<dimension ref="A1:I3"', b'<dimension ref="A1:XFD1048576"'))
    assert len(read(tmp_path / "a.xlsx").lines) == 2


def test_a_row_far_below_all_others_is_not_walked_to(tmp_path: Path) -> None:
    path = workbook(tmp_path / "whole.xlsx", SHEET)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as made:
        for name in whole.namelist():
            made.writestr(name, whole.read(name).replace(b'<row r="3"', b'<row r="1048576"'))
    with pytest.raises(Refused, match="too many rows"):
        read(tmp_path / "a.xlsx")


def test_entities_in_a_workbook_are_not_followed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "whole.xlsx", SHEET)
    laugh = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 99 + b'">]>'
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as made:
        for name in whole.namelist():
            data = whole.read(name)
            made.writestr(name, laugh + data.split(b"?>", 1)[-1] if "sheet1" in name else data)
    with pytest.raises(StudioError, match="damaged"):
        read(tmp_path / "a.xlsx")
