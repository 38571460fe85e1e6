"""What a piece says of itself when it is sent is what the platform is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.credit import manifest, tags
from studio.credit.identity import FOLDER, KEY, Identity
from studio.domain.ids import RemixId, SourceId, new_id
from studio.domain.record import Draft, Media, RecordState, Rights, Source, SourceType, Work
from studio.drafts import from_file, from_words, seal
from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import HOME, a_platform, a_record

SEA = Source(
    SourceId(new_id()), None, SourceType.INSPIRED_BY, work=Work("Sea", "ana", "https://example.org", "CC0-1.0")
)


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(replace(a_platform(), handle="zoe"))
    yield store
    store.close()


def mixed(store: Store, folder: Path, *sources: Source, remix: str | None = "r") -> Draft:
    path = folder / f"{new_id()}.wav"
    soundfile.write(path, np.random.default_rng(1).uniform(-0.1, 0.1, (4_800, 2)), 48_000)
    media = Media("", 0, "audio/wav", duration_s=0.1)
    remix_id = RemixId(remix) if remix else None
    return from_file(store, path, media, "A mix", HOME, sources=sources, remix_id=remix_id)


def sealed(store: Store, draft: Draft) -> tuple[Media, Path]:
    parcel = seal(store, draft.id)
    assert parcel is not None and parcel.media is not None
    assert store.drafts.get(draft.id).media == parcel.media
    return parcel.media, store.media.path(parcel.media.sha256)


def test_title_rights_and_sources_in_the_file_are_those_that_are_sent(store: Store, tmp_path: Path) -> None:
    rain = a_record()
    store.library.shelve(HOME, records=[rain, gone := replace(a_record(), state=RecordState.WITHDRAWN)])
    sources = [Source(SourceId(new_id()), id, SourceType.SAMPLED) for id in (rain.id, gone.id, a_record().id)]
    draft = mixed(store, tmp_path, *sources[:2], replace(sources[2], removed=True), SEA)
    store.drafts.change(replace(draft, title="Night", rights=Rights.BY_SA))
    media, path = sealed(store, draft)
    read = tags.read(path)
    assert read is not None
    assert (read.work.title, read.work.author, read.work.rights) == ("Night", "zoe", Rights.BY_SA)
    assert read.work.record_id == draft.record_id
    told = [(one.title, one.author, one.record_id, one.address) for one in read.sources]
    assert told == [
        (rain.title, rain.author.handle, rain.id, ""),
        (gone.title, "", gone.id, ""),
        ("Sea", "ana", "", "https://example.org"),
    ]
    signed = manifest.read(path, Identity.find(store.folder.root))
    assert (signed.standing, signed.credits) == (manifest.Standing.THIS_STUDIO, read)
    assert media.size_bytes == path.stat().st_size
    assert media.duration_s == 0.1


def test_a_source_that_is_sent_first_is_named_with_the_bytes_it_is_sent_with(store: Store, tmp_path: Path) -> None:
    first = mixed(store, tmp_path, remix="first")
    second = mixed(store, tmp_path, Source(SourceId(new_id()), first.record_id, SourceType.SAMPLED), remix="second")
    _, path = sealed(store, second)
    told = tags.read(path)
    assert told is not None
    (parent,) = told.sources
    before = store.drafts.get(first.id)
    assert before.sealed and before.media is not None
    assert (parent.title, parent.author, parent.sha256) == ("A mix", "zoe", before.media.sha256)
    assert len(manifest.read(path, None).generations) == 1
    assert manifest.manifests_in(path) == 2


def test_what_a_person_made_elsewhere_goes_out_byte_for_byte(store: Store, tmp_path: Path) -> None:
    draft = mixed(store, tmp_path, SEA, remix=None)
    media, _ = sealed(store, draft)
    assert media == draft.media
    words = from_words(store, "Rain, tin", HOME, sources=(SEA,))
    assert sealed(store, words)[1].read_text() == "Rain, tin"


def test_a_seal_that_is_locked_away_and_a_strange_file_stop_nothing(store: Store, tmp_path: Path) -> None:
    """CIT-3."""
    Identity.open(store.folder.root)
    (store.folder.root / FOLDER / KEY).unlink()
    _, path = sealed(store, mixed(store, tmp_path, SEA))
    told = tags.read(path)
    assert told is not None and told.work.title == "A mix"
    assert manifest.read(path, None).standing is manifest.Standing.NONE
    (tmp_path / "strange").write_bytes(b"RIFF and nothing that anybody knows")
    draft = from_file(store, tmp_path / "strange", Media("", 0, "audio/wav"), "Strange", HOME, remix_id=RemixId("s"))
    assert sealed(store, draft)[0] == draft.media
