from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from studio import contract
from studio.credit import tags
from studio.credit.embed import embed
from studio.credit.identity import Identity
from studio.credit.lines import Credit, Credits, credit_of
from studio.domain.challenge import Challenge, Effort
from studio.domain.ids import ChallengeId, RecordId, SourceId, new_id
from studio.domain.parcel import ParcelState
from studio.domain.record import Kind, Media, Rights, Source, SourceType
from studio.domain.script import Line
from studio.drafts import from_picture, from_take, from_words, seal
from studio.errors import Damaged, Refused
from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import HOME, a_record, a_take, with_sound


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


def a_challenge(kind: Kind = Kind.TEXT) -> Challenge:
    return Challenge(
        ChallengeId(new_id()),
        HOME,
        kind,
        "A story in four words",
        "the studio",
        "Exactly four.",
        "",
        1,
        Effort.FIRST_STEP,
        (Line("1", "Four words."),),
        rights=Rights.CC0,
    )


def test_a_draft_takes_title_rights_and_the_ai_wish_from_its_challenge(store: Store) -> None:
    challenge = a_challenge()
    draft = from_words(store, "Rain, tin, you, home", HOME, challenge)
    assert (draft.title, draft.rights, draft.ai_training) == ("A story in four words", Rights.CC0, False)
    assert store.drafts.list() == [draft]


def test_without_a_challenge_the_defaults_are_honest(store: Store) -> None:
    draft = from_words(store, "Rain on tin\nand nothing else", HOME)
    assert (draft.title, draft.rights, draft.ai_training) == ("Rain on tin", Rights.BY, False)


@pytest.mark.parametrize(
    ("text", "title"), [("  \n ", "Nothing is written yet"), ("x" * 10_000_000, "too long to send")]
)
def test_words_that_cannot_be_sent_are_refused_in_words(store: Store, text: str, title: str) -> None:
    with pytest.raises(Refused, match=title):
        from_words(store, text, HOME)
    assert store.drafts.list() == []


def test_a_sealed_take_is_sent_as_it_lies_on_the_disk(store: Store) -> None:
    take = a_take()
    store.takes.add(take)
    path = with_sound(store, take, b"RIFF and so on")
    draft = from_take(store, take, HOME, a_challenge(Kind.AUDIO))
    parcel = seal(store, draft.id)
    assert parcel is not None and parcel.media.sha256 == hashlib.sha256(b"RIFF and so on").hexdigest()
    assert (parcel.media.mime, parcel.media.duration_s) == ("audio/wav", take.duration_s)
    assert store.media.path(parcel.media.sha256).samefile(path), "no second copy is made"
    assert store.parcels.list() == [parcel] and store.drafts.list() == []


def test_what_is_sealed_is_what_the_platform_reads(store: Store) -> None:
    challenge = a_challenge()
    draft = from_words(store, "Rain, tin, you, home", HOME, challenge)
    source = Source(SourceId(new_id()), RecordId(new_id()), SourceType.INSPIRED_BY, thanks="for the rain")
    store.drafts.change(replace(draft, sources=(source,), note="quietly", rights=Rights.BY_SA, tags=("rain", "tin")))
    parcel = seal(store, draft.id)
    assert parcel is not None and parcel.state is ParcelState.QUEUED
    body = contract.RecordIn.model_validate_json(parcel.body)
    assert (body.revision_id, body.rights, body.note) == (parcel.revision_id, "CC-BY-SA-4.0", "quietly")
    assert body.tags == ["rain", "tin"]
    assert [(one.record_id, one.type, one.thanks) for one in body.sources] == [
        (source.record_id, "inspired_by", "for the rain")
    ]
    contribution = contract.ContributionIn.model_validate_json(parcel.contribution_body)
    assert (contribution.challenge_id, contribution.record_id) == (challenge.id, parcel.record_id)


def test_sealing_twice_sends_once(store: Store) -> None:
    draft = from_words(store, "Rain, tin, you, home", HOME)
    assert seal(store, draft.id) is not None
    assert seal(store, draft.id) is None
    assert len(store.parcels.list()) == 1


