"""Several pictures as one record: they join, are put in order, and nothing goes away."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio import contract, drafts
from studio.domain.ids import DraftId, new_id
from studio.domain.record import Draft, Kind, Media, Page
from studio.drafts import pages
from studio.errors import Damaged, Refused
from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import HOME, a_draft, a_platform


@pytest.fixture
def store(folder: DataFolder) -> Store:
    opened = Store.open(folder)
    opened.platforms.add(a_platform())
    yield opened
    opened.close()


def picture(store: Store, folder: Path, colour: str) -> Draft:
    path = folder / f"{colour}.png"
    Image.new("RGB", (12, 8), colour).save(path)
    return drafts.from_picture(store, path, HOME)


def colours(draft: Draft, store: Store) -> list[object]:
    """The first pixel of each page."""
    found = list[object]()
    for page in draft.pages:
        with Image.open(store.media.path(page.media.sha256)) as image:
            found.append(image.convert("RGB").getpixel((0, 0)))
    return found


def test_drafts_join_as_pages_of_a_new_one_and_can_be_brought_back(store: Store, tmp_path: Path) -> None:
    three = [picture(store, tmp_path, colour) for colour in ("red", "lime", "blue")]
    whole = pages.join(store, [draft.id for draft in three])
    assert colours(whole, store) == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    assert whole.title == three[0].title and store.drafts.list() == [whole]
    assert not store.studies.watched()
    store.drafts.bring_back(three[1].id)
    assert {draft.id for draft in store.drafts.list()} == {whole.id, three[1].id}


def test_pages_are_put_in_another_order_with_words_for_who_cannot_see_them(store: Store, tmp_path: Path) -> None:
    whole = pages.join(store, [picture(store, tmp_path, colour).id for colour in ("red", "lime", "blue")])
    red, lime, _ = whole.pages
    put = pages.put(store, whole.id, (Page(lime.media, "All is green\u202e"), red))
    assert colours(put, store) == [(0, 255, 0), (255, 0, 0)]
    assert put.alt == "All is green" and put.more == (red,)
    assert store.drafts.get(whole.id) == put


def test_a_page_that_is_taken_out_is_a_draft_of_its_own(store: Store, tmp_path: Path) -> None:
    whole = pages.join(store, [picture(store, tmp_path, colour).id for colour in ("red", "lime", "blue")])
    rest, single = pages.take_out(store, whole.id, 1)
    assert colours(rest, store) == [(255, 0, 0), (0, 0, 255)] and colours(single, store) == [(0, 255, 0)]
    assert {draft.id for draft in store.drafts.list()} == {rest.id, single.id} and rest.id == whole.id
    with pytest.raises(Refused):
        pages.take_out(store, single.id, 0)


def test_a_record_of_pages_is_sealed_with_all_its_files_and_words(store: Store, tmp_path: Path) -> None:
    whole = pages.join(store, [picture(store, tmp_path, colour).id for colour in ("red", "lime")])
    pages.put(store, whole.id, tuple(Page(page.media, f"page {at}") for at, page in enumerate(whole.pages)))
    parcel = drafts.seal(store, whole.id)
    assert parcel is not None
    body = contract.RecordIn.model_validate_json(parcel.body)
    assert [file.sha256 for file in body.files()] == [file.sha256 for file in parcel.files]
    assert [body.alt, *(page.alt for page in body.more)] == ["page 0", "page 1"]
    assert parcel.size_bytes == sum(file.size_bytes for file in parcel.files) > parcel.media.size_bytes
    with pytest.raises(Refused):
        pages.put(store, whole.id, whole.pages)


def test_a_page_whose_file_is_gone_stops_the_sealing_and_the_draft_stays(store: Store, tmp_path: Path) -> None:
    whole = pages.join(store, [picture(store, tmp_path, colour).id for colour in ("red", "lime")])
    store.media.path(whole.more[0].media.sha256).unlink()
    with pytest.raises(Damaged):
        drafts.seal(store, whole.id)
    assert store.drafts.list() == [whole]


def test_what_cannot_be_one_record_is_said(store: Store, tmp_path: Path) -> None:
    red, words = picture(store, tmp_path, "red"), a_draft()
    elsewhere = a_draft(kind=Kind.IMAGE, text="", media=red.media, platform_id=new_id())
    for draft in (words, elsewhere):
        store.drafts.add(draft)
        with pytest.raises(Refused):
            pages.join(store, [red.id, draft.id])
    many = tuple(Page(red.media) for _ in range(contract.MAX_MORE + 2)) if red.media else ()
    with pytest.raises(Refused, match="too many"):
        pages.put(store, red.id, many)
    assert {draft.id for draft in store.drafts.list()} == {red.id, words.id, elsewhere.id}


def test_the_files_of_all_pages_are_needed(store: Store, tmp_path: Path) -> None:
    """Freeing space never takes a page."""
    whole = pages.join(store, [picture(store, tmp_path, colour).id for colour in ("red", "lime")])
    store.space.release([page.media.sha256 for page in whole.pages])
    assert all(store.media.has(page.media.sha256) for page in whole.pages)


PAGES = st.lists(
    st.builds(
        Page, st.builds(Media, st.text("0123456789abcdef", min_size=64, max_size=64), st.just(1), st.just("image/png"))
    ),
    min_size=1,
    max_size=8,
)


@given(PAGES)
def test_pages_put_into_a_draft_are_its_pages(told: list[Page]) -> None:
    draft = Draft(DraftId(new_id()), Kind.IMAGE, "Many", "", "", HOME)
    assert draft.with_pages(tuple(told)).pages == tuple(told)
