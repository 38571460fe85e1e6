"""Licences that works from outside often have: SPDX ids and names (spdx.org/licenses), from `resources/licences.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from studio.domain.record import Rights
from studio.paths import RESOURCES


@dataclass(frozen=True, slots=True)
class Licence:
    """`asks` is what a piece that builds on such a work must at least ask of others; None where the studio cannot weigh it."""

    id: str
    name: str
    asks: Rights | None


@cache
def licences() -> tuple[Licence, ...]:
    """The usual ones of sounds, pictures and words first."""
    found = json.loads((RESOURCES / "licences.json").read_text("utf-8"))
    return tuple(Licence(one["id"], one["name"], Rights(one["asks"]) if one["asks"] else None) for one in found)


def rights_of(licence: str) -> Rights | None:
    """What a work under this licence asks of what builds on it; None for own words, and for what the studio cannot weigh."""
    return next((one.asks for one in licences() if one.id == licence), None)


def licence_words(licence: str) -> str:
    """The name of an SPDX id; own words as they are."""
    return next((one.name for one in licences() if one.id == licence), licence)
