"""What one run sends, and how it is found afterwards: by content, on both sides."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from studio import contract, drafts
from studio.domain.challenge import Challenge
from studio.domain.ids import RecordId
from studio.domain.parcel import Parcel, ParcelState
from studio.paths import DataFolder
from studio.store import Store
from tests.outbox.made import sound, words
from tests.proxy import Proxy

from .mortals import Platform

#: Bodies of this many bytes: most are small, some take several chunks.
SIZES = (1, 3_000, 40_000, 150_000, 400_000, 1_300_000)


@dataclass
class World:
    """A studio's folder with sealed parcels, and the platform's bookmark from before."""

    folder: Path
    platform: Platform
    before: str
    sent: list[Parcel]

    @classmethod
    def make(cls, folder: Path, platform: Platform, challenge: Challenge, chance: random.Random) -> World:
        store = Store.open(DataFolder.open(folder))
        try:
            platform.joined(store)
            platform.news()
            return cls(folder, platform, platform.bookmark, list(_sealed(store, folder, platform, challenge, chance)))
        finally:
            store.close()

    @property
    def needed_bytes(self) -> int:
        return sum({parcel.media.sha256: parcel.media.size_bytes for parcel in self.sent}.values())

    def check(self, proxy: Proxy, faults: int) -> None:
        """Raises AssertionError where anything was lost, doubled, changed, disordered, or sent far too often.

        `faults` counts what may have cost a chunk: a cut, a flipped bit, a kill.
        """
        changes = self.platform.news()
        self._check_platform(changes)
        self._check_effects(changes)
        self._check_studio({change.record.id: change.record for change in changes if change.record})
        limit = 1.05 * self.needed_bytes + faults * proxy.largest_upload
        assert proxy.counts["upload_bytes"] <= limit, (proxy.counts["upload_bytes"], limit, faults)

    def _check_platform(self, changes: list[contract.ChangeOut]) -> None:
        """Every parcel is one record with its words, its sources and the very bytes, after everything that it builds on."""
        records = [change.record for change in changes if change.record]
        assert sorted(record.id for record in records) == sorted(parcel.record_id for parcel in self.sent)
        by_id, order = {record.id: record for record in records}, [record.id for record in records]
        for parcel in self.sent:
            told, body = by_id[parcel.record_id], contract.RecordIn.model_validate_json(parcel.body)
            assert (told.revision_id, told.title, told.note) == (body.revision_id, body.title, body.note)
            assert told.media == body.media and list(told.sources) == list(body.sources)
            parents = [source.record_id for source in body.sources]
            assert all(order.index(str(id)) < order.index(told.id) for id in parents)
            content = self.platform.file(parcel.media.sha256).read_bytes()
            assert hashlib.sha256(content).hexdigest() == parcel.media.sha256

    def _check_effects(self, changes: list[contract.ChangeOut]) -> None:
        """Each change took one number of the feed, and handing in changes the record, too."""
        handed_in = [change.contribution for change in changes if change.contribution]
        wanted = sorted(parcel.id for parcel in self.sent if parcel.contribution_body)
        assert sorted(one.id for one in handed_in) == wanted
        assert number_of(self.platform.bookmark) - number_of(self.before) == len(self.sent) + 2 * len(wanted)

    def _check_studio(self, told: dict[str, contract.RecordOut]) -> None:
        """Every draft, parcel and file is here, and the library knows what the platform knows."""
        store = Store.open(DataFolder.open(self.folder))
        try:
            assert store.rebuilt is None
            for parcel in self.sent:
                kept, draft = store.parcels.get(parcel.id), store.drafts.get(parcel.draft_id)
                assert (kept.state, kept.body, kept.trouble) == (ParcelState.LIVE, parcel.body, None)
                content = store.media.path(parcel.media.sha256).read_bytes()
                assert draft.sealed and hashlib.sha256(content).hexdigest() == parcel.media.sha256
                record = store.library.record(RecordId(parcel.record_id))
                assert record and record.media and record.media.sha256 == parcel.media.sha256
                assert record.title == told[parcel.record_id].title
                assert [one.record_id for one in record.sources] == [
                    one.record_id for one in told[parcel.record_id].sources
                ]
            mine = [record.id for record in store.library.records(limit=10_000) if record.id in told]
            assert len(mine) == len(self.sent)
        finally:
            store.close()


def _sealed(
    store: Store, folder: Path, platform: Platform, challenge: Challenge, chance: random.Random
) -> list[Parcel]:
    """A few pieces, of which some build on earlier ones, one answers a challenge, and two may have the same file."""
    made: list[Parcel] = []
    for number in range(chance.randint(1, 3)):
        parents = tuple(parcel.record_id for parcel in made if chance.random() < 0.5)
        text = f"Written in weather {chance.random()}"
        made.append(words(store, platform, text, title=f"No. {number} – Überfahrt ✓", builds_on=parents))
    for _ in range(chance.randint(1, 2)):
        made.append(sound(store, platform, chance.choice(SIZES), chance.randrange(1 << 40), folder))
    answer = drafts.seal(store, drafts.from_words(store, f"An answer {chance.random()}", platform.id, challenge).id)
    assert answer is not None
    return [*made, answer]


def number_of(bookmark: str) -> int:
    return int(bookmark[1:].partition("-")[0])
