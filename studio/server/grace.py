"""Grace: after its closing time a challenge takes, for the hours that it has published, what was sealed before it.

Nobody's clock is trusted alone. The studio's moment is corrected by the distance that it last heard; a moment before something
that it had heard of this platform by then was set back; and a studio whose place in the feed is behind the news of the closing
knew that it was over. What a receipt can prove, and what it cannot, is said in `studio.domain.receipt`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from studio.contract import ChallengeOut, Code, Receipt
from studio.domain.moments import moment_of
from studio.domain.receipt import EXACT_TO, on_their_clock, was_set_back

from . import feed, tables
from .problems import Refusal

_HERE = "Your record is on the platform all the same, without the challenge."


def check(connection: Connection, told: ChallengeOut, revision: Row[Any], receipt: Receipt | None) -> None:
    """Raises Refusal unless the receipt says that this very file was sealed before the challenge closed."""
    assert told.closes_at is not None
    closes_at = moment_of(told.closes_at)
    if receipt is None:
        raise _closed(f"It closed at {_at(closes_at)}. Only what was sealed before, with a receipt, is still taken.")
    if receipt.media_sha256 != revision.media_sha256:
        raise _closed("Its receipt is for another file.")
    by = "by the platform's clock" if receipt.offset_ms is not None else "by the clock of your computer alone"
    sealed = on_their_clock(receipt.sealed_at, receipt.offset_ms)
    if was_set_back(sealed, receipt.heard_at):
        raise _late("The clock of your computer was set back before it was sealed, so nobody can tell when that was.")
    if sealed > closes_at + EXACT_TO or _knew(connection, told, receipt):
        raise _late(f"It closed at {_at(closes_at)}, and this was sealed at {_at(sealed)} {by}.")


def _knew(connection: Connection, told: ChallengeOut, receipt: Receipt) -> bool:
    """Whether the studio had heard more of this platform than the news that the challenge closed, or of its time after that."""
    changes = tables.changes
    news = select(changes.c.cursor).where(changes.c.what == "challenge", changes.c.id == told.id)
    number, mark = feed.parts_of(receipt.bookmark) or (0, "")
    if number >= (connection.execute(news).scalar() or number + 1) and (
        not mark or feed.holds(connection, number, mark)
    ):
        return True
    return receipt.heard_at is not None and moment_of(receipt.heard_at) > moment_of(told.closes_at or "")


def _at(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M:%S} UTC"


def _closed(why: str) -> Refusal:
    return Refusal(422, Code.CLOSED, "This challenge is closed", f"{why} {_HERE}")


def _late(why: str) -> Refusal:
    return Refusal(422, Code.SEALED_LATE, "This was sealed after the challenge closed", f"{why} {_HERE}")
