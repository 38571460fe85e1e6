"""Bytes to text: UTF-8, UTF-16 and UTF-32 with and without their marks, else Windows-1252; what is no text says so."""

from __future__ import annotations

import codecs

from studio.errors import Damaged

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Looked at where there is no mark.
_HEAD_BYTES = 4_096
#: In a text, of a hundred characters at most so many are control characters.
_MOST_CONTROLS = 2
_OLD = "The file is in an old encoding and was read as Windows-1252. Look at its accents."
_HOLES = "Some characters could not be read; they show as �."


def text_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and what is to be said about it."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name)
    name = _unmarked_wide(data)
    if name:
        return _decoded(data, name)
    if b"\0" in data:
        raise not_text()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if _is_noise(text):
        raise not_text()
    return text, (_OLD,)


def not_text() -> Damaged:
    return Damaged(
        "This is not a script that can be read",
        "Your file is untouched. Scripts are text, Markdown, CSV, TSV, XLSX, Fountain, SRT or VTT.",
    )


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(name, "replace")
    if "\0" in text or _is_noise(text):
        raise not_text()
    return text, (_HOLES,) if "�" in text else ()


def _unmarked_wide(data: bytes) -> str:
    """Of UTF-16 in most languages every second byte is zero, at the same side."""
    head = data[:_HEAD_BYTES]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 < len(head) or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_noise(text: str) -> bool:
    head = text[:_HEAD_BYTES]
    controls = sum((letter < " " and letter not in "\t\n\r\f\x1a") or letter == "�" for letter in head)
    return controls * 100 > _MOST_CONTROLS * len(head)
