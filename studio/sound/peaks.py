"""A waveform's outline: pairs of lowest and highest sample, from fine to coarse, computed once and kept beside the take.

Values are int16 (the upper 16 bits of longer samples), over all channels, so that no clip is hidden. Level 0 has one pair
for 256 frames, each further level one for four of the level before. Minima and maxima are found by halving rows in place:
numpy's own `.min(axis=1)` on short rows is ten times slower.
"""

from __future__ import annotations

import contextlib
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from studio.errors import Damaged

from . import pcm
from .wav import WavFormat, look

if TYPE_CHECKING:
    from .convert import Sound

Pairs = NDArray[np.int16]

BASE = 256
STEP = 4
_MAGIC = b"RBPEAKS1"
_HEAD = struct.Struct("<8sQIIQQ")
#: Enough that two threads seldom ask for the interpreter, few enough for many channels.
_COLUMNS_AT_ONCE = 4096
#: About a minute; a shorter file is done before a thread has begun.
_LONG_COLUMNS = 12_000
#: Rows are halved down to this many samples, then turned so that the rest runs along memory.
_TURN_AT = 16


@dataclass(frozen=True, slots=True)
class Peaks:
    """`levels[k]` is int16 (columns, 2), one column for `BASE * STEP ** k` frames; the last column may stand for fewer."""

    frames: int
    rate_hz: int
    levels: tuple[Pairs, ...]

    def columns(self, count: int, start: int = 0, end: int | None = None) -> NDArray[np.float32]:
        """`count` columns for the frames from `start` to `end`, float32 (count, 2) of full scale 1.0, for a painter."""
        end = self.frames if end is None else min(end, self.frames)
        if count <= 0 or end <= start or not self.levels:
            return np.zeros((max(0, count), 2), np.float32)
        wanted = (end - start) / count
        level = max((k for k in range(len(self.levels)) if BASE * STEP**k <= wanted), default=0)
        width = BASE * STEP**level
        pairs = self.levels[level]
        edges = np.linspace(start / width, end / width, count + 1)
        first = np.minimum(edges[:-1].astype(np.int64), len(pairs) - 1)
        last = np.maximum(np.minimum(np.ceil(edges[1:]).astype(np.int64), len(pairs)), first + 1)
        bounds = np.stack((first, last), axis=1).reshape(-1) - first[0]
        padded = np.concatenate((pairs[first[0] : last[-1]], pairs[-1:]))
        low = np.minimum.reduceat(padded[:, 0], bounds)[::2]
        high = np.maximum.reduceat(padded[:, 1], bounds)[::2]
        return np.stack((low, high), axis=1).astype(np.float32) / np.float32(32_768)


def of_file(path: Path) -> Peaks:
    """The peaks of a sound file, from the file kept beside it where that is still true, else computed and kept."""
    return _kept(path) or keep(path)


def keep(path: Path) -> Peaks:
    """Computes the peaks and keeps them beside the sound; where the disk refuses, they are computed again the next time."""
    stamp = _stamp(path)
    peaks = compute(path)
    beside = path_of(path)
    part = beside.with_suffix(".peaks.part")
    with contextlib.suppress(OSError):
        with part.open("wb") as file:
            file.write(_HEAD.pack(_MAGIC, peaks.frames, peaks.rate_hz, len(peaks.levels), *stamp))
            for level in peaks.levels:
                file.write(level.astype("<i2").tobytes())
        part.replace(beside)
    return peaks


def path_of(path: Path) -> Path:
    return path.with_suffix(".peaks")


def compute(path: Path) -> Peaks:
    """Reads the whole file once, in blocks: a WAV file as it lies there, any other sound through its decoder.

    Raises Damaged and Refused where it is no sound.
    """
    from . import convert

    sound = convert.open_sound(path)
    if sound.reader == "wav":
        shape = look(path)
        frames, level = shape.frames, _finest(path, shape)
    else:
        frames, level = _finest_decoded(sound)
    return from_finest(frames, sound.rate_hz, level)


def from_finest(frames: int, rate_hz: int, level: Pairs) -> Peaks:
    """All levels from the finest one."""
    levels = [level]
    while len(level) > STEP:
        level = _coarser(level)
        levels.append(level)
    return Peaks(frames, rate_hz, tuple(levels))


def _stamp(path: Path) -> tuple[int, int]:
    told = path.stat()
    return told.st_size, told.st_mtime_ns


