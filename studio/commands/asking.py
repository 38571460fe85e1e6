"""What is meant by `--spec`: a delivery spec by its name, a file that is one, or a challenge of the library."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import Refused
from studio.sound import specs

if TYPE_CHECKING:
    from studio.domain.challenge import Challenge
    from studio.domain.delivery import Spec
    from studio.paths import DataFolder


def asked(words: str, folder: DataFolder) -> Spec:
    """In this order. Raises Refused and Damaged."""
    if words not in specs.names(folder.specs):
        if Path(words).is_file():
            return specs.load(Path(words))
        if found := _challenges(words, folder):
            return specs.told(_only(found), folder.specs)
    return specs.find(words, folder.specs)


def _challenges(words: str, folder: DataFolder) -> tuple[Challenge, ...]:
    if not folder.database.exists():
        return ()
    from studio.store import Store

    with contextlib.closing(Store.open(folder)) as store:
        return store.challenges.called(words)


def _only(found: tuple[Challenge, ...]) -> str:
    """What they ask, where that is one thing."""
    asking = {challenge.spec for challenge in found}
    if asking == {""}:
        raise Refused(
            "This challenge asks nothing of its files", "Name a spec in its place, for example podcast.", found[0].title
        )
    if len(asking) > 1:
        ids = ", ".join(challenge.id for challenge in found)
        raise Refused(
            "Several challenges have this title", f"Name the one that is meant by its id: {ids}.", found[0].title
        )
    return asking.pop()
