"""What was taken out of a file before it is sent, as one fact beside others or as a list of them."""

from __future__ import annotations

from collections.abc import Iterable

from studio.domain.privacy import ABOUT_IN_WORDS, About, Finding, removed_words
from studio.domain.record import Media
from studio.store import Store
from studio.ui.widgets.facts import Fact

#: Findings of one sort beyond these are counted.
_SHOWN = 3


def privacy_words(store: Store, files: Iterable[Media]) -> str:
    """ "place and camera data removed"; "" for what was made here and was never taken in."""
    cleaned = [found for media in files if (found := store.cleanings.find(media.sha256))]
    removed = removed_words(finding for one in cleaned for finding in one.removed)
    return removed or "nothing private was in it" if cleaned else ""


def facts_of(findings: Iterable[Finding]) -> list[Fact]:
    """One fact for each sort, the most private first; many of a sort are counted."""
    sorts: dict[About, list[str]] = {}
    for finding in findings:
        sorts.setdefault(finding.about, []).append(finding.words)
    return [(ABOUT_IN_WORDS[about], _joined(words)) for about, words in sorts.items()]


def _joined(words: list[str]) -> str:
    shown = "\n".join(words[:_SHOWN])
    left = len(words) - _SHOWN
    return f"{shown}\nand {left} more" if left > 0 else shown
