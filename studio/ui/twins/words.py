"""Fields and contents in words, for the question and the news. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from studio.domain.amounts import size_words
from studio.domain.moments import moment_of
from studio.domain.record import RIGHTS_IN_WORDS, Rights
from studio.domain.tags import line_of
from studio.domain.twins import Content, News, TwinKind
from studio.domain.words import cut
from studio.twins.answers import Question

_FIELDS = {
    "title": "Title",
    "text": "Words",
    "media": "Picture or sound",
    "tags": "Tags",
    "note": "Note",
    "alt": "What it shows",
    "more": "More pictures",
    "language": "Language",
    "rights": "Rights",
    "ai_training": "Training of AI",
    "sources": "Sources",
    "challenge_id": "Challenge",
    "kind": "Kind",
    "name": "Name",
    "theme": "Theme",
    "text_percent": "Text size",
    "preroll_s": "Before the press",
    "count_in_s": "Count-in",
    "keep_last_s": "Keep what I just said",
}
_THEMES = {"system": "As the system", "booth": "Booth, dark", "paper": "Paper, light"}
_LONGEST = 600


def field_words(name: str) -> str:
    return _FIELDS.get(name, name.replace("_", " ").capitalize())


def in_order(fields: Iterable[str]) -> list[str]:
    """As a person reads a piece: its title first."""
    known = list(_FIELDS)
    return sorted(fields, key=lambda name: known.index(name) if name in known else len(known))


def value_words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "Nothing"
    if name == "media":
        size = f", {value['width_px']} × {value['height_px']}" if value["width_px"] else ""
        length = f", {value['duration_s']:.0f} s" if value["duration_s"] else ""
        return f"{value['mime'].partition('/')[2].upper()}{size}{length}, {size_words(value['size_bytes'])}"
    if name == "more":
        return "1 more" if len(value) == 1 else f"{len(value)} more"
    if name == "tags":
        return line_of(value)
    if name == "rights":
        return RIGHTS_IN_WORDS[Rights(value)]
    if name == "sources":
        return "1 source" if len(value) == 1 else f"{len(value)} sources"
    if name == "theme":
        return _THEMES.get(value, str(value))
    if isinstance(value, bool):
        return "Allowed" if value else "Not allowed"
    if name == "text_percent":
        return f"{value} %"
    if name.endswith("_s"):
        return f"{value} seconds"
    return cut(str(value), _LONGEST)


def side_words(question: Question, number: int) -> tuple[str, str]:
    """Whose side it is, and when it was said there, in UTC."""
    side = question.sides[number]
    moment = moment_of(side.at).astimezone(UTC)
    who = "This computer" if number == question.here else side.device or "Another computer"
    return who, f"{moment:%d %B %Y, %H:%M} UTC"


def thing_words(kind: TwinKind, content: Content) -> str:
    if kind is TwinKind.SETTINGS:
        return "Your settings"
    return f"“{cut(content.get('title') or content.get('name') or 'A version', 60)}”"


def news_words(news: News, title: str, device: str) -> tuple[str, str]:
    """Title and advice."""
    name, where = f"“{cut(title, 60)}”", device or "the other computer"
    return {
        News.KEPT: (
            "A draft that you edited was removed elsewhere",
            f"{name} was removed on {where}. Your edit is kept, here and there.",
        ),
        News.BACK: (
            "A draft that you removed was edited elsewhere",
            f"{name} is back, with what was changed on {where}.",
        ),
        News.SPARE: (
            "A draft was sent before all its changes met",
            f"{name} went out as it was sent. What was changed on the other computer is a draft of its own.",
        ),
    }[news]
