"""Screenplays in Fountain (fountain.io/syntax): who says what; scenes and what is done between the lines are not spoken."""

from __future__ import annotations

import re

from studio.domain.script import Line

_BONEYARD = re.compile(r"/\*.*?\*/", re.DOTALL)
_NOTE = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_TITLE_KEY = re.compile(r"([A-Za-z][A-Za-z ]*):\s*(.*)$")
_SCENE = re.compile(r"(?:INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I/E)[. ]|\.(?=[^.\s])", re.IGNORECASE)
_CHARACTER = re.compile(r"(?P<name>[^(]+?)\s*(?P<more>(?:\([^)]*\)\s*)*)\^?\s*$")
_MORE = re.compile(r"\(([^)]*)\)")
#: "CONT'D" says nothing about how a line is spoken.
_GOES_ON = re.compile(r"cont(?:['’]?d|inued)\.?$", re.IGNORECASE)
_STRESS = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)(.+?)(?<=\S)\1")


def title_of(text: str) -> str:
    """From the title page, "" without one."""
    rows = text.lstrip().splitlines()
    for at, row in enumerate(rows):
        if not row.strip():
            return ""
        key = _TITLE_KEY.match(row)
        if key and key[1].lower() == "title":
            below = rows[at + 1].strip() if not key[2] and at + 1 < len(rows) else ""
            return _plain(key[2].strip() or below)
    return ""


def lines_of(text: str) -> list[Line]:
    """One for each speech. Parentheticals and "(V.O.)" are its note."""
    rows = _body(text)
    lines: list[Line] = []
    at = 0
    while at < len(rows):
        who = _character(rows, at)
        at += 1
        if who is None:
            continue
        speech = []
        while at < len(rows) and rows[at]:  # two spaces keep a blank row inside a speech
            speech.append(rows[at].strip())
            at += 1
        notes = [*who[1], *[row[1:-1].strip() for row in speech if _is_aside(row)]]
        words = [_plain(row.removeprefix("~")) for row in speech if row and not _is_aside(row)]
        lines.append(Line("", " ".join(words), who[0], " · ".join(notes)))
    return [line for line in lines if line.text]


def _body(text: str) -> list[str]:
    """Rows without the title page, notes and what was struck out."""
    plain = _NOTE.sub("", _BONEYARD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).lstrip("\n")
    rows = plain.split("\n")
    if rows and _TITLE_KEY.match(rows[0]) and not _SCENE.match(rows[0]):
        end = next((at for at, row in enumerate(rows) if not row.strip()), len(rows))
        rows = rows[end:]
    return [row if row.startswith("  ") and row.isspace() else row.rstrip() for row in rows]


def _character(rows: list[str], at: int) -> tuple[str, list[str]] | None:
    """Who speaks from the next row on: capitals (or an @) after a blank row and right above words."""
    row = rows[at].strip()
    if not row or at + 1 >= len(rows) or not rows[at + 1].strip() or (at and rows[at - 1].strip()):
        return None
    forced = row.startswith("@")
    if not forced and (row[0] in "!>.~=#" or _SCENE.match(row)):
        return None
    found = _CHARACTER.match(row.removeprefix("@"))
    if not found or not (forced or (found["name"].isupper() and not found["name"].endswith(" TO:"))):
        return None
    more = [words.strip() for words in _MORE.findall(found["more"]) if not _GOES_ON.match(words.strip())]
    return _plain(found["name"]), more


def _is_aside(row: str) -> bool:
    return row.startswith("(") and row.endswith(")")


def _plain(words: str) -> str:
    for _ in range(3):
        words = _STRESS.sub(r"\2", words)
    return words.replace("\\*", "*").replace("\\_", "_").strip()
