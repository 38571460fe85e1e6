"""Licences that works from outside often have: SPDX ids and names (spdx.org/licenses), from `resources/licences.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from studio.domain.record import Rights, Work
from studio.paths import RESOURCES


@dataclass(frozen=True, slots=True)
class Licence:
    """`asks` is what a piece that builds on such a work must at least ask of others; None where the studio cannot weigh it. One
    that is `alike` wants to be kept itself, and is not among what a record may have."""

    id: str
    name: str
    asks: Rights | None
    alike: bool = False


@cache
def licences() -> tuple[Licence, ...]:
    """The usual ones of sounds, pictures and words first."""
    found = json.loads((RESOURCES / "licences.json").read_text("utf-8"))
    return tuple(_licence(**one) for one in found)


def _licence(id: str, name: str, asks: str | None, alike: bool = False) -> Licence:
    return Licence(id, name, Rights(asks) if asks else None, alike)


def rights_of(licence: str) -> Rights | None:
    """What a work under this licence asks of what builds on it; None for own words, and for what the studio cannot weigh."""
    return next((one.asks for one in licences() if one.id == licence), None)


def question_of(work: Work) -> str:
    """What only the person can find out before building on such a work; "" where nothing is open."""
    known = next((one for one in licences() if one.id == work.licence), None)
    if known is None or known.asks is None:
        return f"Look up what the licence of “{work.title}” asks."
    if known.alike:
        return f"“{work.title}” asks for its own licence, {known.id}, which no record has. Ask its author first."
    return ""


def licence_words(licence: str) -> str:
    """The name of an SPDX id; own words as they are."""
    return next((one.name for one in licences() if one.id == licence), licence)
