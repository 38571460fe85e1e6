"""A page in two parts: the work, and a panel at its right; in a narrow window, or with large text, the panel goes below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QBoxLayout, QScrollArea, QWidget

from studio.ui.theme import look

from .box import row

#: Narrower than this (at 100 % text), the panel goes below, where nothing else is said; it then is this high.
_NARROW = 720
_PANEL_HEIGHT = 420
_LEAST_PANEL_PX = 290
#: What is opened may still be read from the disk, and grows then.
_SETTLING_MS = (0, 100, 300, 1_000, 3_000)
#: Qt's QWIDGETSIZE_MAX: no limit.
_ANY_SIZE = (1 << 24) - 1


def room_px(area: QAbstractScrollArea) -> int:
    """The width of what is seen through `area`.

    Asking it for its viewport would make PySide build the Python types of every kind of widget (some 40 ms) to learn that it
    is a plain one.
    """
    bar = area.verticalScrollBar()
    return area.contentsRect().width() - (bar.width() if bar.isVisible() else 0)


class Beside(QScrollArea):
    """The panel is `panel_width` wide (at 100 % text), but never takes more than `share` of the window, and goes below in one that
    is narrower than `narrow`."""

    def __init__(
        self, work: QWidget, panel: QWidget, panel_width: int, share: float = 0.3, narrow: int = _NARROW
    ) -> None:
        super().__init__()
        self._narrow = narrow
        self._work = work
        self._panel = panel
        self._panel_width = panel_width
        self._share = share
        self._followed: QWidget | None = None
        self._line = row(work, panel, gap=0)
        self._line.setStretch(0, 1)
        work.installEventFilter(self)
        inside = QWidget()
        inside.setLayout(self._line)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().actionTriggered.connect(self._leave)

    def show_panel(self) -> None:
        """Scrolls to the panel where it lies below."""
        self._leave()
        self.ensureWidgetVisible(self._panel, 0, self.height())

    def show_work(self, part: QWidget) -> None:
        """Scrolls to a part of the work, and again while it gets its place; the panel below may have been in sight."""
        self._followed = part
        for after_ms in _SETTLING_MS:
            QTimer.singleShot(after_ms, part, partial(self._follow, part))

    def _follow(self, part: QWidget) -> None:
        if self._followed is part:
            self.ensureWidgetVisible(part, 0, self.height())

    def _leave(self) -> None:
        """From here on the person says what is in sight."""
        self._followed = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Work that needs more height than before gets it."""
        if watched is self._work and event.type() == QEvent.Type.LayoutRequest:
            self._share_out()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        now, width = look(), room_px(self)
        narrow = width < now.px(self._narrow)
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        if narrow:
            self._panel.setMinimumWidth(0)  # as wide as the work above it, also when a scroll bar comes
            self._panel.setMaximumWidth(_ANY_SIZE)
            self._panel.setMinimumHeight(now.px(_PANEL_HEIGHT))
            self._work.setFixedHeight(max(self.height(), self._work.minimumSizeHint().height()))
        else:
            self._panel.setFixedWidth(min(now.px(self._panel_width), max(int(width * self._share), _LEAST_PANEL_PX)))
            self._panel.setMinimumHeight(0)
            self._work.setMinimumHeight(0)
            self._work.setMaximumHeight(_ANY_SIZE)
