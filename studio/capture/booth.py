"""The booth, as the window holds it: open, press, stop, keep. Every call returns at once; the take-writer thread does the work."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.errors import StudioError

from .orders import (
    ALONE,
    Auto,
    Beside,
    Close,
    Heard,
    Keep,
    LineNow,
    LookAgain,
    Order,
    Press,
    Release,
    Remembered,
    SayAgain,
)
from .reading import BoothState, ByVoice, Choice, Reading, in_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.domain.ids import ChallengeId, SessionId
    from studio.store import Store

    from .early import Early
    from .listening import Listening
    from .microphone import Ear
    from .recorder import Recorder

__all__ = ["Booth", "BoothState", "Choice", "Reading"]

#: A take is on the disk long before; only a sound system that hangs needs all of this.
CLOSE_S = 8.0
RESERVE_BYTES = 64 << 20


class Booth:
    """Owned by the window's thread. `on_change` (a take was kept, the state changed) and `on_trouble` are called on the
    take-writer thread; they must only hand over (a bell's signal). `listen` opens what is listened to; `early`
    has begun with that already."""

    def __init__(
        self,
        store: Store,
        *,
        on_change: Callable[[], None],
        on_trouble: Callable[[StudioError], None],
        listen: Callable[[Choice], Ear] | None = None,
        reserve_bytes: int = RESERVE_BYTES,
        early: Early | None = None,
    ) -> None:
        self._store, self._listen, self._reserve_bytes = store, listen, reserve_bytes
        self._on_change, self._on_trouble = on_change, on_trouble
        self._early = early
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._line: LineNow | None = None
        self._thread: threading.Thread | None = None
        self._recorder: Recorder | None = None
        self._first = Reading(state=BoothState.OPENING)

    def open(self, choice: Choice) -> None:
        """Starts the microphone beside the window. An open booth keeps a running take and changes over to the new choice."""
        if self._thread is None or not self._thread.is_alive():
            self._orders = queue.SimpleQueue()
            self._first = Reading(state=BoothState.OPENING)
            self._thread = threading.Thread(target=self._work, name="take-writer", daemon=True)
            self._order(choice)
            self._order(self._line)
            self._thread.start()
        else:
            self._order(choice)

    def close(self) -> None:
        """Ends and keeps a running take, lets the microphone go. Waits a few seconds at most; may be opened again."""
        if self._thread is not None:
            self._order(Close())
            self._thread.join(CLOSE_S)
            self._thread = self._recorder = None

    def set_line(
        self, session_id: SessionId, challenge_id: ChallengeId | None, line_id: str, prompt: str, place: str = ""
    ) -> None:
        """What the next take is of, and where the microphone stands."""
        self._line = LineNow(session_id, challenge_id, line_id, prompt, place)
        self._order(self._line)

    def start(self, beside: Beside = ALONE) -> None:
        """A take from this moment, with the remembered seconds before it unless it is punched in. A running take goes on."""
        self._order(Press(time.monotonic(), beside))

    def heard_at(self, moment: float) -> None:
        """When the punch, or the guide's first frame, arrives in the microphone; may be told again as it is known better."""
        self._order(Heard(moment))

    def stop(self) -> None:
        """Ends the take at this moment; it is in the store when `on_change` is called."""
        self._order(Release(time.monotonic()))

    def keep_last(self, seconds: float = 60) -> None:
        """Keeps what was just said as a take, as far back as it is remembered. Does nothing during a take."""
        self._order(Keep(seconds))

    def remembered(self, seconds: float, then: Callable[[NDArray[np.float32], int, str], None]) -> None:
        """Hands what was heard lately to `then`, float32 (frames, channels), with its rate and the microphone's name; on the
        take-writer thread."""
        self._order(Remembered(seconds, then))

    def set_auto(self, by_voice: ByVoice | None) -> None:
        """From now on a take begins when somebody speaks, and ends when they stop; the one after it waits for another line. None
        ends that, and a running take with it."""
        self._order(Auto(by_voice))

    def say_again(self) -> None:
        """In auto mode the line that is on is waited for once more, where a take of it was ended by hand."""
        self._order(SayAgain())

    def look_again(self) -> None:
        """The devices have changed: the microphone is found anew, not during a take."""
        self._order(LookAgain())

    def reading(self) -> Reading:
        """The newest numbers; never waits."""
        if self._recorder is not None:
            return self._recorder.reading
        return Reading() if self._thread is None else self._first

    def _order(self, order: Order | None) -> None:
        if order is not None and self._thread is not None:
            self._orders.put(order)

    def _work(self) -> None:
        """The take-writer thread: the heavy imports happen here, beside the window.

        The microphone listens before the recorder is imported (numpy takes about 80 ms): its ring holds what is said meanwhile,
        and a press waits among the orders with its moment.
        """
        from . import ears

        listen = self._listen or ears.listen
        choice = self._orders.get()
        assert isinstance(choice, Choice), "open puts it there first"
        listening = self._listen_first(listen, choice)
        if self._early is not None:
            self._early.wait()
        from .recorder import Recorder

        recorder = Recorder(self._store, listen, self._on_change, self._on_trouble, self._reserve_bytes)
        recorder.begin(choice, listening)
        self._recorder = recorder
        recorder.run(self._orders)

    def _listen_first(self, listen: Callable[[Choice], Ear], choice: Choice) -> Listening | None:
        """None where it cannot be opened like this: the recorder tries again and tells why."""
        from .listening import Listening

        if choice.voice is not None:
            return None
        try:
            listening = self._early.listening(choice) if self._early is not None else None
            listening = listening or Listening(listen(choice))
        except StudioError:
            return None
        self._first = Reading(BoothState.READY, device=listening.ear.name, format=in_words(listening.ear))
        self._on_change()
        return listening
