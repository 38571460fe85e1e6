"""A loudspeaker that the microphone hears: a real loop through the virtual card, which begins to howl and is ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from studio.capture.reading import SILENCE_DBFS
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.stage import Stage
from tests.rig.sound import RATE_HZ, SoundCard

from .booth_page import open_page, titles
from .conftest import Sound

HOWLED = "It began to howl, and was switched off"


@pytest.fixture
def page(qtbot, sound_card: SoundCard, store: Store, stage: Stage, sound: Sound) -> Iterator[RecordPage]:
    """It hears the card's own microphone, and somebody was warned before."""
    stage.choices.change(told_of_howling=True)
    page = open_page(qtbot, store, stage, replace(sound, voice=None))  # type: ignore[arg-type]
    yield page
    page.close()
    sound.booth.close()
    sound_card.hear(100)


def rounds(qtbot, page: RecordPage, sound_card: SoundCard, percent: int, what: bytes) -> None:
    """Somebody hears himself, and what is played comes round so loud; a busy machine gets more than one try."""
    monitoring = page.more.monitoring
    sound_card.hear(percent)
    for _ in range(4):
        player = sound_card.play_raw(what)
        if not monitoring.is_wanted:
            monitoring.toggle()
        qtbot.waitUntil(lambda: player.poll() is not None or not monitoring.is_wanted, timeout=60_000)  # noqa: B023
        player.kill()
        if monitoring.is_wanted or HOWLED in titles(page):
            return


def test_a_loop_that_grows_is_ended_and_told_and_it_is_silent_again(
    qtbot, page: RecordPage, sound_card: SoundCard, sound: Sound
) -> None:
    """A little more comes back than went out; the hiss of a quiet room is enough to begin it."""
    hiss = np.random.default_rng(1).normal(0, 30, (20 * RATE_HZ, 1)).repeat(2, axis=1).astype("<i2")
    rounds(qtbot, page, sound_card, 107, hiss.tobytes())
    assert HOWLED in titles(page) and not page.more.monitoring.is_wanted
    assert not page.options.monitor.isVisibleTo(page)
    qtbot.waitUntil(lambda: sound.booth.reading().level_dbfs == SILENCE_DBFS, timeout=20_000)


def test_a_voice_that_is_heard_again_and_dies_away_is_no_howl(
    qtbot, page: RecordPage, sound_card: SoundCard, sound: Sound
) -> None:
    """Open headphones. A long word is said again and again, as loud as can be."""
    word = 20_000 * np.hanning(RATE_HZ // 2) * np.sin(np.arange(RATE_HZ // 2) * (2 * np.pi * 220 / RATE_HZ))
    rounds(qtbot, page, sound_card, 60, np.tile(word, 8)[:, None].repeat(2, axis=1).astype("<i2").tobytes())
    assert page.more.monitoring.is_wanted and HOWLED not in titles(page)
