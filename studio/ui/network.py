"""Whether this line is metered, as the system tells Qt (NetworkManager, Windows and Android know; others say no)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot


class Network(QObject):
    """`metered` is read from any thread. `changed` when it did, and when another network was reached."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.metered = False

    def start(self) -> None:
        """After the first window is painted: the system is asked over its bus."""
        from PySide6.QtNetwork import QNetworkInformation

        if not QNetworkInformation.loadDefaultBackend():
            return
        told = QNetworkInformation.instance()
        told.isMeteredChanged.connect(self._look)
        told.reachabilityChanged.connect(self._look)
        self._look()

    @Slot()
    def _look(self) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        self.metered = QNetworkInformation.instance().isMetered()
        self.changed.emit()
