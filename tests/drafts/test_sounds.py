"""A sound that was made elsewhere goes out without what its file says beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.credit.embed import embed
from studio.credit.identity import Identity
from studio.credit.lines import Credit, Credits
from studio.credit.told import Said
from studio.domain.privacy import About, Keep
from studio.drafts import from_sound, prepare, seal, told_of
from studio.errors import Refused
from studio.paths import DataFolder
from studio.store import Store
from tests.private.made import MARK, SOUNDS
from tests.store.made import HOME, a_platform

MIMES = {"wav": "audio/wav", "flac": "audio/flac", "mp3": "audio/mpeg", "ogg": "audio/ogg", "mov": "audio/mp4"}


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    yield store
    store.close()


@pytest.mark.parametrize("name", SOUNDS)
def test_nothing_beside_the_sound_is_sent_and_the_file_as_it_came_is_kept(
    store: Store, tmp_path: Path, name: str
) -> None:
    """INP-6."""
    kind, make = SOUNDS[name]
    path = make(tmp_path / f"rain.{name}")
    draft = from_sound(store, path, HOME)
    told = told_of(store, draft.id)
    assert draft.media is not None and told is not None and told.removed
    assert draft.media.mime == MIMES[kind] and draft.media.duration_s == pytest.approx(0.2, abs=0.08)
    assert draft.title == "rain"
    parcel = seal(store, draft.id)
    assert parcel is not None
    assert MARK not in store.media.path(parcel.media.sha256).read_bytes()
    assert store.media.path(told.original).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ["wav", "flac", "mp3", "ogg", "opus"])
def test_the_name_of_its_maker_stays_where_it_is_wanted(store: Store, tmp_path: Path, name: str) -> None:
    draft = from_sound(store, SOUNDS[name][1](tmp_path / f"rain.{name}"), HOME)
    prepare(store, draft.id, Keep(copyright=True))
    told = told_of(store, draft.id)
    assert told is not None and told.still
    assert {one.about for one in told.still} <= {About.AUTHOR, About.COPYRIGHT}
    assert all(one.words.startswith("PLANTED-") for one in told.still)


def test_whom_a_sound_names_is_a_source_and_how_sure_that_is_is_told(store: Store, tmp_path: Path) -> None:
    """CIT-2."""
    path, said = SOUNDS["wav"][1](tmp_path / "rain.wav"), list[Said]()
    embed(path, path, Credits(Credit("Night", "zoe", "", "CC-BY-4.0")), lambda: Identity.open(tmp_path / "zoe"))
    draft = from_sound(store, path, HOME, told=said.append)
    assert [one.work.title for one in draft.sources if one.work] == ["Night"]
    assert [(one.title, one.sure[:7]) for one in said] == [("“rain.wav” says whose it is", "Likely:")]


def test_what_is_no_sound_is_refused_in_words(store: Store, tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_text("ffconcat version 1.0\nfile /etc/passwd")
    os.mkfifo(tmp_path / "pipe.wav")
    for path in (tmp_path / "x.wav", tmp_path / "pipe.wav", tmp_path):
        with pytest.raises(Refused):
            from_sound(store, path, HOME)
    assert store.drafts.list() == [] and not list(store.folder.media.glob("*.copy"))
