"""What is sent tells no more than the person allows, and the file as it came is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.credit import manifest, tags
from studio.credit.embed import embed
from studio.credit.identity import Identity
from studio.credit.manifest import Standing
from studio.domain.adjusting import Adjustments
from studio.domain.privacy import About, Keep
from studio.domain.record import Draft
from studio.drafts import from_picture, pages, prepare, seal, take_in, told_of
from studio.errors import Refused
from studio.paths import DataFolder
from studio.store import Store
from tests.credit.files import CREDITS
from tests.picture.made import drawing, planted
from tests.private.made import a_photograph
from tests.store.made import HOME, a_platform


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    yield store
    store.close()


@pytest.fixture
def draft(store: Store, tmp_path: Path) -> Draft:
    return from_picture(store, a_photograph(tmp_path / "p.jpg"), HOME, watch=False)


def sent(store: Store, draft: Draft) -> bytes:
    media = store.drafts.get(draft.id).media
    assert media is not None
    return store.media.path(media.sha256).read_bytes()


def test_what_was_removed_is_read_out_of_both_files(store: Store, draft: Draft, tmp_path: Path) -> None:
    """INP-6."""
    told = told_of(store, draft.id)
    assert told is not None and told.still == ()
    assert {one.about for one in told.removed} >= {
        About.PLACE,
        About.SERIAL,
        About.CAMERA,
        About.AUTHOR,
        About.COPYRIGHT,
    }
    assert b"0123456" not in sent(store, draft)
    assert store.media.path(told.original).read_bytes() == (tmp_path / "p.jpg").read_bytes()


def test_a_copyright_line_goes_along_when_it_is_ticked_and_not_when_it_is_unticked(store: Store, draft: Draft) -> None:
    before = sent(store, draft)
    prepare(store, draft.id, Keep(copyright=True))
    told = told_of(store, draft.id)
    assert told is not None and told.keep.copyright
    assert {one.words for one in told.still} == {"Imara <b>", "(c) 2026 Imara"}
    assert b"(c) 2026 Imara" in sent(store, draft) and b"0123456" not in sent(store, draft)
    prepare(store, draft.id, Keep())
    assert sent(store, draft) == before


def test_the_file_that_was_not_wanted_is_gone_and_the_original_is_not(store: Store, draft: Draft) -> None:
    first = store.drafts.get(draft.id).media
    prepare(store, draft.id, Keep(copyright=True))
    told = told_of(store, draft.id)
    assert first is not None and told is not None
    assert not store.media.has(first.sha256) and store.media.has(told.original)


def test_the_next_save_of_the_same_draft_tells_no_less(store: Store, draft: Draft, tmp_path: Path) -> None:
    prepare(store, draft.id, Keep(copyright=True))
    taken = take_in(store, a_photograph(tmp_path / "q.jpg"), draft.id)
    assert b"(c) 2026 Imara" in store.media.path(taken.media.sha256).read_bytes()


def test_what_is_sealed_stays_as_it_is(store: Store, draft: Draft) -> None:
    before = sent(store, draft)
    seal(store, draft.id)
    with pytest.raises(Refused):
        prepare(store, draft.id, Keep(copyright=True))
    assert sent(store, draft) == before


def test_the_original_outlives_all_tidying_and_freeing(store: Store, draft: Draft) -> None:
    told = told_of(store, draft.id)
    assert told is not None
    seal(store, draft.id)
    later = datetime.now(UTC) + timedelta(days=90)
    store.look_after()
    store.versions.purge(later)
    store.drafts.purge(later)
    store.cleanings.purge()
    store.space.look()
    store.space.free()
    store.space.release({told.original})
    assert store.media.has(told.original) and told_of(store, draft.id) == told


def a_month_later(store: Store) -> None:
    """What was thrown away goes for good, as the studio does it at a start."""
    later = datetime.now(UTC) + timedelta(days=31)
    gone = store.versions.purge(later)
    store.drafts.purge(later)
    store.cleanings.purge()
    store.space.release(gone)


def test_the_originals_of_pages_outlive_the_drafts_that_joined(store: Store, draft: Draft, tmp_path: Path) -> None:
    second = from_picture(store, planted(tmp_path / "p.png", "png"), HOME, watch=False)
    thrown_away = told_of(store, from_picture(store, planted(tmp_path / "q.webp", "webp"), HOME, watch=False).id)
    whole = pages.join(store, [draft.id, second.id])
    seal(store, whole.id)
    told = [store.cleanings.find(page.media.sha256) for page in whole.pages]
    for other in store.drafts.list():
        if other.id != whole.id:
            store.drafts.remove(other.id)
    a_month_later(store)
    assert store.drafts.find(draft.id) is None, "the drafts that joined are gone"
    assert thrown_away is not None and not store.media.has(thrown_away.original)
    for page, one in zip(whole.pages, told, strict=True):
        assert one is not None and store.media.has(one.original)
        assert store.cleanings.find(page.media.sha256) == one


def test_a_page_is_made_anew_from_its_own_original(store: Store, draft: Draft, tmp_path: Path) -> None:
    second = from_picture(store, planted(tmp_path / "p.png", "png"), HOME, watch=False)
    whole = pages.join(store, [second.id, draft.id])
    first, page = whole.pages
    before = store.cleanings.find(page.media.sha256)
    assert before is not None
    prepare(store, whole.id, before.keep, Adjustments(quarters=1), page.media)
    kept, turned = store.drafts.get(whole.id).pages
    assert kept == first and turned.alt == page.alt
    assert (turned.media.width_px, turned.media.height_px) == (page.media.height_px, page.media.width_px)
    after = store.cleanings.find(turned.media.sha256)
    assert after is not None and after.original == before.original
    prepare(store, whole.id, before.keep, page=turned.media)
    assert store.drafts.get(whole.id).pages == whole.pages
    store.media.path(before.original).unlink()
    with pytest.raises(Refused, match="original of this is not here"):
        prepare(store, whole.id, before.keep, page=page.media)


def test_what_nothing_holds_any_more_is_not_remembered(store: Store, draft: Draft) -> None:
    told = told_of(store, draft.id)
    assert told is not None
    store.drafts.remove(draft.id)
    a_month_later(store)
    assert store.cleanings.find(told.sha256) is None and not store.media.has(told.original)


def test_a_colour_profile_goes_only_on_demand(store: Store, tmp_path: Path) -> None:
    draft = from_picture(store, planted(tmp_path / "p.png", "png"), HOME, watch=False)
    told = told_of(store, draft.id)
    assert told is not None and [one.about for one in told.still] == [About.PROFILE]
    prepare(store, draft.id, Keep(profile=False))
    told = told_of(store, draft.id)
    assert told is not None and told.still == () and About.PROFILE in {one.about for one in told.removed}


def test_an_adjusted_picture_keeps_the_wish_about_its_copyright_line(store: Store, draft: Draft) -> None:
    prepare(store, draft.id, Keep(copyright=True), Adjustments(quarters=1))
    media = store.drafts.get(draft.id).media
    assert media is not None and (media.width_px, media.height_px) == (60, 90)
    assert b"(c) 2026 Imara" in sent(store, draft) and b"0123456" not in sent(store, draft)


def test_a_picture_that_this_studio_signed_loses_its_signature_with_its_pixels(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "mine.png"
    drawing().save(path)
    embed(path, path, CREDITS, lambda: Identity.open(store.folder.root))
    draft = from_picture(store, path, HOME, watch=False)
    assert sent(store, draft) == path.read_bytes()
    prepare(store, draft.id, Keep(), Adjustments(quarters=2))
    media = store.drafts.get(draft.id).media
    assert media is not None
    out = store.media.path(media.sha256)
    assert manifest.read(out).standing is Standing.NONE and tags.read(out) == tags.read(path)
