"""Singing round a loop in the window: each turn is a take, and of three the best parts are chosen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from studio.domain.remix import RATE_HZ, Remix
from studio.remix.comping import find
from studio.remix.render import Mix
from studio.remix.whereabouts import kept
from studio.sound.stack import SILENCE, chosen
from tests.rig.sound import SoundCard

from ..conftest import Sound
from .conftest import Place

#: A turn of the loop, what is sung of it from its beginning, and how high it is sung in each turn.
TURN_S, SUNG_S, SUNG_HZ = 4, 3, (600, 900, 1_300)
HUM_HZ = 220


@pytest.fixture
def sound(sound: Sound) -> Sound:
    """The real microphone."""
    return Sound(sound.booth, sound.player, sound.devices, None)  # type: ignore[arg-type]


def sing(card: SoundCard, hz: float) -> None:
    tone = np.sin(np.arange(SUNG_S * RATE_HZ) * (2 * np.pi * hz / RATE_HZ)) * 6_000
    card.play_raw(tone.astype("<i2").tobytes(), RATE_HZ, 1)


def until_turn(place: Place, number: int) -> None:
    """It is heard, and not only on its way to the loudspeaker."""
    playing = place.bench.playing
    place.until(lambda: len(place.page._transport.passes) == number and playing.place in range(1, 2 * RATE_HZ))


def highest(place: Place, remix: Remix, lane: str, at_s: float) -> float:
    """How high the voice is, around a moment of the time line, beside the hum that the microphone heard too."""
    with Mix(remix, kept(place.page._store.media), only=lane) as mix:  # type: ignore[arg-type]
        heard = mix.read(round((at_s - 0.2) * RATE_HZ), round(0.4 * RATE_HZ))[:, 0]
    loud = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    frequencies = np.fft.rfftfreq(len(heard), 1 / RATE_HZ)
    loud[frequencies < 1.5 * HUM_HZ] = 0
    return float(frequencies[loud.argmax()]) if loud.max() > 1 else 0.0


def test_three_turns_of_a_loop_are_takes_and_their_best_parts_are_one(
    qtbot, place: Place, sound_card: SoundCard
) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=10, hz=HUM_HZ))
    bench.edits.set_loop((0, TURN_S * RATE_HZ))
    qtbot.keyClick(bench, Qt.Key.Key_R)
    place.until(lambda: bench.singing.is_on)
    for turn, hz in enumerate(SUNG_HZ, 1):
        until_turn(place, turn)
        sing(sound_card, hz)
    until_turn(place, len(SUNG_HZ) + 1)
    qtbot.keyClick(bench, Qt.Key.Key_R)
    place.until(lambda: len(bench.editor.remix.lanes) == 2)

    # The last whole turn is heard, and beside the hum that it was sung to.
    lane = bench.editor.remix.lanes[1]
    group = lane.clips[0].group
    assert group is not None and bench.inspector.title.said == f"{len(find(lane, group).places)} takes"
    takes = find(lane, group).places
    assert [place.start for place in takes[1:]] == [0] * (len(takes) - 1) and takes[0].start < RATE_HZ
    assert [place.length for place in takes[1:3]] == [TURN_S * RATE_HZ] * 2
    assert highest(place, bench.editor.remix, lane.id, 2) == pytest.approx(SUNG_HZ[2], abs=5)
    assert highest(place, bench.editor.remix, lane.id, 1.5) == pytest.approx(SUNG_HZ[2], abs=5)

    # The part that loops is taken from the first, the next from the second; behind it the third stays.
    for number, (first_s, last_s) in enumerate(((1.0, 1.8), (1.8, 2.4))):
        bench.edits.set_loop((round(first_s * RATE_HZ), round(last_s * RATE_HZ)))
        bench.inspector.takes.chosen.emit(number)
    comped = bench.editor.remix
    heard = [highest(place, comped, lane.id, at_s) for at_s in (1.4, 2.1, 2.7)]
    assert heard == [pytest.approx(hz, abs=5) for hz in SUNG_HZ]

    # None of them is silence there; three steps back only the hum is left.
    bench.inspector.takes.chosen.emit(SILENCE)
    assert chosen(find(bench.editor.remix.lanes[1], group), round(2.1 * RATE_HZ)) == SILENCE
    for _ in range(4):
        bench.editor.undo()
    assert [one.name for one in bench.editor.remix.lanes] == ["Hum"]
    bench.editor.redo()
    assert len(find(bench.editor.remix.lanes[1], group).places) == len(takes)
    assert len(place.page._store.takes.list()) == 1, "one take holds all turns, whole"


def test_more_turns_on_the_same_lane_join_its_takes_and_only_one_is_heard(
    qtbot, place: Place, sound_card: SoundCard
) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=10, hz=HUM_HZ))
    bench.edits.set_loop((0, TURN_S * RATE_HZ))
    for press, hz in enumerate(SUNG_HZ[:2]):
        qtbot.keyClick(bench, Qt.Key.Key_R)
        place.until(lambda: bench.singing.is_on)
        until_turn(place, 1)
        sing(sound_card, hz)
        until_turn(place, 2)
        qtbot.keyClick(bench, Qt.Key.Key_R)
        place.until(lambda press=press: len(place.page._store.takes.list()) == press + 1 and not bench.singing.is_on)  # type: ignore[misc]
        place.until(lambda press=press: len(bench.editor.remix.materials) == press + 2)  # type: ignore[misc]
    lane = bench.editor.remix.lanes[1]
    assert len(bench.editor.remix.lanes) == 2 and len({clip.group for clip in lane.clips}) == 1
    count = len(find(lane, lane.clips[0].group).places)
    assert count == 4 and bench.inspector.title.said == "4 takes"
    assert highest(place, bench.editor.remix, lane.id, 2) == pytest.approx(SUNG_HZ[1], abs=5)
    bench.edits.set_loop((round(1.5 * RATE_HZ), round(2.5 * RATE_HZ)))
    bench.inspector.takes.chosen.emit(0)
    assert highest(place, bench.editor.remix, lane.id, 2) == pytest.approx(SUNG_HZ[0], abs=5)
    assert highest(place, bench.editor.remix, lane.id, 1) == pytest.approx(SUNG_HZ[1], abs=5)
