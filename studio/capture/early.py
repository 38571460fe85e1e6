"""The microphone of the first window: it opens while Qt is loaded beside it, so that the red button works when it is painted."""

from __future__ import annotations

import queue
import sys
import threading

from studio.errors import StudioError
from studio.sound import portaudio

from . import ears
from .listening import Listening
from .reading import Choice

#: The heavy part of the booth (numpy, about 80 ms) is loaded when the window is painted, or after so long.
_PATIENCE_S = 1.0
#: Until the window is painted, a thread that waits for the interpreter gets it after so long. A microphone is opened by dozens of
#: short calls: with Python's usual 5 ms for each it was ready 45 ms later, often after the window.
_TURN_S = 0.0005


class Early:
    """Loads the sound system at once, on the thread "early-microphone", and opens there what `open` names. The booth asks for
    `listening`, the window tells `painted`."""

    def __init__(self) -> None:
        self._wanted: queue.SimpleQueue[Choice] = queue.SimpleQueue()
        self._choice: Choice | None = None
        self._listening: Listening | None = None
        self._painted = threading.Event()
        self._usual_turn_s = sys.getswitchinterval()
        sys.setswitchinterval(_TURN_S)
        self._thread = threading.Thread(target=self._open, name="early-microphone", daemon=True)
        self._thread.start()

    def open(self, choice: Choice) -> None:
        self._wanted.put(choice)

    def listening(self, choice: Choice) -> Listening | None:
        """What `open` made listen already, the first time and if it is what is asked for."""
        self._thread.join()
        listening, self._listening = self._listening, None
        if listening is not None and choice != self._choice:
            listening.ear.close()
            return None
        return listening

    def painted(self) -> None:
        sys.setswitchinterval(self._usual_turn_s)
        self._painted.set()

    def wait(self) -> None:
        """Returns when the window is painted, or has kept everybody waiting."""
        self._painted.wait(_PATIENCE_S)

    def _open(self) -> None:
        try:
            portaudio.module()
            self._choice = self._wanted.get()
            self._listening = Listening(ears.listen(self._choice))
        except StudioError:
            return  # the booth asks again, and tells why
