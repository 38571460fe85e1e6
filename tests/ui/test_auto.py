"""Auto mode in the real page: a list is read to its end and nothing is touched."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from studio.capture.reading import BoothState
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.stage import Stage

from .booth_page import open_page, titles
from .conftest import Sound, a_challenge

RATE = 48_000


@pytest.fixture
def reading(sound: Sound, tmp_path: Path) -> Sound:
    """A voice that says something for 0.4 s every 1.4 s, over a quiet room."""
    parts = np.random.default_rng(1).normal(0, 8, 14 * RATE)
    for number in range(10):
        at = round((0.7 + 1.4 * number) * RATE)
        parts[at : at + round(0.4 * RATE)] += 8_000 * np.sin(np.arange(round(0.4 * RATE)) * (2 * np.pi * 200 / RATE))
    path = tmp_path / "reading.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(parts.astype("<i2").tobytes())
    return replace(sound, voice=path)


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, reading: Sound) -> Iterator[RecordPage]:
    stage.choices.change(auto_silence_s=0.6, auto_margin_s=0.1)
    yield open_page(qtbot, store, stage, reading)
    reading.booth.close()


def test_a_list_is_read_to_its_end_without_touching_anything(qtbot, page: RecordPage, store: Store) -> None:
    page.answer(a_challenge(lines=("One.", "Two.", "Three.")))
    qtbot.keyClick(page, Qt.Key.Key_A)
    assert page.options.auto.isChecked()
    qtbot.waitUntil(lambda: not page.auto.is_on, timeout=30_000)
    takes = store.takes.list()[::-1]
    assert [take.prompt for take in takes] == ["One.", "Two.", "Three."]
    assert all(take.starred and 0.55 < take.duration_s < 0.7 for take in takes), (
        "0.4 s, and the margins that were chosen"
    )
    assert not page.options.auto.isChecked()
    assert [notice.title for notice in page._stage.notices.now] == ["That was the last line"]


def test_esc_ends_it_and_the_line_stays(qtbot, page: RecordPage, store: Store) -> None:
    page.answer(a_challenge(lines=("One.", "Two.")))
    qtbot.mouseClick(page.options.auto, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._booth.reading().state is BoothState.RECORDING, timeout=20_000)
    page.show_frame()
    assert page.controls._press.said == "to end auto"
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(store.takes.list()) == 1, timeout=20_000)
    assert not page.auto.is_on and page.prompt.line.said == "One." and not store.takes.list()[0].starred


def test_what_went_wrong_is_said_again_and_the_list_goes_on(qtbot, page: RecordPage, store: Store) -> None:
    page.answer(a_challenge(lines=("One.", "Two.")))
    qtbot.keyClick(page, Qt.Key.Key_A)
    _until_said(qtbot, page, "One.")
    qtbot.keyClick(page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: not page.auto.is_on, timeout=30_000)
    assert _heard(store) == [("One.", False), ("One.", True), ("Two.", True)]


def test_the_line_before_is_said_again_and_the_list_goes_on(qtbot, page: RecordPage, store: Store) -> None:
    page.answer(a_challenge(lines=("One.", "Two.")))
    page.go(1)
    qtbot.keyClick(page, Qt.Key.Key_A)
    qtbot.keyClick(page, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: not page.auto.is_on, timeout=30_000)
    assert _heard(store) == [("One.", True), ("Two.", True)]


def test_accepting_before_the_silence_is_over_passes_no_line_by(qtbot, page: RecordPage, store: Store) -> None:
    page.answer(a_challenge(lines=("One.", "Two.", "Three.")))
    qtbot.keyClick(page, Qt.Key.Key_A)
    for line in ("One.", "Two.", "Three."):
        _until_said(qtbot, page, line)
        qtbot.keyClick(page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.auto.is_on, timeout=30_000)
    assert _heard(store) == [("One.", True), ("Two.", True), ("Three.", True)]


def _until_said(qtbot, page: RecordPage, line: str) -> None:
    def said() -> bool:
        return page.sitting.line.text == line and page._booth.reading().state is BoothState.RECORDING

    qtbot.waitUntil(said, timeout=20_000)
    page.show_frame()


def _heard(store: Store) -> list[tuple[str, bool]]:
    """What was said, and whether it has the star."""
    return [(take.prompt, take.starred) for take in store.takes.list()[::-1]]


def test_a_guide_is_silent_in_auto_mode_and_that_is_said(qtbot, page: RecordPage, store: Store, reading: Sound) -> None:
    assert reading.voice
    page.more.guide.take(reading.voice)
    qtbot.waitUntil(lambda: bool(page.more.guide.sha256), timeout=20_000)
    qtbot.mouseClick(page.options.auto, Qt.MouseButton.LeftButton)
    assert titles(page) == ["Your guide is silent in auto mode, where your voice begins each take"]
    qtbot.waitUntil(lambda: len(store.takes.list()) == 1, timeout=20_000)
    page.stop_everything()
    assert all(not take.guide_sha256 for take in store.takes.list())


def test_without_a_microphone_it_is_not_switched_on(qtbot, page: RecordPage, reading: Sound) -> None:
    reading.booth.close()
    qtbot.mouseClick(page.options.auto, Qt.MouseButton.LeftButton)
    assert not page.auto.is_on and not page.options.auto.isChecked()
