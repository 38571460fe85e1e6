"""Lists in pages, in the order of ids, newest first. The cursor is the last id of the page before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query, Response
from pydantic import BaseModel
from sqlalchemy import Select

from studio.contract import MAX_PAGE, Page, Uuid

Cursor = Annotated[Uuid | None, Query(description="`next` of the page before")]
FIRST_STEP = 10
T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]


def page_of(query: Select[Any], id_column: Any, cursor: str | None, limit: int) -> Select[Any]:
    """One row more than the page holds, to see whether another page follows."""
    after = query.where(id_column < cursor) if cursor else query
    return after.order_by(id_column.desc()).limit(limit + 1)


def in_steps(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """A few at first: what they stand for may be so large that no more fit into an answer, or into memory."""
    at, step = 0, FIRST_STEP
    while at < len(rows):
        yield rows[at : at + step]
        at, step = at + step, step * 4


def paged(items: list[Any], limit: int) -> Response:
    shown = items[:limit]
    return told(Page[Any](items=shown, next=shown[-1].id if len(items) > limit else None))


def told(body: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(body.model_dump_json(), status, headers, media_type="application/json")
