"""Things a store can hold, made for tests."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from studio.domain.ids import DraftId, ParcelId, PersonId, PlatformId, RecordId, RevisionId, SessionId, TakeId, new_id
from studio.domain.moments import now
from studio.domain.parcel import Parcel
from studio.domain.platform import Platform
from studio.domain.record import Draft, Kind, Media, Person, Record, Rights
from studio.domain.study import Study, Taken
from studio.domain.take import Gap, Levels, Take
from studio.store import Store
from studio.store.shape import Shape

T = TypeVar("T")

HOME = PlatformId("018f0000-0000-7000-8000-000000000001")
SESSION = SessionId("018f0000-0000-7000-8000-0000000000aa")


def a_platform(id: PlatformId = HOME, *, is_home: bool = True) -> Platform:
    return Platform(id, "Home platform", "", is_home, PersonId(new_id()), "you")


def a_take(**changes: object) -> Take:
    id = TakeId(new_id())
    take = Take(
        id,
        SESSION,
        1,
        now(),
        f"{id}.wav",
        frames=48_000,
        rate_hz=48_000,
        channels=1,
        device="A microphone",
        prompt="Leave the window open.",
        gaps=(Gap(100, 20),),
        levels=Levels(float("-inf"), float("-inf"), 0),
    )
    return replace(take, **changes)  # type: ignore[arg-type]


def insert_old(connection: sqlite3.Connection, shape: Shape[T], *items: T) -> None:
    """Writes rows into a table as an older studio had it, with the columns that it has."""
    there = {str(row[1]) for row in connection.execute(f"PRAGMA table_info({shape.table})")}
    names = [name for name in shape.columns if name in there]
    for item in items:
        values = shape.as_mapping(item)
        sql = f"INSERT INTO {shape.table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        connection.execute(sql, [values[name] for name in names])
    connection.commit()


def with_sound(store: Store, take: Take, sound: bytes = b"sound") -> Path:
    path = store.takes.file(take)
    path.write_bytes(sound)
    return path


def a_draft(**changes: object) -> Draft:
    draft = Draft(
        DraftId(new_id()), Kind.TEXT, "A story in four words", now(), now(), HOME, text="Rain, tin, you, home"
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def a_parcel(draft: Draft, **changes: object) -> Parcel:
    media = Media(hashlib.sha256(draft.text.encode()).hexdigest(), len(draft.text), "text/plain")
    parcel = Parcel(
        ParcelId(new_id()),
        draft.id,
        RecordId(new_id()),
        RevisionId(new_id()),
        HOME,
        draft.kind,
        draft.title,
        media,
        "{}",
        now(),
    )
    return replace(parcel, **changes)  # type: ignore[arg-type]


def a_record(**changes: object) -> Record:
    record = Record(
        RecordId(new_id()),
        RevisionId(new_id()),
        HOME,
        Kind.TEXT,
        "Hum",
        Person(PersonId(new_id()), "ines"),
        now(),
        Media("a" * 64, 4, "text/plain"),
        Rights.CC0,
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def a_picture_draft(**changes: object) -> Draft:
    return a_draft(kind=Kind.IMAGE, title="Kitchen at dawn", text="", **changes)


def a_taken(store: Store, content: bytes, layers: tuple[str, ...] = ()) -> Taken:
    """A save whose original is `content`; what may be sent of it is a little less."""
    original, sent = store.media.add_bytes(content), store.media.add_bytes(content[1:])
    return Taken(Media(sent, len(content) - 1, "image/png", width_px=40, height_px=30), original, layers)


def a_studied(store: Store, content: bytes = b"first save", path: str = "/paintings/kitchen.ora") -> Draft:
    """A draft with its first version and a watched file."""
    taken = a_taken(store, content)
    draft = a_picture_draft(media=taken.media)
    store.versions.begin(draft, taken, Study(draft.id, path))
    return draft
