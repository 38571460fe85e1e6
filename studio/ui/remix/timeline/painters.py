"""How lanes and clips look. Plain functions over data that was made ready before; they read nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap, QPolygonF

from studio.domain.remix import Clip, Curve
from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.painters import bar_pitch

from .bars import Bars, bars
from .outline import Outline
from .row import Places, Row
from .scale import Scale

#: Of a clip's height that a full wave takes; the rest is for its name and its handles.
_WAVE = 0.72
#: How strongly a clip is filled, and how much of a clip is seen that is not heard.
_FILL, _UNHEARD = 0.13, 0.4
#: A clip narrower than this, in pixels, is a plain block; one narrower than the second has no words.
PLAIN_PX, _WORDLESS_PX = 8, 48


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """What a painter has to know beyond the lane. All by SHA-256; without `ground` only clips are drawn."""

    scale: Scale
    tints: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    outlines: Mapping[str, Outline | None] = field(default_factory=dict)
    missing: Collection[str] = ()
    heard: bool = True
    ground: bool = True


def draw_row(painter: QPainter, row: Row, ink: Ink, left: int, width: int, height: int) -> None:
    """The lane from its pixel `left` on, at the painter's (0, 0)."""
    now = look()
    if ink.ground:
        painter.fillRect(0, 0, width, height, now.colour("bg"))
        painter.fillRect(0, height - 1, width, 1, now.colour("line"))
    places = row.between(ink.scale.frame(left), ink.scale.frame(left + width) + 1)
    if not len(places):
        return
    inset = now.px(tokens.LANE_INSET)
    painter.translate(-left, inset)
    painter.setOpacity(1.0 if ink.heard else _UNHEARD)
    starts = np.rint(row.starts[places] / ink.scale.frames_per_px).astype(np.int64)
    ends = np.rint(row.ends[places] / ink.scale.frames_per_px).astype(np.int64)
    tall, wide = height - 2 * inset, ends - starts >= PLAIN_PX
    if not wide.all():
        _draw_blocks(painter, row, ink, places[~wide], starts[~wide], ends[~wide], tall)
    places, edges = places[wide], zip(starts[wide].tolist(), ends[wide].tolist(), strict=True)
    if len(places):
        seen = (left, left + width)
        for place, (start, end) in zip(places.tolist(), edges, strict=True):
            _draw_box(painter, row.clips[place], ink, (start, end), seen, tall)
        _draw_bars(painter, row, ink, bars(row, places, ink.scale, seen, bar_pitch(), ink.outlines), tall)
        for place in places.tolist():
            _draw_words(painter, row, row.clips[place], ink, tall)
    painter.resetTransform()
    painter.setOpacity(1.0)


def _draw_blocks(
    painter: QPainter, row: Row, ink: Ink, places: Places, starts: Places, ends: Places, tall: int
) -> None:
    """Clips too narrow for a face: at most one block for a column of pixels."""
    _, first = np.unique(starts, return_index=True)
    starts, wide, sounds = starts[first], (ends - starts)[first], row.sound[places[first]]
    wide = np.maximum(wide - (wide > 2), 1)
    painter.setPen(Qt.PenStyle.NoPen)
    for sound in np.unique(sounds).tolist():
        own = sounds == sound
        painter.setBrush(_mixed(ink.tints.get(row.sounds[sound], own_tint()), 0.45))
        painter.drawRects([QRect(x, 0, w, tall) for x, w in zip(starts[own].tolist(), wide[own].tolist(), strict=True)])


