"""One take as a row of the list: what is shown, and how it is drawn. The delegate reads rows and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.domain.ids import TakeId
from studio.ui import icons, tokens
from studio.ui.theme import look
from studio.ui.widgets.label import show_tip
from studio.ui.widgets.painters import Bar, bar_pitch, draw_mini_wave
from studio.ui.widgets.rows import ROW

_HEIGHT = 108
_GAP = 10
_PAD = 12


@dataclass(frozen=True, slots=True)
class TakeRow:
    """`tone` is the token of the sentence's colour; `wave` is empty until it was measured. It has a guide where it was made along
    one that is still here."""

    id: TakeId
    name: str
    length: str
    sentence: str
    tone: str
    figures: str
    starred: bool
    spoken: str
    wave: tuple[Bar, ...] = ()
    has_guide: bool = False


class TakeDelegate(QStyledItemDelegate):
    """Draws a take as a card, and hears presses on its signs, its wave and its sentence."""

    play_pressed = Signal(str)
    guide_pressed = Signal()
    star_pressed = Signal(str)
    discard_pressed = Signal(str)
    check_pressed = Signal(str)
    #: A place in the wave of a take, 0…1.
    wave_pressed = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.playing: TakeId | None = None
        self.played = 0.0
        #: Takes that have a guide are played with it.
        self.with_guide = False
        #: Where the next punch begins in that take, 0…1.
        self.pointed: tuple[TakeId, float] | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(_HEIGHT + _GAP))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        take: TakeRow = index.data(ROW)
        playing = take.id == self.playing
        state = option.state
        rect: QRect = option.rect
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        near = chosen or focused or bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        card = _card(rect)
        _draw_frame(painter, card, chosen=chosen, focused=focused)
        _draw_signs(painter, card, take, playing=playing, near=near)
        if take.has_guide:
            _draw_guide(painter, guide_rect(card), on=self.with_guide)
        _draw_words(painter, card, take)
        colour = look().colour("accent" if chosen and not playing else "muted")
        draw_mini_wave(painter, wave_rect(card), take.wave, colour, self.played if playing else 0.0)
        if self.pointed is not None and self.pointed[0] == take.id:
            _draw_point(painter, wave_rect(card), self.pointed[1])
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if event.type() not in (QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick):
            return False
        if not isinstance(event, QMouseEvent) or event.button() is not Qt.MouseButton.LeftButton:
            return False
        take: TakeRow = index.data(ROW)
        card = _card(option.rect)
        spot = event.position().toPoint()
        if take.has_guide and guide_rect(card).contains(spot):
            self.guide_pressed.emit()
            return True
        for signal, sign in (
            (self.play_pressed, play_rect(card)),
            (self.star_pressed, star_rect(card)),
            (self.discard_pressed, discard_rect(card)),
            (self.check_pressed, foot_rect(card)),
        ):
            if sign.contains(spot):
                signal.emit(take.id)
                return True
        if event.type() == QEvent.Type.MouseButtonRelease and wave_rect(card).contains(spot):
            wave = wave_rect(card)
            self.wave_pressed.emit(take.id, (spot.x() - wave.left()) / max(1, wave.width() - 1))
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.play_pressed.emit(take.id)
        return False

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        take: TakeRow | None = index.data(ROW)
        if take is None or not take.has_guide or not guide_rect(_card(option.rect)).contains(event.pos()):
            return super().helpEvent(event, view, option, index)
        words = "Play takes alone (H)" if self.with_guide else "Play takes with their guide (H)"
        show_tip(words, event.globalPos(), view)
        return True


def _card(rect: QRect) -> QRect:
    return rect.adjusted(1, 0, -1, -look().px(_GAP))


def _target(card: QRect, x: int) -> QRect:
    side = look().px(tokens.TARGET)
    return QRect(x, card.top() + look().px(6), side, side)


def play_rect(card: QRect) -> QRect:
    return _target(card, card.left() + look().px(4))


def guide_rect(card: QRect) -> QRect:
    return _target(card, play_rect(card).right() + 1)


def star_rect(card: QRect) -> QRect:
    return _target(card, card.right() - look().px(4 + tokens.TARGET))


def discard_rect(card: QRect) -> QRect:
    return _target(card, card.right() - look().px(4 + 2 * tokens.TARGET))


def wave_rect(card: QRect) -> QRect:
    now = look()
    return QRect(card.left() + now.px(_PAD), card.top() + now.px(40), card.width() - 2 * now.px(_PAD), now.px(32))


def foot_rect(card: QRect) -> QRect:
    """The sentence and its figures: a press shows all that the check says."""
    side = look().px(tokens.TARGET)
    return QRect(card.left(), card.bottom() - side, card.width(), side)


def wave_bars(width_px: int) -> int:
    """How many bars a take's wave has in a list that is `width_px` wide."""
    return max(8, (width_px - 2 * look().px(_PAD)) // bar_pitch())


def _draw_frame(painter: QPainter, card: QRect, *, chosen: bool, focused: bool) -> None:
    now = look()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(now.colour("accent" if chosen or focused else "line"), max(2, now.px(2)) if focused else 1))
    painter.setBrush(now.colour("surface"))
    painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), now.px(tokens.CARD_RADIUS), now.px(tokens.CARD_RADIUS))


