"""What the platform does by itself once a minute: half uploads and old answers expire, challenges close."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from studio.contract import KEYS_KEPT_DAYS
from studio.domain.moments import now, text_of

from . import challenges, tables
from .platform import Platform

EVERY_S = 60.0


async def keep_tidy(here: Platform) -> None:
    while True:
        await tidy(here)
        await asyncio.sleep(EVERY_S)


async def tidy(here: Platform) -> None:
    gone, closed = await here.database.write(_expire)
    for upload_id in gone:
        await here.parts.beside(here.parts.drop, upload_id)
    if closed:
        here.bell.ring()


def _expire(connection: Connection) -> tuple[list[str], bool]:
    """Returns the uploads whose parts can go, and whether a challenge closed."""
    table = tables.uploads
    late = (table.c.state == "open", table.c.expires_at < now())
    gone = list(connection.execute(select(table.c.id).where(*late)).scalars())
    connection.execute(update(table).where(table.c.id.in_(gone)).values(state="gone"))
    month_ago = text_of(datetime.now(UTC) - timedelta(days=KEYS_KEPT_DAYS))
    connection.execute(delete(tables.answers).where(tables.answers.c.made_at < month_ago))
    connection.execute(delete(table).where(table.c.state != "open", table.c.expires_at < month_ago))
    return gone, challenges.close_due(connection)
