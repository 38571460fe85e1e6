"""A library with a bit of everything, and what an archive of it needs."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from studio import drafts
from studio.domain.challenge import Challenge, Effort
from studio.domain.cleaned import Cleaned
from studio.domain.ids import (
    ChallengeId,
    DraftId,
    PersonId,
    PlatformId,
    RecordId,
    RequestId,
    RevisionId,
    SourceId,
    VersionId,
    new_id,
)
from studio.domain.moments import now
from studio.domain.parcel import ParcelState
from studio.domain.platform import Platform
from studio.domain.record import Kind, Media, Page, Person, Record, RecordState, Rights, Source, SourceType, Work
from studio.domain.request import Request
from studio.domain.study import Version
from studio.moving import Gone, take_away
from studio.moving.away import Style
from studio.outbox.errands import ask
from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import a_take, with_sound

STYLE = Style(".card {}", {"bg": "#000000"}, {"bg": "#ffffff"})
HOME, COMMUNITY = PlatformId("018f0000-0000-7000-8000-000000000001"), PlatformId("018f0000-0000-7000-8000-000000000002")
ME, ME_THERE = PersonId("018f0000-0000-7000-8000-0000000000a1"), PersonId("018f0000-0000-7000-8000-0000000000a2")
INES = Person(PersonId("018f0000-0000-7000-8000-0000000000a3"), "Ines <b>")
TAGS = ("tin roof", "<i>Zoë</i>")
NASTY = '<script>alert(1)</script> & "quotes" \u202egnp.exe'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def a_library(folder: DataFolder) -> Store:
    """Two platforms, a take, open drafts with a version and a remix, an own record and its remix, others' records, a request."""
    store = Store.open(folder)
    store.platforms.add(Platform(HOME, "Home", "", True, ME, "me", synced_at=now()))
    store.platforms.add(Platform(COMMUNITY, "Community", "https://example.org", False, ME_THERE, "me", "c7", now()))
    challenge = Challenge(ChallengeId(new_id()), HOME, Kind.TEXT, "Rain", "us", "", "", 2, Effort.FIRST_STEP)
    rain = _posted(store, "Rain on a tin roof", NASTY, challenge)
    _posted(store, "Rain, and then a voice", "A voice in the rain", builds_on=rain.id)
    ines = _kept(store, HOME, "What only Ines may post", INES)
    _kept(store, COMMUNITY, "Mine, far away", Person(ME_THERE, "me"))
    gone = Record(RecordId(new_id()), rain.revision_id, HOME, Kind.TEXT, "Gone", INES, now(), None, rain.rights)
    store.library.shelve(HOME, challenges=[challenge], records=[replace(gone, state=RecordState.WITHDRAWN)])
    store.library.shelve(HOME, requests=[_request(rain, ines)])
    waiting = drafts.seal(store, drafts.from_words(store, "For the community", COMMUNITY).id)
    assert waiting is not None
    store.errands.add(ask(COMMUNITY, rain.id, Work("A song"), SourceType.SAMPLED, "It is in there"))
    take = a_take(prompt="Leave the window open.", session_id=new_id())
    with_sound(store, take, b"RIFF sound of a take")
    store.takes.add(take)
    store.takes.add(a_take(number=2))  # its sound is lost
    draft = drafts.from_take(store, take, HOME)
    store.drafts.change(replace(draft, title="A take to send", tags=TAGS, sources=(_source(ines.id),)))
    picture = drafts.from_words(store, "Not words but a picture", HOME)
    drawn = _media(store, PNG, "image/png")
    second = (Page(_media(store, b"GIF89a second page", "image/gif"), "Two <b>bells</b>"),)
    store.drafts.change(replace(picture, kind=Kind.IMAGE, text="", media=drawn, alt="A bell", more=second))
    store.versions.add(_version(store, picture.id))
    clean = Cleaned(drawn.sha256, store.media.add_bytes(b"with a place in it"))
    store.cleanings.note(clean)
    (folder.remixes / f"{new_id()}.remix").write_text(json.dumps({"sha256": rain.media and rain.media.sha256}))
    return store


def _posted(
    store: Store, text: str, title: str, challenge: Challenge | None = None, builds_on: RecordId | None = None
) -> Record:
    """Sealed, delivered, and told back by the home platform."""
    draft = drafts.from_words(store, text, HOME, challenge)
    sources = (_source(builds_on, "for the rain"),) if builds_on else ()
    store.drafts.change(replace(draft, title=title, sources=sources, tags=TAGS))
    parcel = drafts.seal(store, draft.id)
    assert parcel is not None
    store.parcels.change(replace(parcel, state=ParcelState.RECEIVED))
    store.parcels.change(replace(parcel, state=ParcelState.LIVE, delivered_at=now()))
    me = Person(ME, "me")
    record = Record(
        parcel.record_id,
        parcel.revision_id,
        HOME,
        Kind.TEXT,
        title,
        me,
        now(),
        parcel.media,
        draft.rights,
        sources=sources,
        tags=TAGS,
    )
    store.library.shelve(HOME, records=[record])
    return record


def _kept(store: Store, platform_id: PlatformId, text: str, author: Person) -> Record:
    media = _media(store, text.encode(), "text/plain")
    rights = Rights.BY
    ids = RecordId(new_id()), RevisionId(new_id())
    record = Record(*ids, platform_id, Kind.TEXT, text, author, now(), media, rights)
    store.library.shelve(platform_id, records=[record])
    return record


def _media(store: Store, data: bytes, mime: str) -> Media:
    return Media(store.media.add_bytes(data), len(data), mime)


def _source(id: RecordId | None, thanks: str = "") -> Source:
    return Source(SourceId(new_id()), id, SourceType.INSPIRED_BY, thanks=thanks)


def _request(record: Record, source: Record) -> Request:
    asked = (INES, source.id, SourceType.SAMPLED, "You forgot <i>me</i>", now(), now())
    return Request(RequestId(new_id()), HOME, record.id, record.author, *asked)


def _version(store: Store, id: DraftId) -> Version:
    media = _media(store, PNG, "image/png")
    return Version(VersionId(new_id()), id, 1, media, store.media.add_bytes(b"layers"), now())


def packed(store: Store, path: Path, *, takes: bool = True) -> Gone:
    return take_away(store, path, STYLE, takes=takes)


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None], *, mend: bool = True) -> Path:
    """The archive with other entries; its manifests are made good unless a hostile hand would not."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    base = next(iter(entries)).partition("/")[0]
    change(entries)
    if mend:
        _mend(entries, base)
    to = path.with_name("rewritten.zip")
    with zipfile.ZipFile(to, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return to


def _mend(entries: dict[str, bytes], base: str) -> None:
    def sums(names: list[str]) -> bytes:
        told = (f"{hashlib.sha256(entries[name]).hexdigest()}  {name.removeprefix(base + '/')}\n" for name in names)
        return "".join(told).encode()

    entries[f"{base}/manifest-sha256.txt"] = sums([name for name in entries if name.startswith(f"{base}/data/")])
    tags = [f"{base}/{name}" for name in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")]
    entries[f"{base}/tagmanifest-sha256.txt"] = sums(tags)
