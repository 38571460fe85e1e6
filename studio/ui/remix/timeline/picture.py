"""The picture of the lanes: made ready after every change, so that painting only shows it."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from studio.domain.ids import ClipId
from studio.domain.remix import Clip
from studio.ui import tokens
from studio.ui.theme import look

from . import overlay
from .painters import PLAIN_PX
from .row import Places, Row
from .scene import Scene
from .shape import clip_rect, handles
from .sight import Sight
from .tiles import WIDTH, Budget, Tiles


class Picture:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._tiles = Tiles()
        self._chosen: list[QRect] = []
        self._columns: list[QRect] = []
        self._turn = 0
        self._focused: QRect | None = None
        #: The clip under the pointer, and where something dropped would lie, in the viewport.
        self.hovered: ClipId | None = None
        self.drop: QRect | None = None
        #: What a drag spans, in pixels of the piece, and where its words stand in the viewport.
        self.marquee: QRect | None = None
        self.bubble_at = QPoint()
        #: Words, and every second of them a key.
        self.invitation: tuple[str, ...] = ("Drop a record or a file here to add a track.",)
        #: The keys stand on a clip here.
        self.has_focus = False
        self._handles: list[tuple[Clip, QRect]] = []

    def start_again(self, sight: Sight, ratio: float) -> None:
        """Other lanes, another zoom or look: what does not hold any more goes."""
        self._tiles.show_at(sight.scale, sight.lane, ratio)
        preview = self._scene.preview
        floating = {row for _, row, _ in preview.floating} if preview else set()
        self._tiles.keep_only(self._scene.rows() | floating, round(sight.width * sight.height * 4 * ratio * ratio))

    def clear(self) -> None:
        self._tiles.clear()

    def forget_sound(self, sha256: str) -> None:
        for row in self._scene.rows():
            if sha256 in row.sounds:
                self._tiles.forget(row)

    def make_ready(self, sight: Sight, within_s: float | None = None) -> bool:
        """Draws what is missing in sight, and finds what lies over it. False where `within_s` was too short to draw all."""
        is_done = self._draw(self._rows(sight), sight, 0, within_s)
        self._find_chosen(sight)
        self.find_handles(sight)
        return is_done

    def make_more(self, sight: Sight, within_s: float) -> bool:
        """Draws what lies around: where the view moves to next it is there already. False where there is more to draw."""
        seen = sight.rows(len(self._scene.lanes))
        numbers = range(max(seen.start - 1, 0), seen.stop + 1)
        rows = [(number, row, 0) for number in numbers if (row := self._scene.row(number)) is not None]
        return self._draw(rows, sight, WIDTH, within_s)

    def _draw(self, rows: list[tuple[int, Row, int]], sight: Sight, around: int, within_s: float | None) -> bool:
        budget = Budget(within_s)
        turn = self._turn % max(len(rows), 1)
        self._turn += 1  # so that where time is short every lane has its turn
        for _, row, by in rows[turn:] + rows[:turn]:
            ink = partial(self._scene.ink, row, ground=not self._floats(row))
            first, last = sight.span(by)
            if not self._tiles.make(row, self._scene.is_heard(row.lane), ink, (first - around, last + around), budget):
                return False
        return True

    def find_handles(self, sight: Sight) -> None:
        """Handles stand on the clip under the pointer and on the one that has the focus; there are none during a drag."""
        self._handles, self._focused = [], None
        if self._scene.preview is not None:
            return
        current = self._scene.selection.current
        for id in dict.fromkeys((self.hovered, current)):
            found = self._scene.find(id)
            if found is not None:
                number, clip = found
                rect = clip_rect(clip, number, sight.scale).translated(-sight.left, -sight.top)
                self._handles.append((clip, rect))
                if id == current and self.has_focus:
                    self._focused = rect

    def paint(self, painter: QPainter, sight: Sight, area: QRect) -> None:
        scene = self._scene
        for number, row, by in self._rows(sight):
            y = number * sight.lane - sight.top
            if y <= area.bottom() and y + sight.lane > area.top():
                first = sight.left + area.left() - by
                self._tiles.paint(painter, row, (first, first + area.width()), by - sight.left, y)
        line = QRect(look().px(20), len(scene.lanes) * sight.lane - sight.top, sight.width, look().px(46))
        if line.top() < sight.height:
            overlay.draw_invitation(painter, line, self.invitation)
        self._paint_over(painter, sight)

    def _paint_over(self, painter: QPainter, sight: Sight) -> None:
        scene, preview = self._scene, self._scene.preview
        bottom = sight.bottom(len(scene.lanes))
        if scene.loop is not None:
            overlay.draw_loop(painter, sight.x_of(scene.loop[0]), sight.x_of(scene.loop[1]), bottom)
        overlay.draw_markers(painter, [sight.x_of(marker.frame) for marker in scene.remix.markers], bottom)
        overlay.draw_chosen(painter, self._chosen, self._columns)
        if self._focused is not None:
            overlay.draw_focus_ring(painter, self._focused)
        for clip, rect in self._handles:
            overlay.draw_handles(painter, handles(clip, rect, sight.scale))
        if preview is not None and preview.guide is not None:
            overlay.draw_guide(painter, sight.x_of(preview.guide), bottom)
        if scene.playhead is not None:
            overlay.draw_playhead(painter, sight.x_of(scene.playhead), bottom)
        if self.marquee is not None:
            overlay.draw_marquee(painter, self.marquee.translated(-sight.left, -sight.top))
        if self.drop is not None:
            overlay.draw_place(painter, self.drop)
        if preview is not None and preview.words:
            overlay.draw_bubble(painter, preview.words, self.bubble_at, QRect(0, 0, sight.width, sight.height))

    def _rows(self, sight: Sight) -> list[tuple[int, Row, int]]:
        """The number of each lane in sight, it, and how many pixels to the right it is shown: those that float come last."""
        scene = self._scene
        seen = sight.rows(len(scene.lanes))
        rows = [(number, row, 0) for number in seen if (row := scene.row(number)) is not None]
        floating = scene.preview.floating if scene.preview is not None else ()
        return rows + [(number, row, sight.scale.px(by)) for number, row, by in floating if number in seen]

    def _floats(self, row: Row) -> bool:
        preview = self._scene.preview
        return preview is not None and any(row is one for _, one, _ in preview.floating)

    def _find_chosen(self, sight: Sight) -> None:
        """Where the chosen clips in sight are, in the viewport: those with a face, and what narrower ones cover."""
        self._chosen, self._columns = [], []
        ids, inset = self._scene.selection.ids, look().px(tokens.LANE_INSET)
        for number, row, by in self._rows(sight) if ids else ():
            places = np.intersect1d(row.between(*sight.frames(by)), row.chosen(ids), assume_unique=True)
            starts = np.rint(row.starts[places] / sight.scale.frames_per_px).astype(np.int64) + by - sight.left
            wide = np.rint(row.ends[places] / sight.scale.frames_per_px).astype(np.int64) + by - sight.left - starts
            y, tall = number * sight.lane - sight.top + inset, sight.lane - 2 * inset
            has_face = wide >= PLAIN_PX
            faces = zip(starts[has_face].tolist(), wide[has_face].tolist(), strict=True)
            self._chosen += [QRect(x, y, across, tall) for x, across in faces]
            columns = _joined(starts[~has_face], np.maximum(wide[~has_face], 1))
            self._columns += [QRect(x, y, across, tall) for x, across in columns]


def _joined(starts: Places, wide: Places) -> list[tuple[int, int]]:
    """Places and widths of what is covered; `starts` ascend. A thousand clips without a gap are one piece."""
    if not len(starts):
        return []
    ends = np.maximum.accumulate(starts + wide)
    first = np.flatnonzero(np.concatenate(([True], starts[1:] > ends[:-1])))
    last = np.concatenate((first[1:] - 1, [len(starts) - 1]))
    return list(zip(starts[first].tolist(), (ends[last] - starts[first]).tolist(), strict=True))
