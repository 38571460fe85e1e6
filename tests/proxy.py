"""A proxy of our own between a studio and its platform that does what bad networks do: by seed, and at chosen bytes.

It reads HTTP/1.1 messages just far enough to know where one ends, so that it can lose a reply *after* the platform has acted, or
hand a request on twice. It runs on one thread of its own with an asyncio loop; `with Proxy(port) as proxy:` ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from studio.contract import RECORD_LENGTH, UPLOADS

PIECE_BYTES = 1 << 16
#: Bodies up to this size are kept, so that the request can be sent on twice.
KEPT_BYTES = 1 << 20


@dataclass(frozen=True)
class Mischief:
    """Chances are 0 … 1 for each request. `cut_at` are counts of body bytes that went up since the start, in order."""

    lose_reply: float = 0.0
    duplicate: float = 0.0
    flip: float = 0.0
    flip_reply: float = 0.0
    truncate_reply: float = 0.0
    cut_at: tuple[int, ...] = ()
    delay_s: float = 0.0
    #: The reply to the request of this number (1, 2, …) is held back until the studio's side is gone.
    hold_reply_to: int = 0
    black_hole: bool = False
    refuse: bool = False


class Boundary(StrEnum):
    """The moments of an exchange at which somebody may be killed."""

    ASKED = "asked"  # the studio has begun a request; the platform has heard nothing
    DONE = "done"  # the platform has answered; the studio has heard nothing
    TOLD = "told"  # the studio has the whole answer


class _Cut(Exception):
    """This connection ends here."""


@dataclass
class _Fate:
    lose: bool
    duplicate: bool
    flip: float | None
    flip_reply: float | None
    truncate: float | None


class Proxy:
    """Listens on `127.0.0.1:port` and passes on to `127.0.0.1:upstream_port`. `mischief` may be changed at any time.

    `on_boundary` is told each boundary and the number of its request, on the proxy's thread. `counts["upload_bytes"]` are the bytes
    of files that went up, `counts["unwelcome"]` the files whose sender was not known, and `largest_upload` the most that one
    request brought.
    """

    def __init__(self, upstream_port: int, mischief: Mischief | None = None, *, seed: int = 0, port: int = 0) -> None:
        self.upstream_port = upstream_port
        self.mischief = mischief or Mischief()
        self.counts: Counter[str] = Counter()
        self.port = port
        self.on_boundary: Callable[[Boundary, int], None] = lambda boundary, number: None
        self.largest_upload = 0
        self._random = random.Random(seed)
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._transports: list[asyncio.WriteTransport] = []  # held here: a talk that never began forgets its own
        self._thread = threading.Thread(target=self._run, name="proxy")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Proxy:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            for transport in self._transports:
                transport.abort()
            self._loop.run_until_complete(asyncio.sleep(0))  # a socket is closed one turn after its transport
            self._loop.close()

    async def _serve(self) -> None:
        talks: set[asyncio.Task[None]] = set()  # the loop alone would let them be collected

        def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._transports.append(writer.transport)
            task = self._loop.create_task(self._talk(reader, writer))
            talks.add(task)
            task.add_done_callback(talks.discard)

        server = await asyncio.start_server(talk, "127.0.0.1", self.port, limit=KEPT_BYTES)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        for socket in server.sockets:
            self._loop.remove_reader(socket.fileno())
        # Whoever was accepted is let in, by tasks of the loop's own: at a closed server asyncio loses its socket.
        while asyncio.all_tasks() - talks - {asyncio.current_task()}:
            await asyncio.sleep(0)
        server.close()
        for task in talks:
            task.cancel()
        if talks:
            await asyncio.wait(talks)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the studio, until either side is done with it or the mischief cuts it."""
        with contextlib.suppress(_Cut, OSError, asyncio.IncompleteReadError):
            try:
                while not self.mischief.refuse:
                    head = await reader.readuntil(b"\r\n\r\n")
                    if self.mischief.black_hole:
                        self.counts["swallowed"] += 1
                        await self._over.wait()
                        raise _Cut  # not on to the platform, with a connection that nobody would close
                    await self._exchange(head, reader, writer)
            finally:
                writer.transport.abort()

    async def _exchange(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.counts["requests"] += 1
        number = self.counts["requests"]
        holds = number == self.mischief.hold_reply_to
        fate = self._fate()
        length = _length(head)
        file_at = _file_at(head, length)
        self.largest_upload = max(self.largest_upload, length - file_at)
        self.on_boundary(Boundary.ASKED, number)
        await asyncio.sleep(self.mischief.delay_s)
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.upstream_port, limit=KEPT_BYTES)
        self._transports.append(up_writer.transport)
        try:
            up_writer.write(head)
            kept = bytearray()
            async for piece in self._body(reader, length, fate, file_at):
                up_writer.write(piece)
                await up_writer.drain()
                if length <= KEPT_BYTES:
                    kept += piece
            if fate.duplicate and length <= KEPT_BYTES:
                await self._again(head + kept)
            await self._reply(head, number, up_reader, writer, fate, held=reader if holds else None)
            self.counts["told"] += 1
            self.on_boundary(Boundary.TOLD, number)
        finally:
            up_writer.transport.abort()

    async def _body(self, reader: asyncio.StreamReader, length: int, fate: _Fate, file_at: int) -> AsyncIterator[bytes]:
        flip_at = -1 if fate.flip is None or not length else int(fate.flip * length)
        passed = 0
        while passed < length:
            piece = bytearray(await reader.read(min(PIECE_BYTES, length - passed)))
            if not piece:
                raise _Cut
            if passed <= flip_at < passed + len(piece):
                piece[flip_at - passed] ^= 1 << self._random.randrange(8)
                self.counts["flipped"] += 1
            self.counts["upload_bytes"] += max(0, passed + len(piece) - max(passed, file_at))
            passed += len(piece)
            self.counts["bytes_up"] += len(piece)
            cuts = self.mischief.cut_at
            if self.counts["cut"] < len(cuts) and self.counts["bytes_up"] >= cuts[self.counts["cut"]]:
                self.counts["cut"] += 1
                raise _Cut
            yield bytes(piece)

    async def _again(self, request: bytes) -> None:
        """The same request a second time, on a connection of its own, while the first may still be under way."""
        self.counts["duplicated"] += 1
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream_port, limit=KEPT_BYTES)
        self._transports.append(writer.transport)
        try:
            writer.write(request)
            await reader.readuntil(b"\r\n\r\n")
        finally:
            writer.transport.abort()

    async def _reply(
        self,
        request: bytes,
        number: int,
        up_reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        fate: _Fate,
        held: asyncio.StreamReader | None,
    ) -> None:
        head = await up_reader.readuntil(b"\r\n\r\n")
        self.on_boundary(Boundary.DONE, number)
        if head.split(b" ", 2)[1] == b"401" and _file_at(request, _length(request)) < _length(request):
            self.counts["unwelcome"] += 1
        if held is not None:
            self.counts["held"] += 1
            await held.read(1)
            raise _Cut
        if fate.lose:
            self.counts["lost"] += 1
            raise _Cut
        if request.startswith(b"HEAD ") or head.split(b" ", 2)[1] in (b"204", b"304"):
            writer.write(head)
            return
        if b"transfer-encoding: chunked" in head.lower():
            await self._chunks(head, up_reader, writer)
            return
        length = _length(head)
        writer.write(head)
        stop_at = length if fate.truncate is None else int(fate.truncate * length)
        flip_at = -1 if fate.flip_reply is None or not length else int(fate.flip_reply * length)
        passed = 0
        while passed < stop_at:
            piece = bytearray(await up_reader.read(min(PIECE_BYTES, stop_at - passed)))
            if not piece:
                raise _Cut
            if passed <= flip_at < passed + len(piece):
                piece[flip_at - passed] ^= 1 << self._random.randrange(8)
                self.counts["flipped"] += 1
            passed += len(piece)
            writer.write(bytes(piece))
            await writer.drain()
        if stop_at < length:
            self.counts["truncated"] += 1
            raise _Cut

    async def _chunks(self, head: bytes, up_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            size_line = await up_reader.readuntil(b"\r\n")
            size = int(size_line.split(b";")[0], 16)
            writer.write(size_line + await up_reader.readexactly(size + 2))
            await writer.drain()
            if not size:
                return

    def _fate(self) -> _Fate:
        def happens(chance: float) -> bool:
            return self._random.random() < chance

        def where(chance: float) -> float | None:
            return self._random.random() if happens(chance) else None

        wish = self.mischief
        return _Fate(
            lose=happens(wish.lose_reply),
            duplicate=happens(wish.duplicate),
            flip=where(wish.flip),
            flip_reply=where(wish.flip_reply),
            truncate=where(wish.truncate_reply),
        )


def _file_at(head: bytes, length: int) -> int:
    """Where in a body the bytes of a file begin; its end where it has none."""
    if UPLOADS.encode() in head.partition(b"\r\n")[0]:
        return 0
    return _number(head, RECORD_LENGTH) or length


def _length(head: bytes) -> int:
    return _number(head, "Content-Length")


def _number(head: bytes, name: str) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(name.lower().encode() + b":"):
            return int(line.split(b":")[1])
    return 0
