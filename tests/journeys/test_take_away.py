"""Yours to take away (promise 7): everything into one archive, into any browser, and into a fresh studio with an empty platform."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import bagit
from PIL import Image

from studio import drafts
from studio.domain.ids import PlatformId, RecordId, SourceId, new_id
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.record import Source, SourceType
from tests.rig import browser

from .conftest import Open
from .whole import Whole


def sent(studio: Whole, text: str, title: str, *builds_on: RecordId) -> Parcel:
    """Words that build on records, sent and told back by the platform."""
    sources = tuple(Source(SourceId(new_id()), id, SourceType.INSPIRED_BY, thanks="for this") for id in builds_on)
    draft = drafts.from_words(studio.store, text, studio.home().id, sources=sources)
    parcel = studio.until_live(studio.share(draft.id, title))
    studio.until(lambda: studio.store.library.record(parcel.record_id), f"“{title}” is told")
    return parcel


def family(studio: Whole, id: str) -> dict[str, Any]:
    """A record's whole family as the platform has it: revisions, hashes, titles and sources by their ids."""
    client = studio.links.client(PlatformId(studio.home().id))
    records = next(client.tree(RecordId(id))).records
    studio.links.close_mine()
    return {
        one.id: (
            one.revision_id,
            one.media and one.media.sha256,
            one.title,
            [source.model_dump() for source in one.sources],
        )
        for one in records
    }


def test_everything_goes_along_with_the_same_ids_hashes_and_tree(open_studio: Open, tmp_path: Path) -> None:
    old = open_studio(tmp_path / "old")
    home = old.home()
    old.until(lambda: old.store.library.records(), "the starter set is told")
    starter = old.store.library.records()[-1]
    take = old.record()
    old.places.share_take(take)
    voice = old.until_live(old.send("Rain, as I hear it"))
    old.until(lambda: old.store.library.record(voice.record_id), "the take is told")
    child = sent(old, "A roof under the rain", "Under the roof", RecordId(voice.record_id), starter.id)
    grandchild = sent(old, "A voice under the roof", "<b>Under</b> & over", RecordId(child.record_id))
    unsent = drafts.from_words(old.store, "Not sent yet", home.id)
    spare = old.record()
    tree = family(old, grandchild.record_id)
    assert {voice.record_id, child.record_id, starter.id} <= tree.keys()

    # Out, by the button of the settings.
    path = tmp_path / "mine.zip"
    moving = old.page("settings").moving
    moving.take_away(path)
    old.until(moving.told.isVisible, "the archive is written")
    assert moving.told.text().startswith("mine.zip is written: 3 records of yours")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unzipped")
    bagit.Bag(str(tmp_path / "unzipped" / "mine")).validate()

    # Into a browser.
    data = tmp_path / "unzipped" / "mine" / "data"
    index = browser.dom(data / "index.html")
    for words in ("Everything you made", "Rain, as I hear it", "Under the roof", "&lt;b&gt;Under&lt;/b&gt; &amp; over"):
        assert words in index
    page = browser.dom(data / "pages" / f"{child.record_id}.html")
    assert "A roof under the rain" in page and "for this" in page and f"{voice.record_id}.html" in page
    browser.picture(data / "index.html", tmp_path / "index.png")
    with Image.open(tmp_path / "index.png") as seen:
        assert seen.size == (1280, 1000) and len(seen.convert("RGB").getcolors(1 << 24) or ()) > 20
        assert seen.convert("RGB").getpixel((4, 4)) in ((0xF6, 0xF5, 0xF1), (0x13, 0x13, 0x16)), "our own style"

    # Into a fresh studio with an empty platform, by the other button.
    new = open_studio(tmp_path / "new")
    there = new.home()
    assert there.id != home.id
    new.until(lambda: new.store.platforms.get(there.id).synced_at, "the new platform has told what it has")
    coming = new.page("settings").moving
    coming.bring_in(path)
    new.until(coming.told.isVisible, "the archive is brought in")
    new.until(lambda: new.store.parcels.counts() == {ParcelState.LIVE: 3}, "all of it is delivered", 60)
    assert family(new, grandchild.record_id) == tree
    assert new.store.drafts.get(unsent.id).text == "Not sent yet"
    for one in (take, spare):
        assert new.store.takes.file(new.store.takes.get(one.id)).read_bytes() == old.store.takes.file(one).read_bytes()
    new.until(lambda: new.store.library.record(grandchild.record_id), "it is told here")
    told = new.store.library.record(grandchild.record_id)
    assert told is not None and told.platform_id == there.id and told.author.id == there.person_id

    # Twice changes nothing.
    coming.bring_in(path)
    new.until(lambda: "Nothing is new" in coming.told.text(), "a second time brings nothing")
    assert new.store.parcels.counts() == {ParcelState.LIVE: 3}
