"""The crash-proof WAV file: readable at every moment while it grows, with a length that needs no repair.

Layout (Microsoft RIFF; RF64 and `ds64` as in EBU Tech 3306): RIFF · JUNK of 28 bytes, which becomes ds64 in place beyond
4 GiB · fmt · data, with the sound to the end of the file. Sizes are made good as it grows; a reader of such a file trusts
the file's length and never the header, so that nothing that reached the disk is lost.
"""

from __future__ import annotations

import contextlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from studio import durable
from studio.errors import Damaged, DiskTrouble

if TYPE_CHECKING:
    from .pcm import Floats

HEADER_BYTES = 80
_LIMIT_32 = 0xFFFF_FFFF
_SILENCE_AT_ONCE = 1 << 20
_TOO_MANY_CHUNKS = 1_000
#: Who writes into a pipe does not know the length, and tells 2 GiB or 4 GiB.
_STREAMED = 0x7FFF_0000
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE


def header(rate_hz: int, channels: int, bits: int, data_bytes: int, front: bytes = b"") -> bytes:
    """The first 80 bytes for a file that holds `data_bytes` of sound now. 32 bits are floats. `front` are whole chunks that stand
    before the format; with them it is an ordinary file, whose length has to be made good at the end."""
    align = channels * bits // 8
    riff_bytes = HEADER_BYTES - 8 + len(front) + data_bytes + data_bytes % 2
    tag = _FLOAT if bits == 32 else _PCM
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, tag, channels, rate_hz, rate_hz * align, align, bits)
    if riff_bytes > _LIMIT_32:
        first = struct.pack("<4sI4s", b"RF64", _LIMIT_32, b"WAVE")
        sizes = struct.pack("<4sIQQQI", b"ds64", 28, riff_bytes, data_bytes, data_bytes // align, 0)
        return first + sizes + front + fmt + struct.pack("<4sI", b"data", _LIMIT_32)
    first = struct.pack("<4sI4s", b"RIFF", riff_bytes, b"WAVE")
    return first + struct.pack("<4sI28x", b"JUNK", 28) + front + fmt + struct.pack("<4sI", b"data", data_bytes)


class WavWriter:
    """Appends to a new file; a name that exists is refused (FileExistsError). Every other failure is a DiskTrouble.

    `bits` is 16 or 24, or 32 for floats. A block that the disk refuses is held in memory, in order; `flush` tries again.
    `front` are chunks before the sound; others of the same length may take their place until the file is closed. A recording is
    `known_at_once`: name and header are on the disk before the first sound; what is made of it may wait for its end.
    """

    def __init__(
        self,
        path: Path,
        rate_hz: int,
        channels: int,
        bits: int = 24,
        front: bytes = b"",
        *,
        known_at_once: bool = True,
    ) -> None:
        self.path, self.rate_hz, self.channels, self.bits = path, rate_hz, channels, bits
        self.align = channels * bits // 8
        self._waiting = bytearray()
        self.front = front
        self._begin = HEADER_BYTES + len(front)
        self._end = self._begin
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            self._fd = os.open(path, flags, 0o600)
        except FileExistsError:
            raise
        except OSError as error:
            raise durable.in_words(error) from error
        try:
            self._put(0, header(rate_hz, channels, bits, 0, front))
            if known_at_once:
                os.fsync(self._fd)
                durable.sync_folder(path.parent)
        except OSError as error:
            os.close(self._fd)
            raise durable.in_words(error) from error

    @property
    def frames(self) -> int:
        """Frames taken, those still held in memory included."""
        return (self._end - self._begin + len(self._waiting)) // self.align

    @property
    def frames_on_disk(self) -> int:
        return (self._end - self._begin) // self.align

    def write(self, block: Floats) -> None:
        """`block` float32 (frames, channels)."""
        from . import pcm

        self._waiting += pcm.encode(block, self.bits)
        self.flush()

    def silence(self, frames: int) -> None:
        """`frames` of digital silence, so that time stays true over a gap."""
        while frames > 0:
            now = min(frames, _SILENCE_AT_ONCE)
            self._waiting += bytes(now * self.align)
            frames -= now
            self.flush()

    def cut(self, frames: int) -> None:
        """Only the first `frames` are kept of what was written."""
        self.flush()
        try:
            self._end = min(self._end, HEADER_BYTES + max(0, frames) * self.align)
            os.ftruncate(self._fd, self._end)
        except OSError as error:
            raise durable.in_words(error) from error

    def flush(self) -> None:
        try:
            while self._waiting:
                done = self._put(self._end, self._waiting)
                self._end += done
                del self._waiting[:done]
        except OSError as error:
            raise durable.in_words(error) from error

    def settle(self) -> None:
        """The header is made good and all that was written is on the disk; called at least every 200 ms."""
        try:
            self._make_good()
            durable.sync_data(self._fd)
        except OSError as error:
            raise durable.in_words(error) from error

    def close(self) -> None:
        """Settles and closes; the file is never rewritten. What the disk refuses even now is given up, down to a whole frame.

        May be called again after a DiskTrouble, and after success does nothing.
        """
        if self._fd < 0:
            return
        try:
            with contextlib.suppress(DiskTrouble):
                self.flush()
            self._waiting.clear()
            whole = self._begin + self.frames_on_disk * self.align
            if whole != self._end:
                os.ftruncate(self._fd, whole)
                self._end = whole
            self._make_good()
            if (self._end - self._begin) % 2:
                self._put(self._end, b"\0")
            durable.sync_data(self._fd)
        except OSError as error:
            raise durable.in_words(error) from error
        os.close(self._fd)
        self._fd = -1

    def _make_good(self) -> None:
        whole = self.frames_on_disk * self.align
        self._put(0, header(self.rate_hz, self.channels, self.bits, whole, self.front))

    def _put(self, at: int, data: bytes | bytearray) -> int:
        os.lseek(self._fd, at, os.SEEK_SET)
        return os.write(self._fd, data)


@dataclass(frozen=True, slots=True)
class WavFormat:
    """What a WAV file holds: where its sound starts and how many whole frames are really there."""

    rate_hz: int
    channels: int
    bits: int
    floating: bool
    data_at: int
    frames: int
    #: Frames that the header promises beyond those.
    missing: int = 0

    @property
    def align(self) -> int:
        return self.channels * self.bits // 8


def look(path: Path) -> WavFormat:
    """Reads the header of a WAV; frames are counted from the file's length. Raises Damaged where there is no sound."""
    length = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
        if start[:4] not in (b"RIFF", b"RF64") or start[8:12] != b"WAVE":
            raise _damaged(path, "no RIFF header")
        ours = start[12:20] in (b"JUNK\x1c\0\0\0", b"ds64\x1c\0\0\0") and start[72:76] == b"data"
        at, fmt, long_bytes = 12, b"", None
        for _ in range(_TOO_MANY_CHUNKS):
            file.seek(at)
            name, size = struct.unpack("<4sI", file.read(8).ljust(8, b"\0"))
            if name == b"data":
                there = length - at - 8
                told = long_bytes if size == _LIMIT_32 and long_bytes is not None else size
                known = told < _STREAMED or long_bytes is not None
                return _format(path, fmt, at + 8, there if ours else min(told, there), told - there if known else 0)
            if name == b"fmt ":
                fmt = file.read(min(size, 40))
            elif name == b"ds64":
                long_bytes = struct.unpack("<QQ", file.read(16).ljust(16, b"\0"))[1]
            at += 8 + size + size % 2
            if at >= length:
                break
    raise _damaged(path, "no data")


def is_bare(path: Path) -> bool:
    """Whether a file is one of ours and holds nothing but sound: nothing before it, behind it, or in the room that is kept free."""
    length = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    is_plain = start[:4] == b"RIFF" and start[12:20] == b"JUNK\x1c\0\0\0" and not any(start[20:48])
    is_long = start[:4] == b"RF64" and start[12:20] == b"ds64\x1c\0\0\0"
    if len(start) < HEADER_BYTES or start[72:76] != b"data" or not (is_plain or is_long):
        return False
    told = struct.unpack_from("<Q", start, 28)[0] if is_long else struct.unpack_from("<I", start, 76)[0]
    return length - HEADER_BYTES - told in (0, 1)


def _format(path: Path, fmt: bytes, data_at: int, there: int, missing: int) -> WavFormat:
    if len(fmt) < 16:
        raise _damaged(path, "no format")
    tag, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", fmt[:16])
    if tag == _EXTENSIBLE and len(fmt) >= 26:
        tag = struct.unpack("<H", fmt[24:26])[0]
    known = (tag == _PCM and bits in (8, 16, 24, 32)) or (tag == _FLOAT and bits in (32, 64))
    if not known or not 1 <= channels <= 64 or not 1_000 <= rate_hz <= 1_000_000:
        raise _damaged(path, f"format {tag}, {bits} bits, {channels} channels, {rate_hz} Hz")
    align = channels * bits // 8
    frames, missing = max(0, there) // align, max(0, missing) // align
    return WavFormat(rate_hz, channels, bits, tag == _FLOAT, data_at, frames, missing)


def _damaged(path: Path, detail: str) -> Damaged:
    return Damaged("This sound file cannot be read", "It is damaged, or not a WAV file. It was left as it is.", detail)


class WavReader:
    """Reads blocks from any frame on; never allocates from a header."""

    def __init__(self, path: Path) -> None:
        self.format = look(path)
        self._file = path.open("rb")

    def read(self, start_frame: int, frames: int) -> Floats:
        """Up to `frames` frames from `start_frame`, float32 (n, channels); n is less at the end."""
        from . import pcm

        shape = self.format
        frames = max(0, min(frames, shape.frames - start_frame))
        self._file.seek(shape.data_at + start_frame * shape.align)
        return pcm.decode(self._file.read(frames * shape.align), shape.bits, shape.channels, shape.floating)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> WavReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
