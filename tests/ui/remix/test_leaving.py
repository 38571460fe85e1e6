"""What leaves the Remix place: mixes that are shared with their sources, and files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from studio.credit import tags
from studio.credit.finding import Library, look
from studio.domain.ids import DraftId, PlatformId, SourceId, new_id
from studio.domain.record import Kind, Rights, Source, SourceType
from studio.domain.remix import RATE_HZ
from studio.drafts import seal
from studio.errors import Refused
from studio.remix import timeline
from studio.remix.export import Wish
from studio.remix.render import Mix
from studio.remix.whereabouts import kept
from studio.ui.remix.export_dialog import ExportDialog
from studio.ui.remix.tempo import Taps
from studio.ui.stage import Stage
from tests.store.made import a_platform

from .conftest import Place


def shared(place: Place):
    """The draft that *Share…* made."""
    count = len(place.shared)
    place.bench.share()
    place.until(lambda: len(place.shared) > count)
    return place.page._store.drafts.get(DraftId(place.shared[-1]))


def test_a_mix_is_shared_with_the_sources_that_are_heard(place: Place) -> None:
    bench = place.begin("Night Choir")
    hum, rain = place.shelf.record("Hum", seconds=2), place.shelf.record("Rain", "imara", hz=600)
    place.add(hum)
    place.add(rain)
    muted = timeline.change_lane(bench.editor.remix, bench.editor.remix.lanes[1].id, muted=True)
    bench.editor.commit(muted)
    draft = shared(place)
    assert (draft.kind, draft.title, draft.remix_id) == (Kind.AUDIO, "Night Choir", bench.editor.remix.id)
    assert [(one.record_id, one.removed) for one in draft.sources] == [(hum.id, False), (rain.id, True)]
    assert draft.media.mime == "audio/flac"
    assert draft.media.duration_s == 2.0
    store = place.page._store
    with Mix(bench.editor.remix, kept(store.media)) as mix:
        meant = mix.read(0, 2 * RATE_HZ)
    mixed, rate_hz = soundfile.read(store.media.path(draft.media.sha256), dtype="float32")
    assert rate_hz == RATE_HZ
    assert np.abs(mixed - meant).max() < 2**-22


def test_the_file_itself_names_its_sources(place: Place) -> None:
    place.begin("Night Choir")
    place.add(place.shelf.record("Hum", rights=Rights.BY_SA))
    draft = shared(place)
    store = place.page._store
    found = look(store.media.path(draft.media.sha256), Library(store.library.record, lambda sha256: None))
    assert [parent.credit.title for parent in found.parents] == ["Hum"]
    assert found.work is not None
    assert (found.work.title, found.work.rights) == ("Night Choir", "CC-BY-SA-4.0")


def test_sharing_again_renews_the_draft_until_it_is_sent(place: Place) -> None:
    bench = place.begin("Night Choir")
    place.add(place.shelf.record("Hum"))
    first = shared(place)
    place.add(place.shelf.record("Rain", hz=600))
    again = shared(place)
    assert again.id == first.id
    assert again.media.sha256 != first.media.sha256
    assert again.sources[0].id == next(one.id for one in first.sources)
    seal(place.page._store, again.id)
    assert shared(place).id != first.id
    assert bench.editor.remix.title == "Night Choir"


def test_a_remix_of_an_own_unsent_remix_names_it_and_what_is_heard_inside(place: Place) -> None:
    place.begin("Verse one")
    hum = place.shelf.record("Hum", seconds=2)
    place.add(hum)
    verse = shared(place)
    place.page.close_remix()
    bench = place.begin("Verse two")
    place.add(verse)
    draft = shared(place)
    assert {one.record_id for one in draft.sources} == {verse.record_id, hum.id}
    assert bench._lanes(bench.editor.remix.lanes[0]) == "source · yours"


def test_a_mixdown_that_is_laid_in_its_own_remix_is_no_source_of_itself(place: Place) -> None:
    place.begin("Night Choir")
    hum = place.shelf.record("Hum", seconds=2)
    place.add(hum)
    first = shared(place)
    place.add(first)
    again = shared(place)
    assert again.id == first.id
    assert [one.record_id for one in again.sources] == [hum.id]


def test_an_empty_remix_is_not_shared(place: Place, stage: Stage) -> None:
    bench = place.begin()
    bench.share()
    place.until(lambda: stage.notices.now)
    assert stage.notices.now[-1].title == "There is nothing to share yet"
    assert place.shared == []


def kept_media(place: Place) -> set[Path]:
    """But for outlines, which are drawn in their own time."""
    media = place.page._store.folder.media
    return {path for path in media.rglob("*") if path.suffix != ".peaks"}


def test_mixing_can_be_stopped_and_leaves_nothing(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=60))
    clip = bench.editor.remix.lanes[0].clips[0]
    bench.editor.commit(timeline.fill(bench.editor.remix, clip.id, 3_600 * RATE_HZ))
    before = kept_media(place)
    bench.share()
    working = bench.leaving.working
    working.stop.click()
    tasks = place.page._stage.tasks
    tasks.stop()
    assert place.shared == []
    assert place.page._store.drafts.list() == []
    assert kept_media(place) == before
    assert not list(place.page._store.folder.root.glob(".mix-*"))


def exported(place: Place, path: Path, wish: Wish | None = None) -> None:
    bench = place.bench
    done: list[object] = []
    bench.leaving.exported.connect(done.append)
    bench.leaving.export(bench.editor.remix, path, wish or Wish())
    place.until(lambda: done)


def test_every_form_is_exported(place: Place, tmp_path: Path, stage: Stage) -> None:
    place.begin("Night Choir")
    place.add(place.shelf.record("Hum", seconds=2))
    for ending in (".wav", ".flac", ".mp3", ".ogg", ".otio", ".rpp", ".zip"):
        path = tmp_path / f"{ending[1:]}{ending}"
        exported(place, path)
        assert path.stat().st_size > 500
    assert stage.notices.now[-1].title == "zip.zip is ready"


def test_what_is_exported_is_by_the_name_that_others_know(place: Place, tmp_path: Path) -> None:
    place.begin("Night Choir")
    place.add(place.shelf.record("Hum"))
    exported(place, tmp_path / "alone.flac")
    alone = tags.read(tmp_path / "alone.flac")
    assert alone is not None and (alone.work.title, alone.work.author) == ("Night Choir", "")
    platforms = place.page._store.platforms
    platforms.add(replace(a_platform(PlatformId(new_id()), is_home=False), handle="Tom"))
    assert [one.handle for one in platforms.list()] == ["you", "Tom"]
    exported(place, tmp_path / "night.flac", Wish(stems=True))
    told = tags.read(tmp_path / "night.flac")
    assert told is not None and (told.work.title, told.work.author) == ("Night Choir", "Tom")
    roll = (tmp_path / "night stems" / "CREDITS.txt").read_text("utf-8")
    assert roll.startswith("Night Choir\nby Tom\n") and "“Hum”" in roll


def test_nothing_is_overwritten(place: Place, tmp_path: Path, stage: Stage) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    path = tmp_path / "mine.wav"
    path.write_text("mine")
    bench.leaving.export(bench.editor.remix, path, Wish())
    place.until(lambda: any(one.title == "This file exists already" for one in stage.notices.now))
    assert path.read_text() == "mine"


def test_the_dialog_offers_what_each_form_has(qtbot, place: Place, tmp_path: Path) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    bench.export()
    dialog = bench.findChild(ExportDialog)
    wanted: list[tuple[Path, Wish]] = []
    dialog.wanted.disconnect()
    dialog.wanted.connect(lambda path, wish: wanted.append((path, wish)))
    assert [dialog.bits.itemData(at) for at in range(dialog.bits.count())] == [24, 16, 32]
    dialog.form.choose(".flac")
    dialog.form.chosen.emit(".flac")
    dialog.bits.choose(16)
    dialog.loudness.choose(-14.0)
    dialog.stems.setChecked(True)
    dialog.go_on(tmp_path / "night.choir")
    assert wanted == [(tmp_path / "night.choir.flac", Wish(16, -14.0, True))]


def test_an_empty_remix_is_not_exported(place: Place, stage: Stage) -> None:
    place.begin().export()
    assert isinstance(stage.notices.now[-1].title, str)
    assert stage.notices.now[-1].key == f"trouble:{Refused.__name__}"


def test_what_was_said_by_hand_is_sent_too(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    tide = place.shelf.record("Low Tide", hz=200)
    inspired = Source(SourceId(new_id()), tide.id, SourceType.INSPIRED_BY)
    bench.editor.commit(replace(bench.editor.remix, sources=(inspired,)))
    assert [one.type for one in shared(place).sources] == [SourceType.SAMPLED, SourceType.INSPIRED_BY]


def test_a_tapped_tempo_is_the_mean_of_the_taps() -> None:
    moments = iter((0.0, 0.5, 1.0, 1.5, 10.0, 10.6))
    taps = Taps(lambda: next(moments))
    assert [taps.tap() for _ in range(6)] == [None, 120.0, 120.0, 120.0, None, 100.0]
