"""The loudspeaker: PortAudio plays from a ring with a C callback, and stays open from one sound to the next, so that each begins
at once.

What goes in is float32 (frames, 2) at 48 000 Hz, and it leaves as it is wherever the device takes that rate.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from studio.errors import DeviceTrouble

from . import portaudio
from .pace import Pace

if TYPE_CHECKING:
    from .pcm import Floats

RATE_HZ = 48_000
CHANNELS = 2
#: Frames of sound that may wait in the ring.
WAITING = 14_400
#: What the device is asked for. Where it ran dry with the first, the second is asked for from then on.
LATENCY_S, CAREFUL_S = 0.05, 0.15
_STUCK_S = 3.0
#: Silence that is played beside all else counts the frames that pass, also between two sounds: so the moment of a sound's first
#: frame is known as well as all looks since the loudspeaker was opened can tell. Pages of zeros take no memory.
_COUNTED_S = 600
#: The told moment of the first frame is believed when it lies so near to where frames are counted.
_FAR_S = 1.0
_LOOKS = 50


class Loudspeaker:
    """Opens on construction and raises DeviceTrouble; used from one thread. `name` and `latency_s` tell what was opened."""

    def __init__(self, latency_s: float = LATENCY_S, rate_hz: int = RATE_HZ) -> None:
        """`rate_hz` is what the device is asked for; where it refuses, it runs at its own."""
        self.asked_s = latency_s
        with portaudio.steady():
            self.name, self._rate_hz = _agree(rate_hz)
            self._stream = portaudio.opened(lambda: _opened(self._rate_hz, latency_s))
        self._ring: Any = None
        self._action: Any = None
        self._count()
        self._dry = self._missed = 0
        self.begin()

    @property
    def latency_s(self) -> float:
        return float(self._stream.latency)

    def begin(self) -> None:
        """What still waits is dropped; what is written next is a new sound, counted from 0."""
        import rtmixer

        self._missed = self.missed
        if self._action is not None and self._action in self._stream.actions:
            self._stream.cancel(self._action)
        self._ring = rtmixer.RingBuffer(4 * CHANNELS, 1 << (WAITING * self._rate_hz // RATE_HZ).bit_length())
        self._action = None
        self._looks, self._delay_s = 0, self.latency_s
        self._firsts.clear()
        self._converter, self._left, self._finished = self._converting(), b"", False
        self._before = self._given = 0
        self._changed_at, self._last = time.monotonic(), 0

    @property
    def room(self) -> int:
        """So many frames may be written now."""
        waits = self._ring.read_available + len(self._left) // (4 * CHANNELS)
        return int(max(0, WAITING - waits * RATE_HZ // self._rate_hz))

    def write(self, block: Floats) -> None:
        """Plays `block` behind what was written before; at most `room` frames."""
        self._left += self._at_device_rate(block)
        self._push()

    def finish(self) -> None:
        """All was written: what is held back for its conversion is played too. May be called again and again."""
        if self._converter is not None and not self._finished:
            import numpy as np

            self._left += self._converter.resample_chunk(np.zeros((0, CHANNELS), np.float32), last=True).tobytes()
        self._finished = True
        self._push()

    def _push(self) -> None:
        frames = min(self._ring.write_available, len(self._left) // (4 * CHANNELS))
        self._ring.write(self._left[: frames * 4 * CHANNELS])
        self._left = self._left[frames * 4 * CHANNELS :]
        self._given += frames
        if self._action is None and self._given:
            self._play()

    def look(self) -> None:
        """To be called often: counts the frames that pass and where the ring ran dry; raises DeviceTrouble where nothing moves."""
        if self._counter not in self._stream.actions:
            self._count()
        counted = int(self._counter.done_frames)
        self._pace.look(counted, time.monotonic())  # after the count: it may seem late, but never early
        if self._action is None:
            self._fail_unless(moves=True)
            return
        if self._action not in self._stream.actions and self._ring.read_available:
            self._before += int(self._action.done_frames)
            self._missed, self._dry = self.missed, self._dry + 1
            self._firsts.clear()
            self._play()
        now, done = time.monotonic(), self._before + int(self._action.done_frames)
        if done != self._last:
            self._last, self._changed_at = done, now
        if done and counted == int(self._counter.done_frames):
            self._firsts[counted - done] += 1
        self._looks += 1
        if self._looks <= _LOOKS:
            self._delay_s = self._told_delay_s()
        self._fail_unless(moves=done >= self._given or now - self._changed_at <= _STUCK_S)

    def _fail_unless(self, *, moves: bool) -> None:
        if not moves or not self._stream.active:
            raise DeviceTrouble("The loudspeaker is gone", "Plug it in, then play again.", self.name)

    def _count(self) -> None:
        import numpy as np

        silence = np.zeros(_COUNTED_S * self._rate_hz, np.float32)
        self._counter = self._stream.play_buffer(silence, channels=1)
        self._pace = Pace(self._rate_hz)
        #: Which counted frame was the first of this sound, and how many looks say so: one may fall between the two counts.
        self._firsts = Counter[int]()

    @property
    def done(self) -> int:
        """Frames of this sound that the device has taken."""
        return 0 if self._action is None else (self._before + int(self._action.done_frames)) * RATE_HZ // self._rate_hz

    @property
    def over(self) -> bool:
        """Has the device taken all that was written?"""
        return not self._left and (self._action is None or self._before + int(self._action.done_frames) >= self._given)

    @property
    def underruns(self) -> int:
        """How often the sound was interrupted since the loudspeaker was opened."""
        return self._dry + self.missed

    @property
    def missed(self) -> int:
        """How often that was because the device itself ran dry: it needs more latency."""
        return self._missed + (int(self._action.stats.output_underflows) if self._action is not None else 0)

    def began(self) -> float | None:
        """The moment (`time.monotonic`) at which the device took frame 0 of this sound, gaps aside; None before. It is heard about
        `delay_s` later."""
        return self._pace.moment(self._firsts.most_common(1)[0][0]) if self._firsts else None

    @property
    def delay_s(self) -> float:
        """From being taken to being heard, as the system tells it."""
        return self._delay_s

    def close(self) -> None:
        """Waits two seconds at most."""
        portaudio.close(self._stream)

    def _play(self) -> None:
        self._action = self._stream.play_ringbuffer(self._ring)

    def _told_delay_s(self) -> float:
        """The system tells when the first frame is heard; it was counted some time before."""
        counted = self.began()
        told = float(self._action.actual_time)
        if counted is None or told <= 0 or self._before:
            return self._delay_s
        delay_s = told + portaudio.clock_offset_s(self._stream) - counted
        return delay_s if abs(delay_s) < _FAR_S else self.latency_s

    def _converting(self) -> Any:
        if self._rate_hz == RATE_HZ:
            return None
        import soxr

        return soxr.ResampleStream(RATE_HZ, self._rate_hz, CHANNELS, dtype="float32", quality="HQ")

    def _at_device_rate(self, block: Floats) -> bytes:
        return bytes((block if self._converter is None else self._converter.resample_chunk(block)).tobytes())


def _agree(rate_hz: int) -> tuple[str, int]:
    """The name of the system's loudspeaker, and the wished rate where it takes that, else its own."""
    sd = portaudio.module()
    try:
        device = sd.query_devices(kind="output")
    except (sd.PortAudioError, ValueError) as error:
        raise DeviceTrouble("No loudspeaker is connected", "Plug one in, then play again.", str(error)) from error
    try:
        sd.check_output_settings(None, CHANNELS, "float32", None, rate_hz)
        return str(device["name"]), rate_hz
    except (sd.PortAudioError, ValueError):
        return str(device["name"]), int(device["default_samplerate"])


def _opened(rate_hz: int, latency_s: float) -> Any:
    import rtmixer

    sd = portaudio.module()
    try:
        stream = rtmixer.Mixer(channels=CHANNELS, samplerate=rate_hz, latency=latency_s)
    except (sd.PortAudioError, ValueError) as error:
        raise portaudio.trouble(error, "loudspeaker") from error
    try:
        stream.start()
    except sd.PortAudioError as error:
        stream.close(ignore_errors=True)
        raise portaudio.trouble(error, "loudspeaker") from error
    return stream
