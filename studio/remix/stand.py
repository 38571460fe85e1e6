"""The microphone stand: a take is captured while the mix plays, and comes back with its places on the time line.

The booth is handed in as what it does (`Booth`), so that rooms stay apart. Nothing here draws.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from studio.domain.ids import ClipId, LaneId, RemixId, TakeId
from studio.domain.remix import RATE_HZ, Clip, Lane, Material, Remix
from studio.domain.take import Take
from studio.errors import Refused
from studio.sound.convert import read_all
from studio.sound.pcm import encode
from studio.sound.wav import header
from studio.store import Store

from .samples import measure
from .singing import MOST_S, SWEEP_FRAMES, Place, Sung, placed, round_trip_s, sweep
from .transport import Pass, Transport

_SWEEPS = (RATE_HZ // 2, 2 * RATE_HZ + RATE_HZ // 3, 4 * RATE_HZ)
#: Measurements that lie further apart are none.
_SPREAD_S = 0.003
_PATIENCE_S = 12.0
_LOOK_S = 0.05


class Heard(Protocol):
    """What the booth says now: see `capture.reading.Reading`."""

    @property
    def take_id(self) -> TakeId | None: ...

    @property
    def take_moment(self) -> float: ...

    @property
    def delay_s(self) -> float: ...

    @property
    def device(self) -> str: ...


class Booth(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...

    def reading(self) -> Heard: ...


@dataclass(frozen=True, slots=True)
class Recording:
    """A take that was sung, as a material, and where each pass of it belongs. `disturbed`: the sound was interrupted on its way
    out or in, so what follows may lie late."""

    take: Take
    material: Material
    places: tuple[Place, ...]
    disturbed: bool = False


class Stand:
    """`begin`, `end`, and when the take is in the library `collect`, on any one thread; the booth is open before."""

    def __init__(self, store: Store, booth: Booth, transport: Transport) -> None:
        self._store, self._booth, self._transport = store, booth, transport
        self._before: TakeId | None = None
        self._passes: tuple[Pass, ...] = ()
        self._underruns = 0
        self.is_on = False

    def begin(self, remix: Remix, start: int = 0, loop: tuple[int, int] | None = None, click: bool = False) -> None:
        """Records while the mix plays, behind its end too; below 0 `start` is a count-in."""
        self._before, self._passes, self.is_on = self._booth.reading().take_id, (), True
        self._underruns = -self._transport.underruns
        self._booth.start()
        self._transport.play(remix, start, loop, click, endless=True)

    def end(self) -> None:
        """The take goes into the library in a moment; the mix is silent."""
        if self.is_on:
            self._passes, self.is_on = self._transport.passes, False
            self._underruns += self._transport.underruns
            self._booth.stop()
            self._transport.stop()

    def told_s(self) -> float:
        """The round trip as far as the system tells it, for devices between which none was measured."""
        return self._booth.reading().delay_s + self._transport.delay_s

    def collect(self, round_trip_s: float | None = None) -> Recording | None:
        """The take of the last `begin` and `end`; None while it is on its way, or where there was none.

        `round_trip_s` as it was measured, None for what the system tells. Not for the window's thread: the take's file is read
        once for its hash. Raises DiskTrouble and Damaged.
        """
        take = self._found()
        if take is None:
            return None
        path = self._store.takes.file(take)
        material = Material(self._store.media.link_file(path), measure(path), take.prompt or f"Take {take.number}")
        sung = _sung(take, self._booth.reading().take_moment)
        places = placed(sung, self._passes, self.told_s() if round_trip_s is None else round_trip_s)
        return Recording(take, material, places, bool(take.lost_frames) or self._underruns > 0)

    def _found(self) -> Take | None:
        """The take that began after `begin`, once it is whole."""
        id = self._booth.reading().take_id
        take = None if self.is_on or id is None or id == self._before else self._store.takes.find(id)
        return take if take is not None and self._store.takes.file(take).exists() else None

    def measure(self, is_stopped: Callable[[], bool] = lambda: False) -> float:
        """The round trip in seconds: plays three sweeps and listens to them, about six seconds, on a thread of its own.

        Raises Refused, in words, where they are not heard.
        """
        material = Material(self._store.media.add_bytes(_as_wav(sweep())), SWEEP_FRAMES, "Sweep")
        clips = tuple(Clip(ClipId(str(at)), material.sha256, at, SWEEP_FRAMES) for at in _SWEEPS)
        remix = Remix(
            RemixId("sweep"), lanes=(Lane(LaneId("sweep"), clips=clips),), materials=(material,), limiter=False
        )
        self.begin(remix)
        last = _SWEEPS[-1] + SWEEP_FRAMES + round(MOST_S * RATE_HZ)
        _wait(lambda: is_stopped() or (self._transport.position() or 0) > last)
        self.end()
        _wait(lambda: is_stopped() or self._found() is not None)
        take, moment = self._found(), self._booth.reading().take_moment
        if take is None or is_stopped():
            raise _unheard("no take came")
        heard = read_all(self._store.takes.file(take), RATE_HZ, 1)[:, 0]
        self._store.takes.discard(take.id)
        return _agreed([self._trip(heard, _sung(take, moment), at) for at in _SWEEPS])

    def _trip(self, heard: np.ndarray, sung: Sung, at: int) -> float | None:
        if not self._passes:
            return None
        first = self._passes[0]
        return round_trip_s(heard, sung, Pass(at, first.moment + (at - first.frame) / RATE_HZ))


def pair(microphone: str, loudspeaker: str) -> str:
    """The name under which a measured round trip is kept."""
    return f"{microphone} | {loudspeaker}"


def _sung(take: Take, moment: float) -> Sung:
    return Sung(moment, take.frames, take.rate_hz)


def _agreed(trips: list[float | None]) -> float:
    """The middle of three measurements that say the same."""
    clear = [trip for trip in trips if trip is not None]
    if len(clear) < len(trips):
        raise _unheard(f"{len(clear)} of {len(trips)} sweeps were heard")
    if max(clear) - min(clear) > _SPREAD_S:
        raise _unheard(f"they lie {max(clear) - min(clear):.4f} s apart")
    return float(np.median(clear))


def _unheard(detail: str) -> Refused:
    advice = "Turn the loudspeaker up, or hold the headphones to the microphone, and measure again."
    return Refused("The microphone did not hear the sweep clearly", advice, detail, "unheard")


def _as_wav(sound: np.ndarray) -> bytes:
    data = encode(sound[:, None], 16)
    return header(RATE_HZ, 1, 16, len(data)) + data


def _wait(done: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not done() and time.monotonic() < until:
        time.sleep(_LOOK_S)
