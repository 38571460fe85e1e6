"""A booth and a transport over a real library: somebody who sings over a mix, and how late that is, by content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile

from studio.capture.booth import Booth, BoothState, Choice
from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import Material, Remix
from studio.errors import StudioError
from studio.paths import DataFolder
from studio.remix import click, timeline
from studio.remix.render import Mix
from studio.remix.singing import Sung, laid, placed
from studio.remix.transport import Transport
from studio.sound.loudspeaker import CAREFUL_S
from studio.sound.stack import Place
from studio.store import Store
from tests.rig import until

from .made import a_lane

SECOND = 48_000


@dataclass(frozen=True)
class Recording:
    """A take as a material, with its places; `disturbed` where a busy machine interrupted the sound."""

    material: Material
    places: tuple[Place, ...]
    disturbed: bool


class Studio:
    """A booth and a transport over a real library."""

    def __init__(self, folder: Path, latency_s: float = CAREFUL_S) -> None:
        self.store = Store.open(DataFolder.open(folder))
        self.troubles: list[StudioError] = []
        self.booth = Booth(self.store, on_change=lambda: None, on_trouble=self.troubles.append)
        self.transport = Transport(
            lambda material: self.store.media.path(material.sha256), lambda: None, self.troubles.append, latency_s
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
