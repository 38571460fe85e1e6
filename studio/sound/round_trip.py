"""Measuring how late the loudspeaker comes back into the microphone: three sweeps are played and looked for in a take.

Booth, loudspeaker and takes are handed in as what they do, so that every room that plays while it records may measure.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from studio.errors import Refused

from .convert import read_all
from .cue import Blocks
from .loudspeaker import RATE_HZ
from .pcm import Floats
from .sweep import MOST_S, SWEEP_FRAMES, round_trip_s, sweep

if TYPE_CHECKING:
    from studio.domain.ids import TakeId
    from studio.domain.take import Take

_SWEEPS = (RATE_HZ // 2, 2 * RATE_HZ + RATE_HZ // 3, 4 * RATE_HZ)
_FRAMES = _SWEEPS[-1] + SWEEP_FRAMES + round(MOST_S * RATE_HZ)
#: Measurements that lie further apart are none.
_SPREAD_S = 0.003
_PATIENCE_S = 12.0
#: What was stopped leaves no take behind, either.
_STOPPED_S = 2.0
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


class Takes(Protocol):
    def find(self, id: str) -> Take | None: ...

    def file(self, take: Take) -> Path: ...

    def discard(self, id: TakeId) -> None: ...


class Speaker(Protocol):
    """A `Cue`, or what plays like one."""

    def play(self, blocks: Blocks) -> None: ...

    def began(self) -> float | None:
        """When the device took the first frame of it, in seconds of `time.monotonic`; None before."""

    def stop(self) -> None: ...


def measure(takes: Takes, booth: Booth, speaker: Speaker, is_stopped: Callable[[], bool] = lambda: False) -> float:
    """The round trip of the open booth and the loudspeaker in seconds; takes about six, on a thread of its own.

    The take is discarded again. Raises Refused, in words, where the sweeps are not heard, and DiskTrouble.
    """
    before = booth.reading().take_id
    booth.start()
    speaker.play(lambda: iter([_sweeps()]))

    def played() -> bool:
        began = speaker.began()
        return began is not None and time.monotonic() > began + _FRAMES / RATE_HZ

    _wait(lambda: is_stopped() or played())
    began = speaker.began()
    booth.stop()
    speaker.stop()

    def found() -> Take | None:
        id = booth.reading().take_id
        take = takes.find(id) if id is not None and id != before else None
        return take if take is not None and takes.file(take).exists() else None

    _wait(lambda: found() is not None, _STOPPED_S if is_stopped() else _PATIENCE_S)
    take, moment = found(), booth.reading().take_moment
    if take is None:
        raise _unheard("no take came")
    heard = read_all(takes.file(take), RATE_HZ, 1)[:, 0]
    takes.discard(take.id)
    if began is None:
        raise _unheard("nothing was played")
    return agreed([round_trip_s(heard, moment, began + at / RATE_HZ) for at in _SWEEPS])


def _sweeps() -> Floats:
    sound = np.zeros((_FRAMES, 2), np.float32)
    for at in _SWEEPS:
        sound[at : at + SWEEP_FRAMES] = sweep()[:, None]
    return sound


def agreed(trips: Sequence[float | None]) -> float:
    """What two of three measurements say; the third may have met a computer that was busy. Raises Refused."""
    clear = sorted(trip for trip in trips if trip is not None)
    if len(clear) < 2:
        raise _unheard(f"{len(clear)} of {len(trips)} sweeps were heard")
    apart, first = min((later - one, one) for one, later in pairwise(clear))
    if apart > _SPREAD_S:
        raise _unheard(f"they lie {apart:.4f} s apart")
    return first + apart / 2


def _unheard(detail: str) -> Refused:
    advice = "Turn the loudspeaker up, or hold the headphones to the microphone, and measure again."
    return Refused("The microphone did not hear the sweep clearly", advice, detail, "unheard")


def _wait(done: Callable[[], bool], patience_s: float = _PATIENCE_S) -> None:
    until = time.monotonic() + patience_s
    while not done() and time.monotonic() < until:
        time.sleep(_LOOK_S)
