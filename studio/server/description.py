"""The OpenAPI document: what FastAPI finds by itself, with problem documents under their own media type."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from studio.contract import IDEMPOTENCY_KEY, PIECE_SUMS, PROBLEM_TYPE, TUS_VERSION, Problem

WORDS = f"""
Everything but the platform's own card, joining and `OPTIONS` asks for a bearer token, which joining gives.

Errors are problem documents (RFC 9457); their `code` is stable and their words are for people.

Ids are made by the client. A change with an `{IDEMPOTENCY_KEY}` happens once: the same key with the same request is answered
as before, for 30 days; with another request it is refused (422); while the first one is at work it is put off (409, `Retry-After`).

Uploads speak tus {TUS_VERSION}. `Upload-Metadata` must name the whole file's `sha256`; `Upload-Checksum` knows sha256 and sha1 of
the chunk, and {PIECE_SUMS}: the SHA-256 of each MiB of it, one after the other; of these, what arrived before a cut counts.
"""
PROBLEM: dict[str, Any] = {"model": Problem, "description": "A problem document"}


def describe(app: FastAPI) -> None:
    found = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            for methods in found()["paths"].values():
                for described in methods.values():
                    _name_problems(described["responses"])
        return found()

    app.openapi = openapi  # type: ignore[method-assign]


def _name_problems(responses: dict[str, Any]) -> None:
    for response in responses.values():
        if response["description"] == PROBLEM["description"]:
            response["content"] = {PROBLEM_TYPE: response["content"].pop("application/json")}
