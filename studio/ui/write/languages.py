"""The languages that a translation is offered in, by their BCP 47 tags; names come from Qt."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QLocale

_TAGS = (
    "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu ha he hi hr hu hy id ig is it ja ka kk km kn ko"
    " lo lt lv mk ml mn mr ms my nb ne nl nn pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th tl tr uk ur uz vi xh yo zh zu"
)


@cache
def languages() -> tuple[tuple[str, str], ...]:
    """(name, tag), by name."""
    return tuple(sorted((language_words(tag), tag) for tag in _TAGS.split()))


def language_words(tag: str) -> str:
    """ "German", or the tag itself where Qt has no name for it."""
    name = QLocale.languageToString(QLocale(tag).language())
    return tag if not tag or QLocale(tag).language() in (QLocale.Language.C, QLocale.Language.AnyLanguage) else name


def usual_language(but_not: str = "") -> str:
    """The tag of the language that this computer speaks; "" where it has none, or where that is the language `but_not`."""
    tag = QLocale.system().name().partition("_")[0]
    return "" if tag not in _TAGS.split() or tag == but_not.partition("-")[0] else tag
