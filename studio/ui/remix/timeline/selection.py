"""What is chosen on the time line: clips, the one of them that the keys stand on, and a lane."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from studio.domain.ids import ClipId, LaneId


class Selection(QObject):
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: frozenset[ClipId] = frozenset()
        #: The clip that has the focus; it need not be chosen.
        self.current: ClipId | None = None
        self.lane: LaneId | None = None

    def choose(self, ids: Collection[ClipId], current: ClipId | None = None, lane: LaneId | None = None) -> None:
        """These clips and no others. Without `lane` the lane stays."""
        before = (self.ids, self.current, self.lane)
        self.ids, self.current = frozenset(ids), current
        self.lane = self.lane if lane is None else lane
        if before != (self.ids, self.current, self.lane):
            self.changed.emit()

    def toggle(self, ids: Collection[ClipId], current: ClipId, lane: LaneId) -> None:
        """Adds the clips, or takes them out where the current one was chosen."""
        ids = frozenset(ids)
        self.choose(self.ids - ids if current in self.ids else self.ids | ids, current, lane)
