"""Measuring the round trip through the loudspeaker that a mix is heard from. The booth is handed in as what it does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.domain.ids import ClipId, LaneId, RemixId
from studio.domain.remix import RATE_HZ, Clip, Lane, Material, Remix
from studio.sound import round_trip
from studio.sound.cue import Blocks
from studio.sound.pcm import encode
from studio.sound.round_trip import Booth
from studio.sound.wav import header
from studio.store import Store

from .transport import Transport


def measure(store: Store, booth: Booth, transport: Transport, is_stopped: Callable[[], bool] = lambda: False) -> float:
    """See `studio.sound.round_trip.measure`."""
    return round_trip.measure(store.takes, booth, _Speaker(store, transport), is_stopped)


class _Speaker:
    def __init__(self, store: Store, transport: Transport) -> None:
        self._store, self._transport = store, transport
        self._before = transport.passes

    def play(self, blocks: Blocks) -> None:
        sound = np.concatenate(list(blocks()))
        data = encode(sound, 16)
        sha256 = self._store.media.add_bytes(header(RATE_HZ, sound.shape[1], 16, len(data)) + data)
        lane = Lane(LaneId("sweeps"), clips=(Clip(ClipId("sweeps"), sha256, 0, len(sound)),))
        material = Material(sha256, len(sound))
        remix = Remix(RemixId("sweeps"), lanes=(lane,), materials=(material,), limiter=False)
        self._transport.play(remix, endless=True)

    def began(self) -> float | None:
        passes = self._transport.passes
        return passes[0].moment if passes and passes != self._before else None

    def stop(self) -> None:
        self._transport.stop()
