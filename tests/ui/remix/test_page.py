from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from studio.domain.ids import ClipId, RecordId, SourceId, new_id
from studio.domain.record import RecordState, Rights, Source, SourceType
from studio.domain.remix import RATE_HZ
from studio.errors import Refused
from studio.remix import comping, file, timeline
from studio.sound.stack import Place as Stretch
from studio.sound.stack import chosen, stacked
from studio.ui.remix.adding import found
from studio.ui.remix.naming import TitleDialog
from studio.ui.stage import Stage
from tests.store.made import HOME
from tests.ui.pieces import a_sounding_take, all_plain, nameless

from .conftest import Place, a_sound


def test_an_empty_place_invites_and_begins_a_remix(qtbot, place: Place) -> None:
    assert place.page.shelf.empty.isVisible()
    qtbot.mouseClick(place.page.shelf.empty.button, Qt.MouseButton.LeftButton)
    place.until(lambda: place.page.bench is not None)
    assert place.bench.empty.isVisible()
    assert not place.bench.bar.share.isEnabled()
    assert len(place.page.projects.list()) == 1


def test_a_record_that_is_added_has_its_lane_and_is_a_source(place: Place) -> None:
    hum = place.shelf.record("Hum", seconds=2)
    bench = place.begin()
    bench.playing.seek(RATE_HZ)
    bench.adder.add_thing(hum, None, bench.playing.place)
    place.until(lambda: bench.editor.remix.lanes)
    (lane,) = bench.editor.remix.lanes
    assert (lane.name, lane.clips[0].start, lane.clips[0].length) == ("Hum", RATE_HZ, 2 * RATE_HZ)
    assert place.heard() == ["Hum"]
    (source,) = bench.hearing.sources
    assert (source.record_id, source.place) == (hum.id, "t=1,3")
    assert bench.bar.whole.said == "of 0:03"
    assert bench.timeline.selection == {lane.clips[0].id}


