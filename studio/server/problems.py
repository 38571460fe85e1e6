"""Every error leaves as a problem document (RFC 9457) with a stable `code`; also those of the framework and of a full disk."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from studio.contract import MAX_TITLE, PROBLEM_TYPE, Code, Problem

log = logging.getLogger(__name__)

#: Codes for what the framework refuses by itself.
BY_STATUS = {404: Code.NOT_FOUND, 405: Code.METHOD, 413: Code.TOO_LARGE, 401: Code.SIGN_IN, 403: Code.NOT_YOURS}
TITLES = {
    404: "Nothing is there",
    405: "This cannot be done here",
    413: "This is too large",
}


_LATER = "Nothing was changed. It can be sent again later."


class Refusal(HTTPException):
    """A request that is not carried out: the status, the stable code, and words for a person."""

    def __init__(
        self, status: int, code: Code, title: str, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail=detail, headers=headers)
        self.problem = Problem(title=title, status=status, detail=detail, code=code)


def not_found(what: str) -> Refusal:
    return Refusal(
        404, Code.NOT_FOUND, f"There is no such {what}", "It may have been withdrawn, or the address is wrong."
    )


def invalid(detail: str, status: int = 422) -> Refusal:
    return Refusal(status, Code.INVALID, "The platform could not read this", detail)


def disk_full() -> Refusal:
    return Refusal(507, Code.DISK_FULL, "The platform's disk is full", _LATER)


def told(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    body = problem.model_dump_json()
    return Response(body, problem.status, headers, media_type=PROBLEM_TYPE)


def install(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(OperationalError, _database)
    app.add_exception_handler(sqlite3.OperationalError, _database)  # where a transaction begins
    app.add_exception_handler(OSError, _system)
    app.add_exception_handler(ClientDisconnect, _cut_off)
    app.add_exception_handler(Exception, _broken)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, Refusal):
        return told(error.problem, error.headers)
    status = error.status_code
    title = TITLES.get(status, "The platform could not do this")
    return told(Problem(title=title, status=status, code=BY_STATUS.get(status, Code.INVALID)), error.headers)


async def _unreadable(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return told(invalid("; ".join(_in_words(found) for found in error.errors()[:5])).problem)


async def _database(request: Request, error: Exception) -> Response:
    if "disk is full" in str(error) or "disk I/O error" in str(error):
        return told(disk_full().problem)
    if "database is locked" in str(error):  # whoever runs the platform has a program open on it
        return told(Problem(title="The platform is busy", status=503, detail=_LATER), {"Retry-After": "5"})
    return _bug(request, error)


async def _system(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return told(disk_full().problem)
    return _bug(request, error)


async def _cut_off(_request: Request, _error: Exception) -> Response:
    """Nobody hears this answer, and nothing is noted: networks are cut every day."""
    return told(Problem(title="The connection was cut", status=400, code=Code.DAMAGED))


async def _broken(_request: Request, _error: Exception) -> Response:
    """The server logs the error itself after this answer."""
    return told(_internal())


def _bug(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return told(_internal())


def _internal() -> Problem:
    return Problem(
        title="The platform made a mistake", status=500, detail="It was noted. Nothing was changed.", code=Code.INTERNAL
    )


def _in_words(found: dict[str, Any]) -> str:
    """One fault of a body: where it is and what is wrong with it. What was sent is not repeated."""
    steps = [str(step) for step in found["loc"] if step not in ("body", "query", "path", "header")]
    where = "" if found["type"] == "json_invalid" else ".".join(steps)[:MAX_TITLE]
    limit = found.get("ctx", {})
    words = {
        "string_too_long": f"is longer than {limit.get('max_length')} characters",
        "string_too_short": "is empty" if limit.get("min_length") == 1 else "is too short",
        "too_long": f"has more than {limit.get('max_length')} entries",
        "missing": "is missing",
        "extra_forbidden": "is not known here",
        "json_invalid": "is not JSON",
        "string_pattern_mismatch": "is not written as it must be",
        "value_error": f"is refused: {limit.get('error')}",
    }.get(found["type"], str(found["msg"]))
    return f"{where or 'the body'} {words}"
