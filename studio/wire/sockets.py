"""Connections that can be hung up from another thread, so that a long poll or an upload ends at once when the studio quits."""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class HangUpAdapter(HTTPAdapter):
    """`hang_up()` ends every exchange under way, and any that would begin: whoever waits for one gets a connection error."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hung_up = False
        self._open: weakref.WeakSet[Any] = weakref.WeakSet()
        super().__init__(pool_connections=1, pool_maxsize=2)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """A network's proxy stands between, and is hung up like the platform itself."""
        found = super().proxy_manager_for(proxy, **kwargs)
        found.pool_classes_by_scheme = self._pools()
        return found

    def _pools(self) -> dict[str, Any]:
        kept = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                kept._keep(self)

        class Safe(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                kept._keep(self)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SafePool(HTTPSConnectionPool):
            ConnectionCls = Safe

        return {"http": PlainPool, "https": SafePool}

    def is_cold(self) -> bool:
        """Whether no connection stands any more."""
        with self._lock:
            return not any(connection.is_connected for connection in self._open)

    def hang_up(self) -> None:
        with self._lock:
            self._hung_up = True
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Also what is not in the pool any more: an answer that was never read to its end keeps its connection out of it."""
        super().close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            connection.close()

    def _keep(self, connection: Any) -> None:
        with self._lock:
            self._open.add(connection)
            hung_up = self._hung_up
        if hung_up:
            connection.close()
            raise OSError("hung up")
