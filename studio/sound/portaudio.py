"""PortAudio as one process-wide thing that microphone and player share: imported late, its device list made fresh safely.

PortAudio looks for devices once, when it is initialised. To see a new one it must be ended and begun again, which would kill
every open stream; so open streams are held here and the list is refreshed only while there is none.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.errors import DeviceTrouble

_lock = threading.RLock()
#: Also those that nobody else holds: were one freed while it is open, its callback would go on in memory that is not its own.
_open: set[Any] = set()
#: The list of devices was made just now, with the first import; making it again costs 50 to 100 ms at the start.
_fresh = False
#: A stream of a device that is gone may never close; nobody waits longer than this for it.
CLOSE_S = 2.0
_LIBRARY = "libportaudio.so.2"
#: What PulseAudio gives its own threads.
_NICE = -11


def module() -> Any:
    """The `sounddevice` module. Raises DeviceTrouble where the computer has no sound system."""
    global _fresh
    with _lock:
        first = "sounddevice" not in sys.modules
        try:
            with _found_at_once():
                import sounddevice
        except OSError as error:
            raise DeviceTrouble(
                "This computer has no sound system that can be used",
                "Install PortAudio (on Debian and Ubuntu: libportaudio2), then start the studio again.",
                str(error),
            ) from error
        _fresh = _fresh or first
        return sounddevice


@contextmanager
def _found_at_once() -> Iterator[None]:
    """sounddevice asks `ldconfig` where PortAudio is, in a process of its own: 36 ms of those that the red button waits for. The
    system's loader knows the library by its name."""
    import ctypes.util

    asked = ctypes.util.find_library
    with contextlib.suppress(OSError):
        if sys.platform == "linux":
            ctypes.CDLL(_LIBRARY)
            ctypes.util.find_library = lambda name: _LIBRARY if name == "portaudio" else asked(name)
    try:
        yield
    finally:
        ctypes.util.find_library = asked


@contextmanager
def steady() -> Iterator[None]:
    """The device list does not change inside: what was asked of a device is still true when it is opened."""
    with _lock:
        yield


def refresh() -> bool:
    """Looks for devices again; False where an open stream does not allow it now."""
    global _fresh
    sd = module()
    with _lock:
        if _open:
            return False
        if _fresh:
            _fresh = False
            return True
        sd._terminate()
        sd._initialize()
        return True


def opened(make: Callable[[], Any]) -> Any:
    """Calls `make`, which opens and returns a stream, and holds it until `close` is called with it."""
    with _lock:
        before = _native_threads()
        stream = make()
        _open.add(stream)
        for thread in _native_threads() - before:
            _prefer(thread)
        return stream


def _native_threads() -> set[int]:
    """The threads of this process that Python knows nothing of; those of the sound system are among them. Linux only."""
    try:
        known = {thread.native_id for thread in threading.enumerate()}
        return {int(task.name) for task in Path("/proc/self/task").iterdir()} - known
    except OSError:
        return set()


def _prefer(thread: int) -> None:
    """A busy computer runs this thread before others, where the system allows that; else sound has to share like all."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, _NICE)


def close(stream: Any, drain: bool = False, wait: bool = True) -> bool:
    """Ends a stream that `opened` gave, with `drain` after all of it was heard. False where the system did not let it go
    in time, or where nobody was to `wait` for it; it goes when it can."""
    done = threading.Event()

    def end() -> None:
        if drain:
            stream.stop(ignore_errors=True)
        stream.close(ignore_errors=True)
        with _lock:
            _open.discard(stream)
        done.set()

    threading.Thread(target=end, name="stream-close", daemon=True).start()
    return done.wait(CLOSE_S if wait else 0)


def clock_offset_s(stream: Any) -> float:
    """What `time.monotonic` is ahead of the stream's own clock, as it was when both were read soonest one after the other; 0 where
    the stream does not tell the time (its device is gone)."""
    best = (1.0, 0.0)
    with contextlib.suppress(module().PortAudioError):
        for _ in range(5):
            before = time.monotonic()
            there = float(stream.time)
            now = time.monotonic()
            best = min(best, (now - before, (before + now) / 2 - there))
    return best[1]


def trouble(error: Exception, what: str) -> DeviceTrouble:
    """A PortAudio failure in words; `what` is "microphone" or "loudspeaker"."""
    return DeviceTrouble(
        f"The {what} could not be opened",
        "Check that it is plugged in and that no other program holds it, then try again.",
        str(error),
    )
