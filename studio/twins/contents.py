"""Drafts, versions and settings as the contents that computers compare, and back. Pure, but for the shapes that are loaded late.

A content never holds what belongs to one computer: takes, remix files, numbers of versions, when a row was written.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

from studio.domain.ids import ChallengeId, DraftId, PlatformId, RecordId, SourceId, VersionId
from studio.domain.record import Draft, Kind, Media, Origin, Page, Rights, Source, SourceType, Work
from studio.domain.study import Version
from studio.domain.twins import Content, TwinKind

if TYPE_CHECKING:
    from pydantic import BaseModel

#: Longer words go as a file, so that a page of the feed stays small.
INLINE_CHARS = 16_000
#: Settings that go from one computer to the others.
SHARED = ("theme", "text_percent", "preroll_s", "count_in_s", "keep_last_s")


def text_of(content: Content | None) -> str | None:
    """The same text for the same content."""
    return None if content is None else json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def of_text(text: str | None) -> Content | None:
    return None if text is None else json.loads(text)


def read(kind: TwinKind, text: str | None) -> Content | None:
    """What another computer said, checked. Raises ValueError, `Newer` where a newer studio wrote it."""
    from studio import contract

    if text is None:
        return None
    found = json.loads(text)
    if isinstance(found, dict) and isinstance(found.get("v"), int) and found["v"] > 1:
        raise Newer(f"version {found['v']}")
    shapes: dict[TwinKind, type[BaseModel]] = {
        TwinKind.DRAFT: contract.DraftBody,
        TwinKind.VERSION: contract.VersionBody,
        TwinKind.SETTINGS: contract.SettingsBody,
    }
    return shapes[kind].model_validate_json(text).model_dump()


class Newer(ValueError):
    """Written by a newer studio."""


def of_draft(draft: Draft, media: Media | None, sealed: str) -> Content:
    """`media` is the file of its take, or its own; `sealed` the revision as which it was sealed, or ""."""
    text = draft.text
    if text:
        media = text_media(text) if len(text) > INLINE_CHARS else None
        text = "" if media else text
    return {
        "v": 1,
        "kind": draft.kind.value,
        "title": draft.title,
        "made_at": draft.made_at,
        "challenge_id": draft.challenge_id,
        "text": text,
        "media": None if media is None else dataclasses.asdict(media),
        "note": draft.note,
        "language": draft.language,
        "rights": draft.rights.value,
        "ai_training": draft.ai_training,
        "sources": [dataclasses.asdict(source) for source in draft.sources],
        "alt": draft.alt,
        "more": [_part(dataclasses.asdict(page)) for page in draft.more],
        "sealed": sealed,
    } | _part({"name": draft.name, "line_id": draft.line_id, "tags": list(draft.tags)})


def _part(told: dict[str, Any]) -> dict[str, Any]:
    """As the contract tells it: the name of a file, its line and tags are told where there are any."""
    return {name: value for name, value in told.items() if value or name not in ("name", "line_id", "tags")}


def text_media(text: str) -> Media:
    import hashlib  # the first window does not wait for OpenSSL

    data = text.encode()
    return Media(hashlib.sha256(data).hexdigest(), len(data), "text/plain")


def draft_of(content: Content, id: str, platform_id: PlatformId, changed_at: str, here: Draft | None) -> Draft:
    """`here` is given where it holds the same file or words: then it keeps what only this computer has (its take, its remix)."""
    media = None if content["media"] is None else Media(**content["media"])
    kind, rights = Kind(content["kind"]), Rights(content["rights"])
    draft = here or Draft(DraftId(id), kind, "", content["made_at"], changed_at, platform_id, media=media)
    return dataclasses.replace(
        draft,
        kind=kind,
        title=content["title"],
        changed_at=changed_at,
        platform_id=platform_id,
        challenge_id=ChallengeId(content["challenge_id"]) if content["challenge_id"] else None,
        text=content["text"] or draft.text,
        note=content["note"],
        language=content["language"],
        rights=rights,
        ai_training=content["ai_training"],
        sources=tuple(_source(told) for told in content["sources"]),
        alt=content["alt"],
        more=tuple(Page(**page | {"media": Media(**page["media"])}) for page in content["more"]),
        name=content.get("name", ""),
        line_id=content.get("line_id", ""),
        tags=tuple(content.get("tags", ())),
        sealed=bool(content["sealed"]),
    )


def of_version(version: Version, number: int) -> Content:
    """`number` is the one under which it was told first; each computer counts for itself."""
    return {
        "v": 1,
        "draft_id": version.draft_id,
        "number": number,
        "media": dataclasses.asdict(version.media),
        "original": version.original,
        "made_at": version.made_at,
        "layers": list(version.layers),
        "name": version.name,
        "back_to": version.back_to,
    }


def version_of(content: Content, id: str) -> Version:
    return Version(
        VersionId(id),
        DraftId(content["draft_id"]),
        content["number"],
        Media(**content["media"]),
        content["original"],
        content["made_at"],
        tuple(content["layers"]),
        content["name"],
        content["back_to"],
    )


def of_settings(chosen: dict[str, Any]) -> Content:
    from studio.settings import Settings

    usual = Settings()._asdict()
    return {"v": 1} | {name: chosen.get(name, usual[name]) for name in SHARED}


def _source(told: dict[str, Any]) -> Source:
    return Source(
        SourceId(told["id"]),
        RecordId(told["record_id"]) if told["record_id"] else None,
        SourceType(told["type"]),
        Origin(told["origin"]),
        told["thanks"],
        told["place"],
        told["amount_s"],
        told["share"],
        Work(**told["work"]) if told["work"] else None,
        told["removed"],
    )
