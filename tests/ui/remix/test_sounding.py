"""The Remix place with a loudspeaker and a microphone that hears it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from studio.domain.remix import RATE_HZ
from studio.remix import file
from studio.remix.render import Mix
from studio.remix.whereabouts import kept

from ..conftest import Sound
from .conftest import Place

pytestmark = pytest.mark.usefixtures("sound_card")


@pytest.fixture
def sound(sound: Sound) -> Sound:
    """The real microphone."""
    return Sound(sound.booth, sound.player, sound.devices, None)  # type: ignore[arg-type]


def test_space_plays_and_stops_and_the_time_goes_on(qtbot, place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=20))
    qtbot.keyClick(bench.timeline.focusWidget() or bench, Qt.Key.Key_Space)
    place.until(lambda: bench.playing.place > RATE_HZ // 2)
    assert bench.bar.play.accessibleName() == "Stop"
    assert bench.bar.clock.said != "0:00.000"
    qtbot.keyClick(bench.timeline.focusWidget() or bench, Qt.Key.Key_Space)
    place.until(lambda: not bench.playing.is_on)
    stopped_at = bench.playing.place
    assert stopped_at >= RATE_HZ // 2
    bench.playing.toggle()
    place.until(lambda: bench.playing.place > stopped_at)
    bench.playing.stop()


def test_it_ends_by_itself_and_begins_anew(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=0.4))
    bench.playing.toggle()
    place.until(lambda: not bench.playing.is_on)
    bench.playing.place = bench.editor.remix.frames
    bench.playing.toggle()
    assert bench.playing.place < RATE_HZ // 2
    place.until(lambda: not bench.playing.is_on)


def test_what_was_sung_is_laid_beside_what_was_heard(qtbot, place: Place) -> None:
    """The microphone hears the loudspeaker alone: what is laid is the mix again, at its own time."""
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=6))
    live: list[bool] = []
    bench.live_changed.connect(live.append)
    qtbot.keyClick(bench, Qt.Key.Key_R)
    place.until(lambda: bench.singing.is_on)
    assert live == [True]
    assert bench.mic.isVisible()
    assert bench.bar.sing.accessibleName() == "Stop singing"
    place.until(lambda: bench.playing.place > 2 * RATE_HZ)
    qtbot.keyClick(bench, Qt.Key.Key_R)
    place.until(lambda: len(bench.editor.remix.lanes) == 2)
    assert live == [True, False]
    assert not bench.mic.isVisible()
    assert bench.mic.words.said.startswith("Recording 0:0")
    lane = bench.editor.remix.lanes[1]
    (clip,) = lane.clips
    assert lane.name == "My voice"
    assert clip.length > RATE_HZ
    assert abs(_late(place, clip)) < 0.25 * RATE_HZ
    assert bench.timeline.selection == {clip.id}
    assert [take.prompt for take in place.page._store.takes.list()] == ["Night Choir"]
    bench.editor.undo()
    assert len(bench.editor.remix.lanes) == 1


def _late(place: Place, clip) -> int:
    """By how many frames the clip comes behind what it heard, which is a tone that begins at once."""
    remix = place.bench.editor.remix
    with Mix(remix, kept(place.page._store.media), only=remix.lanes[1].id) as mix:
        sung = mix.read(0, 2 * RATE_HZ)[:, 0]
    return int(np.flatnonzero(np.abs(sung) > 0.02)[0]) if np.any(np.abs(sung) > 0.02) else 10 * RATE_HZ


def test_a_measured_delay_lays_what_is_sung_exactly_where_it_was_heard(qtbot, place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=6))
    measured: list[float] = []
    bench.measuring.measured.connect(measured.append)
    bench.measuring.begin()
    qtbot.waitUntil(lambda: bool(measured), timeout=30_000)
    assert list(place.page._stage.choices.now.round_trips.values()) == measured
    assert place.page._store.takes.list() == []
    bench.playing.seek(0)
    bench.sing()
    place.until(lambda: bench.playing.place > 2 * RATE_HZ)
    bench.sing()
    place.until(lambda: len(bench.editor.remix.lanes) == 2)
    (clip,) = bench.editor.remix.lanes[1].clips
    assert abs(_late(place, clip)) < 0.01 * RATE_HZ


def test_what_was_sung_is_laid_also_where_the_page_goes_meanwhile(place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=6))
    editor, path = bench.editor, place.page.projects.path(bench.editor.remix.id)
    bench.sing()
    place.until(lambda: bench.playing.place > RATE_HZ)
    place.page.close_remix()
    place.until(lambda: len(editor.remix.lanes) == 2 and editor.is_saved)
    assert [lane.name for lane in file.load(path).lanes] == ["Hum", "My voice"]
