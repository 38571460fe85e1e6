"""The booth, as the window holds it: open, press, stop, keep. Every call returns at once; the take-writer thread does the work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.errors import StudioError

from .reading import BoothState, Choice, Reading

if TYPE_CHECKING:
    from studio.domain.ids import ChallengeId, SessionId
    from studio.store import Store

__all__ = ["Booth", "BoothState", "Choice", "Reading"]


class Booth:
    """Owned by the window's thread. `on_change` (a take was kept, the state changed) and `on_trouble` are called on the
    take-writer thread; they must only hand over (a bell's signal)."""

    def __init__(
        self, store: Store, *, on_change: Callable[[], None], on_trouble: Callable[[StudioError], None]
    ) -> None:
        self._store = store
        self._on_change = on_change
        self._on_trouble = on_trouble
        self._thread: threading.Thread | None = None

    def open(self, choice: Choice) -> None:
        """Starts the microphone beside the window; an open booth changes over to the new choice, not during a take."""

    def close(self) -> None:
        """Ends a running take, keeps it, lets the microphone go. Waits at most a few seconds."""

    def set_line(self, session_id: SessionId, challenge_id: ChallengeId | None, line_id: str, prompt: str) -> None:
        """What the next take is of."""

    def start(self) -> None:
        """A take from now, with the remembered seconds before."""

    def stop(self) -> None:
        """Ends the take; it is in the store when `on_change` is called."""

    def keep_last(self, seconds: float = 60) -> None:
        """Keeps what was just said as a take, up to what is remembered."""

    def reading(self) -> Reading:
        return Reading()
