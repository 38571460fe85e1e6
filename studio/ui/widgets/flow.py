"""A layout that breaks into the next row when the width is used up, as words do."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from studio.ui.theme import look


class Flow(QLayout):
    """Rows of widgets at their own size. `right` lines the rows up at the right edge, `middle` around the middle."""

    def __init__(self, *widgets: QWidget, gap: int = 8, right: bool = False, middle: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._right, self._middle = right, middle
        self._heights: dict[int, int] = {}
        self.setSpacing(look().px(gap))
        self.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            self.addWidget(widget)

    def set_right(self, right: bool) -> None:
        if right != self._right:
            self._right = right
            self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """Kept until something changes: Qt asks for the same one dozens of times while it lays out a window."""
        if width not in self._heights:
            rows = self._rows(width)
            self._heights[width] = sum(_height(items) for items in rows) + max(len(rows) - 1, 0) * self.spacing()
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top()
        for items in self._rows(rect.width()):
            height = _height(items)
            spare = rect.width() - self._width(items)
            left = rect.left() + (spare if self._right else spare // 2 if self._middle else 0)
            for item in items:
                size = item.sizeHint()
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self.spacing()
            top += height + self.spacing()

    def sizeHint(self) -> QSize:
        """All in one row."""
        shown = [item for item in self._items if not item.isEmpty()]
        return QSize(self._width(shown), _height(shown))

    def minimumSize(self) -> QSize:
        shown = [item for item in self._items if not item.isEmpty()]
        return QSize(max((item.minimumSize().width() for item in shown), default=0), _height(shown))

    def _width(self, items: list[QLayoutItem]) -> int:
        return sum(item.sizeHint().width() for item in items) + max(len(items) - 1, 0) * self.spacing()

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        for item in (item for item in self._items if not item.isEmpty()):
            if rows and self._width([*rows[-1], item]) <= width:
                rows[-1].append(item)
            else:
                rows.append([item])
        return rows


def _height(items: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in items), default=0)
