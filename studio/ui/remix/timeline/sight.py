"""The part of the piece that is on screen. Pixels of the piece are counted from its start and from its first lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPoint

from studio.domain.ids import ClipId, LaneId

from .scale import Scale
from .snaps import Snap


class TimeStanding(NamedTuple):
    """Where a view stands, for one in another look: the frame at its left, and the lane at its top."""

    scale: Scale
    left: int
    top: float
    ids: frozenset[ClipId]
    current: ClipId | None
    chosen_lane: LaneId | None
    snap: Snap
    ripple: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """`left` and `top` are the pixels of the piece at the viewport's corner; `lane` is the height of a lane."""

    scale: Scale
    left: int
    top: int
    width: int
    height: int
    lane: int

    def to_piece(self, point: QPoint) -> QPoint:
        return QPoint(point.x() + self.left, point.y() + self.top)

    def frame_at(self, x: int) -> int:
        """The frame at a pixel of the viewport; negative left of the start."""
        return self.scale.frame(x + self.left)

    def x_of(self, frame: int) -> int:
        """The pixel of the viewport at which a frame lies."""
        return self.scale.px(frame) - self.left

    def rows(self, count: int) -> range:
        """The numbers of the lanes in sight, of `count` that there are."""
        return range(min(self.top // self.lane, count), min((self.top + self.height - 1) // self.lane + 1, count))

    def span(self, shift: int = 0) -> tuple[int, int]:
        """The pixels of the piece in sight, of something that is shown `shift` pixels to the right of where it is."""
        return self.left - shift, self.left + self.width - shift

    def frames(self, shift: int = 0) -> tuple[int, int]:
        first, last = self.span(shift)
        return self.scale.frame(first), self.scale.frame(last) + 1

    def bottom(self, count: int) -> int:
        """Where in the viewport the last of `count` lanes ends, at most at its end."""
        return min(count * self.lane - self.top, self.height)
