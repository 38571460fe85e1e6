"""What a record is, in one line: by whom, how long, which kind, in which languages."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale

from studio.domain.amounts import length_words
from studio.domain.record import Record, RecordState
from studio.domain.words import apart, tidy_title
from studio.ui.kinds import KIND_IN_WORDS

_BETWEEN = re.compile(r"[,;/\s]+")
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def about(record: Record, mine: frozenset[str]) -> str:
    """ "by ines · 1:04 · Voice · Portuguese, English"."""
    who = "you" if record.author.id in mine else tidy_title(record.author.handle) or "somebody"
    duration_s = sum(file.duration_s for file in record.files())
    length = whole_length(duration_s) if duration_s else ""
    pixels = f"{record.media.width_px} × {record.media.height_px}" if record.media and record.media.width_px else ""
    by = "withdrawn by its author" if record.state is RecordState.WITHDRAWN else f"by {apart(who)}"
    parts = (by, length or pixels, KIND_IN_WORDS[record.kind], apart(language_words(record.language)))
    return " · ".join(part for part in parts if part)


def whole_length(duration_s: float) -> str:
    """ "1:04"; tenths only below ten seconds."""
    return length_words(duration_s) if duration_s < 10 else length_words(float(round(duration_s))).removesuffix(".0")


def language_words(told: str) -> str:
    """Codes such as "pt" or "pt-BR, en" as names; what is no code stays as it was written."""
    words = [_name(word) if _CODE.fullmatch(word) else "" for word in _BETWEEN.split(told) if word]
    return ", ".join(words) if words and all(words) else tidy_title(told)


def _name(code: str) -> str:
    language = QLocale.codeToLanguage(code.split("-")[0])
    return "" if language == QLocale.Language.AnyLanguage else QLocale.languageToString(language)
