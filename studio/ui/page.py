"""What a place's page promises the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """Built once, when it is first shown: `_build()` makes it, `_connect()` listens to the bell, `refresh()` shows what is.

    A page that stands hidden need not follow; `refresh()` is called whenever it is shown.
    """

    #: What is shown has a name of its own, which stands in the top bar in place of the place's; "" for none.
    named = Signal(str)
    #: A few words for the top bar beside the title, "" for none.
    context_changed = Signal(str)
    #: Something is being recorded here, or not any more; the rail shows it wherever the person is.
    live_changed = Signal(bool)

    def refresh(self) -> None:
        """Shows what the store holds now: small indexed reads only. A page that shows nothing of the store leaves it as it is."""

    def take_focus(self) -> None:
        """Where the keys begin when the page is shown. A focus proxy in its place would keep Tab from what stands before it."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def remember(self) -> object:
        """What must outlive the page when the window builds it anew in another look; None for nothing."""
        return None

    def recall(self, remembered: object) -> None:
        """Takes up what the page before remembered."""
