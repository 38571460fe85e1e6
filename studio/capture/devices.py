"""Which microphones there are, following hot-plug.

PortAudio sees new devices only when it is begun anew, and not while a stream is open. So a cheap sign of the system is
watched (Linux: its list of sound cards); when it changes, the booth is asked to let go and find its microphone again, which
it does between takes. Systems without such a sign are looked at again while nothing is open, and when somebody asks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from studio.errors import DeviceTrouble
from studio.sound import portaudio

log = logging.getLogger(__name__)
_EVERY_S = 2.0
#: A sound system that hangs is not waited for.
_STOP_S = 3.0
_CARDS = Path("/proc/asound/cards")


class Device(NamedTuple):
    """A microphone: its name for `Choice.device`, its channels, its own rate."""

    name: str
    channels: int
    rate_hz: int
    is_default: bool


class Devices:
    """`on_change` is called on the "devices" thread when the list has changed. `look_again` is the booth's."""

    def __init__(
        self, on_change: Callable[[], None], look_again: Callable[[], None] = lambda: None, cards: Path = _CARDS
    ) -> None:
        self._on_change, self._look_again, self._cards = on_change, look_again, cards
        self._found: tuple[Device, ...] = ()
        self._wake = threading.Event()
        self._over = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._over = False
        self._thread = threading.Thread(target=self._run, name="devices", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self._over = True
            self._wake.set()
            self._thread.join(_STOP_S)
            self._thread = None

    def list(self) -> tuple[Device, ...]:
        """The microphones as they were last found; never waits."""
        return self._found

    def refresh(self) -> None:
        """Looks again soon; for when somebody opens the list."""
        self._wake.set()

    def _run(self) -> None:
        sign: str | None = None
        while not self._over:
            asked, before, sign = self._wake.is_set(), sign, self._sign()
            self._wake.clear()
            try:
                if (asked or sign != before or not sign) and not portaudio.refresh() and (asked or sign != before):
                    self._look_again()
                found = microphones()
            except DeviceTrouble as error:
                log.info("no devices: %s", error.detail)
                found = ()
            if found != self._found:
                self._found = found
                self._on_change()
            self._wake.wait(_EVERY_S)

    def _sign(self) -> str:
        try:
            return self._cards.read_text("utf-8", "replace") or "none"
        except OSError:
            return ""


def microphones() -> tuple[Device, ...]:
    """The inputs of the system's usual sound interface (others tell the same devices again, with other names).

    Raises DeviceTrouble where there is no sound system.
    """
    sd = portaudio.module()
    with portaudio.steady():
        try:
            default = sd.query_devices(kind="input")
        except (sd.PortAudioError, ValueError):
            return ()
        found = [d for d in sd.query_devices() if d["max_input_channels"] and d["hostapi"] == default["hostapi"]]
    return tuple(
        Device(d["name"], d["max_input_channels"], int(d["default_samplerate"]), d["index"] == default["index"])
        for d in found
    )
