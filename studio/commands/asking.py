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
    known = specs.names(folder.specs)
    if words in known or _is_file(words):
        return specs.load(known.get(words) or Path(words))
    if found := _challenges(words, folder):
        return specs.told(_only(found), folder.specs)
    advice = f"Name {', '.join(known)}, a spec file by its path, or a challenge of your library by its title or id."
    raise Refused("There is no spec of this name", advice, words[:80], "unknown_spec")


def _is_file(words: str) -> bool:
    with contextlib.suppress(OSError):  # a title may be longer than a name of a file can be
        return Path(words).is_file()
    return False


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
