"""Markdown: paragraphs, list items and quotes are lines, without their signs; headings are notes to the line below; a table is a
table. "**Mara:** Go." names who speaks."""

from __future__ import annotations

import re
from html import unescape

from studio.domain.script import Line

from .found import Row
from .prose import blocks_of

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\A---\r?\n.*?\r?\n(?:---|\.\.\.)\s*?(?:\r?\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_RULE = re.compile(r"([-*_=])(\s*\1){2,}$")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")
_QUOTE = re.compile(r"(?:>\s?)+")
_SPEAKER = re.compile(r"(\*\*|__)(?P<who>[^*_:]{1,60})(?::\1|\1\s*:)\s*")
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_STRESS = re.compile(r"(?<!\\)(\*{1,3}|(?<!\w)_{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TABLE_EDGE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$")
_BAR = re.compile(r"(?<!\\)\|")


def title_of(text: str) -> str:
    """The first heading, "" for none."""
    for row in _without_comments(text).splitlines():
        heading = _HEADING.match(row.strip())
        if heading:
            return plain(heading[1])
    return ""


def lines_of(text: str) -> list[Line]:
    lines: list[Line] = []
    heading = ""
    for block in blocks_of(_without_comments(text)):
        for paragraph in _paragraphs(block):
            found = _HEADING.match(paragraph)
            if found:
                heading = "" if paragraph.startswith("# ") else plain(found[1])  # the highest one is the title
            elif not _RULE.match(paragraph):
                lines.append(_line(paragraph, heading))
                heading = ""
    return lines


def table_of(text: str) -> list[Row] | None:
    """The rows of the first table; None where there is none."""
    rows = text.splitlines()
    for at in range(1, len(rows)):
        if "|" in rows[at - 1] and "|" in rows[at] and _TABLE_EDGE.match(rows[at].strip()):
            found = [Row(at, _cells(rows[at - 1]))]
            for number, row in enumerate(rows[at + 1 :], at + 2):
                if "|" not in row:
                    break
                found.append(Row(number, _cells(row)))
            return found
    return None


def plain(text: str) -> str:
    """Words without the signs of Markdown."""
    text = _LINK.sub(r"\1", _PICTURE.sub(r"\1", text))
    for _ in range(3):  # stress within stress
        text = _STRESS.sub(r"\2", text)
    return unescape(_ESCAPED.sub(r"\1", text)).strip()


def _without_comments(text: str) -> str:
    return _COMMENT.sub("", _FRONT.sub("", text))


def _paragraphs(block: list[str]) -> list[str]:
    """Rows that go on are joined; an item, a quote and a heading begin anew."""
    paragraphs: list[str] = []
    begins = True
    for row in block:
        words = _QUOTE.sub("", row, count=1) if row.startswith(">") else row
        item = _ITEM.match(words)
        stands_alone = bool(_HEADING.match(words) or _RULE.match(words) or words.startswith(("```", "~~~")))
        if begins or item or stands_alone or _SPEAKER.match(words):
            paragraphs.append(words[item.end() :] if item and not _RULE.match(words) else words)
        else:
            paragraphs[-1] += f" {words}"
        begins = stands_alone
    return [words for words in paragraphs if words.strip() and not words.startswith(("```", "~~~"))]


def _line(paragraph: str, heading: str) -> Line:
    speaker = _SPEAKER.match(paragraph)
    words = paragraph[speaker.end() :] if speaker else paragraph
    return Line("", plain(words), plain(speaker["who"]) if speaker else "", heading)


def _cells(row: str) -> tuple[str, ...]:
    inner = row.strip().removeprefix("|")
    inner = inner if inner.endswith("\\|") else inner.removesuffix("|")
    return tuple(plain(cell.replace("\\|", "|")) for cell in _BAR.split(inner))