def test_a_muted_source_leaves_the_list_and_returns(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    place.add(place.shelf.record("Rain", hz=600))
    assert sorted(place.heard()) == ["Hum", "Rain"]
    lane = bench.editor.remix.lanes[0]
    bench.editor.commit(timeline.change_lane(bench.editor.remix, lane.id, muted=True))
    assert place.heard() == ["Rain"]
    assert [source.removed for source in bench.hearing.sources] == [False, True]
    bench.editor.undo()
    assert sorted(place.heard()) == ["Hum", "Rain"]


def test_what_may_not_be_changed_is_told_before_it_is_added(place: Place) -> None:
    bench = place.begin()
    asked: list[tuple[str, str]] = []
    bench.adder.ask = lambda title, words: bool(asked.append((title, words)))
    bound = place.shelf.record("Low Tide", "tobias k.", rights=Rights.BY_ND, away=True)
    child = place.shelf.record("Verse", sources=(Source(SourceId(new_id()), bound.id, SourceType.SAMPLED),), hz=500)
    for thing in (bound, child):
        asked.clear()
        bench.adder.add_thing(thing)
        place.until(lambda: asked)
        assert asked[0][0] == thing.title
        assert "“Low Tide” by tobias k. may be shared but not changed" in asked[0][1]
    assert bench.editor.remix.lanes == ()
    assert not place.page._store.media.has(bound.media.sha256)


def test_a_file_that_may_not_be_changed_is_told_too_before_it_is_added(place: Place, tmp_path) -> None:
    bench = place.begin()
    strict = place.shelf.record("Strict", rights=Rights.BY_ND)
    asked: list[str] = []
    bench.adder.ask = lambda title, words: bool(asked.append(words))
    copy = tmp_path / "copy.wav"
    copy.write_bytes(place.page._store.media.path(strict.media.sha256).read_bytes())  # type: ignore[union-attr]
    bench.adder.add_files([copy, a_sound(tmp_path / "own.wav", hz=700)], None, 0)
    place.until(lambda: len(bench.editor.remix.lanes) == 1)
    assert len(asked) == 1 and "“Strict” by ines may be shared but not changed" in asked[0]
    assert [lane.name for lane in bench.editor.remix.lanes] == ["own"]


def test_a_withdrawn_ancestor_is_told_and_can_be_used_all_the_same(place: Place) -> None:
    bench = place.begin()
    gone = place.shelf.record("Low Tide", state=RecordState.WITHDRAWN)
    child = place.shelf.record("Verse", sources=(Source(SourceId(new_id()), gone.id, SourceType.SAMPLED),), hz=500)
    said: list[str] = []
    bench.adder.ask = lambda title, words: not said.append(words)
    place.add(child)
    assert "withdrawn by its author" in said[0]
    place.heard()
    assert "withdrawn" in bench.panel.rights.obstacles.said


def test_the_rights_of_the_remix_and_who_binds_them_are_shown(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", rights=Rights.BY_SA))
    place.heard()
    assert "shared as CC-BY-SA-4.0, because “Hum” by ines asks for it" in bench.panel.rights.words.said
    assert bench.panel.tree.isVisible()


def test_a_record_that_is_not_here_is_fetched(place: Place) -> None:
    hum = place.shelf.record("Hum", away=True)
    place.begin()
    place.add(hum)
    assert place.page._store.media.has(hum.media.sha256)
    assert place.heard() == ["Hum"]


def test_a_take_of_ones_own_is_no_source(place: Place) -> None:
    bench = place.begin()
    place.add(a_sounding_take(place.page._store, prompt="Hum it twice"))
    (lane,) = bench.editor.remix.lanes
    assert lane.name == "Hum it twice"
    assert place.heard() == []
    assert bench._lanes(lane) == "take 1"


def test_files_are_dropped_onto_a_lane_one_behind_the_other(place: Place, tmp_path) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    paths = [a_sound(tmp_path / "a.wav", 0.5, 300), a_sound(tmp_path / "b.wav", 0.25, 200)]
    lane = bench.editor.remix.lanes[0].id
    bench.timeline.dropped.emit(paths, lane, 2 * RATE_HZ)
    place.until(lambda: len(bench.editor.remix.lanes[0].clips) == 3)
    starts = [clip.start for clip in bench.editor.remix.lanes[0].clips]
    assert starts == [0, 2 * RATE_HZ, 2 * RATE_HZ + RATE_HZ // 2]


def test_of_files_that_come_in_it_is_told_whose_they_are_and_how_sure_that_is(
    place: Place, stage: Stage, tmp_path
) -> None:
    bench = place.begin()
    hum, pad = place.shelf.record("Hum"), place.shelf.record("Pad", hz=300)
    known = [place.page._store.media.path(one.media.sha256) for one in (hum, pad)]  # type: ignore[union-attr]
    own = [a_sound(tmp_path / f"{hz}.wav", hz=hz) for hz in (500, 600)]

    def said(paths: list[Path]) -> list[tuple[str, str]]:
        lanes = len(bench.editor.remix.lanes)
        bench.adder.add_files(paths, None, 0)
        place.until(lambda: len(bench.editor.remix.lanes) == lanes + len(paths))
        return [(one.title, one.advice) for one in stage.notices.now]

    words = "Certain. Exactly these bytes are in this library, as “Hum” by ines."
    assert said(known[:1]) == [(f"“{known[0].name[:25]}…” is a known record", words)]
    own_words = "It counts as your own. What somebody else made is added as “A work from outside”."
    assert said([*known, *own]) == [
        ("2 files are known records", "Certain."),
        (f"2 files do not say whose they are. {own_words}", ""),
    ]


def test_what_is_no_sound_is_told_and_nothing_is_added(place: Place, stage: Stage, tmp_path) -> None:
    bench = place.begin()
    path = tmp_path / "words.wav"
    path.write_text("no sound at all")
    bench.adder.add_files([path], None, 0)
    place.until(lambda: stage.notices.now)
    assert bench.editor.remix.lanes == ()


def test_everything_that_can_be_added_is_found_by_a_few_letters(place: Place) -> None:
    store = place.page._store
    place.shelf.record("Hum"), place.shelf.record("Rain on tin")
    a_sounding_take(store, prompt="Hum it twice")
    assert next(one.title for one in found(store, print, print, "")) == "A file on this computer…"
    assert {one.title for one in found(store, print, print, "hum")} == {
        "Hum it twice",
        "Hum",
        "A file on this computer…",
    }


def test_a_slider_makes_one_step_however_long_it_was_dragged(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    before = bench.editor.remix
    line = bench.inspector.gain.line
    line.setSliderDown(True)
    for at in range(500, 300, -10):
        line.setSliderPosition(at)
        line.setValue(at)
    assert bench.editor.remix == before
    line.setSliderDown(False)
    place.until(lambda: bench.editor.remix != before)
    clip = bench.editor.remix.lanes[0].clips[0]
    assert clip.gain_db == pytest.approx(bench.inspector.gain.value)
    assert clip.gain_db < -10
    bench.editor.undo()
    assert bench.editor.remix == before
    assert bench.inspector.gain.value == 0


def test_fades_tempo_and_pitch_are_set_for_the_chosen_clip(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=4))
    inspector = bench.inspector
    inspector.fade_in.settled.emit(0.5)
    inspector.fade_out.settled.emit(60.0)
    inspector.tempo.settled.emit(1.0)
    inspector.pitch.settled.emit(-3.0)
    inspector.mute.click()
    inspector.reverse.click()
    clip = bench.editor.remix.lanes[0].clips[0]
    assert clip.fade_in.frames == RATE_HZ // 2
    assert clip.fade_out.frames == 4 * RATE_HZ
    assert (clip.tempo, clip.pitch_st, clip.length) == (2.0, -3.0, 2 * RATE_HZ)
    assert clip.muted and clip.reverse


def test_the_keys_undo_split_and_delete(qtbot, place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=2))
    bench.playing.seek(RATE_HZ)
    qtbot.keyClick(bench.timeline.focusWidget() or bench.timeline, Qt.Key.Key_S)
    assert len(bench.editor.remix.lanes[0].clips) == 2
    qtbot.keyClick(bench, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(bench.editor.remix.lanes[0].clips) == 1
    qtbot.keyClick(bench, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(bench.editor.remix.lanes[0].clips) == 2


def test_the_tempo_is_part_of_the_remix_and_the_click_is_not(place: Place) -> None:
    bench = place.begin()
    bench.menus.set_tempo(92.0, True)
    assert bench.editor.remix.bpm == 92
    assert bench.playing.click
    assert bench.bar.click_track.said == "Click 92 bpm"


def test_an_inspiration_said_by_hand_is_kept_and_can_be_undone(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    tide = place.shelf.record("Low Tide", hz=200)
    place.heard()
    bench.panel.sources._add_record(tide)
    assert place.heard() == ["Hum", "Low Tide"]
    bench.editor.flush()
    assert [source.record_id for source in file.load(place.page.projects.path(bench.editor.remix.id)).sources] == [
        tide.id
    ]
    bench.editor.undo()
    assert place.heard() == ["Hum"]


def test_a_remix_that_is_left_is_in_the_list_and_opens_again(qtbot, place: Place) -> None:
    bench = place.begin("Night Choir")
    place.add(place.shelf.record("Hum"))
    remix = bench.editor.remix
    qtbot.mouseClick(bench.bar.back, Qt.MouseButton.LeftButton)
    place.until(lambda: place.page.shelf.model.rows)
    assert [row.title for row in place.page.shelf.model.rows] == ["Night Choir"]
    qtbot.keyClick(place.page.shelf.view, Qt.Key.Key_Return)
    place.until(lambda: place.page.bench is not None)
    assert place.bench.editor.remix == remix


def test_a_removed_remix_is_brought_back_by_undo(qtbot, place: Place, stage: Stage) -> None:
    id = place.page.projects.new("Night Choir").id
    place.page.refresh()
    place.until(lambda: place.page.shelf.model.rows)
    qtbot.keyClick(place.page.shelf.view, Qt.Key.Key_Delete)
    place.until(lambda: not place.page.shelf.model.rows)
    stage.notices.press(stage.notices.now[-1])
    place.until(lambda: place.page.shelf.model.rows)
    assert place.page.projects.open(id).title == "Night Choir"


def test_a_damaged_remix_is_told_in_the_list(place: Place) -> None:
    place.page.projects.path("torn").write_text("{")
    place.page.refresh()
    place.until(lambda: place.page.shelf.model.rows)
    (row,) = place.page.shelf.model.rows
    assert row.worry
    assert row.said == "This remix file cannot be read. It was left as it is."
    assert not place.page.shelf.rename.isEnabled()


def test_a_new_title_is_asked_for_and_kept(place: Place) -> None:
    id = place.page.projects.new("Night Choir").id
    place.page.refresh()
    place.until(lambda: place.page.shelf.model.rows)
    place.page.shelf.rename.click()
    dialog = place.page.findChild(TitleDialog)
    dialog.words.setText("  Low   Tide ")
    dialog.do_keep()
    place.until(lambda: place.page.projects.open(id).title == "Low Tide")


def test_a_page_that_goes_leaves_everything_on_the_disk(place: Place) -> None:
    bench = place.begin()
    bench.editor.commit(replace(bench.editor.remix, title="Said last"))
    place.page.hide()
    assert file.load(place.page.projects.path(bench.editor.remix.id)).title == "Said last"


def test_nothing_that_people_wrote_is_read_as_html_and_everything_has_a_name(place: Place) -> None:
    bench = place.begin("<b>Night</b>")
    place.add(place.shelf.record("<img src=x> & <i>Hum</i>", "<u>ines</u>"))
    place.heard()
    all_plain(place.page)
    assert nameless(place.page) == []
    assert bench.inspector.title.said == "<img src=x> & <i>Hum</i>"


def test_a_record_is_remixed_from_anywhere(place: Place) -> None:
    hum = place.shelf.record("Hum")
    place.page.remix_this(hum)
    place.until(lambda: place.page.bench is not None and place.bench.editor.remix.lanes)
    assert place.bench.editor.remix.title == "After Hum"
    place.page.remix_this(place.shelf.record("Rain", hz=300))
    place.until(lambda: len(place.bench.editor.remix.lanes) == 2)


def test_a_sound_that_is_gone_is_told_and_the_sources_stay_as_they_were(place: Place, stage: Stage) -> None:
    bench = place.begin()
    hum = place.shelf.record("Hum")
    place.add(hum)
    assert place.heard() == ["Hum"]
    file = place.page._store.media.path(hum.media.sha256)
    place.shelf.away[hum.id] = file.rename(place.shelf.folder / "hum.wav")
    bench.editor.commit(timeline.gain(bench.editor.remix, bench.timeline.selection, -3.0))
    assert place.heard() == ["Hum"]
    place.until(lambda: stage.notices.now)
    told = stage.notices.now[0]
    assert "“Hum” can be fetched again" in told.advice
    stage.notices.press(told)
    place.until(file.is_file)
    assert place.heard() == ["Hum"]
    place.until(lambda: not stage.notices.now)


def test_an_unknown_thing_that_is_dropped_changes_nothing(place: Place) -> None:
    bench = place.begin()
    bench.adder.add_ids([RecordId(new_id())], None, 0)
    assert bench.editor.remix.lanes == ()
    with pytest.raises(Refused):
        place.page.projects.open("../x")  # type: ignore[arg-type]


def test_of_the_takes_of_a_loop_one_is_chosen_for_each_part(place: Place) -> None:
    bench = place.begin()
    place.add(a_sounding_take(place.page._store, seconds=6))
    lane, (clip,) = bench.editor.remix.lanes[0].id, bench.editor.remix.lanes[0].clips
    material = bench.editor.remix.materials[0]
    turns = [Stretch(0, number * 2 * RATE_HZ, 2 * RATE_HZ) for number in range(3)]
    remix = timeline.remove(bench.editor.remix, clip.id)
    stack = stacked(turns)
    bench.editor.commit(comping.lay(remix, lane, stack, material, "g", lambda: ClipId(new_id())))
    bench.timeline.choose(frozenset(one.id for one in bench.editor.remix.lanes[0].clips), lane)
    assert bench.inspector.title.said == "3 takes"
    bench.edits.set_loop((0, RATE_HZ))
    bench.inspector.takes.chosen.emit(0)
    found = comping.find(bench.editor.remix.lanes[0], "g")
    assert [chosen(found, frame) for frame in (0, RATE_HZ + 1_000)] == [0, 2]
    bench.editor.undo()
    found = comping.find(bench.editor.remix.lanes[0], "g")
    assert chosen(found, 0) == 2


def test_what_is_withdrawn_meanwhile_is_told(place: Place) -> None:
    bench = place.begin()
    hum = place.shelf.record("Hum")
    place.add(hum)
    place.heard()
    assert bench.panel.rights.obstacles.said == ""
    place.page._store.library.shelve(HOME, records=[replace(hum, state=RecordState.WITHDRAWN, media=None)])
    place.until(lambda: "withdrawn by its author" in bench.panel.rights.obstacles.said)
    assert place.heard() == ["Hum"]
