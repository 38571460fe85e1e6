"""Half files while they arrive: written and hashed in big blocks beside the event loop, durable before they count.

What counts is the offset in the database. Bytes behind it (a chunk that was cut off by a crash) are cut away when the upload goes
on, so an upload can be resumed after the process was killed at any byte. The hash of the whole file runs along in memory and is
made again from the part after a restart.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect

from studio.contract import PIECE_BYTES, Code
from studio.durable import sync_data, sync_folder

from .problems import Refusal
from .promises import Promise, cut_off, damaged
from .shelf import Shelf

#: A block is a piece that may have a sum of its own: it is looked at before it is written.
BLOCK_BYTES = PIECE_BYTES
#: Running hashes that are remembered; an upload whose hash was forgotten is read again.
MAX_RUNNING = 256
#: How long whoever asks where an upload stands is kept waiting while a request that writes to it comes to its end.
SETTLE_S = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arrived:
    """Where the part ends now, durably, and the SHA-256 of all of it so far."""

    offset: int
    sha256: str


def _locked() -> Refusal:
    return Refusal(423, Code.UPLOAD_LOCKED, "This upload is being continued already", "Try again in a moment.")


class Parts:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._pool = ThreadPoolExecutor(2, "media")
        self._running: dict[str, tuple[int, Any]] = {}
        #: The uploads that somebody writes to, and what is set when that is over.
        self.locked: dict[str, asyncio.Event] = {}
        self._arriving: set[asyncio.Timeout] = set()
        self._closing = False

    def hang_up(self) -> None:
        """Cuts off what is arriving, as a lost connection does."""
        self._closing = True
        for patience in self._arriving:
            with suppress(RuntimeError):  # it runs out at this moment anyway
                patience.reschedule(0)

    def close(self) -> None:
        self._pool.shutdown()

    async def beside(self, work: Callable[..., T], *told: Any) -> T:
        """Runs work on files in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *told)

    @contextmanager
    def lock(self, upload_id: str) -> Iterator[None]:
        """One request at a time for each upload; raises Refusal `upload_locked` (423)."""
        if upload_id in self.locked:
            raise _locked()
        over = self.locked[upload_id] = asyncio.Event()
        try:
            yield
        finally:
            del self.locked[upload_id]
            over.set()

    async def settled(self, upload_id: str) -> None:
        """Returns when nobody writes to the upload; raises Refusal `upload_locked` (423) where somebody does for long.

        A connection that was cut needs moments until what it brought counts. Who is told the offset from before sends a whole
        chunk in vain.
        """
        if over := self.locked.get(upload_id):
            try:
                await asyncio.wait_for(over.wait(), SETTLE_S)
            except TimeoutError:
                raise _locked() from None

    def create(self, upload_id: str) -> None:
        """An empty part exists before its row does: a row whose part is missing is one whose file was put in its place."""
        self._shelf.part(upload_id).touch(mode=0o600)
        sync_folder(self._shelf.incoming)

    def drop(self, upload_id: str) -> None:
        self._running.pop(upload_id, None)
        self._shelf.part(upload_id).unlink(missing_ok=True)

    async def receive(
        self,
        upload_id: str,
        offset: int,
        room: int,
        stream: AsyncIterator[bytes],
        promise: Promise | None,
        idle_s: float,
    ) -> Arrived:
        """Adds one chunk at `offset` and makes it durable. A chunk that breaks its promise or is too long leaves no trace.

        One that is cut off counts as far as it is known to be right: each piece with a sum of its own, all where nothing was
        promised, nothing where one sum was promised for all. Raises Refusal 408, 413 and 460.
        """
        running = await self._hash_at(upload_id, offset)
        writer = await self.beside(_Writer, self._shelf.part(upload_id), offset, running.copy(), promise)
        try:
            cut = await self._pour(stream, room, writer, idle_s)
            if cut and promise and not promise.by_piece:
                raise cut_off()
            if not cut and not writer.keeps_promise():
                raise damaged()
            await self.beside(writer.flush)
        except BaseException:
            await asyncio.shield(self.beside(writer.undo))
            raise
        finally:
            await asyncio.shield(self.beside(writer.close))
        self._remember(upload_id, writer.offset, writer.whole)
        return Arrived(writer.offset, writer.whole.hexdigest())

    async def _pour(self, stream: AsyncIterator[bytes], room: int, writer: _Writer, idle_s: float) -> bool:
        """Fills one block while the other is written. Returns whether the stream was cut off. Raises Refusal past `room` bytes."""
        blocks = _Blocks(lambda block: asyncio.wrap_future(self._pool.submit(writer.write, block)))
        loop = asyncio.get_running_loop()
        patience = asyncio.timeout(0 if self._closing else idle_s)
        cut = False
        try:
            async with patience:
                self._arriving.add(patience)
                async for piece in stream:
                    if not self._closing:
                        patience.reschedule(loop.time() + idle_s)
                    room -= len(piece)
                    if room < 0:
                        raise Refusal(
                            413, Code.TOO_LARGE, "This piece is too large", "It goes past what was announced."
                        )
                    await blocks.add(memoryview(piece))
        except (ClientDisconnect, TimeoutError):
            cut = True
        finally:
            self._arriving.discard(patience)
            await blocks.settle()
        await blocks.finish()
        await blocks.settle()
        return cut

    async def _hash_at(self, upload_id: str, offset: int) -> Any:
        found = self._running.get(upload_id)
        if found and found[0] == offset:
            return found[1]
        return await self.beside(_hash_of, self._shelf.part(upload_id), offset)

    def _remember(self, upload_id: str, offset: int, whole: Any) -> None:
        self._running.pop(upload_id, None)
        while len(self._running) >= MAX_RUNNING:
            del self._running[next(iter(self._running))]
        self._running[upload_id] = (offset, whole)


