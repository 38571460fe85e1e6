"""A sound that is heard at once, and whose every frame has a known moment: the lead-in before a punch, a guide, a sweep.

The thread "cue-feeder" keeps the loudspeaker open for a while after it was last wanted, so that a cue is heard within 0.1 s.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from studio.errors import DeviceTrouble, StudioError

from .pace import uneven
from .portaudio import refresh

if TYPE_CHECKING:
    from .loudspeaker import Loudspeaker
    from .pcm import Floats

RATE_HZ = 48_000
#: The sound of a cue, float32 (frames, 2) at 48 000 Hz in blocks; asked for on the cue's own thread.
Blocks = Callable[[], "Iterator[Floats]"]
_TICK_S, _IDLE_S = 0.01, 0.05
_WARM_S = 60.0
#: Where there is no loudspeaker, it is looked for this often only.
_AGAIN_S = 5.0
_JOIN_S = 5.0


class Cue:
    """Used from the window's thread; no call waits but `rest` and `close`. `on_trouble` comes on the cue's own thread."""

    def __init__(self, on_trouble: Callable[[StudioError], None]) -> None:
        self._on_trouble = on_trouble
        self._wake, self._resting = threading.Event(), threading.Event()
        self._next: tuple[int, Blocks] | None = None
        self._number = self._playing = 0
        self._began: tuple[int, float] | None = None
        self._wanted_at, self._try_at = 0.0, 0.0
        self._rest = self._over = self._was_broken = False
        self._speaker: Loudspeaker | None = None
        self._blocks: Iterator[Floats] | None = None
        self._block: Floats | None = None
        self._thread: threading.Thread | None = None
        #: Of the loudspeaker that is open, or was last.
        self.name = ""
        self.delay_s = 0.0

    def warm(self) -> None:
        """A cue may be wanted soon: the loudspeaker is opened, and stays open for a minute from now."""
        self._wanted_at = time.monotonic()
        if self._thread is None:
            self._over = False
            self._thread = threading.Thread(target=self._run, name="cue-feeder", daemon=True)
            self._thread.start()
        elif self._speaker is None:
            self._wake.set()

    def play(self, blocks: Blocks) -> None:
        """From now on this is heard, whatever was before."""
        self._number += 1
        self._next = (self._number, blocks)
        self._try_at = 0.0
        self.warm()
        self._wake.set()

    def stop(self) -> None:
        """Silent within a moment."""
        self._number += 1
        self._next = None
        self._wake.set()

    @property
    def is_on(self) -> bool:
        """Something was asked for, and has not been heard to its end."""
        return self._next is not None or (self._playing == self._number and self._blocks is not None)

    def began(self) -> float | None:
        """The moment (`time.monotonic`) at which the loudspeaker took the first frame of what is played; None before."""
        began = self._began
        return began[1] if began is not None and began[0] == self._number else None

    def rest(self) -> None:
        """Lets the loudspeaker go, so that the system's devices can be looked for; waits a moment."""
        if self._thread is not None:
            self._resting.clear()
            self._rest = True
            self._wake.set()
            self._resting.wait(_JOIN_S)

    def close(self) -> None:
        """Silence, and everything let go; waits some seconds at most. May be played again."""
        self.stop()
        if self._thread is not None:
            self._over = True
            self._wake.set()
            self._thread.join(_JOIN_S)
            self._thread = None

    def _run(self) -> None:
        ticks = 0
        while not self._over:
            self._wake.clear()
            try:
                self._turn()
            except StudioError as error:
                self._next, self._was_broken = None, True
                self._let_go()
                self._on_trouble(error)
            ticks += 1
            tick_s = _TICK_S if self._blocks is not None else _IDLE_S if self._speaker is not None else None
            self._wake.wait(1.0 if tick_s is None else tick_s * uneven(ticks))
        self._blocks = None
        self._let_go()

    def _turn(self) -> None:
        asked, now = self._next, time.monotonic()
        if self._rest:
            self._let_go()
            self._rest = False
            self._resting.set()
        if asked is not None:
            self._begin(*asked)
            if self._next is asked:
                self._next = None
        elif self._blocks is not None and self._playing != self._number:
            self._end()
        elif self._blocks is None and now - self._wanted_at > _WARM_S:
            self._let_go()
        elif self._speaker is None and now - self._wanted_at < 1.0 and now >= self._try_at:
            self._open_early()
        if self._speaker is not None and self._blocks is not None:
            self._feed(self._speaker)
        elif self._speaker is not None:
            self._wait_with(self._speaker)

    def _open(self) -> Loudspeaker:
        from .loudspeaker import LATENCY_S, Loudspeaker

        if self._speaker is None:
            if self._was_broken:
                refresh()
            self._was_broken = False
            self._speaker = Loudspeaker(LATENCY_S)
            self.name = f"{self._speaker.name} · {LATENCY_S * 1_000:.0f} ms"
        return self._speaker

    def _open_early(self) -> None:
        """Nothing is to be heard yet: that there is no loudspeaker is told when something is."""
        try:
            self._open()
            import_module("studio.sound.editing")  # most cues are takes; numpy and its like cost the first one 50 ms
        except DeviceTrouble:
            self._was_broken = True
            self._try_at = time.monotonic() + _AGAIN_S

    def _begin(self, number: int, blocks: Blocks) -> None:
        speaker = self._open()
        speaker.begin()
        self._playing, self._blocks = number, blocks()
        self._block = next(self._blocks, None)

    def _feed(self, speaker: Loudspeaker) -> None:
        """Fills the ring, and tells when the first frame was taken."""
        while self._block is not None and (room := speaker.room):
            speaker.write(self._block[:room])
            self._block = self._block[room:]
            if not len(self._block):
                self._block = next(self._blocks, None) if self._blocks is not None else None
        if self._block is None:
            speaker.finish()
        speaker.look()
        began = speaker.began()
        self.delay_s = speaker.delay_s
        if began is not None:
            self._began = (self._playing, began)
        if self._block is None and speaker.over:
            self._blocks = None

    def _wait_with(self, speaker: Loudspeaker) -> None:
        """The next sound is to know its moment at once. That the loudspeaker is gone is told when something is to be heard."""
        try:
            speaker.look()
        except DeviceTrouble:
            self._was_broken = True
            self._try_at = time.monotonic() + _AGAIN_S
            self._let_go()

    def _end(self) -> None:
        self._blocks = self._block = None
        if self._speaker is not None:
            self._speaker.begin()

    def _let_go(self) -> None:
        speaker, self._speaker = self._speaker, None
        self._blocks = self._block = None
        if speaker is not None:
            speaker.close()
