"""Python's cyclic garbage is collected on the UI thread alone.

Left to itself the collector runs on whichever thread allocates next. When that is a worker, it takes apart the widgets of a page
that was built again, and Qt's objects may only be deleted on their own thread: the process dies some time later.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 1_000


class Sweep(QObject):
    """While it lives, nothing else collects; it looks every second whether there is enough to collect, oldest last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    @Slot()
    def sweep(self) -> None:
        """Collects the oldest generation that is due, by Python's own thresholds."""
        due = [
            at for at, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
        ]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()
