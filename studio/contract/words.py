"""What fields are made of, and what every shape is: asked strictly, told freely."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from .doors import (
    MAX_FILE_NAME,
    MAX_HANDLE,
    MAX_LINE_ID,
    MAX_LINE_TEXT,
    MAX_NOTE,
    MAX_TAG,
    MAX_TAGS,
    MAX_TITLE,
    MAX_WORDS,
)

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def on_a_clock(moment: str) -> str:
    """The same, where one may reckon with it: hours are added, and it is shown in any time zone. Raises ValueError."""
    try:
        year = datetime.fromisoformat(moment).year
    except ValueError:
        year = 0
    if not 1970 <= year <= 9000:
        raise ValueError("no moment that a clock shows")
    return moment


Moment = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"),
    AfterValidator(on_a_clock),
]
Title = Annotated[str, Field(min_length=1, max_length=MAX_TITLE)]
Note = Annotated[str, Field(max_length=MAX_NOTE)]
Mime = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$", max_length=80)]
#: What a file is called: no path, nothing hidden, nothing that a system forbids or that turns text around; "" where nobody said.
_IN_NAMES = r'\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069'
FileName = Annotated[str, Field(pattern=rf"^([^. {_IN_NAMES}][^{_IN_NAMES}]*)?$", max_length=MAX_FILE_NAME)]
#: A line of a script, as its script calls it.
LineId = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=MAX_LINE_ID)]
LineText = Annotated[str, Field(max_length=MAX_LINE_TEXT)]
#: A place in a sound or a film, up to eleven days.
Seconds = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


def _composed(tag: object) -> object:
    return unicodedata.normalize("NFC", tag) if isinstance(tag, str) else tag


def _each_once(tags: list[str]) -> list[str]:
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.casefold(), tag)
    return list(first.values())


#: Words to find a piece by: one line each, without a comma, and each once however it is capitalised.
_IN_TAGS = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069,،，、"
Tag = Annotated[
    str,
    Field(pattern=rf"^[^\s{_IN_TAGS}]([^{_IN_TAGS}]*[^\s{_IN_TAGS}])?$", max_length=MAX_TAG),
    BeforeValidator(_composed),
]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS), AfterValidator(_each_once)]
Handle = Annotated[str, Field(min_length=1, max_length=MAX_HANDLE)]
#: Any number that people count with; a database holds it.
Amount = Annotated[int, Field(ge=0, le=1 << 50)]
Kind = Literal["audio", "image", "text", "video"]
#: Pictures whose type does not say so: Krita's is known to paint programs and file managers, but was never registered.
PICTURES_BY_ANOTHER_NAME = frozenset({"application/x-krita"})
Rights = Literal["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0"]
#: Where in a piece: seconds (W3C Media Fragments), percent of a picture, or characters of a text (RFC 5147).
_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,6})?"
Place = Annotated[
    str,
    Field(
        pattern=rf"^(t={_NUMBER},{_NUMBER}|xywh=percent:{_NUMBER}(,{_NUMBER}){{3}}|char=[0-9]{{1,9}},[0-9]{{1,9}})?$",
        max_length=80,
    ),
]
SourceType = Literal["sampled", "traced", "voiced", "translated", "edited", "inspired_by"]
#: What somebody says about a source; never only blanks.
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_WORDS)]


class Asked(BaseModel):
    """A request body: nothing unknown in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """An answer: more may be said than this studio knows."""

    model_config = ConfigDict(extra="ignore", frozen=True)