def _draw_box(
    painter: QPainter, clip: Clip, ink: Ink, edges: tuple[int, int], seen: tuple[int, int], tall: int
) -> None:
    """Two round ends and a straight middle, all cut from one small picture."""
    start, end = edges
    cap = look().px(tokens.RADIUS)
    cap = cap if end - start >= 3 * cap else look().px(tokens.RADIUS / 4)
    ratio = painter.device().devicePixelRatio()
    skin = _skin(ink.tints.get(clip.sha256, own_tint()), tall, cap, ratio, look().name, clip.muted)
    whole, side, full = skin.width(), round(cap * ratio), skin.height()
    if start + cap >= seen[0]:
        painter.drawPixmap(QRect(start, 0, cap, tall), skin, QRect(0, 0, side, full))
    if end - cap <= seen[1]:
        painter.drawPixmap(QRect(end - cap, 0, cap, tall), skin, QRect(whole - side, 0, side, full))
    first, last = max(start + cap, seen[0]), min(end - cap, seen[1])
    if first < last:
        painter.drawPixmap(QRect(first, 0, last - first, tall), skin, QRect(whole // 2, 0, 1, full))


def _draw_bars(painter: QPainter, row: Row, ink: Ink, shown: Bars, tall: int) -> None:
    pitch = bar_pitch()
    width, middle, dot = max(2, pitch * 2 // 3), tall // 2, max(1, pitch // 3)
    reach = np.maximum((shown.height * (tall * _WAVE / 2)).astype(np.int64), dot)
    columns = [QRect(x, middle - up, width, 2 * up) for x, up in zip(shown.x.tolist(), reach.tolist(), strict=True)]
    by_look: dict[tuple[str, bool], list[QRect]] = {}
    # bars of one clip follow each other: its columns are one slice
    cuts = [0, *(np.flatnonzero(np.diff(shown.clip)) + 1).tolist(), len(columns)]
    for first, behind in pairwise(cuts):
        if first < behind:
            clip = row.clips[shown.clip[first]]
            key = (ink.tints.get(clip.sha256, own_tint()), clip.muted)
            by_look.setdefault(key, []).extend(columns[first:behind])
    painter.setPen(Qt.PenStyle.NoPen)
    for (tint, muted), bunch in by_look.items():
        painter.setBrush(_mixed(tint, 0.35 if muted else 0.9))
        painter.drawRects(bunch)


def _draw_words(painter: QPainter, row: Row, clip: Clip, ink: Ink, tall: int) -> None:
    """What its wave does not tell: seams of a loop, fades, and in words a name, a gain, backwards, silent."""
    start, end = ink.scale.px(clip.start), ink.scale.px(clip.end)
    if end - start < _WORDLESS_PX:
        return
    tint = ink.tints.get(clip.sha256, own_tint())
    if clip.fade_in.frames or clip.fade_out.frames:
        painter.setPen(QPen(_mixed(tint, 0.8), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in fade_lines(clip, ink.scale, tall):
            painter.drawPolyline(line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if clip.loop:
        _draw_seams(painter, clip, ink.scale, tint, tall)
    words = marks(clip, ink.names.get(clip.sha256, ""), row.lane.name, missing=clip.sha256 in ink.missing)
    if words:
        _write(painter, words, QRect(start, 0, end - start, tall), tint)


def _write(painter: QPainter, words: str, clip: QRect, tint: str) -> None:
    """At the upper left of a clip, on a ground that keeps the wave behind it away."""
    now = look()
    font, pad = now.font("tiny"), now.px(4)
    metrics = _metrics(font.key())
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, clip.width() - now.px(20))
    ground = QRect(clip.left() + now.px(6), now.px(3), metrics.horizontalAdvance(shown) + 2 * pad, now.px(15))
    painter.fillRect(ground, now.colour("bg", 0.7))
    painter.setPen(QColor(tint))
    painter.setFont(font)
    painter.drawText(ground.left() + pad, now.px(14), shown)


def _draw_seams(painter: QPainter, clip: Clip, scale: Scale, tint: str, tall: int) -> None:
    """Where a loop begins again, unless that is everywhere."""
    if scale.px(clip.loop) < look().px(6):
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_mixed(tint, 0.8))
    tick, seams = look().px(6), range(clip.start + clip.loop - clip.phase, clip.end, clip.loop)
    xs = [scale.px(frame) for frame in seams]
    painter.drawRects([QRect(x, y, 1, tick) for x in xs for y in (1, tall - tick - 1)])


def marks(clip: Clip, title: str, lane: str, *, missing: bool = False) -> str:
    """What is written on a clip: its title where the lane has another name, and what was done to it."""
    return " · ".join(
        part
        for part in (
            title if title != lane else "",
            "not on this computer" if missing else "",
            gain_words(clip.gain_db) if clip.gain_db else "",
            pan_words(clip.pan) if clip.pan else "",
            f"{clip.tempo:g} × tempo" if clip.tempo != 1 else "",
            f"{clip.pitch_st:+g} semitones".replace("-", "−") if clip.pitch_st else "",
            "backwards" if clip.reverse else "",
            "loop" if clip.loop else "",
            "muted" if clip.muted else "",
        )
        if part
    )


def gain_words(gain_db: float) -> str:
    return f"{gain_db:+.1f} dB".replace("-", "−") if round(gain_db, 1) else "0 dB"


def pan_words(pan: float) -> str:
    side = "left" if pan < 0 else "right"
    return f"{round(abs(pan) * 100)} % {side}" if round(pan, 2) else "in the middle"


def fade_lines(clip: Clip, scale: Scale, tall: int) -> list[QPolygonF]:
    """The rise and the fall of a clip as lines, in the pixels of the piece."""
    lines = []
    for fade, edge, way in ((clip.fade_in, clip.start, 1), (clip.fade_out, clip.end, -1)):
        frames = min(fade.frames - fade.cut, clip.length)
        if frames > 0 and scale.px(frames) >= 2:
            steps = np.linspace(0, 1, 13)
            t = (fade.cut + steps * frames) / fade.frames
            height = t if fade.curve is Curve.LINEAR else np.sin(t * np.pi / 2)
            height = height * height if fade.curve is Curve.SMOOTH else height
            xs = scale.px(edge) + way * steps * (frames / scale.frames_per_px)
            ys = (tall - 2) * (1 - height) + 1
            lines.append(QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]))
    return lines


def own_tint() -> str:
    return tokens.OWN_SOUND[look().name]


def source_tint(number: int) -> str:
    """The colour of a piece's source, counted from 0; behind the last the first comes again."""
    tints = tokens.SOURCE_SOUNDS[look().name]
    return tints[number % len(tints)]


@lru_cache(maxsize=64)
def _mixed(tint: str, alpha: float) -> QColor:
    colour = QColor(tint)
    colour.setAlphaF(alpha)
    return colour


@lru_cache(maxsize=4)
def _metrics(key: str) -> QFontMetrics:
    """Of the words on clips; `key` is that of their font."""
    return QFontMetrics(look().font("tiny"))


@lru_cache(maxsize=64)
def _skin(tint: str, tall: int, cap: int, ratio: float, theme: str, muted: bool) -> QPixmap:
    """An empty clip, as narrow as it can be with both ends round."""
    width = 2 * cap + 6
    picture = QPixmap(round(width * ratio), round(tall * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(_mixed(tint, _FILL / 2 if muted else _FILL))
    painter.setPen(QPen(_mixed(tint, 0.5 if muted else 1.0), 1))
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, tall - 1), cap, cap)
    painter.end()
    return picture
