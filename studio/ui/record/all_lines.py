"""The overview takes the prompter's place while it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from studio.ui.aloud import say_aloud
from studio.ui.tab_order import insert_before

from .standing import Standing

if TYPE_CHECKING:
    from .overview import Overview


class AllLines(QObject):
    """Belongs to the booth's page. `room` is the column in which `others` make way; `go_to` puts another line into the booth. The
    overview is made when it is first wanted."""

    def __init__(
        self, page: QWidget, room: QBoxLayout, others: tuple[QWidget, ...], go_to: Callable[[int], None]
    ) -> None:
        super().__init__(page)
        self._page, self._room, self._others, self._go_to = page, room, others, go_to
        self.standing: Standing | None = None
        self.overview: Overview | None = None

    @property
    def is_open(self) -> bool:
        return self.overview is not None and not self.overview.isHidden()

    def show_standing(self, standing: Standing) -> None:
        self.standing = standing
        if self.overview is not None and self.is_open:
            self.overview.show_standing(standing)

    def say(self) -> None:
        """The line that is on, where the overview's own rows do not say it."""
        if self.standing is not None and not self.is_open:
            say_aloud(self._page, self.standing.spoken)

    @Slot()
    def toggle(self) -> None:
        if self.is_open:
            self.close()
        elif self.standing is not None and len(self.standing.states) > 1:
            self._open(self.standing)

    @Slot()
    def close(self) -> None:
        """Back to the prompter, at the line that is chosen."""
        if self.is_open:
            self._show(False)
            self._page.setFocus()

    def _open(self, standing: Standing) -> None:
        if self.overview is None:
            from .overview import Overview

            self.overview = Overview()
            self.overview.line_wanted.connect(self._go_to)
            self.overview.left.connect(self.close)
            insert_before(self._room, self._others[0], self.overview, stretch=1)
        self.overview.show_standing(standing)
        self._show(True)
        self.overview.list.setFocus()

    def _show(self, on: bool) -> None:
        for widget in self._others:
            widget.setVisible(not on)
        if self.overview is not None:
            self.overview.setVisible(on)
