"""Punch and roll: a layer and its edit are one thing, whatever happens in between; and it lies where it was spoken."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from io import BytesIO

import numpy as np
import soundfile

from studio.capture.orders import ALONE, Beside, LineNow
from studio.capture.reading import BoothState, Choice
from studio.capture.salvage import FoundKind, scan
from studio.capture.tape import Source, Tape
from studio.domain.edits import Piece, Punch, edited, guide_at
from studio.domain.ids import ClipId, LaneId, RemixId, SessionId, TakeId, new_id
from studio.domain.remix import Clip, Lane, Material, Remix
from studio.domain.take import Take
from studio.errors import Refused
from studio.remix import singing
from studio.remix.render import Mix
from studio.sound import round_trip
from studio.sound.cue import Cue
from studio.sound.heard import WithGuide, opened
from studio.store import Store
from tests.rig import until
from tests.rig.sound import SoundCard

from .conftest import Desk, Play, Studio
from .signals import RATE, FakeMicrophone, Shelf

SOURCE = Source("fake", RATE, 1, "")
#: The lead-in of these tests: a click each tenth of a second, at uneven places.
LEAD_IN_S = 2
#: So often it is tried whether what is recorded lies where it was heard.
TIMES = 4


def a_take(store: Store, seconds: float = 5, beside: Beside = ALONE) -> Tape:
    tape = Tape(store, LineNow(SessionId(new_id()), None, "1", "One"), SOURCE, beside=beside)
    tape.write(np.full((round(seconds * RATE), 1), 0.1, np.float32))
    return tape


def test_a_layer_is_heard_in_its_take_and_not_listed(studio: Studio) -> None:
    store = studio().store
    root = a_take(store).finish()
    tape = a_take(store, 3, Beside(root.id, 4 * RATE))
    tape.lay(RATE)
    layer = tape.finish()
    assert store.takes.list() == [store.takes.get(root.id)] and store.takes.layers(root.id) == (layer,)
    assert (layer.number, layer.preroll_frames, layer.layer_at) == (root.number, RATE, 4 * RATE)
    now = store.takes.get(root.id)
    assert now.edits == (Punch(4 * RATE, Piece(layer.id, RATE, 2 * RATE)),)
    assert edited(now).pieces == (Piece(root.id, 0, 4 * RATE), Piece(layer.id, RATE, 2 * RATE))
    store.takes.keep(layer)
    assert store.takes.get(root.id) == now, "twice is once"
    assert edited(store.takes.undo(root.id)).pieces == (Piece(root.id, 0, 5 * RATE),)


def test_a_layer_that_ended_before_the_punch_changes_nothing(studio: Studio) -> None:
    store = studio().store
    root = a_take(store).finish()
    for place in (None, RATE, 2 * RATE):
        tape = a_take(store, 1, Beside(root.id, RATE))
        if place is not None:
            tape.lay(place)
        tape.finish()
    assert store.takes.get(root.id) == root and len(store.takes.layers(root.id)) == 3


def test_a_layer_whose_take_is_gone_is_a_take(studio: Studio) -> None:
    store = studio().store
    tape = a_take(store, 1, Beside(TakeId(new_id()), RATE))
    tape.lay(0)
    tape.finish()
    (take,) = store.takes.list()
    assert take.layer_of is None and take.frames == RATE


def test_a_kill_between_file_and_row_leaves_a_layer_that_is_heard_at_the_next_start(studio: Studio) -> None:
    store = studio().store
    root = a_take(store).finish()
    tape = a_take(store, 3, Beside(root.id, 2 * RATE))
    tape.lay(RATE)
    tape.tick(1e9)
    tape.give_up()
    (found,) = scan(store)
    assert found.kind is FoundKind.KEPT
    (layer,) = store.takes.layers(root.id)
    assert layer.salvaged and edited(store.takes.get(root.id)).pieces[1] == Piece(layer.id, RATE, 2 * RATE)
    assert scan(store) == [] and len(store.takes.get(root.id).edits) == 1


def test_a_microphone_that_vanishes_in_a_punch_leaves_what_was_spoken(studio: Studio) -> None:
    import time

    first, second = FakeMicrophone("first", time.monotonic), FakeMicrophone("second", time.monotonic)
    shelf = Shelf(first, second)
    desk = studio(shelf.listen)
    desk.open(Choice(channels=2))
    root = a_take(desk.store).finish()
    desk.booth.start(Beside(root.id, 2 * RATE))
    desk.until_state(BoothState.RECORDING)
    desk.booth.heard_at(time.monotonic() + 0.2)
    desk.until_long(0.6)
    first.gone = True
    until(lambda: desk.store.takes.get(root.id).edits, "the layer is heard")
    until(lambda: desk.booth.reading().device == "second", "it goes on")
    desk.until_state(BoothState.RECORDING)
    desk.until_long(0.2)
    desk.booth.stop()
    until(lambda: len(desk.takes()) == 2, "what came after is a take of its own")
    assert len(desk.store.takes.get(root.id).edits) == 1


def clicks(seconds: float) -> np.ndarray:
    """Noise bursts of 1 ms, at uneven distances."""
    random = np.random.default_rng(7)
    sound = np.zeros((round(seconds * RATE), 2), np.float32)
    at = RATE // 4
    while at < len(sound) - 100:
        sound[at : at + 48] = random.uniform(-0.6, 0.6, (48, 1))
        at += int(random.integers(RATE // 12, RATE // 6))
    return sound


def measured_s(desk: Desk, cue: Cue) -> float:
    """The round trip; a busy machine gets more than one try."""
    for _ in range(4):
        with suppress(Refused):
            return round_trip.measure(desk.store.takes, desk.booth, cue)
    return round_trip.measure(desk.store.takes, desk.booth, cue)


def punched(desk: Desk, cue: Cue, root: Take, trip_s: float) -> Take:
    """Plays the lead-in and keeps a layer that begins at its end; what it heard of the lead-in stands before it."""
    lead_in, before = clicks(LEAD_IN_S), len(desk.store.takes.layers(root.id))
    desk.booth.start(Beside(root.id, 3 * RATE))
    cue.play(lambda: iter([lead_in]))
    until(lambda: cue.began() is not None, "the lead-in is played")
    desk.until_long(LEAD_IN_S + 1)
    began = cue.began()  # known ever better while it plays
    assert began is not None
    desk.booth.heard_at(began + LEAD_IN_S + trip_s)
    cue.stop()
    desk.booth.stop()
    until(lambda: len(desk.store.takes.layers(root.id)) > before, "the layer is kept")
    layer = desk.store.takes.layers(root.id)[-1]
    until(lambda: desk.store.takes.file(layer).exists(), "its file has its name")
    return layer


def late_ms(desk: Desk, layer: Take) -> float:
    """How much later than it ought to the layer begins, by what it heard of the lead-in."""
    played = clicks(LEAD_IN_S)[:, 0]
    return (layer.preroll_frames - first_heard(desk.sound(layer)[:, 0], played) - len(played)) / RATE * 1_000


def first_heard(heard: np.ndarray, played: np.ndarray) -> int:
    """The frame at which what was played begins in what was heard."""
    size = 1 << (len(heard) + len(played)).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.fft.rfft(played, size).conj(), size)
    return int(match[: len(heard)].argmax())


def test_what_is_spoken_at_the_punch_lies_at_the_punch(sound_card: SoundCard, play: Play, studio: Studio) -> None:
    """Within a millisecond, each time, by the measured round trip."""
    desk = studio()
    desk.open(Choice())
    cue = Cue(desk.troubles.append)
    try:
        root = a_take(desk.store).finish()
        trip_s = measured_s(desk, cue)
        late = [late_ms(desk, punched(desk, cue, root, trip_s)) for _ in range(TIMES)]
        assert max(map(abs, late)) <= 1, late
        assert len(desk.store.takes.get(root.id).edits) == TIMES
    finally:
        cue.close()


def test_a_take_knows_when_its_guide_was_heard(sound_card: SoundCard, play: Play, studio: Studio) -> None:
    """Within a millisecond, each time, by the measured round trip. So near they are played together, and laid on a time line."""
    desk = studio()
    desk.open(Choice(preroll_s=1))
    cue = Cue(desk.troubles.append)
    guide = clicks(LEAD_IN_S)
    sha256 = kept_sound(desk.store, guide)
    try:
        trip_s = measured_s(desk, cue)
        late: list[float] = []
        while len(late) < TIMES:
            desk.booth.start(Beside(guide_sha256=sha256))
            cue.play(lambda: iter([guide]))
            until(lambda: cue.began() is not None, "the guide is played")
            desk.until_long(LEAD_IN_S + 2)
            desk.booth.heard_at((cue.began() or 0.0) + trip_s)
            desk.booth.stop()
            take = desk.until_takes(len(late) + 1)[-1]
            assert take.guide_sha256 == sha256 and take.guide_frame is not None
            heard_at = first_heard(desk.sound(take)[:, 0], guide[:, 0])
            late.append((take.guide_frame - heard_at) / RATE * 1_000)
        assert max(map(abs, late)) <= 1, late
        assert abs(first_heard(played_beside(desk, take), guide[:, 0]) - heard_at) <= RATE / 1_000
        song, voice = on_a_time_line(desk, take)
        assert abs(first_heard(song, guide[:, 0]) - first_heard(voice, guide[:, 0])) <= RATE / 1_000
    finally:
        cue.close()


def kept_sound(store: Store, sound: np.ndarray) -> str:
    file = BytesIO()
    soundfile.write(file, sound, RATE, subtype="FLOAT", format="WAV")
    return store.media.add_bytes(file.getvalue())


def played_beside(desk: Desk, take: Take) -> np.ndarray:
    """What is heard of the guide when the take is played with it."""
    alone = desk.sound(take)[:, :1]
    both = WithGuide(desk.store.takes.heard(take), desk.store.media.path(take.guide_sha256), guide_at(take) or 0)
    return (np.concatenate(list(opened(both).blocks())) - alone)[:, 0]


def on_a_time_line(desk: Desk, take: Take) -> tuple[np.ndarray, np.ndarray]:
    """Guide and take as they sound in a remix in which the guide begins at 0.5 s: the take's first half second is cut off."""
    media, guide = desk.store.media, take.guide_sha256
    own = Material(media.link_file(desk.store.takes.file(take)), take.frames)
    clip = Clip(ClipId("guide"), guide, RATE // 2, LEAD_IN_S * RATE)
    lanes = Lane(LaneId("guide"), clips=(clip,)), Lane(LaneId("voice"))
    remix = Remix(RemixId("r"), lanes=lanes, materials=(Material(guide, LEAD_IN_S * RATE),), limiter=False)
    place = singing.beside(remix, singing.Along(guide, guide_at(take) or 0), take.frames)
    assert place is not None and place.start == 0 and place.offset > 0
    remix = singing.laid(remix, LaneId("voice"), ClipId("voice"), own, place)
    sounds = []
    for lane in remix.lanes:
        with Mix(replace(remix, lanes=(lane,)), lambda material: media.path(material.sha256)) as mix:
            sounds.append(mix.read(0, 3 * RATE)[:, 0])
    return sounds[0], sounds[1]


def test_a_cue_without_a_loudspeaker_says_so(sound_card: SoundCard, studio: Studio) -> None:
    desk = studio()
    cue = Cue(desk.troubles.append)
    try:
        with sound_card.unplugged():
            cue.play(lambda: iter([clicks(1)]))
            until(lambda: desk.troubles or not cue.is_on, "it is told, or the sound system plays into nothing")
    finally:
        cue.close()