class _Writer:
    """One chunk on its way into a part. Used by one thread at a time."""

    def __init__(self, path: Path, offset: int, whole: Any, promise: Promise | None) -> None:
        self._file = path.open("r+b", buffering=0)
        self._file.truncate(offset)
        self._file.seek(offset)
        self._start = self.offset = offset
        self.whole = whole
        self._check = promise.check() if promise else None

    def write(self, block: memoryview) -> None:
        if self._check and not self._check.takes(block):
            return
        done = 0
        while done < len(block):
            done += self._file.write(block[done:]) or 0
        self.whole.update(block)
        self.offset += len(block)

    def keeps_promise(self) -> bool:
        return self._check is None or self._check.holds()

    def flush(self) -> None:
        sync_data(self._file.fileno())

    def undo(self) -> None:
        self._file.truncate(self._start)

    def close(self) -> None:
        self._file.close()


class _Blocks:
    """Two blocks in turns: one is filled while the other is written. Used on the event loop."""

    def __init__(self, write: Callable[[memoryview], asyncio.Future[None]]) -> None:
        self._write = write
        self._filling, self._resting = memoryview(bytearray(BLOCK_BYTES)), memoryview(bytearray(BLOCK_BYTES))
        self._filled = 0
        self._writing: asyncio.Future[None] | None = None

    async def add(self, piece: memoryview) -> None:
        while piece:
            step = min(BLOCK_BYTES - self._filled, len(piece))
            self._filling[self._filled : self._filled + step] = piece[:step]
            piece, self._filled = piece[step:], self._filled + step
            if self._filled == BLOCK_BYTES:
                await self.finish()

    async def finish(self) -> None:
        """Hands over what was filled, after what is being written."""
        await self.settle()
        if self._filled:
            self._writing = self._write(self._filling[: self._filled])
            self._filling, self._resting = self._resting, self._filling
            self._filled = 0

    async def settle(self) -> None:
        """Waits for what is being written, so that nothing writes into a file that is being closed."""
        if self._writing:
            await asyncio.shield(self._writing)
            self._writing = None


def _hash_of(path: Path, length: int) -> Any:
    whole = hashlib.sha256()
    block = memoryview(bytearray(BLOCK_BYTES))
    with path.open("rb", buffering=0) as file:
        while length:
            count = file.readinto(block[: min(length, BLOCK_BYTES)])
            if not count:
                raise OSError(f"the part ends {length} bytes early")
            whole.update(block[:count])
            length -= count
    return whole
