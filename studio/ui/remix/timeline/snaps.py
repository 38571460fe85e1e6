"""What a dragged edge snaps to, looked up fast enough for every move of the pointer. The places themselves are found by
`studio.remix.snapping`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from studio.domain.ids import ClipId
from studio.domain.remix import RATE_HZ, Clip, Material, Remix
from studio.remix import snapping
from studio.sound.snapping import nearest

from .outline import Crossings

#: How far a zero crossing may be from where one cut, in frames: 10 ms.
_CUT = RATE_HZ // 100


class Snap(StrEnum):
    OFF = "off"
    GRID = "grid"
    BEATS = "beats"
    EDGES = "edges"
    ZEROS = "zero crossings"


@dataclass(frozen=True, eq=False)
class Snapper:
    """Made where a drag begins. `grid` is a step in frames, `within` how near an edge must be; `without` are the clips dragged."""

    snap: Snap
    remix: Remix
    grid: int
    within: int
    without: Collection[ClipId] = ()
    playhead: int | None = None
    crossings: Callable[[Material], Crossings | None] = lambda _: None

    def place(self, at: int) -> int:
        """Where on the time line an edge would rather be."""
        if self.snap is Snap.GRID:
            return snapping.grid(at, self.grid)
        if self.snap is Snap.BEATS:
            return snapping.beat(at, self.remix.bpm)
        if self.snap is Snap.EDGES:
            return nearest(at, self._around(at), self.within)
        return at

    def start(self, at: int, length: int) -> int:
        """Where a clip of that length would rather start: whichever of its edges is nearer to its place pulls."""
        if self.snap is not Snap.EDGES:
            return max(self.place(at), 0)
        by_start, by_end = self.place(at), self.place(at + length) - length
        moves = [one for one in (by_start, by_end) if one != at]
        return max(min(moves, key=lambda one: abs(one - at), default=at), 0)

    def cut(self, at: int, clip: Clip) -> int:
        """Where a clip would rather be cut: as `place`, or where its own sound crosses zero."""
        if self.snap is not Snap.ZEROS:
            return self.place(at)
        material = next((one for one in self.remix.materials if one.sha256 == clip.sha256), None)
        found = self.crossings(material) if material and not clip.stretched else None
        span = clip.loop or clip.length
        inside = at - clip.start
        if found is None or (clip.loop and not 0 <= inside <= clip.length):
            return at
        played = (clip.phase + inside) % span if clip.loop else inside
        frame = clip.offset + (span - played if clip.reverse else played)
        by = found.near(frame, _CUT) - frame
        return at + (-by if clip.reverse else by)

    @cached_property
    def _edges(self) -> list[int]:
        places = snapping.edges(self.remix, frozenset(self.without))
        return sorted({*places, self.playhead}) if self.playhead is not None else places

    def _around(self, at: int) -> list[int]:
        """The two edges that `at` lies between: none is nearer."""
        behind = bisect_left(self._edges, at)
        return self._edges[max(behind - 1, 0) : behind + 1]
