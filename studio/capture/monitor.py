"""Hearing oneself: the microphone goes to the headphones in one C callback of its own, as soon as the devices allow.

rtmixer records into a ring and plays from it within the same call, so what is heard is one block late, and both devices' latencies.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from studio.errors import DeviceTrouble
from studio.sound import portaudio

#: A loudspeaker that howls rises for so long without a fall, by so much, to at least so loud; no syllable does. Half of the time
#: it is well on its way: what was silent and is loud at once is no howl, unless it stays as loud as can be.
_FOR_S, _RISE_DB, _ON_ITS_WAY_DB, _LOUD_DBFS, _FULL_DBFS = 1.0, 9.0, 3.0, -24.0, -3.0
#: A little less than before is no fall: levels tremble.
_TREMBLE_DB, _SILENCE_DBFS = 0.3, -100.0
_RING_FRAMES = 1 << 15
_TOO_OFTEN = 3


class Monitor:
    """Opens on construction; raises DeviceTrouble. `device` is the microphone's name, "" for the system's own. Without `latency_s`
    it is the lowest that the devices name."""

    def __init__(self, device: str, rate_hz: int, channels: int, latency_s: float | None = None) -> None:
        self._sd, self._rate_hz, self._channels = portaudio.module(), rate_hz, channels
        self._actions: list[Any] = []
        with portaudio.steady():
            self._stream = portaudio.opened(lambda: self._open(device, latency_s))

    def _open(self, device: str, latency_s: float | None) -> Any:
        import rtmixer

        try:
            stream = rtmixer.MixerAndRecorder(
                device=(device or None, None),
                channels=(self._channels, 2),
                samplerate=self._rate_hz,
                latency=latency_s or "low",
            )
        except (self._sd.PortAudioError, ValueError) as error:
            raise _refused(error) from error
        try:
            for side in (1, 2):
                ring = rtmixer.RingBuffer(4, _RING_FRAMES)
                stream.record_ringbuffer(ring, channels=[min(side, self._channels)])
                self._actions.append(stream.play_ringbuffer(ring, channels=[side]))
            stream.start()
        except self._sd.PortAudioError as error:
            stream.close(ignore_errors=True)
            raise _refused(error) from error
        return stream

    @property
    def is_too_soon(self) -> bool:
        """The headphones ran dry again and again, or the stream ended over it: they need more latency."""
        return (
            not self._stream.active
            or max(int(action.stats.output_underflows) for action in self._actions) >= _TOO_OFTEN
        )

    @property
    def latency_s(self) -> float:
        """From the microphone to the headphones, as the system tells it."""
        return float(sum(self._stream.latency))

    def close(self, wait: bool = True) -> None:
        portaudio.close(self._stream, wait=wait)


class Howl:
    """Listens for feedback: `hear` a level now and then, and it says whether it rises as only a loop does. Pure."""

    def __init__(self) -> None:
        self._levels: deque[tuple[float, float]] = deque()

    def hear(self, level_dbfs: float, moment: float) -> bool:
        """`moment` in seconds of any clock."""
        levels, level = self._levels, max(level_dbfs, _SILENCE_DBFS)
        if levels and level < levels[-1][1] - _TREMBLE_DB:
            levels.clear()
        levels.append((moment, level))
        while moment - levels[0][0] > _FOR_S and moment - levels[1][0] >= _FOR_S:
            levels.popleft()
        first, middle = levels[0][1], levels[len(levels) // 2][1]
        if moment - levels[0][0] < _FOR_S or level < _LOUD_DBFS:
            return False
        gradual = middle - first >= _ON_ITS_WAY_DB and level - middle >= _ON_ITS_WAY_DB
        return (gradual and level - first >= _RISE_DB) or first >= _FULL_DBFS


def _refused(error: Exception) -> DeviceTrouble:
    advice = "Your takes are not touched by this. Another microphone or other headphones may allow it."
    return DeviceTrouble("These devices do not let you hear yourself", advice, str(error))
