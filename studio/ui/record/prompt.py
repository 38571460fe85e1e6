"""The words to say: the line that is on, large, its neighbours faint above and below; larger, smaller or mirrored as wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.domain.script import Line
from studio.ui import tokens
from studio.ui.stage import Choices
from studio.ui.theme import look
from studio.ui.widgets.box import column
from studio.ui.widgets.label import Label

from .sitting import Sitting
from .standing import STATE_WORDS, Standing
from .words import when

_WIDEST = 860
_LOWEST = 64
_WANTED, _WANTED_WITH_LARGE_TEXT = 200, 120
#: Gaps around the line; the width of a scroll bar.
_AIR, _BAR = 32, 12
_LOWEST_WITH_NEIGHBOURS = 200
#: How large the words may be, in percent of what is usual for as many letters.
PROMPT_PERCENTS = (70, 85, 100, 125, 150, 200)


class Prompt(QScrollArea):
    """Chooses the largest size at which the line fits; what does not fit even then can be scrolled. Neighbours are cut short."""

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._sitting: Sitting | None = None
        self.before = Label("", "neighbour", tone="faint", elide=True)
        self.line = Label("", "heading", wrap=True)
        self.note = Label("", "body", tone="muted", wrap=True)
        self.alternate = Label("", "body", tone="muted", wrap=True)
        self._beside = (self.note, self.alternate)
        self.after = Label("", "neighbour", tone="faint", elide=True)
        for label in (self.before, self.line, *self._beside, self.after):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._words = column(None, self.before, 10, self.line, *self._beside, 10, self.after, None, gap=4)
        self._inside = QWidget()
        self._inside.setLayout(self._words)
        self._inside.installEventFilter(self)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(look().px(_LOWEST))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("The words to say")
        self.setProperty("kind", "reading")
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        choices.changed.connect(self._on_choices)
        self._on_choices()

    def show_sitting(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self.line.say(sitting.line.text)
        self.line.setAccessibleName(f"{sitting.place()}: {sitting.line.text}")
        self.note.say(_note(sitting.line))
        self.alternate.say(f"Or: {sitting.line.alternate}" if sitting.line.alternate else "")
        for label in self._beside:
            label.setVisible(bool(label.said))
        self.before.say(sitting.before.text if sitting.before else "")
        self.after.say(sitting.after.text if sitting.after else "")
        self.verticalScrollBar().setValue(0)
        self._fit()

    def show_standing(self, standing: Standing) -> None:
        self.line.setAccessibleDescription(STATE_WORDS[standing.states[standing.sitting.at]])

    def sizeHint(self) -> QSize:
        """With large text the red button comes first; here, words can be scrolled."""
        wanted = _WANTED if look().scale < tokens.LARGE_TEXT else _WANTED_WITH_LARGE_TEXT
        return QSize(look().px(400), look().px(wanted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = max(0, (self.width() - look().px(_WIDEST)) // 2)
        self._words.setContentsMargins(side, 0, side, 0)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While Qt shows the words for the first time it loses the resize that follows from that: they are laid out once more."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Resize):
            self._words.invalidate()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """While it can be scrolled and has the focus, the arrows scroll it."""
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in arrows:
            event.accept()
            return True
        return super().event(event)

    def resize_words(self, step: int) -> None:
        """Larger (1) or smaller (-1) from now on."""
        now = self._choices.now.prompt_percent
        at = min(range(len(PROMPT_PERCENTS)), key=lambda at: abs(PROMPT_PERCENTS[at] - now))
        self._choices.change(prompt_percent=PROMPT_PERCENTS[min(max(at + step, 0), len(PROMPT_PERCENTS) - 1)])

    @Slot()
    def _on_choices(self) -> None:
        mirrored = self._choices.now.prompt_mirrored
        if mirrored and not self._inside.graphicsEffect():
            from .mirror import Mirror

            self._inside.setGraphicsEffect(Mirror(self._inside))
        mirror = self._inside.graphicsEffect()
        if mirror:
            mirror.setEnabled(mirrored)
        self._fit()

    def _on_range(self, _least: int, most: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most > 0 else Qt.FocusPolicy.NoFocus)

    def _fit(self) -> None:
        if self._sitting is None:
            return
        now, text = look(), self.line.text()  # as it is shown: words without end have places where they may break
        width, percent = self.width() - self._words.contentsMargins().left() * 2, self._choices.now.prompt_percent
        beside = sum(label.heightForWidth(width) for label in self._beside if label.said)
        room_px = self.height() - now.px(_AIR) - beside
        self._show_neighbours(room_px)
        if self.before.isVisibleTo(self):
            room_px -= 2 * now.px(tokens.TYPES["neighbour"].line_px)
        metrics = QFontMetrics(now.prompt_font(largest_size(text, width, room_px, percent)))
        fits = _height(text, metrics, width) <= room_px
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(bar)
        width -= 0 if fits else now.px(_BAR)
        self.line.setFont(now.prompt_font(largest_size(text, width, room_px, percent)))
        spare = width - balanced_width(text, metrics, width)
        self.line.setContentsMargins(spare // 2, 0, spare // 2, 0)
        self.line.setMinimumHeight(_height(text, metrics, width))

    def _show_neighbours(self, room_px: int) -> None:
        """They keep their place while there is room, so that the line does not jump from row to row."""
        sitting = self._sitting
        shown = sitting is not None and len(sitting.lines) > 1 and room_px > look().px(_LOWEST_WITH_NEIGHBOURS)
        for label in (self.before, self.after):
            label.setVisible(shown)


def largest_size(text: str, width_px: int, height_px: int, percent: int = 100) -> int:
    """The largest prompt size (a token in `percent`, before scaling) at which `text` fits the room; the smallest if none does."""
    usual = [size for _, size in tokens.PROMPT_SIZES_PX]
    by_length = next(size for most, size in tokens.PROMPT_SIZES_PX if len(text) <= most) * percent // 100
    sizes = sorted({*usual, *(size * percent // 100 for size in usual)}, reverse=True)
    for size in sizes[sizes.index(by_length) :]:
        room = _room(text, QFontMetrics(look().prompt_font(size)), width_px)
        if room.width() <= width_px and room.height() <= height_px:
            return size
    return sizes[-1]


def balanced_width(text: str, metrics: QFontMetrics, width_px: int) -> int:
    """The narrowest width (to 8 px) that needs no more lines than `width_px`: no last line holds a lonely word."""
    height = _height(text, metrics, width_px)
    narrow, wide = width_px // 3, width_px
    while wide - narrow > 8:
        middle = (narrow + wide) // 2
        if _height(text, metrics, middle) <= height:
            wide = middle
        else:
            narrow = middle
    return min(wide + 8, width_px)


def _height(text: str, metrics: QFontMetrics, width_px: int) -> int:
    return _room(text, metrics, width_px).height()


def _room(text: str, metrics: QFontMetrics, width_px: int) -> QRect:
    """Wider than `width_px` where a word alone is."""
    return metrics.boundingRect(0, 0, max(width_px, 1), 1 << 16, int(Qt.TextFlag.TextWordWrap), text)


def _note(line: Line) -> str:
    """Who says it, how, what is done to the voice later, and when in the picture."""
    effect = f"effect: {line.effect}" if line.effect else ""
    return " · ".join(part for part in (line.character, line.note, effect, when(line)) if part)
