"""Subtitles: SRT and WebVTT (w3.org/TR/webvtt1), each cue a line with its time. A cue without a readable time is told."""

from __future__ import annotations

import re
from html import unescape

from studio.domain.script import Line

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAGS = re.compile(r"<[^<>]*>|\{\\[^}]*\}")
_NO_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION")


def is_subtitles(text: str) -> bool:
    """Says so at its top, or has a time there."""
    head = text[:4_000].lstrip()
    return head.startswith("WEBVTT") or any(_TIMES.match(row) for row in head.splitlines()[:40])


def lines_of(text: str) -> tuple[list[Line], tuple[str, ...]]:
    lines: list[Line] = []
    told: list[str] = []
    number = 1
    for block in re.split(r"\n[ \t]*(?=\n)", text.replace("\r\n", "\n").replace("\r", "\n")):
        rows = [row for row in block.split("\n") if row.strip()]
        cue = _cue(rows)
        if cue:
            lines.append(cue)
        elif rows and not rows[0].lstrip().startswith(_NO_CUE):
            first = number + block[: block.find(rows[0])].count("\n")
            told.append(f"The cue in row {first} has no time that can be read and was left out: {rows[0].strip()[:60]}")
        number += block.count("\n") + 1
    return [line for line in lines if line.text], tuple(told)


def _cue(rows: list[str]) -> Line | None:
    """The time stands in the first or the second row, below the cue's number or name."""
    for at, row in enumerate(rows[:2]):
        times = _TIMES.match(row)
        if times:
            words = " ".join(row.strip() for row in rows[at + 1 :])
            voice = _VOICE.search(words)
            start, end = _seconds(times.groups()[:4]), _seconds(times.groups()[4:])
            text = unescape(_TAGS.sub("", words)).strip()
            who = unescape(voice[1]).strip() if voice else ""
            return Line(rows[0].strip() if at else "", text, who, start_s=start, end_s=max(start, end))
    return None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, part = parts
    thousandths = int((part or "0").ljust(3, "0"))
    return int(hours or 0) * 3_600 + int(minutes or 0) * 60 + int(seconds or 0) + thousandths / 1_000
