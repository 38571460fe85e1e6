"""Runs the platform in this process until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from .app import create_app
from .config import Config

GRACE_S = 1


class Running(uvicorn.Server):
    """Answers open long polls before it waits for connections to end, so that stopping takes moments."""

    def __init__(self, config: Config, on_start: Callable[[str], None]) -> None:
        self.app: FastAPI = create_app(config)
        self._on_start = on_start
        self.loop: asyncio.AbstractEventLoop | None = None
        super().__init__(
            uvicorn.Config(
                self.app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ws="none",
                lifespan="on",
                timeout_keep_alive=75,
                timeout_graceful_shutdown=GRACE_S,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.loop = asyncio.get_running_loop()
            self._on_start(self.app.state.platform.id)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.stop()

    def stop(self) -> None:
        """From any thread, before the start is done and after the end too."""
        self.should_exit = True
        if self.loop:
            with suppress(RuntimeError):  # the loop has ended already
                self.loop.call_soon_threadsafe(self.app.state.platform.hang_up)


def listen(host: str, port: int) -> socket.socket:
    """A bound, listening socket. Raises OSError when the address is taken.

    Its connections inherit that nothing is held back: an answer is sent in two writes, and the second one waited 40 ms for the
    other side to acknowledge the first. (asyncio sees to this only where a socket names its protocol, and this one does not.)
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=128)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def serve(
    config: Config, at: socket.socket, on_start: Callable[[str], None], on_running: Callable[[Running], None]
) -> bool:
    """Serves until SIGTERM, SIGINT or `Running.stop`; False when it could not start (the log says why).

    `on_start` is told the platform's id once requests are accepted.
    """
    running = Running(config, on_start)
    for ending in (
        signal.SIGTERM,
        signal.SIGINT,
    ):  # before the server listens to them, and when it hands them back at its end
        signal.signal(ending, lambda _signal, _frame: running.stop())
    on_running(running)
    with at:
        running.run(sockets=[at])
    return running.loop is not None
