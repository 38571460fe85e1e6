"""Undo without end: every remix that was, and those that were taken back."""

from __future__ import annotations

from studio.domain.remix import Remix


class History:
    """`present` is the remix now. What an edit did not change is shared with the one before, so a step costs little."""

    def __init__(self, remix: Remix) -> None:
        self.present = remix
        self._past: list[Remix] = []
        self._future: list[Remix] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def commit(self, remix: Remix) -> None:
        """The next remix; one that changes nothing is no step."""
        if remix == self.present:
            return
        self._past.append(self.present)
        self._future.clear()
        self.present = remix

    def undo(self) -> Remix:
        if self._past:
            self._future.append(self.present)
            self.present = self._past.pop()
        return self.present

    def redo(self) -> Remix:
        if self._future:
            self._past.append(self.present)
            self.present = self._future.pop()
        return self.present
