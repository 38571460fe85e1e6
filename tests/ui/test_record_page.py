from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from studio.capture.reading import BoothState, Reading
from studio.domain.ids import SessionId, TakeId, new_id
from studio.domain.moments import now
from studio.domain.script import Line, seconds_to_say
from studio.domain.take import Gap, Levels, Take, TakeState
from studio.errors import DeviceTrouble
from studio.store import Store
from studio.ui.record import RecordPage, words
from studio.ui.record.options import Options
from studio.ui.record.sitting import FIRST_LINE, first_of, time_words
from studio.ui.stage import Stage
from studio.ui.theme import Theme

from .booth_page import open_page
from .conftest import HOME, Sound, a_challenge

GOOD = Levels(-9.8, -30.0, 0)


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound) -> Iterator[RecordPage]:
    page = open_page(qtbot, store, stage, sound)
    yield page
    sound.booth.close()


def a_kept_take(page: RecordPage, store: Store, number: int = 1, **fields: object) -> Take:
    sitting = page.sitting
    id = TakeId(new_id())
    take = Take(
        id, sitting.session_id, number, now(), f"{id}.wav", 48_000, 48_000, 1, "A microphone",
        challenge_id=sitting.challenge_id, line_id=sitting.line.id, prompt=sitting.line.text, levels=GOOD,
    )  # fmt: skip
    take = replace(take, **fields)  # type: ignore[arg-type]
    store.takes.add(take)
    return take


def test_nothing_above_the_words_moves_while_seconds_are_remembered_or_recorded(qtbot, stage: Stage) -> None:
    booth = Options(stage.choices)
    qtbot.addWidget(booth)
    booth.resize(700, 100)
    booth.show()

    def places(state: BoothState, seconds: float) -> list[int]:
        booth.show_reading(Reading(state, remembered_s=seconds))
        QApplication.processEvents()
        return [chip.x() for chip in (booth.count_in, booth.preroll, booth.script, booth.more)]

    still = places(BoothState.READY, 2)
    assert still == places(BoothState.READY, 10) == places(BoothState.READY, 60) == places(BoothState.RECORDING, 0)


def names(page: RecordPage) -> list[str]:
    return [take.name for take in page.takes.rows]


def test_a_beginner_finds_a_prompt_before_any_platform_is_there(page: RecordPage) -> None:
    assert page.prompt.line.said == FIRST_LINE.text
    assert page.takes.rows == []


def test_the_first_challenge_takes_the_place_of_the_friendly_prompt_when_it_arrives(
    qtbot, page: RecordPage, store: Store
) -> None:
    store.library.shelve(HOME, challenges=[a_challenge(lines=("Walk softly.",))])
    qtbot.waitUntil(lambda: page.prompt.line.said == "Walk softly.")
    assert page.sitting.title == "Whisper this line"


def test_a_beginner_meets_the_quickest_line_first() -> None:
    long = a_challenge(lines=("One.",), minutes=40)
    hum = a_challenge(minutes=1)
    whisper = a_challenge(lines=("Walk softly.",), minutes=2)
    assert first_of([long, hum, whisper]) == whisper
    assert first_of([]) is None


def test_pressing_r_twice_records_a_take(qtbot, page: RecordPage, store: Store) -> None:
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: page.controls.button.accessibleName() == "Stop recording", timeout=10_000)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: names(page) == ["Take 1"], timeout=20_000)
    take = store.takes.list()[0]
    assert take.prompt == FIRST_LINE.text
    assert page.takes.rows[0].sentence == "Good level"
    qtbot.waitUntil(lambda: len(page.takes.rows[0].wave) > 0, timeout=20_000)


def test_the_red_button_records_and_stops(qtbot, page: RecordPage) -> None:
    qtbot.mouseClick(page.controls.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.controls.clock.said != "0:00.0", timeout=10_000)
    qtbot.mouseClick(page.controls.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(names(page)) == 1, timeout=20_000)


def test_what_was_just_said_can_be_kept_and_its_seconds_are_shown(qtbot, page: RecordPage, store: Store) -> None:
    qtbot.waitUntil(lambda: page.options.keep.isEnabled(), timeout=20_000)
    assert page.options.keep.said.startswith("Keep the last ")
    qtbot.keyClick(page, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: len(names(page)) == 1, timeout=20_000)
    assert store.takes.list()[0].frames > 0


def test_a_count_in_can_be_cancelled(qtbot, page: RecordPage, stage: Stage, store: Store) -> None:
    stage.choices.change(count_in_s=3)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert page.controls.button.accessibleName() == "Recording starts in 3, press to cancel"
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.controls.button.accessibleName() == "Record"
    assert store.takes.list() == []


def test_no_letter_records_while_a_text_field_has_the_focus(qtbot, page: RecordPage, store: Store) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit()
    lines = QVBoxLayout(window)
    lines.addWidget(page)
    lines.addWidget(field)
    window.show()
    field.setFocus()
    qtbot.waitUntil(lambda: field.hasFocus())
    qtbot.keyClicks(field, "R rks p")
    qtbot.keyClick(field, Qt.Key.Key_F8)
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    assert field.text() == "R rks p"
    assert page.controls.button.accessibleName() == "Record"
    assert store.takes.list() == []
    window.layout().removeWidget(page)
    page.setParent(None)


