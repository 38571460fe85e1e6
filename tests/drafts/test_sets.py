"""A set of named sounds is one record; its lines are delivered from the moment at which it is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio import contract
from studio.domain.challenge import Challenge, Effort
from studio.domain.ids import ChallengeId, SessionId, new_id
from studio.domain.record import Kind
from studio.domain.script import LineMark, LineState, state_of
from studio.drafts import Sound, from_set, from_take, seal
from studio.errors import Refused
from studio.paths import DataFolder
from studio.store import Store
from studio.twins.contents import of_draft, text_of
from tests.store.made import HOME, a_platform, a_take

SESSION = SessionId("018f0000-0000-7000-8000-0000000000aa")


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    yield store
    store.close()


def a_challenge() -> Challenge:
    return Challenge(ChallengeId(new_id()), HOME, Kind.AUDIO, "The pier", "us", "Say it.", "", 2, Effort.PRACTISED)


def some_sounds(folder: Path, *ids: str) -> list[Sound]:
    made = []
    for id in ids:
        path = folder / f"{id}.flac"
        path.write_bytes(f"the sound of {id}".encode())
        made.append(Sound(path, path.name, id, "audio/flac", 1.5))
    return made


def test_a_set_is_one_record_with_the_names_and_lines_of_its_files(store: Store, tmp_path: Path) -> None:
    challenge = a_challenge()
    store.library.shelve(HOME, challenges=[challenge])
    draft = from_set(store, some_sounds(tmp_path, "a", "b", "c"), "The pier", HOME, challenge)
    assert store.drafts.get(draft.id) == draft
    parcel = seal(store, draft.id)
    assert parcel is not None and parcel.challenge_id == challenge.id
    told = json.loads(parcel.body)
    assert (told["name"], told["line_id"]) == ("a.flac", "a")
    assert [(one["name"], one["line_id"]) for one in told["more"]] == [("b.flac", "b"), ("c.flac", "c")]
    for page in draft.pages:
        assert store.media.path(page.media.sha256).read_bytes() == f"the sound of {page.line_id}".encode()


def test_a_set_that_was_not_sent_yet_is_changed_and_not_made_twice(store: Store, tmp_path: Path) -> None:
    challenge = a_challenge()
    store.library.shelve(HOME, challenges=[challenge])
    first = from_set(store, some_sounds(tmp_path, "a"), "The pier", HOME, challenge)
    second = from_set(store, some_sounds(tmp_path, "a", "b"), "The pier", HOME, challenge)
    assert second.id == first.id
    assert [page.line_id for page in store.drafts.list()[0].pages] == ["a", "b"]


def test_lines_are_delivered_when_their_set_is_sealed(store: Store, tmp_path: Path) -> None:
    challenge = a_challenge()
    store.library.shelve(HOME, challenges=[challenge])
    for id in ("a", "b"):
        store.takes.add(a_take(session_id=SESSION, challenge_id=challenge.id, line_id=id, starred=True))
    store.scripts.mark(LineMark(SESSION, "a", note="Softer"))
    draft = from_set(store, some_sounds(tmp_path, "a"), "The pier", HOME, challenge)
    assert store.scripts.marks(SESSION)["a"].delivered_at is None
    parcel = seal(store, draft.id)
    assert parcel is not None
    marks = store.scripts.marks(SESSION)
    assert (marks["a"].delivered_at, marks["a"].note) == (parcel.sealed_at, "Softer")
    takes = store.takes.list(session_id=SESSION)
    states = [state_of([take for take in takes if take.line_id == id], marks.get(id)) for id in ("a", "b")]
    assert states == [LineState.DELIVERED, LineState.CHOSEN]


class Killed(BaseException):
    """Nothing happens after it."""


def test_a_set_that_is_sealed_has_its_lines_delivered_however_soon_the_studio_is_killed(
    folder: DataFolder, tmp_path: Path
) -> None:
    told: list[str] = []

    def killed_by_the_first_bell(topic: str) -> None:
        told.append(topic)
        if begun:
            raise Killed

    begun = False
    store = Store.open(folder, killed_by_the_first_bell)
    store.platforms.add(a_platform())
    challenge = a_challenge()
    store.library.shelve(HOME, challenges=[challenge])
    store.takes.add(a_take(session_id=SESSION, challenge_id=challenge.id, line_id="a", starred=True))
    draft = from_set(store, some_sounds(tmp_path, "a"), "The pier", HOME, challenge)
    begun = True
    with pytest.raises(Killed):
        seal(store, draft.id)
    store.close()
    store = Store.open(folder, told.append)
    (parcel,) = store.parcels.in_line()
    assert store.scripts.marks(SESSION)["a"].delivered_at == parcel.sealed_at
    store.close()


def test_who_shows_lines_looks_again_when_their_set_is_sealed(folder: DataFolder) -> None:
    told: list[str] = []
    store = Store.open(folder, told.append)
    store.platforms.add(a_platform())
    take = a_take(session_id=SESSION, line_id="a")
    store.takes.file(take).write_bytes(b"RIFF")
    store.takes.add(take)
    draft = from_take(store, take, HOME)
    told.clear()
    seal(store, draft.id)
    assert set(told) >= {"drafts", "parcels", "takes"}
    store.close()


def test_the_line_of_a_single_take_is_delivered_too(store: Store) -> None:
    take = a_take(session_id=SESSION, line_id="a")
    store.takes.file(take).write_bytes(b"RIFF")
    store.takes.add(take)
    parcel = seal(store, from_take(store, take, HOME).id)
    assert parcel is not None
    assert store.scripts.marks(SESSION)["a"].delivered_at == parcel.sealed_at


def test_a_set_of_none_or_of_too_many_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no set"):
        from_set(store, [], "The pier", HOME, None)
    with pytest.raises(Refused, match="up to 2000 files"):
        from_set(store, some_sounds(tmp_path, "a") * 2_001, "The pier", HOME, None)


def test_a_set_of_a_whole_script_is_sealed_and_told_to_other_computers(store: Store, tmp_path: Path) -> None:
    draft = from_set(store, some_sounds(tmp_path, "a"), "The pier", HOME, None)
    page = draft.pages[0]
    many = [replace(page, name=f"The lighthouse_KEEPER_{at:04}_01.wav", line_id=f"PIER-{at:04}") for at in range(2_000)]
    whole = draft.with_pages(tuple(many))
    store.drafts.change(whole)
    told = text_of(of_draft(whole, whole.media, ""))
    assert told is not None and len(told) <= contract.MAX_MINE_CHARS
    parcel = seal(store, draft.id)
    assert parcel is not None and len(json.loads(parcel.body)["more"]) == contract.MAX_MORE
