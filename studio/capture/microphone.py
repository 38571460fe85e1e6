"""The microphone: PortAudio with a C callback into a ring. The only place that knows rtmixer.

No Python runs on the audio thread, so sound does not depend on the interpreter; the ring holds at least 8 s for a
take-writer that is late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from studio.errors import DeviceTrouble
from studio.sound import portaudio

from .reading import Choice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RING_S = 8
#: Room for a late callback on a busy machine; nobody listens to himself through the studio.
_LATENCY_S = 0.1


class Ear(Protocol):
    """Whatever is listened to: a microphone, or a file played in place of one. `close` is the only call that may wait.

    `rate_hz` is the rate of the sound that `read` gives, `device_rate_hz` the one that `arrived` counts in.
    """

    name: str
    note: str
    rate_hz: int
    device_rate_hz: int
    channels: int

    def read(self) -> NDArray[np.float32]:
        """All that has arrived since the last call, float32 (frames, channels)."""

    def arrived(self) -> int:
        """Frames that the device has delivered since it was opened; never waits, not even for the interpreter."""

    def overflows(self) -> int:
        """How often the system or the ring had to drop sound, counted since it was opened."""

    def told_at(self) -> float | None:
        """The moment (`time.monotonic`) at which the first frame was spoken, as the system tells it; None where it does not."""

    def alive(self) -> bool: ...

    def close(self) -> None: ...


class Microphone:
    """Opens on construction; raises DeviceTrouble. A device that refuses the wished rate runs at its own and is converted."""

    def __init__(self, choice: Choice) -> None:
        self.rate_hz, self.channels = choice.rate_hz, choice.channels
        self._sd = portaudio.module()
        self._before = self._overruns = 0
        self._told_at: float | None = None
        with portaudio.steady():
            device = self._find(choice.device)
            self.name = str(device["name"])
            self.device_rate_hz, taken = self._agree(device, choice)
            self.note = self._say(taken)
            self._converter = self._converting()
            self._stream = portaudio.opened(lambda: self._open(device, taken))

    def _find(self, name: str) -> Any:
        try:
            if not name:
                return self._sd.query_devices(kind="input")
            for device in self._sd.query_devices():
                if device["max_input_channels"] and device["name"] == name:
                    return device
        except (self._sd.PortAudioError, ValueError) as error:
            raise _none(str(error)) from error
        raise _none(f"{name} is not there")

    def _agree(self, device: Any, choice: Choice) -> tuple[int, int]:
        """The rate to open with and the channels to open: as wished, else the device's own rate, else more channels."""
        refusals = []
        wider = max(2, choice.channels)
        for channels in (
            (choice.channels, wider) if choice.channels < device["max_input_channels"] else (choice.channels,)
        ):
            for rate_hz in (choice.rate_hz, int(device["default_samplerate"])):
                try:
                    self._sd.check_input_settings(device["index"], channels, "float32", None, rate_hz)
                    return rate_hz, channels
                except (self._sd.PortAudioError, ValueError) as error:
                    refusals.append(f"{rate_hz} Hz, {channels} channels: {error}")
        raise portaudio.trouble(RuntimeError("; ".join(refusals)), "microphone")

    def _say(self, taken: int) -> str:
        words = []
        if self.device_rate_hz != self.rate_hz:
            own, wished = self.device_rate_hz / 1000, self.rate_hz / 1000
            words.append(f"The microphone runs at {own:g} kHz; converted to {wished:g} kHz.")
        if taken != self.channels:
            words.append(f"The microphone has {taken} channels; the first {self.channels} recorded.")
        return " ".join(words)

    def _converting(self) -> Any:
        if self.device_rate_hz == self.rate_hz:
            return None
        import soxr

        return soxr.ResampleStream(self.device_rate_hz, self.rate_hz, self.channels, dtype="float32", quality="HQ")

    def _open(self, device: Any, taken: int) -> Any:
        import rtmixer

        try:
            stream = rtmixer.Recorder(
                device=device["index"], channels=taken, samplerate=self.device_rate_hz, latency=_LATENCY_S
            )
        except (self._sd.PortAudioError, ValueError) as error:
            raise portaudio.trouble(error, "microphone") from error
        try:
            size = 1 << (RING_S * self.device_rate_hz - 1).bit_length()
            self._ring = rtmixer.RingBuffer(4 * self.channels, size)
            self._action = stream.record_ringbuffer(self._ring, channels=self.channels)
            stream.start()
        except self._sd.PortAudioError as error:
            stream.close(ignore_errors=True)
            raise portaudio.trouble(error, "microphone") from error
        return stream

    def read(self) -> NDArray[np.float32]:
        import numpy as np

        block: NDArray[np.float32] = np.empty((self._ring.read_available, self.channels), np.float32)
        if len(block):
            self._ring.readinto(block)
        if self._action not in self._stream.actions:  # the ring was full: the callback has let go of it
            self._before += self._action.done_frames
            self._overruns += 1 + self._action.stats.input_overflows
            self._action = self._stream.record_ringbuffer(self._ring, channels=self.channels)
        if self._converter is not None and len(block):
            block = self._converter.resample_chunk(block)
        return block

    def arrived(self) -> int:
        return int(self._before + self._action.done_frames)

    def overflows(self) -> int:
        return int(self._overruns + self._action.stats.input_overflows)

    def told_at(self) -> float | None:
        if self._told_at is None and not self._before and self._action.actual_time > 0:
            self._told_at = float(self._action.actual_time) + portaudio.clock_offset_s(self._stream)
        return self._told_at

    def alive(self) -> bool:
        return bool(self._stream.active)

    def close(self) -> None:
        portaudio.close(self._stream)


def _none(detail: str) -> DeviceTrouble:
    return DeviceTrouble(
        "No microphone is connected", "Your work is safe. Plug one in; the studio finds it by itself.", detail
    )
