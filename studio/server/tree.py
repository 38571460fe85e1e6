"""The family tree: everything a record builds on, and everything that builds on it, however far away."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Response
from sqlalchemy import Column, Connection, literal, select

from studio.contract import TreeOut

from .tables import sources


def family(connection: Connection, record_id: str) -> list[str]:
    """The ids of the record, of its ancestors and of its descendants."""
    up = _reached(connection, record_id, sources.c.child_id, sources.c.parent_id)
    return list(dict.fromkeys([record_id, *up, *descendants(connection, record_id)]))


def descendants(connection: Connection, record_id: str) -> list[str]:
    """The record itself and all that builds on it."""
    return _reached(connection, record_id, sources.c.parent_id, sources.c.child_id)


def answer(tree: TreeOut, known: str) -> Response:
    """The tree with an ETag of its content; 304 when `If-None-Match` names it."""
    body = tree.model_dump_json()
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, media_type="application/json")


def _reached(connection: Connection, record_id: str, here: Column[Any], there: Column[Any]) -> list[str]:
    """A recursive walk along the edges. UNION, not UNION ALL, so that a family with many shared parents is walked once."""
    reached = select(literal(record_id).label("id")).cte("reached", recursive=True)
    reached = reached.union(select(there).join(reached, here == reached.c.id))
    return list(connection.execute(select(reached.c.id)).scalars())
