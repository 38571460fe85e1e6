"""How whoever runs a platform reads and decides its disputes about sources: on the machine itself, also while the platform runs.

There is no door for it: who may open the platform's folder may decide. Who waits for a change hears of a decision at their next
look, within `MAX_WAIT_S`.
"""

from __future__ import annotations

from sqlalchemy import Connection

from studio.contract import MAX_WORDS, RequestOut
from studio.domain.words import tidy_title

from . import asking, tables
from .config import Config
from .hosting import on
from .records import told_records

MOST = 500


def listed(config: Config) -> list[str]:
    """Every dispute in a few lines of words, the oldest first."""
    return on(config, _listed)


def decide(config: Config, request_id: str, sourced: bool, verdict: str) -> None:
    """Ends a dispute. Raises Refusal where it is none, or where the source cannot be added."""
    on(config, lambda connection: asking.decide(connection, request_id, sourced, verdict))


def _listed(connection: Connection) -> list[str]:
    table = tables.requests
    query = asking.query().where(table.c.state == "disputed").order_by(table.c.id).limit(MOST)
    return [_words(connection, asking.out(row)) for row in connection.execute(query)]


def _words(connection: Connection, request: RequestOut) -> str:
    """People's words on one line each, without signs that a terminal would obey."""
    ids = [request.record_id, *([request.source_id] if request.source_id else [])]
    titles = {record.id: f"“{record.title}”, by {record.author.handle}" for record in told_records(connection, ids)}
    work = request.work
    source = f"“{work.title}”, by {work.author or 'somebody'}" if work else titles[request.source_id or ""]
    asker, author = request.asker.handle, request.author.handle
    lines = [
        f"{asker} says that {titles[request.record_id]} builds on {source}: {request.words}",
        f"{author} says that it does not: {request.reason}",
        *([f"{asker} replies: {request.reply}"] if request.reply else []),
    ]
    return "\n  ".join([request.id, *(tidy_title(line, MAX_WORDS) for line in lines)])
