"""Drags: each is one object that shows what would be and commits once, on release. They know neither widgets nor painters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import MAX_FRAMES, Clip, Fade, Lane, Marker, Remix
from studio.remix import several, timeline

from .painters import gain_words, pan_words
from .row import Row
from .scale import clock
from .snaps import Snapper

#: What a pixel of the pointer's way is worth.
_DB_PER_PX, _PAN_PER_PX = 0.1, 0.01


@dataclass(frozen=True, slots=True)
class Point:
    """Where the pointer is: frame and lane, may lie outside of both; `y` in pixels; `free` means that nothing snaps."""

    frame: int
    row: int
    y: int = 0
    free: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What a drag shows: lanes in place of those that are, clips that float above (the number of their lane, they, and by how
    many frames beside their place), a line where it snapped, words."""

    lanes: Mapping[LaneId, Lane] = field(default_factory=dict)
    floating: Sequence[tuple[int, Row, int]] = ()
    guide: int | None = None
    words: str = ""


class Drag(Protocol):
    def drag(self, point: Point) -> Preview: ...

    def commit(self) -> Remix | None:
        """The next remix; None where nothing was changed."""


class MoveDrag:
    """Clips (`ids`) with their groups (`every`), in time; they alone between lanes. What snaps is the clip that was taken."""

    def __init__(
        self,
        remix: Remix,
        ids: frozenset[ClipId],
        every: frozenset[ClipId],
        clip: Clip,
        pressed: Point,
        snapper: Snapper,
    ) -> None:
        self._remix, self._ids, self._clip, self._pressed, self._snapper = remix, ids, clip, pressed, snapper
        self._by = self._down = 0
        self._rest: dict[LaneId, Lane] = {}
        self._own: list[tuple[int, Row]] = []
        self._along: list[tuple[int, Row]] = []
        moved: list[Clip] = []
        for number, lane in enumerate(remix.lanes):
            taken = [one for one in lane.clips if one.id in every]
            if taken:
                moved += taken
                self._rest[lane.id] = replace(lane, clips=tuple(one for one in lane.clips if one.id not in every))
                self._float(self._own, number, lane, [one for one in taken if one.id in ids])
                self._float(self._along, number, lane, [one for one in taken if one.id not in ids])
        self._up, self._below = -self._own[0][0], len(remix.lanes) - 1 - self._own[-1][0]
        self._earliest = -min(one.start for one in moved)
        self._latest = MAX_FRAMES - max(one.end for one in moved)

    def drag(self, point: Point) -> Preview:
        start = self._clip.start + point.frame - self._pressed.frame
        snapped = start if point.free else self._snapper.start(start, self._clip.length)
        self._by = min(max(snapped - self._clip.start, self._earliest), self._latest)
        self._down = min(max(point.row - self._pressed.row, self._up), self._below)
        floating = [(number + self._down, row, self._by) for number, row in self._own]
        floating += [(number, row, self._by) for number, row in self._along]
        at = self._clip.start + self._by
        guide = at if snapped != start else None
        return Preview(self._rest, floating, guide, clock(at, 2))

    def commit(self) -> Remix | None:
        return several.shift(self._remix, self._ids, self._by, self._down) if self._by or self._down else None

    @staticmethod
    def _float(into: list[tuple[int, Row]], number: int, lane: Lane, clips: list[Clip]) -> None:
        if clips:
            into.append((number, Row(replace(lane, clips=tuple(clips)))))


class _OneClip:
    """A drag that changes one clip: that clip floats above its lane, and the whole piece is looked at only on release."""

    def __init__(self, remix: Remix, clip: Clip, pressed: Point, snapper: Snapper) -> None:
        self._remix, self._clip, self._pressed, self._snapper = remix, clip, pressed, snapper
        lanes = enumerate(remix.lanes)
        self._number, self._lane = next((at, lane) for at, lane in lanes if any(one is clip for one in lane.clips))
        self._rest = replace(self._lane, clips=tuple(one for one in self._lane.clips if one is not clip))
        self._small = replace(remix, lanes=(replace(self._lane, clips=(clip,)),))
        self._edit: Callable[[Remix], Remix] | None = None

    def commit(self) -> Remix | None:
        return self._edit(self._remix) if self._edit else None

    def _change(self, edit: Callable[[Remix], Remix]) -> tuple[Row, Clip]:
        self._edit = edit
        (lane,) = edit(self._small).lanes
        return Row(lane), lane.clips[0]

    def _show(self, row: Row, words: str, guide: int | None = None) -> Preview:
        return Preview({self._lane.id: self._rest}, [(self._number, row, 0)], guide, words)

    def _moved(self, edge: int, point: Point) -> int:
        at = edge + point.frame - self._pressed.frame
        return at if point.free else self._snapper.cut(at, self._clip)


