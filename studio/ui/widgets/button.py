"""Buttons: primary (one a screen), secondary, quiet, icon alone, chip, bare."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from studio.ui import icons
from studio.ui.theme import look

from .label import set_tip, tip
from .toggling import Toggling

#: Keys that belong to a focused button, so that Space presses it and does not start a take.
_OWN_KEYS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select}
_FONTS = {"chip": "small", "primary": "strong", "rail": "tiny", "bare": "body"}

#: Sizes of filled icons, which are signs and not pictures.
_DOTS = {"chip": 8, "primary": 12}


class Button(Toggling, QPushButton):
    """`icon` is a name from our resources; it is tinted again whenever the look changes. People's text may hold `&`."""

    def __init__(
        self, text: str = "", kind: str = "secondary", *, icon: str = "", name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._words = self._key = ""
        self._most_px = 0
        self._is_cut = False
        self._own_tip = ""
        self._icon_colour = ""
        self._icon_filled = False
        self.setProperty("kind", kind)
        self.setFont(look().font(_FONTS.get(kind, "body")))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.say(text)
        if name:
            self.name(name)
        self._tint()

    def say(self, text: str, name: str = "") -> None:
        """`name` is what a screen reader says in place of the words, which would else interrupt it whenever they change."""
        if text != self._words or not text:
            self._words = text
            self._show_words()
            if text:
                self.name(name or text)

    def fit(self, words_px: int) -> None:
        """Words wider than this are cut with …; the whole stays readable to screen readers and as a tooltip."""
        if words_px != self._most_px:
            self._most_px = words_px
            self._show_words()

    def hold(self, *words: str) -> None:
        """From now on as wide as the widest of these: what stands beside it does not move when its words change."""
        now, widest = self._words, 0
        for self._words in (*words, now):
            self._show_words()
            widest = max(widest, self.sizeHint().width())
        self.setMinimumWidth(widest)

    @property
    def said(self) -> str:
        """The words as they were given."""
        return self._words

    def name(self, name: str) -> None:
        """What a screen reader says, and the tooltip where the button has no words."""
        self.setAccessibleName(name)
        self._fit_tip()

    def key(self, sequence: str) -> None:
        """The key that does the same; the tooltip says it as people do: Ctrl Z."""
        self._key = sequence if len(sequence) == 1 else sequence.replace("+", " ")
        self._fit_tip()

    def set_icon(self, icon: str, colour: str = "", *, filled: bool = False) -> None:
        """`colour` is a token's name; without one it is the colour of the button's words."""
        if (icon, colour, filled) != (self._icon, self._icon_colour, self._icon_filled):
            self._icon, self._icon_colour, self._icon_filled = icon, colour, filled
            self._tint()
            self._show_words()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """It looks at its events only while it has the focus: an `event` of its own would be called 300 times, for 2 ms, before
        the first window is painted."""
        super().focusInEvent(event)
        self.installEventFilter(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.EnabledChange) and self.isVisible():
            self._tint()

    def _show_words(self) -> None:
        """`&` is no mnemonic here; a space keeps the words off the icon."""
        gap = "\u2002" if self._icon and self._words else ""
        words = self._words
        if self._most_px:
            words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self._most_px)
        self.setText(gap + words.replace("&", "&&"))
        self._is_cut = words != self._words
        self._fit_tip()

    def _fit_tip(self) -> None:
        """A tooltip of somebody else's stays."""
        if self.toolTip() == tip(self._own_tip):
            self._own_tip = self.tip_words()
            set_tip(self, self._own_tip)

    def tip_words(self) -> str:
        """What cannot be read on the button, and its key."""
        words = self._words if self._is_cut or self._key else ""
        words = words if self._words else self.accessibleName()
        return f"{words} ({self._key})" if self._key else words

    def _tint(self) -> None:
        if not self._icon:
            return
        now = look()
        kind = self.property("kind")
        token = self._icon_colour or {"primary": "bg", "chip": "muted", "icon": "muted"}.get(kind, "text")
        side = now.px(_DOTS.get(kind, 12) if self._icon_filled else 14 if kind == "chip" else 18)
        colour = getattr(now.colours, token)
        ratio = self.devicePixelRatioF()
        icon = QIcon(icons.pixmap(self._icon, colour, side, ratio, self._icon_filled))
        if not self.isEnabled():  # as faint as its words: Qt's own grey is hardly seen
            faint = "muted" if kind == "primary" else "faint"
            faded = icons.pixmap(self._icon, getattr(now.colours, faint), side, ratio, self._icon_filled)
            icon.addPixmap(faded, QIcon.Mode.Disabled)
        self.setIconSize(QSize(side, side))
        self.setIcon(icon)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tint()


class Chip(Button):
    """A small pill: a filter or an option (checkable), or a short fact that can be pressed."""

    def __init__(
        self, text: str, *, checkable: bool = False, icon: str = "", name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, "chip", icon=icon, name=name, parent=parent)
        self.setCheckable(checkable)
