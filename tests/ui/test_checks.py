"""Under every take: what a client will say of it, and what mends it at one press."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from studio.domain.edits import Quieten, edited
from studio.domain.ids import ChallengeId, TakeId, new_id
from studio.domain.moments import now
from studio.domain.take import Levels, Take
from studio.sound.convert import read_all
from studio.sound.pcm import Floats
from studio.sound.wav import WavWriter
from studio.store import Store
from studio.ui.record import RecordPage, words
from studio.ui.record.check_sheet import CheckSheet
from studio.ui.record.checks import Checks
from studio.ui.stage import Stage
from tests.by_keys import focus, tab_to, unreached, unseen
from tests.by_keys import press as press_key
from tests.rig import speech

from .conftest import HOME, Sound, a_challenge

RATE_HZ = 48_000
LOUD_AND_TIGHT = (
    '{"title": "The pier", "integrated_lufs": [-20, -18], "head_s": [null, 0.2], "true_peak_dbtp": [null, -1]}'
)


def voice(level: float = 1.0, room: float = 1e-4) -> Floats:
    words = read_all(speech.prompts(1)[0], RATE_HZ, 1)[: 6 * RATE_HZ] * np.float32(level)
    sound = np.concatenate((np.zeros((RATE_HZ, 1), np.float32), words))
    return (sound + np.random.default_rng(0).normal(0, room, sound.shape)).astype(np.float32)


def keep(page: RecordPage, store: Store, sound: Floats, number: int = 1) -> Take:
    """As the booth keeps a take: a file, and its row."""
    id = TakeId(new_id())
    writer = WavWriter(store.folder.takes / f"{id}.wav", RATE_HZ, 1, 24)
    writer.write(sound)
    writer.close()
    sitting, loud = page.sitting, float(np.abs(sound).max())
    levels = Levels(20 * np.log10(loud), -20.0, 0)
    take = Take(
        id, sitting.session_id, number, now(), f"{id}.wav", len(sound), RATE_HZ, 1, "A microphone",
        challenge_id=sitting.challenge_id, line_id=sitting.line.id, levels=levels,
    )  # fmt: skip
    store.takes.add(take)
    return take


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound) -> Iterator[RecordPage]:
    page = RecordPage(sound.rooms(store), stage)
    page.resize(1200, 740)
    qtbot.addWidget(page)
    page.show()
    yield page
    sound.booth.close()


def answer(page: RecordPage, store: Store, spec: str) -> None:
    challenge = a_challenge(lines=("One.", "Two."), spec=spec, id=ChallengeId(new_id()))
    store.library.shelve(HOME, challenges=[challenge])
    page.answer(challenge)


def sheet_of(qtbot, page: RecordPage) -> CheckSheet:
    qtbot.keyClick(page, Qt.Key.Key_C)
    sheet = page.checking.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: "Listening" not in sheet.said.said, timeout=20_000)
    return sheet


def buttons(sheet: CheckSheet) -> dict[str, QPushButton]:
    return {one.text().strip(): one for one in sheet.findChildren(QPushButton) if one.isVisible()}


def press(qtbot, sheet: CheckSheet, name: str) -> None:
    qtbot.waitUntil(lambda: any(text.startswith(name) for text in buttons(sheet)))
    button = next(one for text, one in buttons(sheet).items() if text.startswith(name))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def sentence(page: RecordPage) -> str:
    return page.takes.rows[0].sentence if page.takes.rows else ""


def figures(page: RecordPage) -> str:
    return page.takes.rows[0].figures if page.takes.rows else ""


def test_a_take_says_in_words_whether_it_passes_what_the_challenge_asks(qtbot, page: RecordPage, store: Store) -> None:
    answer(page, store, LOUD_AND_TIGHT)
    keep(page, store, voice(0.1))
    qtbot.waitUntil(lambda: sentence(page) == "Too quiet and 1 more", timeout=20_000)
    assert "LUFS" in figures(page) and "−" in figures(page)
    assert "Too quiet and 1 more" in page.takes.rows[0].spoken
    assert page.takes.spec.said == "The pier"


def test_all_is_fixed_at_one_press_measured_again_and_undone(qtbot, page: RecordPage, store: Store) -> None:
    answer(page, store, LOUD_AND_TIGHT)
    take = keep(page, store, voice(0.1))
    sheet = sheet_of(qtbot, page)
    assert sheet.said.said == "What a client would not accept: 2 of 3 checks."
    press(qtbot, sheet, "Fix all")
    qtbot.waitUntil(lambda: sheet.said.said == "Ready to send: it passes all that is asked.", timeout=30_000)
    assert {edit.do for edit in store.takes.get(take.id).edits} == {"trim", "gain"}
    qtbot.waitUntil(lambda: sentence(page) == "Ready to send", timeout=20_000)
    qtbot.keyClick(sheet, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sheet.said.said.endswith("2 of 3 checks."), timeout=20_000)
    assert store.takes.get(take.id).edits_done == 0
    sheet.reject()
    assert page.checking.sheet is None


def test_one_thing_alone_is_fixed_and_undone_in_the_booth(qtbot, page: RecordPage, store: Store) -> None:
    answer(page, store, LOUD_AND_TIGHT)
    take = keep(page, store, voice(0.1))
    sheet = sheet_of(qtbot, page)
    press(qtbot, sheet, "Trim the ends")
    qtbot.waitUntil(lambda: sheet.said.said == "Left: 1 of 3 checks.", timeout=30_000)
    assert [edit.do for edit in store.takes.get(take.id).edits] == ["trim"]
    sheet.reject()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert store.takes.get(take.id).edits_done == 0


def test_noise_is_made_quieter_only_after_it_was_heard(
    qtbot, page: RecordPage, store: Store, sound: Sound, sound_card: object
) -> None:
    answer(page, store, '{"title": "A quiet room", "noise_floor_dbfs": [null, -60]}')
    take = keep(page, store, voice(room=2.5e-3))
    sheet = sheet_of(qtbot, page)
    assert "Fix all" not in buttons(sheet) and "Fix it" not in buttons(sheet)
    press(qtbot, sheet, "Make the room")
    qtbot.waitUntil(lambda: sound.player.position() is not None, timeout=20_000)
    assert store.takes.get(take.id).edits == ()
    qtbot.waitUntil(lambda: {"Before", "After", "Keep it"} <= set(buttons(sheet)))
    press(qtbot, sheet, "Before")
    press(qtbot, sheet, "Keep it")
    qtbot.waitUntil(lambda: sheet.said.said == "Ready to send: it passes all that is asked.", timeout=30_000)
    assert [type(edit) for edit in store.takes.get(take.id).edits] == [Quieten]
    assert edited(store.takes.get(take.id)).quieter_db > 0
    sheet.reject()


def test_a_spec_is_chosen_for_all_that_ask_for_none(qtbot, page: RecordPage, store: Store, stage: Stage) -> None:
    answer(page, store, "")
    keep(page, store, voice())
    qtbot.waitUntil(lambda: "LUFS" in figures(page), timeout=20_000)
    assert page.takes.spec.said == "No spec"
    sheet = sheet_of(qtbot, page)
    assert sheet.said.said.startswith("Nothing is asked of it yet")
    assert dict(sheet.facts.known.said)["Loudness"].endswith("LUFS")
    sheet.reject()
    page.activateWindow()
    menu = page.takes.spec.menu_of_specs()
    assert {"No spec", "ACX audiobook", "Game line"} <= {action.text() for action in menu.actions()}
    next(action for action in menu.actions() if action.text() == "Game line").trigger()
    qtbot.waitUntil(lambda: page.takes.spec.said == "Game line", timeout=20_000)
    assert stage.choices.now.spec == "game-line"
    qtbot.waitUntil(lambda: sentence(page).startswith("Begins too late"), timeout=20_000)


def test_a_spec_chosen_against_a_brief_is_kept_with_that_challenge(qtbot, store: Store, stage: Stage) -> None:
    checks = Checks(store, stage)
    checks.ask("acx", "one")
    checks.choose("podcast")
    checks.ask("acx", "another")
    assert checks.told == "acx"
    again = Checks(store, stage)
    again.ask("acx", "one")
    assert again.told == "podcast"
    again.ask("game-line", "one")  # the challenge asks for something else now
    assert again.told == "game-line"
    qtbot.waitUntil(lambda: stage.tasks.is_idle, timeout=20_000)


def test_a_brief_whose_spec_is_broken_says_so_and_asks_nothing(
    qtbot, page: RecordPage, store: Store, stage: Stage
) -> None:
    answer(page, store, '{"title": "x", "peak": 3}')
    qtbot.waitUntil(lambda: any(n.title == "This spec cannot be read" for n in stage.notices.now), timeout=20_000)
    assert page.takes.checks.spec is None
    keep(page, store, voice())
    qtbot.waitUntil(lambda: "LUFS" in figures(page), timeout=20_000)


def test_a_take_whose_file_is_gone_is_shown_without_a_check(
    qtbot, page: RecordPage, store: Store, stage: Stage
) -> None:
    answer(page, store, LOUD_AND_TIGHT)
    take = keep(page, store, voice())
    store.takes.file(take).unlink()
    store.takes.change(replace(take, note="x"))
    qtbot.waitUntil(lambda: bool(page.takes.rows) and not stage.tasks._waiting, timeout=20_000)
    assert sentence(page) == "Good level"
    sheet = sheet_of(qtbot, page)
    assert "The sound of a take" in sheet.said.said
    sheet.reject()


def test_what_nobody_asked_is_told_quietly_with_its_places(qtbot, page: RecordPage, store: Store) -> None:
    answer(page, store, LOUD_AND_TIGHT)
    sound = voice(0.1)
    sound[3 * RATE_HZ : 3 * RATE_HZ + 9_600] = 0
    keep(page, store, sound + np.float32(0.004) * (sound != 0))
    sheet = sheet_of(qtbot, page)
    known = dict(sheet.facts.known.said)
    assert sheet.facts.besides.isVisible() and known["Digital silence"] == "0.20 s, first at 0:03.0"
    assert known["Offset"] == "0.0039 of full scale"
    assert not set(known) & {"Loudness", "Highest peak", "Silence before"}  # these are asked
    assert "something to know at" in sheet.wave.accessibleName() and "0:03.0" in sheet.wave.accessibleName()
    sheet.reject()


def test_every_figure_is_there_for_those_who_want_it(qtbot, page: RecordPage, store: Store) -> None:
    answer(page, store, LOUD_AND_TIGHT)
    take = keep(page, store, voice(0.1))
    sheet = sheet_of(qtbot, page)
    found = store.checks.find(take)
    assert found is not None and sheet.facts.figures.isHidden()
    qtbot.keyClick(sheet.facts.more, Qt.Key.Key_Space)
    told = dict(sheet.facts.figures.said)
    assert sheet.facts.figures.isVisible() and told["Format"] == "WAV · 24-bit · 48 kHz · mono"
    assert told["Mean level"] == f"{found.rms_dbfs:.1f} dB".replace("-", "−")
    assert told["Loudest three seconds"].startswith(f"{found.short_term_lufs:.1f} LUFS, at 0:".replace("-", "−"))
    every = {*told, *dict(sheet.facts.known.said), *dict(sheet.facts.passed.said), "Loudness", "Silence before"}
    happens = {"Clipping", "Lost sound", "Stutters", "Digital silence", "Offset", "Left and right"}
    assert every == set(words.NAMES.values()) - happens, "these are told where they are"
    sheet.reject()


def test_listening_and_fixing_tell_how_far_they_are_and_can_be_stopped(
    qtbot, page: RecordPage, store: Store, stage: Stage
) -> None:
    """Both ways of stopping it leave it as it was."""
    answer(page, store, LOUD_AND_TIGHT)
    take = keep(page, store, np.tile(voice(0.1), (10, 1)))
    parts: list[float] = []
    page.takes.checks.progressed.connect(lambda id, part: parts.append(part))
    qtbot.keyClick(page, Qt.Key.Key_C)
    sheet = page.checking.sheet
    assert sheet is not None
    press(qtbot, sheet, "Stop")
    assert sheet.said.said == "It was not listened to the end. Nothing is known of it yet."
    assert "Stop" not in buttons(sheet) and page.takes.checks.of(take) is None
    assert not sheet.facts.besides.isVisible(), "nothing stands below it"
    press(qtbot, sheet, "Listen again")
    qtbot.waitUntil(lambda: "2 of 3 checks" in sheet.said.said, timeout=30_000)
    assert parts == sorted(parts) and parts[-1] > 0.9
    press(qtbot, sheet, "Fix all")
    press(qtbot, sheet, "Stop")
    assert sheet.said.said == "What a client would not accept: 2 of 3 checks."
    press(qtbot, sheet, "Fix all")
    sheet.reject()
    qtbot.waitUntil(lambda: stage.tasks.is_idle, timeout=30_000)
    assert store.takes.get(take.id).edits == ()


def test_the_next_step_has_the_focus_and_what_is_fixed_hands_it_on(qtbot, page: RecordPage, store: Store) -> None:
    answer(page, store, LOUD_AND_TIGHT)
    take = keep(page, store, voice(0.1))
    sheet = sheet_of(qtbot, page)
    focus(qtbot, sheet)
    assert QApplication.focusWidget() is sheet.fix_all
    assert unreached(qtbot, sheet) == [] and unseen(qtbot, sheet) == []
    tab_to(next(one for one in sheet.findChildren(QPushButton) if one.text() == "Trim the ends"))
    press_key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: sheet.said.said == "Left: 1 of 3 checks.", timeout=30_000)
    assert QApplication.focusWidget() is sheet.fix_all
    press_key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.said.said == "Ready to send: it passes all that is asked.", timeout=30_000)
    assert QApplication.focusWidget() is sheet.close_it
    press_key(Qt.Key.Key_Return)
    assert page.checking.sheet is None and len(store.takes.get(take.id).edits) == 2
