"""The room check, hearing oneself and the guide, in the real page."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from studio.capture.reading import BoothState, Reading
from studio.domain.ids import SessionId, TakeId, new_id
from studio.domain.moments import now
from studio.domain.room import Room
from studio.domain.script import LineMark, Pickup
from studio.domain.take import Take
from studio.sound import portaudio
from studio.store import Store, sidecars
from studio.ui.record import RecordPage
from studio.ui.record.matching import Matching
from studio.ui.record.monitoring import Monitoring
from studio.ui.record.sitting import free
from studio.ui.stage import Stage

from .booth_page import titles
from .conftest import Sound, a_challenge


def a_room(microphone: str, measured_at: str, floor_dbfs: float) -> Room:
    return Room(new_id(), microphone, "here", measured_at, floor_dbfs, 0, -120.0, (floor_dbfs - 10,) * 10)


def test_five_seconds_of_silence_are_measured_and_remembered(
    qtbot, page: RecordPage, store: Store, sound: Sound
) -> None:
    qtbot.waitUntil(lambda: sound.booth.reading().remembered_s > 1, timeout=20_000)
    microphone = sound.booth.reading().device
    store.rooms.add(a_room(microphone, "2026-05-12T10:00:00Z", -66.0))
    page.more.check_room()
    sheet = page.more.sheet
    assert sheet is not None
    qtbot.keyClick(sheet.listen, Qt.Key.Key_Space)
    assert sheet.sentence.said == "Listening. Be silent…"
    with qtbot.waitSignal(sheet.measured, timeout=30_000) as caught:
        pass
    (room,) = caught.args
    assert store.rooms.latest(microphone, "here") == room and room.floor_dbfs > -30, "the voice of the tests is a tone"
    assert sheet.sentence.said.startswith("Noisy: the floor lies at −")
    assert sheet.beside.said.startswith("It differs from how it was 12 May 2026: ")
    assert "1k hertz" in sheet.bands.accessibleDescription()
    assert sheet.listen.hasFocus(), "it can be listened again at once"
    sheet.reject()


def test_a_room_is_remembered_for_its_microphone_and_place(store: Store) -> None:
    old, new = (a_room("One", moment, -60.0) for moment in ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"))
    elsewhere = replace(new, id=new_id(), place="the wardrobe")
    for room in (new, old, elsewhere):
        store.rooms.add(room)
    assert store.rooms.latest("One", "here") == new
    assert store.rooms.latest("One", "here", "2026-01-15T00:00:00Z") == old
    assert store.rooms.latest("One", "the wardrobe") == elsewhere
    assert store.rooms.latest("Two", "here") is None and store.rooms.latest("One", "here", "2025") is None


def an_asked_take(
    store: Store,
    session_id: SessionId,
    at: str = "2026-05-12T11:00:00Z",
    device: str = "A microphone",
    place: str = "here",
) -> None:
    """The room was listened to with "A microphone" on 12 May at ten; the day after, the line is asked for once more."""
    id = TakeId(new_id())
    store.takes.add(Take(id, session_id, 1, at, f"{id}.wav", 48_000, 48_000, 1, device, line_id="0", place=place))
    store.rooms.add(a_room("A microphone", "2026-05-12T10:00:00Z", -66.0))
    store.scripts.mark(LineMark(session_id, "0", pickup=Pickup("1", "Slower", "2026-05-13T10:00:00Z")))


def test_before_pickups_the_room_that_they_must_match_is_told(
    qtbot, page: RecordPage, store: Store, sound: Sound
) -> None:
    challenge = a_challenge(lines=("One.", "Two."))
    page.answer(challenge)
    an_asked_take(store, page.sitting.session_id)
    page.answer(a_challenge(lines=("Other.",)))
    page.show_frame()
    assert titles(page) == []
    page.answer(challenge)
    page.show_frame()
    assert titles(page) == ["Pickups must match the room of 12 May 2026"]
    room = a_room(sound.booth.reading().device, now(), -58.0)
    store.rooms.add(room)
    page.more._on_measured(room)
    assert titles(page) == ["Today's room differs from what pickups must match"]


@pytest.fixture
def matching(store: Store, stage: Stage) -> Matching:
    return Matching(store, stage, lambda: None)


def words(stage: Stage) -> list[tuple[str, str]]:
    return [(notice.title, notice.advice) for notice in stage.notices.now]


def test_todays_room_is_held_against_that_of_the_earlier_take(store: Store, stage: Stage, matching: Matching) -> None:
    sitting = free()
    an_asked_take(store, sitting.session_id)
    store.rooms.add(a_room("A microphone", now(), -58.0))
    matching.look(sitting, "A microphone")
    differs = "Today's room differs from what pickups must match"
    assert words(stage) == [(differs, "It differs from how it was 12 May 2026: 8 dB louder.")]
    store.rooms.add(a_room("A microphone", now(), -66.5))
    matching.look(sitting, "A microphone")
    assert [title for title, _ in words(stage)] == [differs], "it is said once a sitting"
    matching.look(sitting, "A microphone", again=True)
    assert words(stage) == [("Today's room sounds as it did 12 May 2026: pickups will match", "")]


def test_in_another_place_the_room_of_the_earlier_take_is_still_known(
    store: Store, stage: Stage, matching: Matching
) -> None:
    sitting = free()
    an_asked_take(store, sitting.session_id)
    stage.choices.change(place="kitchen")
    matching.look(sitting, "A microphone")
    assert [title for title, _ in words(stage)] == ["Pickups must match the room of 12 May 2026"]
    store.rooms.add(replace(a_room("A microphone", now(), -40.0), place="kitchen"))
    matching.look(sitting, "A microphone", again=True)
    assert words(stage) == [
        (
            "Today's room differs from what pickups must match",
            "It differs from how it was 12 May 2026: 26 dB louder. It was another place then: here.",
        )
    ]


def test_a_take_is_matched_by_the_place_where_it_was_made(store: Store, stage: Stage, matching: Matching) -> None:
    """Its own microphone heard another place between the check and the take; what is from before takes kept their place has any."""
    sitting, old = free(), free()
    for at, place in (("2026-05-12T10:30:00Z", "kitchen"), (now(), "here")):
        store.rooms.add(replace(a_room("A microphone", at, -40.0), place=place))
    an_asked_take(store, sitting.session_id)
    matching.look(sitting, "A microphone")
    assert words(stage)[0][1] == "It differs from how it was 12 May 2026: 26 dB louder."
    an_asked_take(store, old.session_id, place="")
    matching.look(old, "A microphone")
    assert words(stage)[-1][0].startswith("Today's room sounds as it did 12 May 2026, though in another place")


def test_a_take_keeps_the_place_where_it_was_made(qtbot, page: RecordPage, store: Store, stage: Stage) -> None:
    stage.choices.change(place="wardrobe")
    page.record()
    qtbot.waitUntil(lambda: page._booth.reading().elapsed_s > 0.2, timeout=20_000)
    page.record()
    qtbot.waitUntil(lambda: len(store.takes.list()) == 1, timeout=20_000)
    (take,) = store.takes.list()
    assert (take.place, sidecars.read(sidecars.path_of(store.takes.folder, take)).place) == ("wardrobe", "wardrobe")


def test_today_is_heard_with_the_microphone_in_use(store: Store, stage: Stage, matching: Matching) -> None:
    sitting = free()
    an_asked_take(store, sitting.session_id)
    store.rooms.add(a_room("Another", now(), -58.0))
    matching.look(sitting, "")
    assert words(stage) == [], "no microphone is open yet"
    matching.look(sitting, "Another")
    (differs,) = words(stage)
    assert differs == (
        "Today's room differs from what pickups must match",
        "It differs from how it was 12 May 2026: 8 dB louder. It was another microphone then: A microphone.",
    )
    store.rooms.add(a_room("Another", now(), -66.5))
    matching.look(sitting, "Another", again=True)
    assert words(stage) == [("Today's room sounds as it did 12 May 2026, though with another microphone", "")]
    matching.look(sitting, "A microphone")
    assert words(stage)[0][0] == "Pickups must match the room of 12 May 2026"


def test_a_room_that_was_listened_to_after_the_take_counts_until_the_pickup_was_asked(
    store: Store, stage: Stage, matching: Matching
) -> None:
    sitting = free()
    an_asked_take(store, sitting.session_id, at="2026-05-12T09:00:00Z")
    store.rooms.add(a_room("A microphone", "2026-05-12T12:00:00Z", -50.0))
    store.rooms.add(a_room("A microphone", now(), -66.5))
    matching.look(sitting, "A microphone")
    assert words(stage) == [("Today's room sounds as it did 12 May 2026: pickups will match", "")]


def test_what_is_not_known_of_the_earlier_room_is_not_told(store: Store, stage: Stage, matching: Matching) -> None:
    sitting = free()
    an_asked_take(store, sitting.session_id, device="Unchecked")
    for floor_dbfs in (-60.0, -40.0):
        store.rooms.add(a_room("Unchecked", now(), floor_dbfs))
        matching.look(sitting, "Unchecked", again=True)
        assert words(stage) == []


def test_that_the_earlier_take_was_made_elsewhere_is_told_though_nobody_listened_there(
    store: Store, stage: Stage, matching: Matching
) -> None:
    sitting = free()
    an_asked_take(store, sitting.session_id, device="Unchecked", place="wardrobe")
    matching.look(sitting, "Unchecked")
    assert words(stage)[0][0] == "Pickups must match a take that was made elsewhere: wardrobe"
    stage.choices.change(place="wardrobe")
    matching.look(sitting, "Unchecked")
    assert words(stage) == []


def test_the_take_to_match_is_found_behind_any_number_of_newer_ones(store: Store) -> None:
    session_id = SessionId(new_id())
    assert store.takes.to_match(session_id) is None
    an_asked_take(store, session_id)
    (asked,) = store.takes.list(session_id=session_id)
    others = [(new_id(), line_id) for line_id in ("0", *["1"] * 600)]
    store.takes.add_all(
        [
            replace(asked, id=TakeId(id), file_name=f"{id}.wav", line_id=line_id, started_at="2026-05-14T10:00:00Z")
            for id, line_id in others
        ]
    )
    assert store.takes.to_match(session_id) == asked
    store.takes.discard(asked.id)
    assert store.takes.to_match(session_id) is None


def test_nobody_hears_himself_before_he_was_warned_once(qtbot, page: RecordPage, stage: Stage) -> None:
    monitoring = page.more.monitoring
    monitoring.toggle()
    assert monitoring.question is not None and not monitoring.is_wanted
    monitoring.question.reject()
    assert not monitoring.is_wanted
    monitoring.toggle()
    monitoring.question._choose("Hear myself")
    qtbot.waitUntil(lambda: monitoring._monitor is not None, timeout=20_000)
    assert page.options.monitor.isVisibleTo(page) and stage.choices.now.told_of_howling
    qtbot.mouseClick(page.options.monitor, Qt.MouseButton.LeftButton)
    assert not monitoring.is_wanted and not page.options.monitor.isVisibleTo(page)
    monitoring.toggle()
    assert monitoring.is_wanted, "the warning comes once"
    qtbot.waitUntil(lambda: monitoring._monitor is not None, timeout=20_000)


def test_nothing_is_heard_when_the_page_closes_with_the_studio(
    qtbot, page: RecordPage, stage: Stage, sound: Sound
) -> None:
    stage.choices.change(told_of_howling=True)
    monitoring, busy = page.more.monitoring, threading.Event()
    monitoring.toggle()
    qtbot.waitUntil(lambda: monitoring._monitor is not None, timeout=20_000)
    stage.tasks.run(lambda _: busy.wait(20))
    stage.tasks.run(lambda _: busy.wait(20))
    page.close()
    sound.booth.close()
    busy.set()
    stage.tasks.stop()
    qtbot.waitUntil(portaudio.refresh, timeout=20_000)


def test_headphones_that_open_too_late_are_closed_again(qtbot, page: RecordPage, stage: Stage, sound: Sound) -> None:
    stage.choices.change(told_of_howling=True)
    with portaudio.steady():
        page.more.monitoring.toggle()
        ending = threading.Thread(target=stage.tasks.stop)
        ending.start()
        qtbot.waitUntil(lambda: not ending.is_alive() or stage.tasks._has_ended, timeout=20_000)
    ending.join()
    page.close()
    sound.booth.close()
    qtbot.waitUntil(portaudio.refresh, timeout=20_000)


def test_a_howl_switches_it_off_and_is_told(qtbot, page: RecordPage, stage: Stage) -> None:
    stage.choices.change(told_of_howling=True)
    monitoring: Monitoring = page.more.monitoring
    monitoring.toggle()
    qtbot.waitUntil(lambda: monitoring._monitor is not None, timeout=20_000)
    page._frames.stop()  # only this test says what is heard
    qtbot.waitUntil(
        lambda: monitoring.follow(Reading(BoothState.READY, level_dbfs=-0.5)) or not monitoring.is_wanted,
        timeout=20_000,
    )
    assert "It began to howl, and was switched off" in titles(page)


def test_a_guide_is_heard_with_a_take_which_knows_when(
    qtbot, page: RecordPage, store: Store, sound: Sound, tmp_path: Path
) -> None:
    page.more.guide.take(sound.voice)
    qtbot.waitUntil(lambda: page.options.guide.said == "Guide: voice.wav", timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > 4, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: len(store.takes.list()) == 1, timeout=20_000)
    (take,) = store.takes.list()
    assert store.media.has(take.guide_sha256) and take.guide_frame is not None
    assert take.preroll_frames <= take.guide_frame < take.preroll_frames + 48_000
    qtbot.waitUntil(lambda: not sound.player.cue.is_on, timeout=20_000)
    qtbot.mouseClick(page.options.guide, Qt.MouseButton.LeftButton)
    assert not page.options.guide.isVisibleTo(page)


def test_that_a_measurement_lays_takes_better_is_told_once_after_a_take_along_a_guide(
    qtbot, page: RecordPage, store: Store, stage: Stage, sound: Sound
) -> None:
    def a_take(*, along: bool) -> None:
        count = len(store.takes.list())
        page.record()
        qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.RECORDING, timeout=20_000)
        qtbot.waitUntil(lambda: not along or page.more.guide._cued._tells == 1, timeout=20_000)
        page.record()
        qtbot.waitUntil(lambda: len(store.takes.list()) > count and not page.more._was_recording, timeout=20_000)

    told = "Your takes can lie even nearer to what you heard"
    a_take(along=False)
    assert told not in titles(page), "nothing was heard beside it"
    page.more.guide.take(sound.voice)
    qtbot.waitUntil(lambda: page.more.guide.sha256 != "", timeout=20_000)
    a_take(along=True)
    (notice,) = (one for one in stage.notices.now if one.title == told)
    assert "under More" in notice.advice
    stage.notices.press(notice)
    assert page.more.measuring is not None, "it is measured at one press"
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.RECORDING, timeout=20_000)
    page.more.measuring.working.reject()
    qtbot.waitUntil(lambda: page._stage.tasks.is_idle, timeout=20_000)
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.READY, timeout=20_000)
    assert len(store.takes.list()) == 2, "what was stopped leaves no take"
    a_take(along=True)
    assert told not in titles(page)


def test_what_is_no_sound_is_no_guide(qtbot, page: RecordPage, tmp_path: Path) -> None:
    words = tmp_path / "words.wav"
    words.write_text("These are only words.")
    page.more.guide.take(words)
    qtbot.waitUntil(lambda: titles(page) == ["This is not a sound file"], timeout=20_000)
    assert page.more.guide.name == ""


def test_the_way_back_is_measured_for_these_devices(qtbot, page: RecordPage, store: Store, sound: Sound) -> None:
    """The microphone of the tests is a file that hears no loudspeaker: that is told, and nothing is kept of it."""
    page.more.measure()
    measuring = page.more.measuring
    assert measuring is not None and measuring.working is not None
    qtbot.waitUntil(lambda: titles(page) == ["The microphone did not hear the sweep clearly"], timeout=40_000)
    assert measuring.working is None and store.takes.list() == []
    assert page._stage.choices.now.round_trips == {}


def test_the_menu_offers_all_of_it_by_keyboard(qtbot, page: RecordPage) -> None:
    page.options.more.setFocus()
    qtbot.keyClick(page.options.more, Qt.Key.Key_Space)
    menu = page.options.more.findChild(QMenu)
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        "Answer with a sound file…",
        "Check the room…",
        "Hear myself in the headphones",
        "A guide to hear while you record…",
        "Measure the loudspeaker's way back…",
    ]
    menu.close()
    menu.actions()[0].trigger()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None and dialog.windowTitle() == "Choose a sound"
    dialog.reject()
