"""The change feed, and pages of lists."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from .challenges import ChallengeOut, ContributionOut
from .mine import MineOut
from .records import RecordOut
from .replies import LineReplyOut
from .requests import RequestOut
from .words import Told


class ChangeOut(Told):
    """One entry of the change feed; the newest state of the thing is in it."""

    cursor: str
    what: Literal["challenge", "record", "contribution", "request", "reply", "mine"]
    challenge: ChallengeOut | None = None
    record: RecordOut | None = None
    contribution: ContributionOut | None = None
    request: RequestOut | None = None
    reply: LineReplyOut | None = None
    mine: MineOut | None = None


class ChangesOut(Told):
    """`next` is the bookmark to ask with the next time, also where `changes` is empty. `more` says that another page waits."""

    changes: list[ChangeOut]
    next: str
    more: bool


T = TypeVar("T")


class Page(Told, Generic[T]):
    """A page in the order of ids, newest first; `next` is None on the last one."""

    items: list[T]
    next: str | None = None
