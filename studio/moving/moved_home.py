"""What an archive's rows become in a studio with another home platform.

A platform takes a record from nobody but its author. So what was made on the old home platform by this person is sealed as it was,
with its ids, and waits in the outbox for the new one. What others made stays a kept copy, with its people and rights: it is never
posted in somebody else's name, and where one's own work builds on it, it is named as a work from outside. What is on other
platforms is there already; it stays a kept copy until one joins them again.

An archive may be a stranger's, and this studio may have keys of other platforms. So nothing goes to them by itself because an
archive says so: what had not arrived there comes in paused, what waited to be said is not said, and what a platform that is joined
here tells is left to that platform.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from studio import contract
from studio.domain.ids import ChallengeId, DraftId, ParcelId, PlatformId, RecordId
from studio.domain.parcel import Handed, Parcel, ParcelState
from studio.domain.record import Draft, Record, RecordState, Source, Work
from studio.domain.words import tidy_title
from studio.store.shapes import DRAFT, PARCEL, RECORD

Row = dict[str, Any]
#: Whether the new home platform tells of a record already.
IsThere = Callable[[RecordId], bool]
_STARTED = 19


@dataclass
class MovedHome:
    """`here` is this studio's home platform, `old` the archive's. `challenges` are those of `here`, by their ids; `joined` are the
    platforms that this studio has."""

    old: str
    here: PlatformId
    person: str
    is_there: IsThere
    challenges: dict[str, str]
    joined: frozenset[str] = frozenset()
    records: dict[str, Record] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    without_file: list[str] = field(default_factory=list)

    def rows(self, rows: dict[str, list[Row]], has_media: Callable[[str], bool]) -> dict[str, list[Row]]:
        """The rows as this studio takes them. Notes in `sent` the parcels for `here`, and in `without_file` what has none."""
        rows = self._harmless(rows)
        if self.old == self.here:
            return rows
        self.records = {
            row["id"]: RECORD.from_mapping(row) for row in rows["records"] if row["platform_id"] == self.old
        }
        mine = {id: one for id, one in self.records.items() if one.author.id == self.person}
        alive = {id: one for id, one in mine.items() if one.state is not RecordState.WITHDRAWN}
        parcels = [row for row in rows["parcels"] if row["platform_id"] == self.old]
        waits = {row["record_id"] for row in parcels} - (mine.keys() - alive.keys())
        lost = {id: one for id, one in alive.items() if id not in waits}
        own = waits | {
            id for id, one in lost.items() if one.files() and all(has_media(file.sha256) for file in one.files())
        }
        self.without_file = [one.title for id, one in lost.items() if id not in own]
        made = [self._parcel_of(one) for id, one in lost.items() if id in own]
        moved = [self._moved(row, own) for row in parcels if row["record_id"] in waits]
        self.sent = {str(row["id"]) for row in (*moved, *made)}
        drafts = [DRAFT.as_mapping(_draft_of(one)) | {"removed_at": None} for id, one in lost.items() if id in own]
        known = {row["id"] for row in rows["drafts"]}
        return rows | {
            "challenges": [
                row if row["platform_id"] != self.old else row | {"state": "closed"} for row in rows["challenges"]
            ],
            "records": [row for row in rows["records"] if self._stays(row, mine)],
            "drafts": [
                *map(self._draft, rows["drafts"]),
                *(row for row in map(self._draft, drafts) if row["id"] not in known),
            ],
            "parcels": [
                *(row for row in rows["parcels"] if row["platform_id"] != self.old),
                *sorted([*moved, *(self._moved(row, own) for row in made)], key=lambda row: str(row["id"])),
            ],
        }

    def _harmless(self, rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
        told = {
            table: [row for row in rows[table] if row["platform_id"] not in self.joined]
            for table in ("records", "challenges", "requests", "line_replies")
        }
        return (
            rows
            | told
            | {
                "platforms": [away_from_here(row) for row in rows["platforms"] if row["id"] != self.old],
                "parcels": [
                    row | {"paused": 1} if row["state"] != ParcelState.LIVE and row["platform_id"] != self.old else row
                    for row in rows["parcels"]
                ],
                "errands": [],
            }
        )

    def _stays(self, row: Row, mine: dict[str, Record]) -> bool:
        """A kept copy: of another platform, or of somebody whose record the new home platform does not have."""
        if row["platform_id"] != self.old:
            return True
        return row["id"] not in mine and not self.is_there(RecordId(row["id"]))

    def _draft(self, row: Row) -> Row:
        if row["platform_id"] != self.old:
            return row
        return row | {"platform_id": self.here, "challenge_id": self._challenge(row["challenge_id"])}

    def _challenge(self, id: str | None) -> str | None:
        """The same challenge as the new home platform asks it: the starter set keeps the time in front of an id."""
        return next((one for one in self.challenges if id and one[:_STARTED] == id[:_STARTED]), None)

    def _moved(self, row: Row, own: set[str]) -> Row:
        """The same revision with the same ids, at the beginning of its way to the new home platform."""
        parcel = PARCEL.from_mapping(row)
        challenge = self._challenge(parcel.challenge_id)
        again = replace(
            parcel,
            platform_id=self.here,
            body=self._body(parcel, own),
            challenge_id=ChallengeId(challenge) if challenge else None,
            contribution_body=_contribution(parcel, challenge) if challenge and parcel.contribution_body else "",
            state=ParcelState.QUEUED,
            upload_url="",
            sent_bytes=0,
            tries=0,
            next_try_at=0.0,
            trouble=None,
            paused=False,
            delivered_at=None,
            handed=Handed.NOT_YET,
        )
        return row | PARCEL.as_mapping(again)

    def _body(self, parcel: Parcel, own: set[str]) -> str:
        """Sources as they are by now: what the new home platform has or will have stays a record, the rest becomes works from
        outside."""
        sealed = contract.RecordIn.model_validate_json(parcel.body)
        record, sources = self.records.get(parcel.record_id), sealed.sources
        if record is not None and record.revision_id == parcel.revision_id:
            sources = [contract.SourceRef.model_validate(_told(one)) for one in record.sources if not one.removed]
        return sealed.model_copy(update={"sources": [self._source(one, own) for one in sources]}).model_dump_json()

    def _source(self, source: contract.SourceRef, own: set[str]) -> contract.SourceRef:
        id = source.record_id
        if id is None or id in own or self.is_there(RecordId(id)):
            return source
        work = _work(self.records.get(id))
        told = contract.WorkRef(title=work.title, author=work.author, licence=work.licence)
        return source.model_copy(update={"record_id": None, "work": told})

    def _parcel_of(self, record: Record) -> Row:
        """A record whose parcel is not in the archive (it was sent by another computer): sealed again as it was posted."""
        assert record.media is not None
        told = asdict(record)
        body = contract.RecordIn.model_validate(
            {name: told[name] for name in contract.RecordIn.model_fields if name in told}
            | {"kind": record.kind.value, "rights": record.rights.value, "made_at": record.posted_at}
            | {"sources": [_told(one) for one in record.sources if not one.removed]}
        )
        id = uuid.uuid5(uuid.UUID(self.here), record.revision_id)
        parcel = Parcel(
            ParcelId(str(id)),
            DraftId(record.id),
            record.id,
            record.revision_id,
            record.platform_id,
            record.kind,
            record.title,
            record.media,
            body.model_dump_json(),
            record.posted_at,
            more=record.files()[1:],
        )
        return PARCEL.as_mapping(parcel)


def _told(source: Source) -> Row:
    told = asdict(source) | {"type": source.type.value, "origin": source.origin.value}
    del told["removed"]
    return told


def _draft_of(record: Record) -> Draft:
    return Draft(
        DraftId(record.id),
        record.kind,
        record.title,
        record.posted_at,
        record.posted_at,
        record.platform_id,
        media=record.media,
        note=record.note,
        language=record.language,
        rights=record.rights,
        ai_training=record.ai_training,
        sources=record.sources,
        sealed=True,
        alt=record.alt,
        more=record.more,
        name=record.name,
        line_id=record.line_id,
        tags=record.tags,
    )


def _work(record: Record | None) -> Work:
    """What is named of somebody's record that is not on the new platform; a withdrawn one keeps its title and names nobody."""
    if record is None:
        return Work("A record that is not here")
    author = "" if record.state is RecordState.WITHDRAWN else record.author.handle
    return Work(tidy_title(record.title) or "Untitled", tidy_title(author), "", record.rights.value)


def _contribution(parcel: Parcel, challenge: str) -> str:
    """The same receipt for the same challenge; what was heard of the old platform says nothing to the new one."""
    told = contract.ContributionIn.model_validate_json(parcel.contribution_body)
    receipt = told.receipt and told.receipt.model_copy(update={"bookmark": "", "heard_at": None})
    return told.model_copy(update={"challenge_id": challenge, "receipt": receipt}).model_dump_json()


def away_from_here(row: Row) -> Row:
    """A platform that this studio does not know yet: without an address, so that no key goes where an archive says; one joins it
    again, and then everything is fetched from the beginning."""
    return row | {"is_home": 0, "address": "", "bookmark": "", "synced_at": None}
