"""Measuring how late the loudspeaker comes back into the microphone: three sweeps are played and looked for in a take.

The booth is handed in as what it does (`Booth`), so that rooms stay apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

import numpy as np

from studio.domain.ids import ClipId, LaneId, RemixId, TakeId
from studio.domain.remix import RATE_HZ, Clip, Lane, Material, Remix
from studio.domain.take import Take
from studio.errors import Refused
from studio.sound.convert import read_all
from studio.sound.pcm import Floats, encode
from studio.sound.wav import header
from studio.store import Store

from .singing import MOST_S, SWEEP_FRAMES, Sung, round_trip_s, sweep
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


class Booth(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...

    def reading(self) -> Heard: ...


def measure(store: Store, booth: Booth, transport: Transport, is_stopped: Callable[[], bool] = lambda: False) -> float:
    """The round trip of the open booth and the loudspeaker in seconds; takes about six, on a thread of its own.

    The take is discarded again. Raises Refused, in words, where the sweeps are not heard, and DiskTrouble.
    """
    before = booth.reading().take_id
    booth.start()
    transport.play(_sweeps(store), endless=True)
    last = _SWEEPS[-1] + SWEEP_FRAMES + round(MOST_S * RATE_HZ)
    _wait(lambda: is_stopped() or (transport.position() or 0) > last)
    passes = transport.passes
    booth.stop()
    transport.stop()

    def found() -> Take | None:
        id = booth.reading().take_id
        take = store.takes.find(id) if id is not None and id != before else None
        return take if take is not None and store.takes.file(take).exists() else None

    _wait(lambda: is_stopped() or found() is not None)
    take, moment = found(), booth.reading().take_moment
    if take is None:
        raise _unheard("no take came")
    heard = read_all(store.takes.file(take), RATE_HZ, 1)[:, 0]
    store.takes.discard(take.id)
    return _agreed([_trip(heard, Sung(moment, take.frames, take.rate_hz), passes, at) for at in _SWEEPS])


def _sweeps(store: Store) -> Remix:
    data = encode(sweep()[:, None], 16)
    sha256 = store.media.add_bytes(header(RATE_HZ, 1, 16, len(data)) + data)
    clips = tuple(Clip(ClipId(str(at)), sha256, at, SWEEP_FRAMES) for at in _SWEEPS)
    lane = Lane(LaneId("sweeps"), clips=clips)
    return Remix(RemixId("sweeps"), lanes=(lane,), materials=(Material(sha256, SWEEP_FRAMES),), limiter=False)


def _trip(heard: Floats, sung: Sung, passes: tuple[Pass, ...], at: int) -> float | None:
    if not passes:
        return None
    return round_trip_s(heard, sung, Pass(at, passes[0].moment + (at - passes[0].frame) / RATE_HZ))


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


def _wait(done: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not done() and time.monotonic() < until:
        time.sleep(_LOOK_S)