class TrimDrag(_OneClip):
    """One edge of a clip, as far as its sound goes."""

    def __init__(
        self, remix: Remix, clip: Clip, pressed: Point, snapper: Snapper, *, at_start: bool, ripple: bool
    ) -> None:
        super().__init__(remix, clip, pressed, snapper)
        self._at_start, self._ripple = at_start, ripple
        self._behind = Row(self._lane)
        if ripple:
            self._let_float([one for one in self._rest.clips if one.start >= clip.end])

    def drag(self, point: Point) -> Preview:
        clip, ripple = self._clip, self._ripple
        at = self._moved(clip.start if self._at_start else clip.end, point)
        start, end = (at, clip.end) if self._at_start else (clip.start, at)
        row, now = self._change(lambda remix: timeline.trim(remix, clip.id, start, end, ripple=ripple))
        edge = now.start if self._at_start else now.end
        shown = self._show(row, f"{clock(edge, 2)}, {clock(now.length, 2)} long", edge)
        if not ripple:
            return shown
        return replace(shown, floating=[*shown.floating, (self._number, self._behind, now.length - clip.length)])

    def _let_float(self, behind: list[Clip]) -> None:
        """What moves along."""
        gone = {one.id for one in behind}
        self._rest = replace(self._rest, clips=tuple(one for one in self._rest.clips if one.id not in gone))
        self._behind = Row(replace(self._lane, clips=tuple(behind)))


class FillDrag(_OneClip):
    """The end of a clip, which loops as far as it is drawn."""

    def drag(self, point: Point) -> Preview:
        at, id = self._moved(self._clip.end, point), self._clip.id
        row, now = self._change(lambda remix: timeline.fill(remix, id, at - self._clip.start))
        return self._show(row, f"loops to {clock(now.end, 2)}", now.end)


class FadeDrag(_OneClip):
    def __init__(self, remix: Remix, clip: Clip, pressed: Point, snapper: Snapper, *, at_start: bool) -> None:
        super().__init__(remix, clip, pressed, snapper)
        self._at_start = at_start

    def drag(self, point: Point) -> Preview:
        clip = self._clip
        old = clip.fade_in if self._at_start else clip.fade_out
        way = point.frame - self._pressed.frame
        frames = min(max(old.frames - old.cut + (way if self._at_start else -way), 0), clip.length)
        fade = Fade(frames, old.curve)
        given = (fade, None) if self._at_start else (None, fade)
        row, _ = self._change(lambda remix: timeline.fade(remix, clip.id, fade_in=given[0], fade_out=given[1]))
        return self._show(row, f"fade {'in' if self._at_start else 'out'} {clock(frames, 2)}")


class LevelDrag:
    """Gain (up and down) or pan (left and right) of all chosen clips, each by the same."""

    def __init__(
        self, remix: Remix, ids: frozenset[ClipId], clip: Clip, pressed: Point, *, pan: bool, frames_per_px: float
    ) -> None:
        self._remix, self._ids, self._clip, self._pressed, self._pan = remix, ids, clip, pressed, pan
        self._frames_per_px = frames_per_px
        lanes = tuple(lane for lane in remix.lanes if any(one.id in ids for one in lane.clips))
        self._small = replace(remix, lanes=lanes)
        self._by = 0.0

    def drag(self, point: Point) -> Preview:
        if self._pan:
            self._by = round((point.frame - self._pressed.frame) / self._frames_per_px) * _PAN_PER_PX
        else:
            self._by = (self._pressed.y - point.y) * _DB_PER_PX
        changed = self._edit(self._small)
        _, now = timeline.find_clip(changed, self._clip.id)
        words = pan_words(now.pan) if self._pan else gain_words(now.gain_db)
        return Preview({lane.id: lane for lane in changed.lanes}, words=words)

    def commit(self) -> Remix | None:
        return self._edit(self._remix) if self._by else None

    def _edit(self, remix: Remix) -> Remix:
        return (several.aside if self._pan else several.louder)(remix, self._ids, self._by)


class MarqueeDrag:
    """Chooses what a rectangle touches; what was chosen `before` stays chosen."""

    def __init__(self, rows: Callable[[int], Row | None], before: Collection[ClipId], pressed: Point) -> None:
        self._rows, self._before, self._pressed = rows, frozenset(before), pressed

    def chosen(self, point: Point) -> frozenset[ClipId]:
        first, last = sorted((self._pressed.frame, point.frame))
        top, bottom = sorted((self._pressed.row, point.row))
        found: set[ClipId] = set()
        for number in range(max(top, 0), bottom + 1):
            row = self._rows(number)
            if row is None:
                break
            found.update(row.clips[place].id for place in row.between(first, last + 1).tolist())
        return self._before | found


class MarkerDrag:
    def __init__(self, remix: Remix, marker: Marker, snapper: Snapper) -> None:
        self._remix, self._marker, self._snapper, self._at = remix, marker, snapper, marker.frame

    def drag(self, point: Point) -> Preview:
        at = point.frame if point.free else self._snapper.place(point.frame)
        self._at = min(max(at, 0), MAX_FRAMES)
        return Preview(guide=self._at, words=f"{self._marker.name} {clock(self._at, 2)}")

    def commit(self) -> Remix | None:
        if self._at == self._marker.frame:
            return None
        return timeline.mark(timeline.unmark(self._remix, self._marker), replace(self._marker, frame=self._at))
