"""Script files as people have them, of every kind that is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook

PLAY = """Title: The Pier
Author: Somebody

INT. PIER - NIGHT

Waves. MARA counts the lights.

MARA (V.O.)
I counted the lights
(quietly)
from the end of the pier.

TOM ^
And *what* did they say?

CUT TO:

@McAvoy
Leave the window open. [[check this]]

/* MARA
Struck out. */

MARA (CONT'D)
So the night can find its way back in.

!NOT A NAME
but action.
"""
CUES = """WEBVTT

NOTE made by hand

1
00:00:01.000 --> 00:00:03.500 align:start
<v Mara>I counted the <i>lights</i>.

00:01:02.250 --> 00:01:04.000
Leave the window
open &amp; wait.
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:03,500\r\nOne.\r\n\r\n2\r\n00:00:xx --> nowhere\r\nTwo.\r\n\r\n"
    "3\r\n01:00:04,5 --> 01:00:05,000\r\nThree.\r\n"
)
SHEET = (
    ("Line ID", "Character", "Dialogue", "Alt. line", "Direction", "FX", "File name", "Takes wanted", "Mood"),
    (
        "P-01",
        "Mara",
        "Leave the window open, so the night can find its way.",
        "",
        "softly",
        "radio",
        "p01.wav",
        "3",
        "sad",
    ),
    ("P-02", "Tom", "And if it asks for me?", "If it asks?", "", "", "", "", "up"),
)


def workbook(path: Path, *sheets: Iterable[Iterable[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def separated(rows: Iterable[Iterable[str]], sign: str = ",") -> str:
    return "".join(sign.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
