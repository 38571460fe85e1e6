"""What two clocks do to a take and its guide: measured, and said where it is more than is promised."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from studio.capture.reading import KNOWN_AFTER_S, BoothState, Reading
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.record.drift import Drift
from studio.ui.record.rooms import Rooms
from studio.ui.stage import Stage
from tests.rig.sound import SoundCard

from .booth_page import titles
from .conftest import Sound

RATE = 48_000


@given(st.floats(-2e-4, 2e-4), st.floats(-2e-4, 2e-4), st.integers(11, 600))
def test_how_far_two_clocks_have_run_apart_is_what_is_heard_at_the_end(mine: float, its: float, seconds: int) -> None:
    """A clock that is fast by one part in a million makes the first frame seem a microsecond earlier each second."""
    drift = Drift()
    for second in range(seconds):
        since = max(0, second - KNOWN_AFTER_S)
        drift.look(Reading(BoothState.RECORDING, elapsed_s=second, take_drift_s=-mine * since), 100.0 - its * second)
    late_s = (mine - its) * max(0, seconds - 1 - KNOWN_AFTER_S)
    assert drift.apart_s == pytest.approx(-late_s, abs=1e-9)
    told = drift.words()
    assert (told is not None) == (abs(drift.apart_s) >= 0.002)
    if told is not None:
        assert f"{abs(late_s) * 1_000:.0f} ms too {'late' if late_s > 0 else 'early'}" in told[0]


def test_a_guide_that_is_not_heard_any_more_tells_nothing() -> None:
    drift = Drift()
    drift.look(Reading(elapsed_s=60.0, take_drift_s=-0.02), None)
    assert drift.words() is None


def test_microphone_and_loudspeaker_of_one_clock_stay_together(
    qtbot, sound_card: SoundCard, store: Store, stage: Stage, sound: Sound
) -> None:
    page = RecordPage(Rooms(store, sound.booth, sound.devices, sound.player, lambda challenge: None), stage)
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.READY, timeout=20_000)
    path = store.folder.root / "song.wav"
    soundfile.write(path, np.random.default_rng(3).normal(0, 0.1, 30 * RATE), RATE)
    page.more.guide.take(path)
    qtbot.waitUntil(lambda: bool(page.more.guide.sha256), timeout=20_000)
    page.record()
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > 18, timeout=60_000)
    assert page.more.guide._drift._began is not None, "it was measured"
    page.record()
    qtbot.waitUntil(lambda: len(store.takes.list()) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not sound.player.cue.is_on, timeout=20_000)
    assert all("beside its guide" not in title for title in titles(page)), page.more.guide._drift.apart_s
    page.close()
    sound.booth.close()