def test_what_is_written_into_a_draft_while_it_is_sealed_leaves_it_as_it_is_sent(store: Store) -> None:
    """Its words were read before, and are written after."""
    draft = from_words(store, "Rain, tin, you, home", HOME)
    seal(store, draft.id)
    sealed = store.drafts.get(draft.id)
    store.drafts.change(replace(draft, text="Rain, tin, you"))
    assert store.drafts.get(draft.id) == sealed and store.drafts.list() == []


def test_a_title_that_is_too_long_is_sent_short_and_kept_whole(store: Store) -> None:
    draft = from_words(store, "Rain, tin, you, home", HOME)
    store.drafts.change(replace(draft, title="x" * 10_000))
    parcel = seal(store, draft.id)
    assert parcel is not None and len(json.loads(parcel.body)["title"]) <= contract.MAX_TITLE
    assert len(store.drafts.get(draft.id).title) == 10_000


def test_a_draft_without_a_title_stays_open(store: Store) -> None:
    draft = from_words(store, "Rain, tin, you, home", HOME)
    store.drafts.change(replace(draft, title=" \u202e "))
    with pytest.raises(Refused, match="no title yet"):
        seal(store, draft.id)
    assert not store.drafts.get(draft.id).sealed and store.parcels.list() == []


def test_a_take_whose_file_is_gone_leaves_the_draft_open(store: Store) -> None:
    take = a_take()
    store.takes.add(take)
    draft = from_take(store, take, HOME)
    with pytest.raises(Damaged, match="sound of this take is gone"):
        seal(store, draft.id)
    assert store.drafts.list() == [draft] and store.parcels.list() == []


def test_a_picture_is_kept_without_place_and_camera_and_the_original_is_left_alone(
    store: Store, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "PlantedCamera"
    path = tmp_path / "puddle.jpg"
    Image.new("RGB", (64, 48), "teal").save(path, exif=exif)
    before = path.read_bytes()
    draft = from_picture(store, path, HOME)
    assert draft.media is not None and (draft.media.width_px, draft.media.height_px) == (64, 48)
    assert b"PlantedCamera" in before and b"PlantedCamera" not in store.media.path(draft.media.sha256).read_bytes()
    assert path.read_bytes() == before and draft.title == "puddle"
    assert [one.name for one in store.folder.media.iterdir() if one.is_file()] == []


def test_a_picture_that_is_none_makes_no_draft(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "puddle.png"
    path.write_bytes(b"")
    with pytest.raises((Damaged, Refused)):
        from_picture(store, path, HOME)
    assert store.drafts.list() == []
    assert not any(one.is_file() for one in store.folder.media.rglob("*"))


def test_a_picture_with_credits_keeps_them_and_names_its_sources(store: Store, tmp_path: Path) -> None:
    """CIT-2"""
    parent = a_record(title="Lighthouse")
    store.library.shelve(HOME, records=(parent,))
    credits = Credits(Credit("Harbour", "ines", rights="CC-BY-4.0"), (credit_of(parent),))
    path = tmp_path / "harbour.png"
    Image.new("RGB", (60, 40), (20, 90, 160)).save(path)
    embed(path, path, credits, lambda: Identity.open(tmp_path / "another studio"))
    draft = from_picture(store, path, HOME)
    named = {source.work.title if source.work else source.record_id for source in draft.sources}
    assert named == {"Harbour", parent.id}
    assert draft.media is not None
    kept = tags.read(store.media.path(draft.media.sha256))
    assert kept is not None and kept.work.title == "Harbour"


def test_a_picture_that_is_a_known_record_builds_on_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "harbour.png"
    Image.new("RGB", (60, 40), (20, 90, 160)).save(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    known = a_record(title="Harbour", media=Media(sha256, path.stat().st_size, "image/png"))
    store.library.shelve(HOME, records=(known,))
    (source,) = from_picture(store, path, HOME).sources
    assert (source.record_id, source.type) == (known.id, SourceType.EDITED)
