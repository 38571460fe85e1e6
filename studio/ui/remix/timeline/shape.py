"""Where a clip and its handles lie in its lane, and what a pointer meets there. Pixels are counted from the start of the piece
and from the top of the first lane."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPoint, QRect

from studio.domain.remix import Clip
from studio.ui import tokens
from studio.ui.theme import look

from .row import Row
from .scale import Scale


class Part(Enum):
    BODY = auto()
    LEFT = auto()
    RIGHT = auto()
    FADE_IN = auto()
    FADE_OUT = auto()
    GAIN = auto()
    PAN = auto()


@dataclass(frozen=True, slots=True)
class Spot:
    """What lies under a pointer: a part of a clip; no clip is the bare lane. `row` may lie beyond the last lane."""

    row: int
    clip: Clip | None = None
    part: Part = Part.BODY


def lane_px() -> int:
    return look().px(tokens.LANE)


def clip_rect(clip: Clip, row: int, scale: Scale) -> QRect:
    """At least one pixel wide."""
    inset, left = look().px(tokens.LANE_INSET), scale.px(clip.start)
    return QRect(left, row * lane_px() + inset, max(scale.px(clip.end) - left, 1), lane_px() - 2 * inset)


def handles(clip: Clip, rect: QRect, scale: Scale) -> dict[Part, QPoint]:
    """The middle of each handle; a narrow clip has none: its keys and its menu do the same."""
    if rect.width() < look().px(56):
        return {}
    top, least = rect.top() + look().px(8), look().px(8)
    span = rect.width() - 2 * least
    rise = min(scale.px(max(clip.fade_in.frames - clip.fade_in.cut, 0)), span)
    fall = min(scale.px(max(clip.fade_out.frames - clip.fade_out.cut, 0)), span)
    found = {
        Part.FADE_IN: QPoint(rect.left() + least + rise, top),
        Part.FADE_OUT: QPoint(rect.right() - least - fall, top),
    }
    if rect.width() >= look().px(112):
        found[Part.GAIN] = QPoint(rect.center().x(), rect.top() + look().px(3))
        found[Part.PAN] = QPoint(rect.center().x(), rect.bottom() - look().px(3))
    return found


def meet(row: Row | None, number: int, point: QPoint, scale: Scale) -> Spot:
    """What `point` meets in the lane `row`, which is the one with that number."""
    if row is None:
        return Spot(number)
    reach = look().px(5)
    near = [
        row.clips[place] for place in row.between(scale.frame(point.x() - reach), scale.frame(point.x() + reach) + 1)
    ]
    for clip in reversed(near):
        rect = clip_rect(clip, number, scale)
        if not rect.top() <= point.y() <= rect.bottom():
            continue
        part = _part(clip, rect, point, scale)
        if part is not None:
            return Spot(number, clip, part)
    return Spot(number)


def _part(clip: Clip, rect: QRect, point: QPoint, scale: Scale) -> Part | None:
    reach = look().px(8)
    for part, middle in handles(clip, rect, scale).items():
        across = look().px(16) if part in (Part.GAIN, Part.PAN) else reach
        if abs(point.x() - middle.x()) <= across and abs(point.y() - middle.y()) <= reach:
            return part
    edge = min(look().px(7), max(rect.width() // 4, 1))
    outside = look().px(3)
    if rect.left() - outside <= point.x() < rect.left() + edge:
        return Part.LEFT
    if rect.right() - edge < point.x() <= rect.right() + outside:
        return Part.RIGHT
    return Part.BODY if rect.left() <= point.x() <= rect.right() else None