def _draw_point(painter: QPainter, wave: QRect, part: float) -> None:
    """A line with a foot, so that it is no wave."""
    x, foot = wave.left() + round(part * (wave.width() - 1)), look().px(3)
    painter.setPen(QPen(look().colour("text"), look().px(2)))
    painter.drawLine(x, wave.top(), x, wave.bottom())
    painter.drawLine(x - foot, wave.bottom(), x + foot, wave.bottom())


def _draw_signs(painter: QPainter, card: QRect, take: TakeRow, *, playing: bool, near: bool) -> None:
    colours = look().colours
    _draw_sign(painter, play_rect(card), "square" if playing else "play", colours.text, filled=True, size=14)
    star = colours.accent if take.starred else colours.muted
    _draw_sign(painter, star_rect(card), "star", star, filled=take.starred)
    if near:
        _draw_sign(painter, discard_rect(card), "trash-2", colours.muted)


def _draw_guide(painter: QPainter, rect: QRect, *, on: bool) -> None:
    """Pressed in where the guide is heard, too."""
    now = look()
    if on:
        edge = now.px(3)
        painter.setPen(QPen(now.colour("muted"), 1))
        painter.setBrush(now.colour("raised"))
        painter.drawRoundedRect(rect.adjusted(edge, edge, -edge, -edge), now.px(tokens.RADIUS), now.px(tokens.RADIUS))
    _draw_sign(painter, rect, "headphones", now.colours.accent if on else now.colours.muted)


def _draw_sign(painter: QPainter, rect: QRect, icon: str, colour: str, *, filled: bool = False, size: int = 16) -> None:
    side = look().px(size)
    ratio = painter.device().devicePixelRatioF()
    spot = QPoint(rect.center().x() - side // 2, rect.center().y() - side // 2)
    painter.drawPixmap(spot, icons.pixmap(icon, colour, side, ratio, filled))


def _draw_words(painter: QPainter, card: QRect, take: TakeRow) -> None:
    now = look()
    left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
    top = guide_rect(card) if take.has_guide else play_rect(card)
    line = QRect(top.right() + now.px(4), top.top(), discard_rect(card).left() - top.right(), top.height())
    painter.setPen(now.colour("text"))
    painter.setFont(now.font("strong"))
    painter.drawText(line, left | middle, take.name)
    line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(take.name) + now.px(10))
    painter.setPen(now.colour("muted"))
    painter.setFont(now.font("figures"))
    painter.drawText(line, left | middle, take.length)
    foot = foot_rect(card).adjusted(now.px(_PAD), 0, -now.px(_PAD), -now.px(4))
    painter.setFont(now.font("small"))
    painter.setPen(now.colour(take.tone))
    metrics = painter.fontMetrics()
    sentence = metrics.elidedText(take.sentence, Qt.TextElideMode.ElideRight, foot.width())
    painter.drawText(foot, left | middle, sentence)
    foot.setLeft(foot.left() + metrics.horizontalAdvance(sentence) + now.px(12))
    painter.setFont(now.font("figures"))
    painter.setPen(now.colour("muted"))
    shown = painter.fontMetrics().elidedText(take.figures, Qt.TextElideMode.ElideRight, max(foot.width(), 0))
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | middle, shown)
