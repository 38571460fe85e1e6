"""Undo without end: every piece that was, and those that were taken back."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class History(Generic[T]):
    """`present` is the piece now. What an edit did not change is shared with the one before, so a step costs little."""

    def __init__(self, piece: T) -> None:
        self.present = piece
        self._past: list[T] = []
        self._future: list[T] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def commit(self, piece: T) -> None:
        """The next piece; one that changes nothing is no step."""
        if piece == self.present:
            return
        self._past.append(self.present)
        self._future.clear()
        self.present = piece

    def undo(self) -> T:
        if self._past:
            self._future.append(self.present)
            self.present = self._past.pop()
        return self.present

    def redo(self) -> T:
        if self._future:
            self._past.append(self.present)
            self.present = self._future.pop()
        return self.present
