"""What a person's own computers tell each other, and how two contents of one thing become one: by content, never by time.

Content is JSON (a dict of fields) or None for a thing that is not there: removed, or not here yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .ids import PlatformId
from .parcel import Trouble

Content = dict[str, Any]


class TwinKind(StrEnum):
    DRAFT = "draft"
    VERSION = "version"
    SETTINGS = "settings"


#: The one thing of kind `settings`.
SETTINGS_ID = "chosen"


class News(StrEnum):
    """What happened by itself and the person should hear."""

    NONE = ""
    #: It was removed on the other computer and edited here.
    KEPT = "kept"
    #: It was removed here and edited on the other computer.
    BACK = "back"
    #: It was sent on one computer and edited on the other: the edit is a draft of its own.
    SPARE = "spare"


@dataclass(frozen=True, slots=True)
class Side:
    """What one computer says: `body` is the content as text, None for removed; `at` is that computer's own clock."""

    body: str | None
    device: str
    at: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What this studio knows of one thing that is shared through a platform.

    `base` is the content (as text) that this computer and the platform agreed on last, under the number `version`. `asked` is what
    is being told and not answered yet (sent again with the same words until it is), `answers` says that it settles a question.
    `heard` is what the platform told and is not taken in yet. `sides` are the two contents between which the person has to choose.
    """

    platform_id: PlatformId
    kind: TwinKind
    id: str
    version: int = 0
    base: str | None = None
    device: str = ""
    asked: str = ""
    answers: bool = False
    heard: str = ""
    sides: tuple[Side, ...] = ()
    untold: bool = False
    trouble: Trouble | None = None
    news: News = News.NONE


@dataclass(frozen=True, slots=True)
class Twin:
    """A platform on which this person has several computers; `device` is what this one is called there."""

    platform_id: PlatformId
    device: str


@dataclass(frozen=True, slots=True)
class Merged:
    """`content` is what holds from now on. Where fields were changed differently on both sides (`clash`), `content` has them as
    they are here and `theirs` as they are there, and the person chooses. `spare` becomes a draft of its own."""

    content: Content | None
    clash: tuple[str, ...] = ()
    theirs: Content | None = None
    spare: Content | None = None
    news: News = News.NONE


def merge(base: Content | None, here: Content | None, there: Content | None) -> Merged:
    """Both began with `base`. Nothing that was said on either side is dropped without being asked, kept beside, or told."""
    if here == there or there == base:
        return Merged(here)
    if here == base:
        return Merged(there)
    if there is None:
        return Merged(here, news=News.KEPT)
    if here is None:
        return Merged(there, news=News.BACK)
    if here.get("sealed") or there.get("sealed"):
        return _sealed(here, there)
    return _by_fields(base or {}, here, there)


def _by_fields(base: Content, here: Content, there: Content) -> Merged:
    mine, theirs, clash = dict[str, Any](), dict[str, Any](), list[str]()
    for name in sorted(here.keys() | there.keys()):
        was, left, right = base.get(name), here.get(name), there.get(name)
        if left != right and left != was and right != was:
            clash.append(name)
            mine[name], theirs[name] = left, right
        else:
            mine[name] = theirs[name] = right if left == was else left
    both = here.keys() & there.keys()
    found, others = ({n: v for n, v in one.items() if v is not None or n in both} for one in (mine, theirs))
    return Merged(found, tuple(clash), others)


def _sealed(here: Content, there: Content) -> Merged:
    """What is sealed goes out as it is; the platform's word about who sealed it is the first one."""
    won, other = (there, here) if there.get("sealed") else (here, there)
    is_same = {**won, "sealed": ""} == {**other, "sealed": ""}
    return Merged(won) if is_same else Merged(won, spare={**other, "sealed": ""}, news=News.SPARE)
