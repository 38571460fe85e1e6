"""How often one person may do something in a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from studio.contract import Code
from studio.domain.moments import moment_of, text_of

from .problems import Refusal

DAY = timedelta(days=1)


def check_not_too_often(
    connection: Connection, moments: ColumnElement[Any], most: int, *mine: ColumnElement[bool]
) -> None:
    """`moments` is the column of when it was done, `mine` whose deeds count. Raises Refusal with the seconds to wait."""
    today = select(func.count(), func.min(moments)).where(*mine, moments > text_of(datetime.now(UTC) - DAY))
    count, first = connection.execute(today).one()
    if count >= most:
        wait_s = max(1, round((moment_of(first) + DAY - datetime.now(UTC)).total_seconds()))
        detail = f"At most {most} a day can be sent."
        raise Refusal(429, Code.TOO_OFTEN, "You asked very often today", detail, {"Retry-After": str(wait_s)})
