"""What changed, told to whoever shows it. Rooms ring from any thread; pages hear it on the UI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    """`app` hands `bell.takes_changed.emit` and its like to the rooms. A ring says that something changed, never what."""

    takes_changed = Signal()
    drafts_changed = Signal()
    parcels_changed = Signal()
    library_changed = Signal()
    platforms_changed = Signal()
    twins_changed = Signal()
    links_changed = Signal()
    booth_changed = Signal()
    devices_changed = Signal()
    player_changed = Signal()
    #: A StudioError that nobody waits for; `notices` speaks it.
    trouble = Signal(object)

    def topic(self, name: str) -> None:
        """The store's way in: "takes" rings `takes_changed`, and so on."""
        getattr(self, f"{name}_changed").emit()
