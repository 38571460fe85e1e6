"""The look of the studio: palette, style sheet, fonts and sizes, all made of the tokens.

One `Look` is current at a time. It is replaced whole when the theme or the text scale changes; painters ask for it while they
paint, so nothing has to be told.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from string import Template
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from studio.paths import RESOURCES

from . import tokens
from .tokens import Colours

#: For the application's arguments: asked for with `setStyle`, it comes back as a QStyle, whose types cost the start 8 ms.
STYLE = ("-style", "Fusion")

#: Pixels of the system's ordinary text at 100 %: Segoe UI 9 pt, San Francisco 13 pt, most Linux desktops 10–11 pt.
_ORDINARY_PX = {"win32": 12.0, "darwin": 13.0}.get(sys.platform, 14.7)

#: The weights that the type scale uses; every further one would cost the start some milliseconds.
_FACES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf")


class Look(NamedTuple):
    """`name` is "booth" or "paper"; `scale` runs from 1 to 2; `motion` is False where the system asks for stillness."""

    name: str = "booth"
    scale: float = 1.0
    motion: bool = True
    family: str = "Inter"

    @property
    def colours(self) -> Colours:
        return tokens.THEMES[self.name]

    def px(self, size: float) -> int:
        """A token's size in pixels at the current text scale."""
        return round(size * self.scale)

    def colour(self, name: str, alpha: float = 1.0) -> QColor:
        colour = QColor(getattr(self.colours, name))
        colour.setAlphaF(alpha)
        return colour

    def font(self, role: str) -> QFont:
        step = tokens.TYPES[role]
        return _font(self.family, self.px(step.size_px), step.weight, step.tabular)

    def prompt_font(self, size_px: int) -> QFont:
        return _font(self.family, self.px(size_px), tokens.PROMPT_WEIGHT, False)

    def line_height(self, role: str) -> int:
        return self.px(tokens.TYPES[role].line_px)


_current = Look()


def look() -> Look:
    """The look that holds now. UI thread only."""
    return _current


class Theme(QObject):
    """Keeps the application in its look: follows the system unless told otherwise."""

    changed = Signal()
    scale_changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._wanted = "system"
        self._is_applied = False
        self._system_scale = _system_scale(app)
        self._sheet, self._holds_sheet = "", False
        self._template = Template((RESOURCES / "style" / "studio.qss").read_text("utf-8"))
        self._family = _load_fonts()
        app.styleHints().colorSchemeChanged.connect(self._follow)

    def set(self, name: str = "system", scale_percent: int = 100) -> None:
        """`name` is "system", "booth" or "paper"; `scale_percent` comes on top of the system's own text scale."""
        self._wanted = name
        scale = min(max(self._system_scale * scale_percent / 100, 1.0), tokens.LARGEST_SCALE)
        shown = name if name in tokens.THEMES else self._of_system()
        self._apply(Look(shown, scale, _motion_is_welcome(self._app), self._family))

    @contextmanager
    def sheet_last(self) -> Iterator[None]:
        """What is built inside gets the style sheet when it is whole. Qt fits a sheet to a widget again for each new parent: that
        took 24 of the 90 ms in which the first window is built."""
        self._holds_sheet = True
        yield
        self._holds_sheet = False
        self._app.setStyleSheet(self._sheet)

    def _of_system(self) -> str:
        return "paper" if self._app.styleHints().colorScheme() is Qt.ColorScheme.Light else "booth"

    def _follow(self) -> None:
        if self._wanted not in tokens.THEMES and _current.name != self._of_system():
            self._apply(_current._replace(name=self._of_system()))

    def _apply(self, new: Look) -> None:
        global _current
        if new == _current and self._is_applied:
            return
        self._is_applied = True
        scaled = new.scale != _current.scale
        _current = new
        self._app.setFont(new.font("body"))
        self._app.setPalette(_palette(new.colours))
        self._sheet = self._template.substitute(_placeholders(new))
        if not self._holds_sheet:
            self._app.setStyleSheet(self._sheet)
        self.changed.emit()
        if scaled:
            self.scale_changed.emit()


@lru_cache(maxsize=64)
def _font(family: str, size_px: int, weight: int, tabular: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight(weight))
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _load_fonts() -> str:
    """Inter from our own files; the system's own face where they are missing."""
    families = []
    for name in _FACES:
        number = QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / name))
        families += QFontDatabase.applicationFontFamilies(number)
    return next((name for name in families if name == "Inter"), QGuiApplication.font().family())


def _system_scale(app: QApplication) -> float:
    """What the person asked of the system: its text scale shows up as a larger application font."""
    ratio = QFontInfo(app.font()).pixelSize() / _ORDINARY_PX
    return ratio if ratio >= 1.15 else 1.0


def _motion_is_welcome(app: QApplication) -> bool:
    """Windows says so itself; elsewhere Qt's effects tell it (a desktop that names no effects at all has no opinion)."""
    if sys.platform == "win32":
        return _windows_animates()
    return app.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu) or not app.isEffectEnabled(Qt.UIEffect.UI_General)


def _windows_animates() -> bool:
    """SystemParametersInfo(SPI_GETCLIENTAREAANIMATION = 0x1042): "Show animations in Windows"."""
    import ctypes

    on = ctypes.c_int(1)
    windows = getattr(ctypes, "windll", None)
    if windows is not None:
        windows.user32.SystemParametersInfoW(0x1042, 0, ctypes.byref(on), 0)
    return bool(on.value)


def _palette(colours: Colours) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: colours.bg,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.bg,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Accent: colours.accent,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.faint))
    return palette


def _placeholders(new: Look) -> dict[str, str]:
    """What the style sheet may name: each colour, and sizes as `$px_8`-like steps."""
    sizes = (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 20, 32)
    words = new.colours._asdict()
    words |= {f"px_{size}": f"{max(new.px(size), 1)}px" for size in sizes}
    # What is focused has a thicker line and less padding, so that nothing moves.
    thicker = new.px(2) - 1
    words |= {f"focused_{size}": f"{max(new.px(size) - thicker, 0)}px" for size in (4, 6, 8, 10, 12, 14)}
    words["radius"] = f"{new.px(tokens.RADIUS)}px"
    words["card_radius"] = f"{new.px(tokens.CARD_RADIUS)}px"
    words["pill"] = f"{new.px(tokens.TARGET) // 2}px"
    words["target"] = f"{new.px(tokens.TARGET) - 2}px"
    words["rail_item"] = f"{new.px(tokens.RAIL_ITEM) - 2}px"
    words["button"] = f"{new.px(tokens.BUTTON) - 2}px"
    return words
