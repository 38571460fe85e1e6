"""The sound of several takes, from any frame on, at one rate and in one number of channels.

A take at another rate is converted in chunks that begin where a frame of both rates falls together, each with so much of its
neighbours that no seam is heard: so a frame has the same value wherever reading began.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from studio.domain.ids import TakeId
from studio.errors import Damaged

from .convert import mapped
from .pcm import Floats
from .wav import WavFormat, WavReader, look

#: Files that are open at the same time.
_OPEN = 32
#: Frames of a converted chunk, and what is converted with it on both sides (below -140 dB that far away).
_CHUNK, _BESIDE = 1 << 15, 1 << 12


@dataclass(frozen=True, slots=True)
class Reel:
    """A take's file as it was found."""

    path: Path
    shape: WavFormat
    rate_hz: int

    @classmethod
    def found(cls, path: Path, rate_hz: int) -> Reel:
        """Raises Damaged where the file is gone or is no sound."""
        try:
            return cls(path, look(path), rate_hz)
        except OSError as error:
            raise gone(path, error) from error

    @property
    def frames(self) -> int:
        """At `rate_hz`."""
        return self.shape.frames * self.rate_hz // self.shape.rate_hz


class Reels:
    """Reads takes; used by one thread, and closed by it. `centre` is the mean of each channel, which is taken off: here, because
    sounds that all lie beside zero cannot be cross-faded with equal power, and silence lies there already."""

    def __init__(self, reels: Mapping[TakeId, Reel], channels: int, centre: tuple[float, ...] = ()) -> None:
        self._reels, self._channels = reels, channels
        self._centre = np.array(centre if len(centre) == channels else (0.0,) * channels, np.float32)
        self._open: dict[TakeId, WavReader] = {}
        self._chunks: dict[TakeId, tuple[int, Floats]] = {}

    def __enter__(self) -> Reels:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with ExitStack() as stack:
            for reader in self._open.values():
                stack.callback(reader.close)
            self._open = {}

    def frames(self, id: TakeId) -> int:
        return self._reels[id].frames

    def read(self, id: TakeId, start: int, frames: int) -> Floats:
        """float32 (frames, channels); silence where there is nothing of the take. Raises Damaged."""
        reel = self._reels[id]
        read = self._converted if reel.shape.rate_hz != reel.rate_hz else self._plain
        first, last = max(start, 0), min(start + frames, reel.frames)
        if first == start and last == start + frames:
            whole = read(id, start, frames)
            return whole - self._centre if self._centre.any() else whole
        sound = np.zeros((frames, self._channels), np.float32)
        if first < last:
            sound[first - start : last - start] = read(id, first, last - first) - self._centre
        return sound

    def _plain(self, id: TakeId, start: int, frames: int) -> Floats:
        try:
            block = self._reader(id).read(start, frames)
        except OSError as error:
            raise gone(self._reels[id].path, error) from error
        if len(block) < frames:
            raise Damaged(
                "The sound of a take became shorter", "What is left of it was left as it is.", self._reels[id].path.name
            )
        block = mapped(block, self._channels)
        return np.nan_to_num(block) if self._reels[id].shape.floating else block

    def _converted(self, id: TakeId, start: int, frames: int) -> Floats:
        parts = []
        size = self._sizes(id)[0]
        for number in range(start // size, -(-(start + frames) // size)):
            chunk = self._chunk(id, number)
            at = number * size
            parts.append(chunk[max(0, start - at) : start + frames - at])
        return np.concatenate(parts)

    def _chunk(self, id: TakeId, number: int) -> Floats:
        """That many chunks from the start of the take, at our rate."""
        kept = self._chunks.get(id)
        if kept is not None and kept[0] == number:
            return kept[1]
        import soxr

        reel = self._reels[id]
        size, step, beside = self._sizes(id)
        own = beside * step // size
        first, last = number * step - own, (number + 1) * step + own
        before, behind = max(first, 0), min(last, reel.shape.frames)
        sound = self._plain(id, before, behind - before)
        sound = np.pad(sound, ((before - first, last - behind), (0, 0)))
        chunk: Floats = soxr.resample(sound, reel.shape.rate_hz, reel.rate_hz, quality="VHQ")[beside : beside + size]
        self._chunks[id] = number, chunk
        return chunk

    def _sizes(self, id: TakeId) -> tuple[int, int, int]:
        """Frames of a chunk at our rate, at the file's own, and of what is beside it at our rate."""
        reel = self._reels[id]
        common = math.gcd(reel.rate_hz, reel.shape.rate_hz)
        ours, own = reel.rate_hz // common, reel.shape.rate_hz // common
        times = -(-_CHUNK // ours)
        return times * ours, times * own, -(-_BESIDE // ours) * ours

    def _reader(self, id: TakeId) -> WavReader:
        """The one that was not used for longest makes way."""
        reader = self._open.pop(id, None) or WavReader(self._reels[id].path)
        self._open[id] = reader
        if len(self._open) > _OPEN:
            self._open.pop(next(iter(self._open))).close()
        return reader


def gone(path: Path, error: OSError) -> Damaged:
    """What it means that the file of a take cannot be read."""
    title = "The sound of a take is gone" if isinstance(error, FileNotFoundError) else "A take cannot be read"
    return Damaged(title, "Its edits are kept. Put the file back into the takes folder, then try again.", str(error))
