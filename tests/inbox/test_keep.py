from __future__ import annotations

from dataclasses import replace

import pytest

from studio import settings
from studio.domain.challenge import Challenge
from studio.domain.ids import PersonId, RecordId
from studio.domain.record import Person, Record
from studio.errors import Offline, Refused
from studio.inbox.fetcher import Fetcher
from studio.inbox.keep import GB, keep, keep_guide, keep_seen
from studio.inbox.shelving import record_of
from studio.settings import Settings
from studio.store import Store
from studio.store.sought import Sought
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from tests.outbox.made import words
from tests.proxy import Mischief, Proxy
from tests.served import Served
from tests.store.made import a_record


def sent(store: Store, served: Served, text: str, *builds_on: RecordId) -> RecordId:
    """Words on the platform; this studio forgets the file, as if somebody else had made it."""
    parcel = words(store, served, text, builds_on=builds_on)
    path = store.media.path(parcel.media.sha256)
    client = served.client()
    client.upload(path, parcel.media)
    client.put_record(parcel.record_id, parcel.body, parcel.revision_id)
    client.close()
    path.unlink()
    return parcel.record_id


def told(served: Served, id: RecordId) -> Record:
    client = served.client()
    record = record_of(client.record(id), served.id)
    client.close()
    return record


def test_a_kept_record_brings_its_file_and_its_whole_family(store: Store, served: Served) -> None:
    links = served.joined(store)
    root = sent(store, served, "The root of it")
    middle = sent(store, served, "Built on the root", root)
    leaf = sent(store, served, "Built on that", middle)
    keep(store, links, told(served, middle))
    assert {record.id for record in store.library.records()} == {root, middle, leaf}
    assert {record.id for record in store.library.family(told(served, middle))} == {root, middle, leaf}
    found = store.library.find(Sought(here=True)).records
    assert [record.id for record in found] == [middle]
    assert store.library.find(Sought("built root")).records[0].sources[0].record_id == root
    for record in store.library.records():
        assert (record.author.handle, record.rights, record.ai_training) == (
            told(served, record.id).author.handle,
            told(served, record.id).rights,
            told(served, record.id).ai_training,
        )


def test_what_was_freed_is_fetched_again(store: Store, served: Served) -> None:
    links = served.joined(store)
    Fetcher(store, links).round()
    record = next(record for record in store.library.records() if record.kind == "text")
    assert record.media
    keep(store, links, record)
    assert store.space.free() == (record,) and not store.media.has(record.media.sha256)
    keep(store, links, record)
    assert store.media.has(record.media.sha256)


def test_beyond_the_limit_nothing_is_fetched_and_words_say_what_to_do(store: Store, served: Served) -> None:
    links = served.joined(store)
    settings.write(store.folder.settings, Settings(keep_limit_gb=0))
    record = told(served, sent(store, served, "Too much"))
    with pytest.raises(Refused, match="space for others' records is used up"):
        keep(store, links, record)
    assert record.media and not store.media.has(record.media.sha256)


def test_what_is_only_looked_at_leaves_half_of_the_space(store: Store, served: Served) -> None:
    links = served.joined(store)
    record = told(served, sent(store, served, "Looked at"))
    settings.write(store.folder.settings, Settings(keep_limit_gb=1))
    large = replace(record, media=record.media and replace(record.media, size_bytes=GB // 2 + 1))
    with pytest.raises(Refused, match="space for others' records is used up"):
        keep_seen(store, links, large)
    keep_seen(store, links, record)
    assert record.media and store.media.has(record.media.sha256)


def test_offline_is_said_and_nothing_is_half_kept(store: Store, served: Served) -> None:
    with Proxy(served.port, Mischief(black_hole=True)) as hole:
        links = served.joined(store, hole.address, Timeouts(0.5, 1.0))
        record = told(served, sent(store, served, "Far away"))
        with pytest.raises(Offline):
            keep(store, links, record)
    assert record.media and not store.media.has(record.media.sha256)


def test_a_withdrawn_record_is_refused_with_words(store: Store, served: Served) -> None:
    record = a_record(media=None, author=Person(PersonId("x"), "x"))
    with pytest.raises(Refused, match="withdrawn"):
        keep(store, served.joined(store), record)


def with_guide(store: Store, links: Links) -> Challenge:
    Fetcher(store, links).round()
    [challenge] = [one for one in store.challenges.list() if one.guide]
    return challenge


def test_the_guide_of_a_challenge_is_kept_and_stays_when_space_is_freed(store: Store, served: Served) -> None:
    links = served.joined(store)
    challenge = with_guide(store, links)
    guide = challenge.guide
    assert guide and (challenge.title, guide.mime, guide.duration_s) == ("Build on this hum", "audio/flac", 12.0)
    for _ in range(2):
        keep_guide(store, links, challenge)
        assert store.media.path(guide.sha256).stat().st_size == guide.size_bytes
    assert store.space.free() == () and store.media.has(guide.sha256)


def test_a_guide_that_cannot_be_fetched_says_why_and_is_not_half_kept(store: Store, served: Served) -> None:
    challenge = with_guide(store, served.joined(store))
    with Proxy(served.port, Mischief(black_hole=True)) as hole, pytest.raises(Offline):
        away = Links(timeouts=Timeouts(0.5, 1.0))
        away.set(served.id, hole.address, served.token)
        keep_guide(store, away, challenge)
    settings.write(store.folder.settings, Settings(keep_limit_gb=0))
    with pytest.raises(Refused, match="space for others' records is used up"):
        keep_guide(store, served.joined(store), challenge)
    assert challenge.guide and not store.media.has(challenge.guide.sha256)
