"""The delivery sheet: what it shows before anything is written, and what it makes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.delivering import Chosen, Way
from studio.delivering.choosing import Part
from studio.domain.ids import DraftId, SessionId, new_id
from studio.domain.record import Kind, Media
from studio.domain.script import LineMark
from studio.sound import check
from studio.store import Store
from studio.ui.delivery.asked import Asked
from studio.ui.delivery.sheet import DeliverySheet
from studio.ui.record.sitting import of_challenge
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from studio.ui.widgets.inside import Inside
from tests.store.made import a_parcel, a_record, a_take

from ..conftest import HOME, a_challenge
from ..pieces import a_sounding_take, all_plain, nameless
from .sheets import LINES, SESSION, a_script, opened, press, record, said


def test_names_and_what_is_missing_are_shown_before_anything_is_written(qtbot, sheet: DeliverySheet, out: Path) -> None:
    assert sheet.missing.said == "1 of 2 is missing: 2 (not recorded)."
    assert [label.said for label in sheet.names.preview if label.isVisible()] == ["The pier_Mara_1_01.wav"]
    sheet.names.pattern.setText("{id}")
    assert sheet.names.preview[0].said == "pier_01.wav"
    qtbot.mouseClick(sheet.names.fields[3], Qt.MouseButton.LeftButton)
    assert sheet.names.pattern.text() == "{id}{take}"
    assert nameless(sheet) == []
    all_plain(sheet)
    assert not list(out.iterdir())


def test_which_of_too_many_stars_go_is_told(qtbot, store: Store, stage: Stage, window: QWidget, out: Path) -> None:
    sitting = a_script(store)
    record(store, sitting, 1, 2)
    where = {"session_id": SESSION, "line_id": LINES[0].id, "challenge_id": None}
    a_sounding_take(store, seconds=1.0, number=2, starred=True, **where)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    assert sheet.spare.isVisible() and "Line 1: take 2 goes, take 1 stays here." in sheet.spare.said
    assert sheet.missing.said == "All 2 lines are here."


def test_lines_that_a_client_would_refuse_are_named_and_nothing_is_held_back(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    sitting = a_script(store, spec="acx")
    record(store, sitting, 1, 2)
    for take in store.takes.list(session_id=SESSION):
        store.checks.note(take, check.of_take(take, store.takes.path))
    sheet = opened(qtbot, store, stage, window, sitting, out)
    assert "Lines 1 and 2 do not pass ACX audiobook yet" in sheet.failing.said and sheet.go.isEnabled()
    sheet.spec.choose("")
    sheet._on_spec("")
    assert not sheet.failing.isVisible()


def test_in_large_text_the_sheet_fits_the_screen_and_most_of_it_is_for_what_is_chosen(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path, theme: Theme
) -> None:
    theme.set("paper", 200)
    sitting = a_script(store)
    record(store, sitting, 1)
    (out / "The pier_Mara_1_01.wav").write_bytes(b"mine")
    sheet = opened(qtbot, store, stage, window, sitting, out)
    qtbot.waitUntil(sheet.keep_both.isVisible)
    (inside,) = sheet.findChildren(Inside)
    qtbot.waitUntil(lambda: inside.height() + sheet.go.parentWidget().height() == sheet.height())
    assert sheet.height() < sheet.screen().availableGeometry().height()
    assert inside.height() > 0.55 * sheet.height()


def test_a_pattern_that_cannot_be_used_is_told_while_it_is_typed(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    sitting = a_script(store)
    record(store, sitting, 1, 2)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    assert sheet.go.isEnabled()
    sheet.names.pattern.setText("{speaker}")
    assert "“{speaker}” is no field" in sheet.trouble.said
    sheet.names.pattern.setText("{project}")
    assert "2 files would be called “The pier.wav”" in sheet.trouble.said
    assert not sheet.go.isEnabled()


def test_files_are_written_told_and_the_lines_of_the_script_are_delivered(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    sitting = a_script(store, spec="game-line", naming="{id}_{take:02}")
    record(store, sitting, 1, 2)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    assert sheet.missing.said == "All 2 lines are here."
    assert sheet.spec.currentText() == "Game line"
    press(qtbot, sheet)
    qtbot.waitUntil(lambda: "2 files are ready" in said(stage), timeout=30_000)
    assert sorted(path.name for path in out.iterdir()) == ["pier_01_01.wav", "pier_02_01.wav"]
    assert all(mark.delivered_at for mark in store.scripts.marks(SESSION).values())
    assert next(notice for notice in stage.notices.now if notice.key == "delivered").verb == "Show in folder"
    script = store.scripts.get(SESSION)
    assert (script.naming, script.spec) == ("{id}_{take:02}", "game-line")
    assert stage.choices.now.delivery["folder"] == str(out)


def test_what_a_client_would_say_of_the_files_as_they_were_made_is_told(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    sitting = a_script(store, spec="game-line", naming="{id}")
    record(store, sitting, 1, 2)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    sheet.form.kind.choose(".flac")
    sheet.form.kind.chosen.emit(".flac")
    press(qtbot, sheet)
    qtbot.waitUntil(lambda: "2 files are ready" in said(stage), timeout=30_000)
    notice = next(notice for notice in stage.notices.now if notice.key == "delivered")
    assert "2 of 2 do not pass Game line as made. “pier_01.flac”: It is flac; wav is asked." in notice.advice
    assert notice.worry


def test_whose_guide_was_heard_lies_beside_the_files(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    guide = Media("9" * 64, 1_000, "audio/wav", 5.0)
    asked = a_challenge(title="The sea", by="Mara", guide=guide)
    sung = a_record(title="The tide", kind=Kind.AUDIO, media=Media("8" * 64, 1_000, "audio/wav", 5.0))
    store.library.shelve(HOME, records=[sung], challenges=[asked])
    sitting = a_script(store, naming="{id}")
    for line, sha256 in zip(LINES, (guide.sha256, "8" * 64), strict=True):
        heard = a_sounding_take(store, session_id=SESSION, line_id=line.id, starred=True, challenge_id=asked.id)
        store.takes.change(replace(heard, guide_sha256=sha256, guide_frame=0))
    press(qtbot, opened(qtbot, store, stage, window, sitting, out))
    qtbot.waitUntil(lambda: "2 files are ready" in said(stage), timeout=30_000)
    assert sorted(path.name for path in out.iterdir()) == ["CREDITS.txt", "pier_01.wav", "pier_02.wav"]
    lines = (out / "CREDITS.txt").read_text("utf-8").splitlines()
    heard_of = [f"  {sung.author.handle}: The tide", "  Mara: Guide of “The sea”"]
    assert lines[:3] == ["The pier", "", "Heard while it was recorded"] and sorted(lines[3:]) == sorted(heard_of)


def test_choosing_what_it_is_made_for_sets_how_files_are(qtbot, sheet: DeliverySheet) -> None:
    sheet.spec.choose("acx")
    sheet.spec.chosen.emit("acx")
    form = sheet.form.form
    assert (form.ending, form.rate_hz, form.kbit) == (".mp3", 44_100, 192)
    assert sheet.names.preview[0].said.endswith(".mp3")
    sheet.form.kind.choose(".opus")
    sheet.form.kind.chosen.emit(".opus")
    assert sheet.form.form.rate_hz == 48_000
    assert not sheet.form.fine.isVisible()


def test_without_ffmpeg_m4a_alone_says_that_it_is_missing(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(out))
    sitting = a_script(store)
    record(store, sitting, 1)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    sheet.form.kind.choose(".m4a")
    sheet.form.kind.chosen.emit(".m4a")
    assert "needs ffmpeg" in sheet.form.about.said
    assert not sheet.go.isEnabled()
    sheet.form.kind.choose(".flac")
    sheet.form.kind.chosen.emit(".flac")
    assert sheet.go.isEnabled()


def test_after_a_delivery_only_what_is_new_is_offered_first(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    sitting = a_script(store)
    record(store, sitting, 1, 2)
    store.scripts.mark(LineMark(SESSION, "pier_01", delivered_at="2999-01-01T00:00:00.000Z"))
    sheet = opened(qtbot, store, stage, window, sitting, out)
    assert sheet.only_new.isChecked()
    assert [label.said for label in sheet.names.preview if label.isVisible()] == ["The pier_Zoë_2_01.wav"]
    qtbot.mouseClick(sheet.only_new, Qt.MouseButton.LeftButton)
    assert len([label for label in sheet.names.preview if label.isVisible()]) == 2


def test_a_set_of_more_files_than_a_record_holds_is_told_before_anything_is_made(
    qtbot, store: Store, stage: Stage, window: QWidget
) -> None:
    take = a_take()
    parts = tuple(Part(1, LINES[0], replace(take, number=number)) for number in range(1, 2_002))
    asked = Asked(SESSION, "The pier", Chosen(parts, (), 1, 1), None, {}, {}, "", "", True, challenge=a_challenge())
    sheet = DeliverySheet(stage, asked, window, sends=True)
    sheet.open()
    assert sheet.trouble.said.startswith("One record holds up to 2000 files, and these are 2001.")
    assert not sheet.go.isEnabled()
    sheet.way.choose(Way.FOLDER)
    sheet.way.chosen.emit(Way.FOLDER)
    assert sheet.go.isEnabled()
    sheet.reject()


def test_a_set_goes_to_its_challenge_as_one_draft_with_the_names_of_its_brief(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    challenge = a_challenge(lines=("Leave the window open.", "I counted the lights."), naming="L{line:03}_{take}")
    store.library.shelve(HOME, challenges=[challenge])
    sitting = of_challenge(challenge, SessionId(new_id()))
    record(store, sitting, 1, 2)
    shared: list[DraftId] = []
    sheet = opened(qtbot, store, stage, window, sitting, out, shared.append)
    assert sheet.go.said == "Share…"
    press(qtbot, sheet)
    qtbot.waitUntil(lambda: bool(shared), timeout=30_000)
    draft = store.drafts.list()[0]
    assert draft.challenge_id == challenge.id
    assert [(page.name, page.line_id) for page in draft.pages] == [("L001_1.wav", "0"), ("L002_1.wav", "1")]
    assert all(store.media.has(page.media.sha256) for page in draft.pages)
    assert not list(out.iterdir())


def test_that_a_set_is_not_sent_yet_is_said_until_it_is(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    challenge = a_challenge(lines=("Leave the window open.", "I counted the lights."), spec="game-line")
    store.library.shelve(HOME, challenges=[challenge])
    sitting = of_challenge(challenge, SessionId(new_id()))
    record(store, sitting, 1)
    sheet = opened(qtbot, store, stage, window, sitting, out, lambda id: None)
    sheet.form.kind.choose(".flac")
    sheet.form.kind.chosen.emit(".flac")
    press(qtbot, sheet)
    waiting = "The set is ready, and nothing is sent yet"
    qtbot.waitUntil(lambda: waiting in said(stage), timeout=30_000)
    draft = store.drafts.list()[0]
    store.parcels.seal(draft, a_parcel(draft, record_id=draft.record_id))
    qtbot.waitUntil(lambda: waiting not in said(stage))


def test_a_spec_that_a_brief_tells_whole_sets_how_files_are_and_the_typed_pattern_is_kept(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    spec = json.dumps({"title": "The radio play", "format": ["flac"], "sample_rate_hz": [44100], "channels": [2]})
    challenge = a_challenge(lines=("Leave the window open.",), spec=spec)
    store.library.shelve(HOME, challenges=[challenge])
    sitting = of_challenge(challenge, SessionId(new_id()))
    record(store, sitting, 1)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    assert sheet.spec.currentText() == "The radio play"
    form = sheet.form.form
    assert (form.ending, form.rate_hz, form.channels) == (".flac", 44_100, 2)
    sheet.names.pattern.setText("{line}_mine")
    press(qtbot, sheet)
    qtbot.waitUntil(lambda: (out / "1_mine.flac").exists(), timeout=30_000)
    again = opened(qtbot, store, stage, window, sitting, out)
    assert again.names.pattern.text() == "{line}_mine"
