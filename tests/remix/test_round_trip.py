"""Singing over the mix through the real sound card: what was played and what was recorded lie on top of each other, by content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
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
from studio.remix import click, round_trip, timeline
from studio.remix.render import Mix
from studio.remix.singing import Place, Sung, laid, placed
from studio.remix.transport import Transport
from studio.sound.loudspeaker import CAREFUL_S
from studio.store import Store
from tests.rig import until
from tests.rig.sound import SoundCard

from .made import a_clip, a_lane, a_remix

SECOND = 48_000


@dataclass(frozen=True)
class Recording:
    """A take as a material, with its places; `disturbed` where a busy machine interrupted the sound."""

    material: Material
    places: tuple[Place, ...]
    disturbed: bool


class Studio:
    """A booth and a transport over a real library."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(DataFolder.open(folder))
        self.troubles: list[StudioError] = []
        self.booth = Booth(self.store, on_change=lambda: None, on_trouble=self.troubles.append)
        self.transport = Transport(
            lambda material: self.store.media.path(material.sha256), lambda: None, self.troubles.append, CAREFUL_S
        )

    def open(self) -> None:
        self.booth.open(Choice(preroll_s=1))
        until(lambda: self.booth.reading().state is BoothState.READY, "the booth is ready")
        until(lambda: self.booth.reading().remembered_s > 1.2, "it remembers a second")

    def told_s(self) -> float:
        return self.booth.reading().delay_s + self.transport.delay_s

    def clicks(self, seconds: int) -> Material:
        """A click every half second, as a sound of the library."""
        sound, file = np.zeros((seconds * SECOND, 2), np.float32), BytesIO()
        click.add(sound, 0, 120)
        soundfile.write(file, sound, SECOND, subtype="PCM_16", format="WAV")
        return Material(self.store.media.add_bytes(file.getvalue()), len(sound), "Clicks")

    def sing(
        self,
        song: Remix,
        done: Callable[[], bool],
        start: int = 0,
        loop: tuple[int, int] | None = None,
        trip_s: float | None = None,
    ) -> Recording:
        """A take while the song plays, until `done`."""
        before, underruns = self.booth.reading().take_id, self.transport.underruns
        self.booth.start()
        self.transport.play(song, start, loop, endless=True)
        until(done, "the song was sung")
        passes, told_s = self.transport.passes, self.told_s()
        self.booth.stop()
        self.transport.stop()
        until(lambda: self.booth.reading().take_id not in (None, before), "a take began")
        id = self.booth.reading().take_id
        assert id is not None
        until(lambda: (take := self.store.takes.find(id)) and self.store.takes.file(take).exists(), "it is kept")
        take = self.store.takes.get(id)
        sha256 = self.store.media.link_file(self.store.takes.file(take))
        sung = Sung(self.booth.reading().take_moment, take.frames, take.rate_hz)
        places = placed(sung, passes, told_s if trip_s is None else trip_s)
        disturbed = self.transport.underruns > underruns or take.lost_frames > 0
        return Recording(Material(sha256, take.frames), places, disturbed)

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


def _first(recording: Recording) -> tuple[Material, Place]:
    return recording.material, recording.places[0]


def test_what_was_sung_lies_under_what_it_was_sung_to(studio: Studio) -> None:
    """Within a millisecond where the machine is quiet; while it is busy, the sound server's own times are worth 3 ms."""
    studio.open()
    material = studio.clicks(6)
    song = a_remix((material,), a_lane(a_clip(material)))
    measured = round_trip.measure(studio.store, studio.booth, studio.transport)
    assert abs(measured - studio.told_s()) < 0.05
    errors = []
    for start in (SECOND, -SECOND // 2, 0):
        for _ in range(5):  # again where a busy machine disturbed it
            end = start + 5 * SECOND // 2
            take = studio.sing(song, lambda end=end: (studio.transport.position() or -1) > end, start, trip_s=measured)
            if not take.disturbed:
                break
        assert len(take.places) == 1
        errors.append(late_ms(studio, song, take))
    assert float(np.median(np.abs(errors))) <= 3.0, errors
    assert studio.troubles == [] and len(studio.store.takes.list()) >= 2


def test_each_turn_of_a_loop_is_sung_in_its_place(studio: Studio) -> None:
    studio.open()
    material = studio.clicks(4)
    song = a_remix((material,), a_lane(a_clip(material)))
    loop = (SECOND, 2 * SECOND + 24_000)
    take = studio.sing(song, lambda: len(studio.transport.passes) >= 4, SECOND, loop)
    assert len(take.places) >= 3 and {place.start for place in take.places} == {SECOND}
    assert all(abs(place.length - (SECOND + 24_000)) <= 1 for place in take.places[:-1])
    second = replace(take, places=(take.places[1],))
    assert abs(late_ms(studio, song, second)) < 20 or take.disturbed


def test_where_nothing_is_heard_it_is_said_in_words(studio: Studio) -> None:
    """The booth is not open: no take comes."""
    with pytest.raises(Refused, match="did not hear the sweep") as refused:
        round_trip.measure(
            studio.store, studio.booth, studio.transport, lambda: studio.transport.position() is not None
        )
    assert refused.value.advice and studio.store.takes.list() == []
