"""Singing over the mix through the real sound card: what was played and what was recorded lie on top of each other, by content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.capture.booth import Booth, BoothState, Choice
from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import Material, Remix
from studio.errors import Refused, StudioError
from studio.paths import DataFolder
from studio.remix import click, timeline
from studio.remix.render import Mix
from studio.remix.singing import laid
from studio.remix.stand import Recording, Stand, pair
from studio.remix.transport import Transport
from studio.sound.loudspeaker import CAREFUL_S
from studio.store import Store
from tests.rig import until
from tests.rig.sound import SoundCard

from .made import a_clip, a_lane, a_remix

SECOND = 48_000


class Studio:
    """A booth, a transport and the stand between them, over a real library."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(DataFolder.open(folder))
        self.troubles: list[StudioError] = []
        self.booth = Booth(self.store, on_change=lambda: None, on_trouble=self.troubles.append)
        self.transport = Transport(
            lambda material: self.store.media.path(material.sha256), lambda: None, self.troubles.append, CAREFUL_S
        )
        self.stand = Stand(self.store, self.booth, self.transport)

    def open(self) -> None:
        self.booth.open(Choice(preroll_s=1))
        until(lambda: self.booth.reading().state is BoothState.READY, "the booth is ready")
        until(lambda: self.booth.reading().remembered_s > 1.2, "it remembers a second")

    def clicks(self, seconds: int) -> Material:
        """A click every half second, as a sound of the library."""
        sound, file = np.zeros((seconds * SECOND, 2), np.float32), BytesIO()
        click.add(sound, 0, 120)
        soundfile.write(file, sound, SECOND, subtype="PCM_16", format="WAV")
        return Material(self.store.media.add_bytes(file.getvalue()), len(sound), "Clicks")

    def collected(self, round_trip_s: float | None = None) -> Recording:
        found: list[Recording] = []

        def look() -> bool:
            recording = self.stand.collect(round_trip_s)
            found.extend([recording] if recording is not None else [])
            return recording is not None

        until(look, "the take is in the library")
        return found[0]

    def sound(self, remix: Remix) -> np.ndarray:
        with Mix(remix, lambda material: self.store.media.path(material.sha256)) as mix:
            return mix.read(0, remix.frames)[:, 0].astype(np.float64)

    def close(self) -> None:
        self.transport.close()
        self.booth.close()
        self.store.close()


@pytest.fixture
def studio(sound_card: SoundCard, tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path / "data")
    yield studio
    studio.close()


def late_ms(studio: Studio, song: Remix, recording: Recording) -> float:
    """How much later the sung take's clicks lie than those of the song that it was sung to, by cross-correlation."""
    with_take = laid(timeline.add_lane(song, a_lane(id="voice")), LaneId("voice"), ClipId("v"), *_first(recording))
    alone = replace(with_take, lanes=with_take.lanes[-1:])
    played, sung = studio.sound(song), studio.sound(alone)[: song.frames]
    size = 1 << (2 * song.frames).bit_length()
    match = np.fft.irfft(np.fft.rfft(sung, size) * np.fft.rfft(played, size).conj(), size)
    near = np.concatenate([match[-9_600:], match[:9_600]])
    return (int(near.argmax()) - 9_600) / 48


def _first(recording: Recording) -> tuple[Material, object]:
    return recording.material, recording.places[0]


def sung(studio: Studio, song: Remix, start: int, round_trip_s: float) -> Recording:
    """A take of some seconds; again where a busy machine disturbed it."""
    for _ in range(5):
        studio.stand.begin(song, start)
        until(lambda: (studio.transport.position() or -1) > start + 3 * SECOND, "the song was sung")
        studio.stand.end()
        recording = studio.collected(round_trip_s)
        assert len(recording.places) == 1 and recording.material.title == f"Take {recording.take.number}"
        if not recording.disturbed:
            break
    return recording


def test_what_was_sung_lies_under_what_it_was_sung_to(studio: Studio) -> None:
    studio.open()
    material = studio.clicks(6)
    song = a_remix((material,), a_lane(a_clip(material)))
    measured = studio.stand.measure()
    assert abs(measured - studio.stand.told_s()) < 0.05
    errors = [late_ms(studio, song, sung(studio, song, start, measured)) for start in (SECOND, -SECOND // 2)]
    assert min(map(abs, errors)) <= 1.0 and max(map(abs, errors)) <= 3.0, errors  # the machine may be busy
    assert studio.troubles == []


def test_each_turn_of_a_loop_is_sung_in_its_place(studio: Studio) -> None:
    studio.open()
    material = studio.clicks(4)
    song = a_remix((material,), a_lane(a_clip(material)))
    studio.stand.begin(song, SECOND, (SECOND, 2 * SECOND + 24_000))
    until(lambda: len(studio.transport.passes) >= 4, "it went round three times")
    studio.stand.end()
    recording = studio.collected()
    assert len(recording.places) >= 3 and {place.start for place in recording.places} == {SECOND}
    assert all(place.length == SECOND + 24_000 for place in recording.places[:-1])
    once = recording.places[1]
    assert abs(late_ms(studio, song, replace(recording, places=(once,)))) < 20 or recording.disturbed


def test_a_room_in_which_nothing_is_heard_says_so(studio: Studio) -> None:
    """Without a booth that listens no take comes."""
    studio.booth.open(Choice(device="Not plugged in", voice=None))
    studio.booth.close()
    with pytest.raises(Refused, match="did not hear the sweep") as refused:
        studio.stand.measure(lambda: studio.transport.position() is not None)
    assert refused.value.advice and studio.stand.collect() is None
    assert pair("Mic", "Speaker") == "Mic | Speaker"
