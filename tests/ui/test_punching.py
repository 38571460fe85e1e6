"""Punch and roll by keyboard, through the real page: the voice is a file, the lead-in goes to the virtual sound card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt

from studio.capture.reading import BoothState
from studio.domain.amounts import length_words
from studio.domain.edits import Punch, edited
from studio.domain.take import Take
from studio.sound.convert import open_sound
from studio.sound.guided import GUIDE
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.record.playing import guided
from studio.ui.record.punching import _lead_in
from studio.ui.record.take_row import wave_rect
from studio.ui.stage import Stage
from tests.rig.sound import SoundCard
from tests.sound.edited_takes import noise

from .booth_page import open_page, titles
from .conftest import Sound
from .pieces import a_sounding_take

RATE = 48_000


@pytest.fixture
def page(qtbot, sound_card: SoundCard, store: Store, stage: Stage, sound: Sound) -> Iterator[RecordPage]:
    stage.choices.change(preroll_s=0, lead_in_s=2)
    page = open_page(qtbot, store, stage, sound)
    yield page
    page.close()
    sound.booth.close()


def a_take(qtbot, page: RecordPage, store: Store, sound: Sound, seconds: float) -> Take:
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > seconds, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: len(page.takes.rows) == 1, timeout=20_000)
    return store.takes.list()[0]


def test_the_end_of_a_take_is_spoken_anew(qtbot, page: RecordPage, store: Store, sound: Sound) -> None:
    take = a_take(qtbot, page, store, sound, 4)
    qtbot.keyClick(page, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: page.punching.words().startswith("to stop · speak in"), timeout=20_000)
    qtbot.waitUntil(lambda: page.controls.button.accessibleName() == "Stop recording", timeout=20_000)
    qtbot.waitUntil(lambda: not page.punching.is_leading, timeout=20_000)
    before = sound.booth.reading().elapsed_s
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > before + 1, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: len(store.takes.get(take.id).edits) == 1, timeout=20_000)
    now = store.takes.get(take.id)
    (punch,) = now.edits
    assert isinstance(punch, Punch) and punch.at == take.frames - 3 * RATE
    (layer,) = store.takes.layers(take.id)
    assert RATE < punch.layer.start < 3 * RATE and punch.layer.start + punch.layer.frames == layer.frames
    assert edited(now).frames == punch.at + punch.layer.frames
    assert len(page.takes.rows) == 1, "a layer is heard in its take"
    qtbot.waitUntil(lambda: "Take 1 is spoken anew from 0:01" in " ".join(titles(page)), timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert store.takes.get(take.id).edits_done == 0 and store.takes.layers(take.id) == (layer,)


def test_a_take_along_a_guide_is_punched_into_along_it(
    qtbot, page: RecordPage, store: Store, sound: Sound, tmp_path: Path
) -> None:
    """Both are heard before the punch, then the guide alone, frame by frame as it would have gone on, until the part is spoken."""
    song = noise(30, channels=2)
    soundfile.write(tmp_path / "song.wav", song, RATE, subtype="FLOAT")
    guide = {"guide_sha256": store.media.add_file(tmp_path / "song.wav"), "guide_frame": RATE // 3}
    sitting = page.sitting
    take = a_sounding_take(store, seconds=5, session_id=sitting.session_id, line_id=sitting.line.id, **guide)
    qtbot.waitUntil(lambda: len(page.takes.rows) == 1, timeout=20_000)
    at, lead_in = 2 * RATE, 2 * RATE
    heard = np.concatenate(list(_lead_in(guided(store, take), at - lead_in, at)))
    heard[:lead_in] -= np.concatenate(list(open_sound(store.takes.file(take)).blocks()))[:lead_in]
    assert np.abs(heard[: RATE // 3]).max() < 1e-6 and len(heard) == RATE // 3 + len(song)
    assert np.abs(heard[RATE // 3 :] - GUIDE * song).max() < 1e-6
    qtbot.keyClick(page, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.RECORDING, timeout=20_000)
    qtbot.waitUntil(lambda: not page.punching.is_leading, timeout=20_000)
    assert sound.player.cue.is_on, "the guide goes on"
    before = sound.booth.reading().elapsed_s
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > before + 0.5, timeout=20_000)
    assert sound.player.cue.is_on
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: not sound.player.cue.is_on, timeout=20_000)
    qtbot.waitUntil(lambda: len(store.takes.get(take.id).edits) == 1, timeout=20_000)
    assert guided(store, store.takes.get(take.id)).at == RATE // 3


def test_a_mistake_is_rolled_back_while_the_take_runs(qtbot, page: RecordPage, store: Store, sound: Sound) -> None:
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > 4, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: page.punching.is_leading, timeout=20_000)
    qtbot.waitUntil(lambda: not page.punching.is_leading, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: any(take.edits for take in store.takes.list()), timeout=20_000)
    (take,) = store.takes.list()
    assert edited(take).pieces[0].frames == take.frames - 3 * RATE


def test_esc_in_the_lead_in_leaves_the_take_as_it_was(qtbot, page: RecordPage, store: Store, sound: Sound) -> None:
    take = a_take(qtbot, page, store, sound, 4)
    qtbot.keyClick(page, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > 0.3, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(store.takes.layers(take.id)) == 1, timeout=20_000)
    assert store.takes.get(take.id) == take and not page.punching.is_leading


def test_the_point_is_set_in_the_wave_and_moved_by_keys(qtbot, page: RecordPage, store: Store, sound: Sound) -> None:
    take = a_take(qtbot, page, store, sound, 4)
    view = page.takes._list
    assert view is not None
    row = view.visualRect(view.model().index(0, 0))
    wave = wave_rect(row.adjusted(1, 0, -1, -10))
    middle = QPoint(wave.center().x(), wave.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert page.punching.point is not None
    at = page.punching.point[1]
    assert abs(at - take.frames / 2) < take.frames * 0.05
    qtbot.keyClick(page, Qt.Key.Key_Left)
    assert page.punching.point == (take.id, at - RATE // 4)
    qtbot.keyClick(page, Qt.Key.Key_Right)
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.punching.point == (take.id, at + RATE // 4)
    said = f"Punch at {length_words((at + RATE // 4) / RATE)}"
    assert page._stage.notices.now[-1].title == said


def test_a_take_of_another_rate_is_not_punched_into(qtbot, page: RecordPage, store: Store, sound: Sound) -> None:
    take = a_take(qtbot, page, store, sound, 1)
    store.takes.change(replace(take, rate_hz=44_100))
    page.takes.refresh()
    qtbot.keyClick(page, Qt.Key.Key_B)
    assert [notice.title for notice in page._stage.notices.now] == ["This take was made at 44.1 kHz"]
    assert sound.booth.reading().state is BoothState.READY


def test_a_take_whose_file_was_deleted_is_not_punched_into_and_nothing_is_lost(
    qtbot, page: RecordPage, store: Store, sound: Sound
) -> None:
    take = a_take(qtbot, page, store, sound, 1)
    store.takes.file(take).unlink()
    qtbot.keyClick(page, Qt.Key.Key_B)
    assert [notice.title for notice in page._stage.notices.now] == ["The sound of a take is gone"]
    assert sound.booth.reading().state is BoothState.READY and not page.punching.is_leading
    assert store.takes.get(take.id) == take and len(store.takes.list()) == 1


def test_what_is_spoken_over_a_take_whose_file_is_deleted_meanwhile_is_kept(
    qtbot, page: RecordPage, store: Store, sound: Sound
) -> None:
    take = a_take(qtbot, page, store, sound, 3)
    qtbot.keyClick(page, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.RECORDING, timeout=20_000)
    store.takes.file(take).unlink()
    qtbot.waitUntil(lambda: not page.punching.is_leading, timeout=20_000)
    before = sound.booth.reading().elapsed_s
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > before + 0.5, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: len(page.takes.rows) == 2, timeout=20_000)
    spoken = store.takes.list()[0]
    assert store.takes.get(take.id) == take and spoken.layer_of is None, "it is a take of its own, and can be heard"
    qtbot.waitUntil(store.takes.file(spoken).exists, timeout=20_000)
