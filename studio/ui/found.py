"""What the start found, as words that stay until they are read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.capture.salvage import Found

#: More of one sort are told together: where a folder of takes is gone, a word for each of a thousand held the window for minutes.
_EACH = 3


def found_words(found: Iterable[Found]) -> list[tuple[str, str, str]]:
    """(key, title, advice) of each notice."""
    sorts: dict[str, list[Found]] = {}
    for one in found:
        sorts.setdefault(one.title, []).append(one)
    told: list[tuple[str, str, str]] = []
    for title, ones in sorts.items():
        if len(ones) > _EACH:
            told.append((f"found:{title}", f"{title}, and {len(ones) - 1:,} more like it", ones[0].advice))
        else:
            told += [(f"found:{one.path.name}", title, one.advice) for one in ones]
    return told
