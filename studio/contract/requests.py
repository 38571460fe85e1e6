"""Asking to be named as a source, what is said to that, and the log of what changed."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from .people import PersonOut
from .records import SourceRef, WorkRef
from .words import Asked, Moment, Place, Reason, SourceType, Told, Uuid


class RequestIn(Asked):
    """`PUT /requests/{id}`: asks a record's author to name a source: a record on the same platform, or a work from outside."""

    record_id: Uuid
    source_id: Uuid | None = None
    work: WorkRef | None = None
    type: SourceType
    place: Place = ""
    words: Reason

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if (self.source_id is None) == (self.work is None):
            raise ValueError("a request names either a record or a work from outside")
        return self


class AnswerIn(Asked):
    """`PUT /requests/{id}/answer`, by the record's author: the source is added, or disputed with a reason."""

    accept: bool
    reason: Reason | None = None


class WordsIn(Asked):
    """`PUT /requests/{id}/reply`, by who asked, once; and `PUT /records/{id}/sources/{id}/removal`, by the author: why."""

    words: Reason


class RequestOut(Told):
    """`sourced` and `verdict` are the host's, once it is decided. A source that was added has the request's own id."""

    id: Uuid
    record_id: Uuid
    author: PersonOut
    asker: PersonOut
    source_id: Uuid | None = None
    work: WorkRef | None = None
    type: SourceType
    place: str = ""
    words: str
    state: Literal["requested", "accepted", "disputed", "decided", "withdrawn"]
    reason: str = ""
    reply: str = ""
    sourced: bool | None = None
    verdict: str = ""
    asked_at: Moment
    changed_at: Moment


class SourceChangeOut(Told):
    """One line of the log of a record's sources. `person` is None where the platform's host decided."""

    id: Uuid
    record_id: Uuid
    what: Literal["added", "removed"]
    source: SourceRef
    person: PersonOut | None
    reason: str = ""
    request_id: Uuid | None = None
    at: Moment