def test_space_presses_the_button_that_has_the_focus_and_does_not_record(qtbot, page: RecordPage) -> None:
    chip = page.options.count_in
    chip.setFocus()
    qtbot.waitUntil(lambda: chip.hasFocus())
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()
    assert page.controls.button.accessibleName() == "Record"


def test_a_discarded_take_comes_back(qtbot, page: RecordPage, store: Store, stage: Stage) -> None:
    take = a_kept_take(page, store)
    qtbot.waitUntil(lambda: names(page) == ["Take 1"])
    qtbot.keyClick(page, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: names(page) == [])
    assert store.takes.get(take.id).state is TakeState.DISCARDED
    assert [notice.title for notice in stage.notices.now] == ["Take 1 discarded"]
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(page) == ["Take 1"])
    assert stage.notices.now == ()


def test_a_star_is_set_and_taken_away(qtbot, page: RecordPage, store: Store) -> None:
    take = a_kept_take(page, store)
    qtbot.waitUntil(lambda: names(page) == ["Take 1"])
    qtbot.keyClick(page, Qt.Key.Key_S)
    assert store.takes.get(take.id).starred
    qtbot.keyClick(page, Qt.Key.Key_S)
    assert not store.takes.get(take.id).starred


def test_enter_stars_the_take_and_goes_to_the_next_line(qtbot, page: RecordPage, store: Store) -> None:
    page.answer(a_challenge(lines=("One.", "Two.", "Three.")))
    take = a_kept_take(page, store)
    qtbot.waitUntil(lambda: names(page) == ["Take 1"])
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert store.takes.get(take.id).starred
    assert page.prompt.line.said == "Two."
    assert names(page) == []
    qtbot.keyClick(page, Qt.Key.Key_Up)
    assert page.prompt.line.said == "One."
    assert names(page) == ["Take 1"]


def test_a_challenge_that_was_begun_keeps_its_takes(qtbot, page: RecordPage, store: Store) -> None:
    challenge = a_challenge(lines=("One.",))
    page.answer(challenge)
    a_kept_take(page, store)
    page.answer(a_challenge(lines=("Other.",)))
    assert names(page) == []
    page.answer(challenge)
    qtbot.waitUntil(lambda: names(page) == ["Take 1"])


def test_the_keys_mean_the_take_that_was_just_made(qtbot, page: RecordPage, store: Store) -> None:
    first = a_kept_take(page, store, 1, starred=True)
    qtbot.waitUntil(lambda: names(page) == ["Take 1"])
    second = a_kept_take(page, store, 2)
    qtbot.waitUntil(lambda: names(page) == ["Take 2", "Take 1"])
    qtbot.keyClick(page, Qt.Key.Key_Backspace)
    assert store.takes.get(second.id).state is TakeState.DISCARDED
    assert store.takes.get(first.id).state is TakeState.KEPT


def test_share_hands_over_the_starred_take(qtbot, page: RecordPage, store: Store) -> None:
    assert not page.takes.share.isEnabled()
    starred = a_kept_take(page, store, 1, starred=True)
    a_kept_take(page, store, 2)
    qtbot.waitUntil(lambda: len(names(page)) == 2)
    with qtbot.waitSignal(page.share_wanted) as caught:
        qtbot.mouseClick(page.takes.share, Qt.MouseButton.LeftButton)
    assert caught.args[0].id == starred.id


def test_deliver_hands_over_the_sitting_and_is_not_offered_for_a_free_line(qtbot, page: RecordPage) -> None:
    assert not page.takes.deliver.isVisible()
    page.answer(a_challenge(lines=("One.", "Two.")))
    with qtbot.waitSignal(page.deliver_wanted) as caught:
        qtbot.mouseClick(page.takes.deliver, Qt.MouseButton.LeftButton)
    assert caught.args == [page.sitting, False]


def test_share_sends_the_lines_of_a_challenge_as_one_set(qtbot, page: RecordPage, store: Store) -> None:
    page.answer(a_challenge(lines=("One.", "Two.")))
    assert not page.takes.share.isEnabled()
    a_kept_take(page, store, 1, starred=True)
    qtbot.waitUntil(lambda: len(names(page)) == 1)
    page.go(1)  # where nothing was said yet
    with qtbot.waitSignal(page.deliver_wanted) as caught:
        qtbot.mouseClick(page.takes.share, Qt.MouseButton.LeftButton)
    assert caught.args == [page.sitting, True]


