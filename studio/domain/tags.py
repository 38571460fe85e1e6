"""Tags: a few short words by which a piece is found again. Each is one tidy line without a comma, and stands there once.

What is typed is one line with commas; what a platform or an archive tells is a list. Both come out in the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .words import cut, tidy_title

MAX_TAGS, MAX_TAG = 20, 50
#: A typed line of tags is no longer than this; twenty of the longest fit.
MAX_LINE = 2_000
#: Of a tag that is longer no more is looked at.
_LOOKED_AT = 10 * MAX_TAG
#: The commas of Latin, Arabic and East Asian keyboards.
_COMMAS = re.compile("[,،，、\n]")


def tags_of(line: str) -> tuple[str, ...]:
    """The tags in a typed line."""
    return tidy_tags(_COMMAS.split(line))


def line_of(tags: Iterable[str]) -> str:
    """Tags as they are typed."""
    return ", ".join(tags)


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """At most `MAX_TAGS`, each once however it is capitalised, none longer than `MAX_TAG`."""
    found: dict[str, str] = {}
    for tag in (cut(_tidy(one), MAX_TAG, mark="") for one in tags):
        if tag and len(found) < MAX_TAGS:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def is_too_much(line: str) -> bool:
    """Whether something of what is typed finds no room: there are too many tags, or one is too long."""
    typed = {_tidy(one) for one in _COMMAS.split(line)} - {""}
    return len({one.casefold() for one in typed}) > MAX_TAGS or any(len(one) > MAX_TAG for one in typed)


def _tidy(tag: str) -> str:
    return _tidied(tag[:_LOOKED_AT])


@lru_cache(maxsize=1_024)
def _tidied(tag: str) -> str:
    """Kept, because a first fetch of a hundred thousand records has the same tags again and again."""
    return tidy_title(_COMMAS.sub(" ", tag), _LOOKED_AT)
