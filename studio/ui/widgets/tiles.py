"""Small pictures of the rows on screen, made on tasks and kept; painting only draws what is there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath

from studio.errors import StudioError
from studio.ui import icons, tokens
from studio.ui.alive import alive
from studio.ui.glance import Glance, Look, fewer
from studio.ui.tasks import Task, Tasks
from studio.ui.theme import look

from .painters import Bar, bar_pitch, draw_mini_wave

#: Small pictures kept at a time: a few screens up and down.
KEPT = 400
_PLAY_PX, _PAD_PX = 14, 8
#: The first words of a text: so many lines, and no more characters than could ever fit into them.
_LINES, _CHARACTERS = 3, 80
_LINE_PX = 13
#: Pictures are kept twice as large as they are drawn, for screens with fine pixels.
_SHARP = 2


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    bars: tuple[Bar, ...] = ()
    image: QImage | None = field(default=None)
    words: str = ""


class Tiles(QObject):
    """`playable` leaves room for the sign that plays a sound."""

    changed = Signal()

    def __init__(self, tasks: Tasks, width_px: int, height_px: int, parent: QObject, *, playable: bool = True) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._playable = playable
        self._size = (width_px, height_px)
        taken = 3 * _PAD_PX + _PLAY_PX if playable else 2 * _PAD_PX
        self._bars = max((width_px - look().px(taken)) // bar_pitch(), 1)
        self._known: OrderedDict[str, Tile] = OrderedDict()
        self._asked: dict[str, Task] = {}

    def want(self, looks: dict[str, Look]) -> None:
        """What is on screen now, by key; what has scrolled away before it was made is not made."""
        for key in [key for key in self._asked if key not in looks]:
            self._asked.pop(key).stop()
        for key, look_at in looks.items():
            if key in self._known:
                self._known.move_to_end(key)
            elif key not in self._asked:
                self._asked[key] = self._tasks.run(
                    partial(_small, look_at, self._size, self._bars),
                    alive(self, partial(self._keep, key)),
                    on_trouble=alive(self, partial(self._miss, key)),
                )

    def has(self, key: str) -> bool:
        """Whether a small picture is there to be drawn."""
        tile = self._known.get(key)
        return tile is not None and bool(tile.bars or tile.image or tile.words)

    def draw(self, painter: QPainter, rect: QRect, key: str, *, playing: bool = False, played: float = 0.0) -> bool:
        """False where there is no small picture (yet)."""
        if not self.has(key):
            return False
        tile = self._known[key]
        if tile.image:
            _draw_picture(painter, rect, tile.image)
            return True
        _draw_ground(painter, rect)
        if tile.words:
            _draw_words(painter, rect, tile.words)
        elif self._playable:
            _draw_sound(painter, rect, tile.bars, playing=playing, played=played)
        else:
            pad = look().px(_PAD_PX)
            draw_mini_wave(painter, rect.adjusted(pad, pad, -pad, -pad), tile.bars, look().colour("muted"))
        return True

    def _keep(self, key: str, tile: Tile) -> None:
        self._asked.pop(key, None)
        self._known[key] = tile
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        self.changed.emit()

    def _miss(self, key: str, error: StudioError) -> None:
        """A thing without a small picture keeps its icon; its details say why."""
        self._keep(key, Tile())


def _small(look_at: Look, size: tuple[int, int], bars: int, task: Task) -> Tile:
    glance: Glance = look_at(task)
    width, height = size
    if glance.image is not None:
        image = glance.image.scaled(
            width * _SHARP,
            height * _SHARP,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        left, top = (image.width() - width * _SHARP) // 2, (image.height() - height * _SHARP) // 2
        return Tile(image=image.copy(left, top, width * _SHARP, height * _SHARP))
    return Tile(bars=fewer(glance.bars, bars), words=" ".join(glance.text[: 2 * _CHARACTERS].split())[:_CHARACTERS])


def _draw_picture(painter: QPainter, rect: QRect, image: QImage) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), look().px(tokens.RADIUS), look().px(tokens.RADIUS))
    painter.setClipPath(path)
    painter.drawImage(rect, image)
    painter.restore()


def _draw_sound(painter: QPainter, rect: QRect, bars: tuple[Bar, ...], *, playing: bool, played: float) -> None:
    """A sign to press, and the whole sound beside it."""
    now = look()
    side, pad = now.px(_PLAY_PX), now.px(_PAD_PX)
    ratio = painter.device().devicePixelRatio()
    sign = icons.pixmap("square" if playing else "play", now.colours.text, side, ratio, True)
    painter.drawPixmap(rect.left() + pad, rect.center().y() - side // 2, sign)
    wave = rect.adjusted(pad + side + pad, pad, -pad, -pad)
    draw_mini_wave(painter, wave, bars, now.colour("muted"), played)


def _draw_ground(painter: QPainter, rect: QRect) -> None:
    now = look()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour("raised"))
    painter.drawRoundedRect(rect, now.px(tokens.RADIUS), now.px(tokens.RADIUS))


def _draw_words(painter: QPainter, rect: QRect, words: str) -> None:
    """As letters on a small sheet: to be known again rather than read."""
    now = look()
    pad = now.px(6)
    room = rect.adjusted(pad, 0, -pad, 0)
    painter.setFont(now.font("tiny"))
    painter.setPen(now.colour("muted"))
    metrics, step = painter.fontMetrics(), now.px(_LINE_PX)
    lines = _broken(words, lambda text: metrics.horizontalAdvance(text) <= room.width())
    top = rect.center().y() - step * len(lines) // 2
    for at, line in enumerate(lines):
        place = QRect(room.left(), top + at * step, room.width(), step)
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


def _broken(words: str, fits: Callable[[str], bool]) -> list[str]:
    """The words in lines that fit; the last line holds all that is left, to be cut where it is drawn."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or fits(longer) or len(lines) == _LINES:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
