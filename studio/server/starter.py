"""The starter set: the first challenges, and records to build on, so that nobody meets an empty platform."""

from __future__ import annotations

import hashlib
import json
import logging
import mimetypes
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from studio.contract import ChallengeOut, MediaRef, RecordIn, SourceRef

from . import challenges, people, posting, tables
from .database import Database
from .shelf import Shelf
from .uploads import add_media, note_media

log = logging.getLogger(__name__)

#: Ids that follow from the files: persons by handle, revisions and sources by what they belong to.
NAMES = uuid.UUID("6f0d1f6a-3b1e-4a57-9d0e-6d1f5a1c7b30")


def load(database: Database, shelf: Shelf, folder: Path) -> None:
    """Brings in what is new in `folder`; what is here already is left alone. An empty folder is fine."""
    texts = [path.read_bytes() for path in (folder / "challenges.json", folder / "records.json") if path.is_file()]
    fingerprint = hashlib.sha256(b"\n".join(texts)).hexdigest()
    database.write_now(lambda connection: _bring(connection, shelf, folder, fingerprint))


def _bring(connection: Connection, shelf: Shelf, folder: Path, fingerprint: str) -> None:
    if connection.execute(select(tables.platform.c.starter)).scalar_one() == fingerprint:
        return
    here = uuid.UUID(connection.execute(select(tables.platform.c.id)).scalar_one())
    for found in _read(folder / "challenges.json"):
        told = found | {"id": own_id(here, found["id"]), "guide": _bring_guide(connection, shelf, folder, found)}
        challenges.put(connection, ChallengeOut.model_validate(told))
    for found in _read(folder / "records.json"):
        asked = found.get("challenge_id")
        _bring_record(connection, shelf, folder, found | {"challenge_id": asked and own_id(here, asked)})
    connection.execute(update(tables.platform).values(starter=fingerprint))


def own_id(platform_id: uuid.UUID, challenge_id: str) -> str:
    """Each platform asks its own challenges, so that an answer goes to the one that asked. The time in front stays."""
    return challenge_id[:19] + str(uuid.uuid5(platform_id, challenge_id))[19:]


def _bring_guide(connection: Connection, shelf: Shelf, folder: Path, found: dict[str, Any]) -> MediaRef | None:
    """A challenge may name one: `{"file": …, "duration_s": …}`. Its bytes are nobody's, and stay as long as the challenge does."""
    named = found.get("guide")
    if not named or not (file := _file(folder, found["id"], named)):
        return None
    media = _media(file, named)
    shelf.put(file.read_bytes(), media.sha256)
    note_media(connection, media.sha256, media.size_bytes)
    return media


def _file(folder: Path, id: str, named: dict[str, Any]) -> Path | None:
    file = folder / "media" / Path(named["file"]).name
    if file.is_file():
        return file
    log.warning("the starter set has no file for %s", id)
    return None


def _bring_record(connection: Connection, shelf: Shelf, folder: Path, found: dict[str, Any]) -> None:
    if connection.execute(select(tables.records.c.id).where(tables.records.c.id == found["id"])).first():
        return
    file = _file(folder, found["id"], found)
    if file is None:
        return
    author = _person(connection, found["author"])
    media = _media(file, found)
    shelf.put(file.read_bytes(), media.sha256)
    add_media(connection, media.sha256, media.size_bytes, author)
    sources = [_source(found["id"], number, source) for number, source in enumerate(found.get("sources", []))]
    body = RecordIn(
        revision_id=_id("revision", found["id"]),
        kind=found["kind"],
        title=found["title"],
        media=media,
        rights=found["rights"],
        ai_training=found.get("ai_training", False),
        note=found.get("note", ""),
        language=found.get("language", ""),
        made_at=found["made_at"],
        sources=sources,
        tags=found.get("tags", []),
    )
    posting.add(connection, author, found["id"], body, found.get("challenge_id"))


def _person(connection: Connection, handle: str) -> str:
    person_id = _id("person", handle)
    if not connection.execute(select(tables.people.c.id).where(tables.people.c.id == person_id)).first():
        people.add_person(connection, handle, person_id)
    return person_id


def _media(file: Path, found: dict[str, Any]) -> MediaRef:
    data = file.read_bytes()
    facts = {name: found[name] for name in ("duration_s", "width_px", "height_px") if name in found}
    mime = found.get("mime") or _mime(file)
    return MediaRef(sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data), mime=mime, **facts)


def _mime(file: Path) -> str:
    known = {".wav": "audio/wav", ".flac": "audio/flac", ".webp": "image/webp"}
    return known.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _source(record_id: str, number: int, source: Any) -> SourceRef:
    told = source if isinstance(source, dict) else {"record_id": source, "type": "inspired_by"}
    return SourceRef.model_validate({"id": _id("source", f"{record_id} {number}")} | told)


def _id(what: str, name: str) -> str:
    return str(uuid.uuid5(NAMES, f"{what} {name}"))


def _read(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text("utf-8"))) if path.is_file() else []
