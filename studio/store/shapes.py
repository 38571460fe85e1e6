"""The shapes of the tables that the first window does not need; those that it needs lie with their tables."""

from __future__ import annotations

import json
from typing import Any

from studio.domain.adjusting import Adjustments, Cut
from studio.domain.cleaned import Cleaned
from studio.domain.parcel import Handed, Parcel, ParcelState, Trouble
from studio.domain.privacy import About, Finding, Keep
from studio.domain.receipt import Clock
from studio.domain.record import (
    Draft,
    Kind,
    Media,
    Origin,
    Page,
    Person,
    Record,
    RecordState,
    Rights,
    Source,
    SourceType,
    Work,
)
from studio.domain.reply import LineReply
from studio.domain.request import Deed, Errand, Request, RequestState
from studio.domain.study import Study, Version
from studio.domain.twins import News, Side, Thing, Twin, TwinKind

from .challenges import CHALLENGE as CHALLENGE
from .platforms import PLATFORM as PLATFORM
from .rooms import ROOM as ROOM
from .scripts import LINE_MARK as LINE_MARK
from .scripts import SCRIPT as SCRIPT
from .shape import FLAG, WORDS, Shape, enum, many, one
from .takes import TAKE as TAKE


def _source(**told: Any) -> Source:
    work = told.pop("work", None)
    types = {"type": SourceType(told["type"]), "origin": Origin(told["origin"])}
    return Source(**told | types, work=None if work is None else Work(**work))


def _page(**told: Any) -> Page:
    return Page(**told | {"media": Media(**told["media"])})


def _finding(**told: Any) -> Finding:
    return Finding(About(told["about"]), told["words"])


def _adjustments(**told: Any) -> Adjustments:
    return Adjustments(**told | {"cut": Cut(**told["cut"])})


DRAFT = Shape(
    Draft,
    "drafts",
    kind=enum(Kind),
    media=one(Media),
    rights=enum(Rights),
    ai_training=FLAG,
    sources=many(_source),
    more=many(_page),
    tags=WORDS,
    sealed=FLAG,
)
PARCEL = Shape(
    Parcel,
    "parcels",
    kind=enum(Kind),
    media=one(Media),
    more=many(Media),
    state=enum(ParcelState),
    trouble=one(Trouble),
    paused=FLAG,
    handed=enum(Handed),
)
CLOCK = Shape(Clock, "clocks")
RECORD = Shape(
    Record,
    "records",
    kind=enum(Kind),
    author=one(Person),
    media=one(Media),
    rights=enum(Rights),
    ai_training=FLAG,
    sources=many(_source),
    more=many(_page),
    tags=WORDS,
    state=enum(RecordState),
)
REQUEST = Shape(
    Request,
    "requests",
    author=one(Person),
    asker=one(Person),
    type=enum(SourceType),
    work=one(Work),
    state=enum(RequestState),
    sourced=(
        lambda value: value if value is None else int(value),
        lambda value: value if value is None else bool(value),
    ),
)
ERRAND = Shape(Errand, "errands", deed=enum(Deed), trouble=one(Trouble))
#: A path may hold bytes that are no text; JSON writes them out.
STUDY = Shape(Study, "studies", path=(json.dumps, json.loads), watched=FLAG, trouble=one(Trouble))
VERSION = Shape(
    Version,
    "versions",
    media=one(Media),
    layers=(json.dumps, lambda text: tuple(json.loads(text))),
    waits=FLAG,
)
CLEANED = Shape(
    Cleaned,
    "cleaned",
    removed=many(_finding),
    still=many(_finding),
    keep=one(Keep),
    adjustments=one(_adjustments),
)
TWIN = Shape(Twin, "twins")
THING = Shape(
    Thing,
    "twin_things",
    kind=enum(TwinKind),
    answers=FLAG,
    sides=many(Side),
    untold=FLAG,
    trouble=one(Trouble),
    news=enum(News),
)
LINE_REPLY = Shape(LineReply, "line_replies", author=one(Person), leader=one(Person), accepted=FLAG)
SHAPES: tuple[Shape[Any], ...] = (
    TAKE,
    DRAFT,
    PARCEL,
    PLATFORM,
    CLOCK,
    CHALLENGE,
    RECORD,
    REQUEST,
    ERRAND,
    STUDY,
    VERSION,
    CLEANED,
    TWIN,
    THING,
    SCRIPT,
    LINE_MARK,
    ROOM,
    LINE_REPLY,
)