def test_a_take_says_its_level_and_what_was_lost() -> None:
    take = Take(
        TakeId("1"), SessionId(new_id()), 2, now(), "a.wav", 96_000, 48_000, 1, "A microphone",
        gaps=(Gap(1_000, 4_800),), levels=Levels(0.0, -10.0, 2, 48_000), starred=True,
    )  # fmt: skip
    assert words.level_sentence(take) == "Too hot: it clipped twice"
    assert words.level_tone(take) == "warn"
    assert words.figures(take) == "0.1 s lost · at 0:01.0"
    assert words.spoken(take, "Take 2") == "Take 2, 2.0 seconds, Too hot: it clipped twice, 0.1 s lost, starred"


def test_clipping_lost_sound_and_a_full_disk_are_said_in_words(page: RecordPage) -> None:
    reading = Reading(
        BoothState.RECORDING, 7.4, -3.0, -0.1, clips=2, lost_frames=480, minutes_left=12.4, device="USB Microphone"
    )
    page.controls.show_reading(reading, 48_000)
    assert page.controls.warning.said == (
        "Too hot: clipped twice · 10 ms lost, marked in the take · About 12 minutes left on this disk"
    )
    assert page.controls.meter.accessibleDescription() == "Too hot: clipped twice"
    assert page.controls.clock.said == "0:07.4"


def test_without_a_microphone_the_page_says_so_and_does_not_record(qtbot, page: RecordPage) -> None:
    page.controls.show_reading(Reading(BoothState.LOST), 48_000)
    assert page.controls.device.said == "No microphone"
    assert not page.controls.button.isEnabled()


def test_a_word_about_silence_goes_away_when_sound_arrives(qtbot, page: RecordPage, stage: Stage, sound: Sound) -> None:
    qtbot.waitUntil(lambda: sound.booth.reading().level_dbfs > -60, timeout=20_000)
    page.turns.follow(Reading(BoothState.READY))
    stage.bell.trouble.emit(DeviceTrouble("Nothing arrives from the microphone", "Check its mute switch."))
    page.show_frame()
    assert stage.notices.now == ()


def test_a_trouble_of_the_microphone_goes_away_when_it_is_back(qtbot, page: RecordPage, stage: Stage) -> None:
    stage.bell.trouble.emit(DeviceTrouble("The microphone is gone", "Plug it in again."))
    assert [notice.title for notice in stage.notices.now] == ["The microphone is gone"]
    page.turns.follow(Reading(BoothState.LOST))
    page.turns.follow(Reading(BoothState.READY))
    assert stage.notices.now == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Yes.", "about 3 seconds"),
        ("Walk softly, the house is only pretending to sleep.", "about 5 seconds"),
        ("word " * 100, "about 45 seconds"),
        ("word " * 1_000, "about 7 minutes"),
    ],
)
def test_the_length_of_a_line_is_guessed(text: str, told: str) -> None:
    assert time_words(seconds_to_say(text)) == told


def test_a_very_long_line_scrolls_and_the_red_button_stays_in_sight(qtbot, page: RecordPage) -> None:
    long = a_challenge(lines=("A",))
    page.answer(replace(long, lines=(Line("a", "and it goes on and on " * 80), Line("b", "x" * 500))))
    qtbot.waitUntil(lambda: page.prompt.verticalScrollBar().maximum() > 0)
    button = page.controls.button
    assert button.mapTo(page, button.rect().bottomRight()).y() <= page.height()
    page.go(1)
    assert page.prompt.line.width() <= page.prompt.width()


def test_takes_that_were_there_before_stand_in_the_list_right_after_the_first_picture(
    qtbot, store: Store, stage: Stage, sound: Sound
) -> None:
    page = RecordPage(sound.rooms(store), stage)
    qtbot.addWidget(page)
    takes = [a_kept_take(page, store, number) for number in (1, 2)]
    page.takes.refresh()
    assert page.takes.chosen() == takes[-1], "the keys know the newest take at once"
    page.show()
    qtbot.waitUntil(lambda: names(page) == ["Take 2", "Take 1"])


def test_e_opens_the_chosen_take_in_the_editor(qtbot, page: RecordPage, store: Store) -> None:
    take = a_kept_take(page, store)
    qtbot.waitUntil(lambda: names(page) == ["Take 1"])
    with qtbot.waitSignal(page.edit_wanted) as told:
        qtbot.keyClick(page, Qt.Key.Key_E)
    assert told.args[0].id == take.id


def test_at_twice_the_size_the_words_are_in_sight(
    qtbot, theme: Theme, store: Store, stage: Stage, sound: Sound
) -> None:
    """As after a change of the text's size: the page is built anew into a window that is seen already."""
    theme.set("paper", 200)
    window = QWidget()
    room = QVBoxLayout(window)
    window.resize(1128, 696)
    qtbot.addWidget(window)
    window.show()
    page = RecordPage(sound.rooms(store), stage)
    room.addWidget(page)
    page.show()
    prompt = page.prompt
    qtbot.waitUntil(lambda: prompt.isVisible() and prompt.widget().rect().contains(prompt.line.geometry()))
    page.answer(a_challenge(lines=("Walk softly, the house is only pretending to sleep.",)))
    qtbot.waitUntil(lambda: prompt.widget().rect().contains(prompt.line.geometry()))
    window.close()
