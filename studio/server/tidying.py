"""What the platform does by itself once a minute: half uploads and old answers expire, challenges close, withdrawn files go, a
day's copy is made."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from studio.contract import KEYS_KEPT_DAYS
from studio.domain.moments import now, text_of

from . import challenges, copies, letting_go, tables
from .platform import Platform

log = logging.getLogger(__name__)
EVERY_S = 60.0


async def keep_tidy(here: Platform) -> None:
    while True:
        try:
            await tidy(here)
        except Exception:  # a full disk, a copy that another program holds: the next minute may be better
            log.exception("the platform could not tidy up; it tries again")
        await asyncio.sleep(EVERY_S)


async def tidy(here: Platform) -> None:
    locked = tuple(here.parts.locked)
    left_over = await here.database.write(lambda connection: _left_over(connection, here, locked))
    for upload_id in left_over:
        await here.parts.beside(here.parts.drop, upload_id)
    await here.database.write(_forget)
    if await here.database.write(challenges.close_due):
        here.bell.ring()
    await here.database.write(lambda connection: letting_go.end(connection, here.shelf))
    await here.parts.beside(copies.daily, here.config)


def _left_over(connection: Connection, here: Platform, locked: tuple[str, ...]) -> list[str]:
    """Parts that belong to no open upload. Uploads are created in the same thread, and what comes whole in one request gets its
    place there, so none is between its part and its row."""
    table = tables.uploads
    late = (table.c.state == "open", table.c.expires_at < now(), table.c.id.not_in(locked))
    connection.execute(update(table).where(*late).values(state="gone"))
    parts = [path.stem for path in here.shelf.incoming.glob("*.part")]
    live = set(connection.execute(select(table.c.id).where(table.c.state == "open")).scalars())
    return [upload_id for upload_id in parts if upload_id not in live]


def _forget(connection: Connection) -> None:
    month_ago = text_of(datetime.now(UTC) - timedelta(days=KEYS_KEPT_DAYS))
    connection.execute(delete(tables.answers).where(tables.answers.c.made_at < month_ago))
    connection.execute(
        delete(tables.uploads).where(tables.uploads.c.state != "open", tables.uploads.c.expires_at < month_ago)
    )
