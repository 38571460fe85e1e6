"""Where a second start on the same data knocks, so that the first window comes to the front instead of a second one."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

KNOCKS_S = 5.0


class Door(QObject):
    """Only the holder of the claim opens it, so a door found there is a killed studio's."""

    def __init__(self, root: Path, on_knock: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._on_knock = on_knock
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)
        QLocalServer.removeServer(_name(root))
        self._server.listen(_name(root))

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _let_in(self) -> None:
        caller = self._server.nextPendingConnection()
        caller.disconnected.connect(caller.deleteLater)
        self._on_knock()


def knock(root: Path) -> bool:
    """At the first window's door, which opens a moment after that window is painted."""
    ends = time.monotonic() + KNOCKS_S
    while time.monotonic() < ends:
        socket = QLocalSocket()
        socket.connectToServer(_name(root))
        if socket.waitForConnected(1_000):
            socket.disconnectFromServer()
            return True
        time.sleep(0.05)
    return False


def _name(root: Path) -> str:
    return f"redbutton-studio-{hashlib.sha256(str(root).encode()).hexdigest()[:16]}"
