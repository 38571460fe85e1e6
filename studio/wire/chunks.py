"""A file in chunks with the SHA-256 of each MiB, read once; while one is sent, the next is read and hashed beside it."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from studio.contract import PIECE_BYTES
from studio.domain.record import Media
from studio.errors import Damaged, DiskTrouble


@dataclass(frozen=True, slots=True)
class Chunk:
    """`data` holds until the next chunk is asked for; `sums` are those of its pieces."""

    offset: int
    data: memoryview
    sums: bytes | None

    def rest(self, offset: int) -> Chunk | None:
        """What follows when it was cut off at `offset`: nothing is read or hashed again. None where the offset is not in it."""
        gone = offset - self.offset
        pieces, left_over = divmod(gone, PIECE_BYTES)
        if not 0 < gone < len(self.data) or (left_over and self.sums is not None):
            return None
        sums = None if self.sums is None else self.sums[pieces * hashlib.sha256().digest_size :]
        return Chunk(offset, self.data[gone:], sums)


class Chunks:
    """Takes twice the largest chunk of memory, of a small file little more than itself. Hashes only where `sums` are wanted."""

    def __init__(self, path: Path, media: Media, *, sums: bool) -> None:
        self._sums = sums
        self._path = path
        self._size = media.size_bytes
        self._file = path.open("rb", buffering=0)
        self._buffers = [bytearray(), bytearray()]
        self._beside = ThreadPoolExecutor(1, "upload-ahead")
        self._ahead: Future[Chunk] | None = None
        self._sent: Chunk | None = None

    def __enter__(self) -> Chunks:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._beside.shutdown()
        self._file.close()

    def at(self, offset: int, size: int, *, steady: bool = False) -> Chunk:
        """The `size` bytes at `offset`, fewer at the end or where the last chunk was cut off; `steady` where the next is likely to
        be as large. Raises Damaged when the file became shorter."""
        rest = self._sent.rest(offset) if self._sent else None
        if rest and len(rest.data) <= size:
            self._sent = rest
            return rest
        found = self._ahead.result() if self._ahead else None
        self._ahead = None
        if found is None or (found.offset, len(found.data)) != (offset, min(size, self._size - offset)):
            found = self._read(offset, size)
        self._sent = found
        after = found.offset + len(found.data)
        if steady and after < self._size:
            self._buffers.reverse()
            self._ahead = self._beside.submit(self._read, after, size)
        return found

    def _read(self, offset: int, size: int) -> Chunk:
        wanted = min(size, self._size - offset)
        if len(self._buffers[0]) < wanted:
            self._buffers[0] = bytearray(wanted)
        data = memoryview(self._buffers[0])[:wanted]
        self._file.seek(offset)
        filled = 0
        while filled < wanted:
            count = self._file.readinto(data[filled:])
            if not count:
                raise changed(self._path)
            filled += count
        return Chunk(offset, data, _sums_of(data) if self._sums else None)


def _sums_of(data: memoryview) -> bytes:
    pieces = (data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES))
    return b"".join(hashlib.sha256(piece).digest() for piece in pieces)


def check_size(path: Path, media: Media) -> None:
    """Raises Damaged when the file is gone or has another size than when it was sealed."""
    try:
        size = path.stat().st_size
    except OSError as error:
        advice = "What you wrote about it is still here. Take it back, add the file again and send it."
        raise Damaged("The file to be sent is gone", advice, str(error)) from error
    if size != media.size_bytes:
        raise changed(path)


def check_content(path: Path, media: Media) -> None:
    """Raises Damaged when the file is not the one that was sealed."""
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != media.sha256:
            raise changed(path)


def content_of(path: Path, media: Media) -> bytes:
    """All of a small file. Raises Damaged when it is not the one that was sealed, and DiskTrouble."""
    check_size(path, media)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(error) from error
    if hashlib.sha256(data).hexdigest() != media.sha256:
        raise changed(path)
    return data


def unreadable(error: OSError) -> DiskTrouble:
    """Another program holds it, or the disk stumbled."""
    advice = "It is kept as it is, and goes out by itself when it can be read again."
    return DiskTrouble("The file cannot be read now", advice, str(error))


def changed(path: Path) -> Damaged:
    advice = "Nothing was sent in its place. Take it back, add the file again and send it."
    return Damaged("The file changed after you sent it", advice, path.name)
