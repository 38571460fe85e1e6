"""Playing a file, or a take with its edits: a feeder thread reads ahead into a C ring, and PortAudio plays it through rtmixer's C
callback.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from studio.errors import DeviceTrouble, StudioError

from . import portaudio
from .cue import Cue

if TYPE_CHECKING:
    from .heard import Heard, Opened, WithGuide
    from .pcm import Floats

_TICK_S = 0.02
#: At the system's own choice (35 ms) a resampling sound server ran dry and dropped up to half a second.
_LATENCY_S = 0.15
_STUCK_S = 3.0
_RING_S = 2
JOIN_S = 5.0


class Player:
    """One sound at a time; used from one thread. `on_change` (began, ended) and `on_trouble` come on the feeder's thread. `cue` is
    for what must be heard at once."""

    def __init__(self, on_change: Callable[[], None], on_trouble: Callable[[StudioError], None]) -> None:
        self._on_change, self._on_trouble = on_change, on_trouble
        self._playing: _Playing | None = None
        self.cue = Cue(on_trouble)

    def play(self, sound: Heard | WithGuide, start_frame: int = 0) -> None:
        """Returns at once; a sound that is playing makes way. `start_frame` counts at the sound's own rate."""
        before = self._playing
        if before is not None:
            before.over.set()
        self._playing = _Playing(sound, start_frame, self._on_change, self._on_trouble, before)

    def stop(self) -> None:
        """Returns at once; the sound ends within a moment."""
        if self._playing is not None:
            self._playing.over.set()

    def close(self) -> None:
        """Ends the sound and waits for the feeder, a few seconds at most."""
        self.stop()
        self.cue.close()
        if self._playing is not None:
            self._playing.thread.join(JOIN_S)
            self._playing = None

    def position(self) -> tuple[int, int] | None:
        """(frame, rate in Hz) that is heard now, at the sound's own rate; None while nothing plays."""
        return self._playing.position if self._playing is not None else None


class _Playing:
    """One sound on its way to the loudspeaker; lives as long as its thread."""

    def __init__(
        self,
        sound: Heard | WithGuide,
        start_frame: int,
        on_change: Callable[[], None],
        on_trouble: Callable[[StudioError], None],
        before: _Playing | None,
    ) -> None:
        self._heard, self._start = sound, start_frame
        self._on_change, self._on_trouble, self._before = on_change, on_trouble, before
        self.position: tuple[int, int] | None = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, name="player-feeder", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        if self._before is not None:
            self._before.thread.join(JOIN_S)
            self._before = None
        try:
            self._play()
        except StudioError as error:
            self._on_trouble(error)
        except OSError as error:
            self._on_trouble(DeviceTrouble("This sound cannot be played", "Its file could not be read.", str(error)))
        finally:
            self.position = None
            self._on_change()

    def _play(self) -> None:
        from . import convert
        from .heard import opened

        sound = opened(self._heard)
        channels = min(2, sound.channels)
        with portaudio.steady():
            rate_hz = _agree(sound, channels)
            stream = portaudio.opened(lambda: _open(rate_hz, channels))
        try:
            self._feed(stream, sound, convert.converted(sound, rate_hz, channels, self._start), rate_hz, channels)
        finally:
            portaudio.close(stream, drain=not self.over.is_set())

    def _feed(self, stream: Any, sound: Opened, blocks: Iterator[Floats], rate_hz: int, channels: int) -> None:
        """Fills the ring first, starts, keeps it full, and waits until the last frame was heard."""
        import rtmixer

        ring = rtmixer.RingBuffer(4 * channels, 1 << (_RING_S * rate_hz - 1).bit_length())
        given, block, action, ended = 0, next(blocks, None), None, False
        halted = _Halt()
        while not self.over.is_set() and not ended:
            while block is not None and ring.write_available >= len(block):
                ring.write(block.tobytes())
                given, block = given + len(block), next(blocks, None)
            if action is None:
                action = stream.play_ringbuffer(ring)
                stream.start()
                self._on_change()
            done, latency_s = int(action.done_frames), float(stream.latency)
            heard = max(0.0, done / rate_hz - latency_s)
            self.position = (self._start + round(heard * sound.rate_hz), sound.rate_hz)
            ended = block is None and done >= given
            if not ended and (halted.is_long(done) or not stream.active):
                raise DeviceTrouble("The loudspeaker is gone", "Plug it in, then play again.")
            self.over.wait(latency_s if ended else _TICK_S)


class _Halt:
    """Has a count stood still for too long? The only sign of a vanished loudspeaker that every system gives."""

    def __init__(self) -> None:
        self._count, self._since = -1, time.monotonic()

    def is_long(self, count: int) -> bool:
        if count != self._count:
            self._count, self._since = count, time.monotonic()
        return time.monotonic() - self._since > _STUCK_S


def _agree(sound: Opened, channels: int) -> int:
    """The sound's own rate where the device takes it, else the device's."""
    sd = portaudio.module()
    try:
        sd.check_output_settings(None, channels, "float32", None, sound.rate_hz)
        return sound.rate_hz
    except (sd.PortAudioError, ValueError):
        pass
    try:
        return int(sd.query_devices(kind="output")["default_samplerate"])
    except (sd.PortAudioError, ValueError) as error:
        raise DeviceTrouble("No loudspeaker is connected", "Plug one in, then play again.", str(error)) from error


def _open(rate_hz: int, channels: int) -> Any:
    import rtmixer

    sd = portaudio.module()
    try:
        return rtmixer.Mixer(channels=channels, samplerate=rate_hz, latency=_LATENCY_S)
    except (sd.PortAudioError, ValueError) as error:
        raise portaudio.trouble(error, "loudspeaker") from error
