"""Words and controls that are as high as they need, and scrolled where that is more than there is room for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QDialog, QLayout, QScrollArea, QWidget


class Inside(QScrollArea):
    """Never higher than `most_px`, whatever somebody wrote; less by what stands below it, its `foot`."""

    def __init__(
        self, layout: QLayout, most_px: int, foot: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._most_px = most_px
        self._lines = layout
        self._foot = foot
        self._content = QWidget()
        self._content.setLayout(layout)
        for watched in (self._content, foot):
            if watched:
                watched.installEventFilter(self)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Words that come or go change the height. While Qt shows the content for the first time it loses the resize that follows
        from that, so that the lines are laid out once more."""
        if watched is self._content and event.type() == QEvent.Type.Show:
            self._lines.invalidate()
            self._fit()
            self._fit_sheet()
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return False

    def _fit(self) -> None:
        most = self._most_px
        if self._foot and (foot := self._foot.layout()):
            foot.activate()
            below = _height(foot, self._foot.width())
            self._foot.setMinimumHeight(below)  # so that the sheet grows with its words
            most -= below
        self.setFixedHeight(min(_height(self._lines, self.viewport().width()), most))

    def _fit_sheet(self) -> None:
        """A sheet has its size before it is on the screen: one that grew in that moment was put into the screen's corner (X11),
        with its title above it."""
        sheet = self.window()
        handle = sheet.windowHandle()
        if isinstance(sheet, QDialog) and handle is not None and not handle.isVisible():
            sheet.adjustSize()


def _height(layout: QLayout, width: int) -> int:
    return layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