def _kept(path: Path) -> Peaks | None:
    try:
        data = path_of(path).read_bytes()
        magic, frames, rate_hz, count, *stamp = _HEAD.unpack_from(data)
        if magic != _MAGIC or tuple(stamp) != _stamp(path) or count > 64:
            return None
        at, columns, levels = _HEAD.size, -(-frames // BASE), []
        for _ in range(count):
            levels.append(np.frombuffer(data, "<i2", columns * 2, at).reshape(-1, 2))
            at, columns = at + columns * 4, -(-columns // STEP)
    except (OSError, ValueError, struct.error):
        return None
    return Peaks(frames, rate_hz, tuple(levels))


def _finest(path: Path, shape: WavFormat) -> Pairs:
    """Level 0. A long file is read by two threads, half of it each: numpy lets go of the interpreter while it works."""
    columns = -(-shape.frames // BASE)
    out = np.zeros((columns, 2), np.int16)
    if columns < _LONG_COLUMNS:
        _fill_in(path, shape, out, 0)
        return out
    with ThreadPoolExecutor(2, "peaks") as halves:
        middle = columns // 2
        parts = ((out[:middle], 0), (out[middle:], middle))
        list(halves.map(lambda part: _fill_in(path, shape, *part), parts))
    return out


def _fill_in(path: Path, shape: WavFormat, out: Pairs, first: int) -> None:
    """The columns of `out`, the first of which is the file's column `first`."""
    width = BASE * shape.channels
    rows = max(16, min(_COLUMNS_AT_ONCE, 2 * _COLUMNS_AT_ONCE // shape.channels))
    reduce = _Halving(rows, width)
    buffer = bytearray(rows * BASE * shape.align)
    scratch = np.empty(rows * width, np.int16)
    with path.open("rb", buffering=0) as file:
        file.seek(shape.data_at + first * BASE * shape.align)
        at = 0
        while at < len(out):
            frames = min(rows, len(out) - at) * BASE
            frames = min(frames, shape.frames - (first + at) * BASE)
            got = _read_into(file, memoryview(buffer)[: frames * shape.align])
            samples = _as_int16(buffer, got // shape.align * shape.channels, shape, scratch)
            if not len(samples):
                raise Damaged("This sound file became shorter while it was read", "It was left as it is.", path.name)
            full = len(samples) // width
            reduce(samples[: full * width], out[at : at + full])
            at += full
            if rest := samples[full * width :].tolist():
                out[at] = min(rest), max(rest)
                at += 1


def _finest_decoded(sound: Sound) -> tuple[int, Pairs]:
    """Frames and pairs of a sound that has to be decoded; its header is not asked how long it is."""
    from . import convert

    width = BASE * sound.channels
    reduce = _Halving(convert.BLOCK // BASE + 1, width, np.float32)
    rest, parts, count = np.zeros(0, np.float32), [np.zeros((0, 2), np.float32)], 0
    for block in sound.blocks():
        count += len(block)
        samples = np.concatenate((rest, block.reshape(-1)))
        rows = len(samples) // width
        parts.append(np.empty((rows, 2), np.float32))
        if rows:
            reduce(samples[: rows * width], parts[-1])
        rest = samples[rows * width :]
    if len(rest):
        parts.append(np.array([[rest.min(), rest.max()]], np.float32))
    return count, _to_int16(np.concatenate(parts))


def _to_int16(floats: NDArray[np.float32]) -> Pairs:
    return np.clip(np.nan_to_num(floats) * 32_768, -32_768, 32_767).astype(np.int16)


def _read_into(file: Any, view: memoryview) -> int:
    got = 0
    while got < len(view) and (now := file.readinto(view[got:])):
        got += now
    return got


def _as_int16(buffer: bytearray, count: int, shape: WavFormat, scratch: Pairs) -> Pairs:
    """`count` samples of the buffer as int16. 24-bit samples are the upper two bytes of three: one strided copy."""
    if shape.bits == 16:
        return np.frombuffer(buffer, "<i2", count)
    if shape.bits == 24:
        scratch[:count] = np.ndarray((count,), "<i2", buffer, offset=1, strides=(3,))
        return scratch[:count]
    floats = pcm.decode(bytes(buffer[: count * shape.bits // 8]), shape.bits, shape.channels, shape.floating)
    return _to_int16(floats.reshape(-1))


class _Halving:
    """Lowest and highest of each row of `width` samples, with buffers that are used again and stay in the cache."""

    def __init__(self, rows: int, width: int, dtype: type[np.int16] | type[np.float32] = np.int16) -> None:
        self._width = width
        self._low, self._high = np.empty((rows, width // 2), dtype), np.empty((rows, width // 2), dtype)

    def __call__(self, samples: NDArray[Any], out: NDArray[Any]) -> None:
        rows, half = samples.reshape(-1, self._width), self._width // 2
        low, high = self._low[: len(rows)], self._high[: len(rows)]
        np.minimum(rows[:, :half], rows[:, half:], out=low)
        np.maximum(rows[:, :half], rows[:, half:], out=high)
        while half > _TURN_AT and half % 2 == 0:
            half //= 2
            np.minimum(low[:, :half], low[:, half : 2 * half], out=low[:, :half])
            np.maximum(high[:, :half], high[:, half : 2 * half], out=high[:, :half])
        np.min(np.ascontiguousarray(low[:, :half].T), axis=0, out=out[:, 0])
        np.max(np.ascontiguousarray(high[:, :half].T), axis=0, out=out[:, 1])


def _coarser(level: Pairs) -> Pairs:
    missing = -len(level) % STEP
    groups = np.concatenate((level, np.repeat(level[-1:], missing, axis=0))).reshape(-1, STEP, 2)
    low, high = groups[:, 0, 0], groups[:, 0, 1]
    for k in range(1, STEP):
        low, high = np.minimum(low, groups[:, k, 0]), np.maximum(high, groups[:, k, 1])
    return np.stack((low, high), axis=1)
