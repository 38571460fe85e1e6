"""The steps of one shared thing, each inside one transaction (`Desk`): tell, hear that it was told, take in, settle.

Each may be done twice. A thing is told on the number that it builds on; what was heard is merged by content with what is here.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.domain.ids import DraftId
from studio.domain.moments import now
from studio.domain.parcel import Trouble
from studio.domain.record import Media
from studio.domain.twins import Content, Merged, Side, TwinKind, merge
from studio.store.twin_desk import Desk

from .contents import Newer, draft_of, of_draft, of_settings, of_text, of_version, read, text_of, version_of

if TYPE_CHECKING:
    from studio import contract

log = logging.getLogger(__name__)


class NotYet(Exception):
    """Something else has to be here first: the draft of a version, the hash of a take."""


def base_of(desk: Desk) -> Content | None:
    """What both sides agreed on last; settings that nobody chose are the same everywhere from the beginning."""
    base = of_text(desk.thing.base)
    return of_settings({}) if base is None and desk.thing.kind is TwinKind.SETTINGS else base


def here_of(desk: Desk) -> Content | None:
    """What this computer says now. Raises NotYet."""
    thing, base = desk.thing, base_of(desk)
    if thing.kind is TwinKind.SETTINGS:
        return of_settings(desk.chosen())
    if thing.kind is TwinKind.VERSION:
        return _version_here(desk, base)
    draft = desk.draft()
    if draft is None or not desk.is_open(draft):
        return None
    media = draft.media
    if draft.take_id is not None:
        media = desk.take_media(draft) or draft.media
        if media is None:
            raise NotYet
    sealed = (desk.revision() or (base or {}).get("sealed") or "") if draft.sealed else ""
    return of_draft(draft, media, sealed)


def _version_here(desk: Desk, base: Content | None) -> Content | None:
    version = desk.version()
    if version is None or version.removed_at is not None:
        return None
    if version.waits:  # it came after its draft was sealed, and belongs to no draft yet
        return base
    draft = desk.draft(version.draft_id)
    if draft is None or draft.platform_id != desk.thing.platform_id:
        return None
    return of_version(version, base["number"] if base else version.number)


def tell(desk: Desk, device: str) -> None:
    """Writes down what has to be told, where there is anything."""
    from studio import contract

    here = here_of(desk)
    body, thing = text_of(here), desk.thing
    if here == base_of(desk) or thing.sides:
        desk.thing = replace(thing, untold=False)
        return
    if body is not None and len(body) > contract.MAX_MINE_CHARS:
        advice = "It stays on this computer alone. Make its title or its list of sources shorter."
        desk.thing = replace(thing, trouble=Trouble("This is too long to be shared", advice, True, "too_large"))
        return
    said = contract.Side(body=body, device=device, at=now())
    desk.thing = replace(thing, asked=contract.MineIn(base=thing.version, said=said).model_dump_json())
    _bring(desk, here)


def told(desk: Desk, version: int, device: str) -> None:
    """The platform has it, under this number."""
    from studio import contract

    thing = desk.thing
    if not thing.asked:
        return
    asked = contract.MineIn.model_validate_json(thing.asked)
    desk.thing = replace(thing, asked="", answers=False, version=version, device=asked.said.device)
    if thing.answers:
        out = contract.MineOut(kind=thing.kind, id=thing.id, version=version, said=asked.said)
        take_in(desk, out, device)
    elif asked.rival is not None:
        sides = (_side(asked.said), _side(asked.rival))
        desk.thing = replace(desk.thing, base=asked.rival.body, sides=sides, untold=False)
    else:
        desk.thing = replace(desk.thing, base=asked.said.body, untold=text_of(here_of(desk)) != asked.said.body)


def take_in(desk: Desk, out: contract.MineOut, device: str) -> None:
    """Merges what the platform told with what is here; `device` is what this computer is called there. Raises NotYet."""
    thing = desk.thing
    try:
        there = read(thing.kind, out.said.body)
        rival = read(thing.kind, out.rival.body) if out.rival else None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        log.info("a %s from another computer is kept away: %s", thing.kind, type(error).__name__)
        desk.thing = replace(thing, trouble=_trouble(error), heard=out.model_dump_json())
        return
    if there is not None and thing.kind is TwinKind.VERSION and desk.draft(there["draft_id"]) is None:
        raise NotYet
    sides = (_side(out.said), _side(out.rival)) if out.rival else ()
    here, base = here_of(desk), base_of(desk)
    desk.thing = replace(thing, version=out.version, heard="", asked="", answers=False, device=out.said.device)
    if out.rival and text_of(here) == text_of(rival):
        desk.thing = replace(desk.thing, base=text_of(rival), sides=sides, untold=False)
        return
    merged = merge(base, here, there)
    if merged.clash and out.rival:  # a third computer, with changes of its own: they are looked at when this is settled
        desk.thing = replace(desk.thing, sides=sides, untold=False)
    elif merged.clash:
        _ask(desk, merged, out, device)
    else:
        _write(desk, merged, here, out.said.at)
        body = text_of(there)
        desk.thing = replace(desk.thing, base=body, sides=sides)
        desk.thing = replace(desk.thing, untold=text_of(here_of(desk)) != body)


def _ask(desk: Desk, merged: Merged, out: contract.MineOut, device: str) -> None:
    """Both contents are told side by side, so that the person is asked on each computer."""
    from studio import contract

    mine = contract.Side(body=text_of(merged.content), device=device, at=now())
    theirs = contract.Side(body=text_of(merged.theirs), device=out.said.device, at=out.said.at)
    _write(desk, merged, None, mine.at)
    asked = contract.MineIn(base=out.version, said=theirs, rival=mine)
    desk.thing = replace(desk.thing, asked=asked.model_dump_json(), sides=(), untold=True)
    _bring(desk, merged.content)


def settle(desk: Desk, choice: int, device: str, *, both: bool = False) -> None:
    """The person chose one of the sides; `both` keeps the other as a draft of its own."""
    from studio import contract

    thing = desk.thing
    if not thing.sides:
        return  # settled on another computer meanwhile
    chosen, other = thing.sides[choice], thing.sides[1 - choice]
    there, here = read(thing.kind, chosen.body), here_of(desk)
    merged = merge(base_of(desk), here, there)
    said = contract.Side(body=text_of(there), device=device, at=now())
    asked = contract.MineIn(base=thing.version, said=said).model_dump_json()
    desk.thing = replace(thing, asked=asked, answers=True, sides=(), untold=True)
    if not merged.clash:
        _write(desk, merged, here, said.at)
        desk.thing = replace(desk.thing, base=said.body)
    if both:
        _spare(desk, read(thing.kind, other.body), other.at)


def _write(desk: Desk, merged: Merged, here: Content | None, at: str) -> None:
    """Makes `merged` what is here, unless it is already; the news is kept for the person."""
    thing, content = desk.thing, merged.content
    if content != here:
        if thing.kind is TwinKind.SETTINGS:
            desk.choose({name: value for name, value in (content or {}).items() if name != "v"})
        elif thing.kind is TwinKind.VERSION:
            desk.write_version(version_of(content, thing.id)) if content else desk.remove_version()
        elif content is None:
            desk.remove_draft()
        else:
            _write_draft(desk, content, at)
    _spare(desk, merged.spare, at)
    if merged.news and thing.kind is TwinKind.DRAFT:
        desk.thing = replace(desk.thing, news=merged.news)


def _write_draft(desk: Desk, content: Content, at: str) -> None:
    thing, known = desk.thing, desk.draft()
    same = None
    if known is not None:
        media = desk.take_media(known) if known.take_id else known.media
        held = of_draft(known, media, "")
        if not desk.is_open(known) and known.platform_id == thing.platform_id and held != {**content, "sealed": ""}:
            # it comes back as it is there; what was thrown away here as it was here stays among what was thrown away
            desk.write_draft(replace(known, id=DraftId(_spare_id(thing.id, held)), sealed=False))
            desk.remove_draft(_spare_id(thing.id, held))
        if content["media"] == held["media"] and (content["text"] == held["text"] or not content["media"]):
            same = known if content["media"] else replace(known, text="", media=None, take_id=None)
    draft = draft_of(content, thing.id, thing.platform_id, at, same)
    desk.write_draft(draft)
    if content["sealed"]:
        desk.drop_parcels(content["sealed"])


def _spare(desk: Desk, content: Content | None, at: str) -> None:
    """A draft of its own, under an id that each computer makes alike from the same content."""
    if content is None or desk.thing.kind is not TwinKind.DRAFT:
        return
    content = {**content, "sealed": ""}
    id = _spare_id(desk.thing.id, content)
    if desk.draft(id) is None:
        desk.write_draft(draft_of(content, id, desk.thing.platform_id, at, None))


def _spare_id(id: str, content: Content) -> str:
    """A UUIDv7 of the same moment."""
    import hashlib  # the first window does not wait for OpenSSL

    mark = hashlib.sha256(f"{id} {text_of(content)}".encode()).hexdigest()
    return f"{id[:14]}7{mark[:3]}-8{mark[3:6]}-{mark[6:18]}"


def _bring(desk: Desk, content: Content | None) -> None:
    """What is sealed is brought by its own parcel."""
    if content and content.get("media") and not content.get("sealed"):
        for media in (content["media"], *(page["media"] for page in content.get("more", ()))):
            desk.bring_file(Media(**media))


def _side(told: contract.Side) -> Side:
    return Side(told.body, told.device, told.at)


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, Newer):
        return Trouble(
            "Made by a newer studio", "It is kept on the platform. Install the newest studio here.", True, "newer"
        )
    advice = "It is kept on the platform as it is, and what is here stays as it was."
    return Trouble("What the other computer told cannot be read", advice, True, "unreadable")
