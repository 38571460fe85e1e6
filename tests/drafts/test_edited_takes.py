"""What is sent of an edited take is what is heard of it; its untouched file stays at home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from studio.domain.edits import Fades, Gain, Piece, Punch, Remove
from studio.domain.take import Take
from studio.drafts import from_take, seal
from studio.errors import Damaged
from studio.paths import DataFolder
from studio.sound.editing import open_edited
from studio.sound.pcm import Floats
from studio.sound.wav import WavReader
from studio.store import Store
from studio.store.heard import keep_heard
from studio.ui.remix.adding import of_thing
from tests.sound.edited_takes import noise, take_of
from tests.store.made import HOME, a_take


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


def recorded(store: Store, seconds: float, seed: int = 1, **changes: object) -> Take:
    take = a_take(frames=round(seconds * 48_000), **changes)
    take_of(store.takes.folder, take.id, noise(seconds, seed=seed))
    store.takes.add(take)
    return take


def heard(store: Store, take: Take) -> Floats:
    """To the 24 bits that a file holds."""
    sound = np.concatenate(list(open_edited(store.takes.get(take.id), store.takes.path).blocks()))
    return np.rint(sound * (1 << 23)) / np.float32(1 << 23)


def read(path: Path) -> Floats:
    with WavReader(path) as reader:
        return reader.read(0, reader.format.frames)


def test_what_is_sent_is_what_is_heard(store: Store) -> None:
    take = recorded(store, 1.0)
    layer = recorded(store, 1.0, 2, layer_of=take.id)
    store.takes.edit(take.id, Punch(30_000, Piece(layer.id, 4_800, 40_000)))
    store.takes.edit(take.id, Remove(1_000, 5_000))
    store.takes.edit(take.id, Gain(-6, -1))
    untouched = store.takes.file(take).read_bytes()
    parcel = seal(store, from_take(store, take, HOME).id)
    assert parcel is not None and parcel.media.duration_s == 66_000 / 48_000
    np.testing.assert_array_equal(read(store.media.path(parcel.media.sha256)), heard(store, take))
    assert store.takes.file(take).read_bytes() == untouched
    kept = [path.read_bytes() for path in store.media.folder.rglob("*") if path.is_file()]
    assert len(kept) == 1 and untouched not in kept


def test_an_edit_that_was_undone_is_not_sent(store: Store) -> None:
    take = recorded(store, 1.0)
    store.takes.edit(take.id, Gain(-6))
    store.takes.undo(take.id)
    parcel = seal(store, from_take(store, take, HOME).id)
    assert parcel is not None
    assert store.media.path(parcel.media.sha256).read_bytes() == store.takes.file(take).read_bytes()


def test_an_edited_take_in_a_remix_is_what_is_heard(store: Store) -> None:
    take = recorded(store, 1.0)
    edited = store.takes.edit(take.id, Fades(4_800, 4_800))
    added = of_thing(store, lambda _: None, edited)
    np.testing.assert_array_equal(read(store.media.path(added.material.sha256)), heard(store, take))


def test_an_edited_take_whose_layer_is_gone_is_told_and_nothing_is_sent(store: Store) -> None:
    take, layer = recorded(store, 1.0), recorded(store, 1.0, 2)
    store.takes.edit(take.id, Punch(30_000, Piece(layer.id, 0, 40_000)))
    draft = from_take(store, take, HOME)
    store.takes.file(layer).unlink()
    with pytest.raises(Damaged, match="The draft is still here"):
        seal(store, draft.id)
    assert store.drafts.get(draft.id) == draft and store.parcels.list() == []
    assert [path for path in store.media.folder.rglob("*") if path.is_file()] == []


def test_the_same_edits_give_the_same_file(store: Store) -> None:
    take = recorded(store, 1.0)
    edited = store.takes.edit(take.id, Gain(12, -3))
    assert keep_heard(store.takes, store.media, edited) == keep_heard(store.takes, store.media, edited)


def test_a_file_for_ones_other_computers_is_made_anew_after_an_edit(store: Store) -> None:
    take = recorded(store, 1.0)
    store.twins.keep_take_media(take, keep_heard(store.takes, store.media, take))
    assert store.twins.take_media(take.id) is not None
    edited = store.takes.edit(take.id, Gain(-6))
    assert store.twins.take_media(take.id) is None
    store.twins.keep_take_media(take, keep_heard(store.takes, store.media, take))  # it was looked at before the edit
    assert store.twins.take_media(take.id) is None
    store.twins.keep_take_media(edited, media := keep_heard(store.takes, store.media, edited))
    store.takes.star(take.id, True)
    assert store.twins.take_media(take.id) == media
