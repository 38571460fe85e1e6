"""What waits for the end of a take: the same line again, the line before again, or going on."""

from __future__ import annotations

from collections.abc import Callable

Act = Callable[[], None]


class Redo:
    """`stop` ends a running take, which is kept; `record` begins one, or lets a voice do so; `go` moves by lines."""

    def __init__(self, is_recording: Callable[[], bool], stop: Act, record: Act, go: Callable[[int], None]) -> None:
        self._is_recording, self._stop, self._record, self._go = is_recording, stop, record, go
        self._next: Act | None = None

    @property
    def is_due(self) -> bool:
        """Something waits for the end of the running take."""
        return self._next is not None

    def again(self) -> None:
        """Another take of this line."""
        self.when_free(self._record)

    def line_before(self) -> None:
        """Another take of the line before."""

        def act() -> None:
            self._go(-1)
            self._record()

        self.when_free(act)

    def when_free(self, act: Act) -> None:
        """Does `act`; while a take runs, that is ended first."""
        if self._is_recording():
            self._next = act
            self._stop()
        else:
            act()

    def ended(self, *, ready: bool) -> None:
        """The take is kept; without a microphone nothing goes on by itself."""
        act, self._next = self._next, None
        if act and ready:
            act()
