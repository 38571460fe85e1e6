"""What a computer loses or says twice: digital silence inside, blocks that were dropped, blocks that were repeated.

A dropped block is 1 to 100 ms of digital zero that cuts into sound: a microphone is never that quiet, and sound never ends so
suddenly. A repeated block is sound that is equal, sample by sample, to that just before it, over one of the lengths that buffers
have, and no longer: what goes on repeating is a tone. Sound that was lost without a trace of zeros is not found.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .blemishes import Places
from .pcm import Floats

#: Frames of the buffers that sound systems use; 441 and 882 are 10 and 20 ms at 44 100 Hz, 480 and 960 at 48 000 Hz.
BUFFERS = (128, 256, 441, 480, 512, 882, 960, 1_024, 2_048, 4_096)
_INSIDE_S, _LEAST_DROP_S, _MOST_DROP_S = 0.01, 0.001, 0.1
#: -40 dBFS within so many frames beside the zeros.
_SUDDEN, _BESIDE = 0.01, 16
#: Every so many frames are compared first; sound below -60 dBFS is equal by chance.
_SPARSE, _HEARD = 32, 1e-6
_KEPT, _AT_ONCE = 3 * BUFFERS[-1], 1 << 17


class Zeros:
    """Digital silence in all channels, block by block. That before the first and behind the last sound does not count."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._least = int(rate_hz * _LEAST_DROP_S)
        self._frames = 0
        self._before = 0.0
        self._begin: int | None = 0
        self.inside, self.dropped = Places(), Places()
        self.inside_s = 0.0
        #: Where those in `inside` end.
        self.inside_to_s: list[float] = []

    def write(self, block: Floats) -> None:
        """`block` float32 (channels, frames)."""
        if self._begin is None and not self._may_hold(block):
            self._end_block(block)
            return
        silent = ~block.any(axis=0)
        edges = np.flatnonzero(np.diff(silent, prepend=self._begin is not None)).tolist()
        if self._begin is not None and edges:
            self._ended(self._begin, self._frames + edges[0], _peak(block[:, edges[0] : edges[0] + _BESIDE]))
            self._begin = None
            edges = edges[1:]
        for begin, end in zip(edges[::2], edges[1::2], strict=False):
            if end - begin >= self._least:
                self._before = self._beside(block, begin)
                self._ended(self._frames + begin, self._frames + end, _peak(block[:, end : end + _BESIDE]))
        if len(edges) % 2:
            self._before = self._beside(block, edges[-1])
            self._begin = self._frames + edges[-1]
        self._end_block(block)

    def _beside(self, block: Floats, at: int) -> float:
        """The peak just before."""
        return _peak(block[:, max(0, at - _BESIDE) : at]) if at else self._before

    def _may_hold(self, block: Floats) -> bool:
        """Whether there may be a millisecond of zeros, or the beginning of one, by looking at every half of one."""
        step = max(1, self._least // 2)
        seen = np.concatenate((block[:, ::step], block[:, -1:]), axis=1)
        return not (seen[0].all() or seen.any(axis=0).all())

    def _end_block(self, block: Floats) -> None:
        if self._begin is None and block.shape[1]:
            self._before = _peak(block[:, -_BESIDE:])
        self._frames += block.shape[1]

    def _ended(self, begin: int, end: int, after: float) -> None:
        length_s, at_s = (end - begin) / self._rate_hz, begin / self._rate_hz
        if begin == 0:
            return
        if length_s >= _INSIDE_S:
            self.inside.add([at_s])
            self.inside_s += length_s
            if len(self.inside_to_s) < len(self.inside.at_s):
                self.inside_to_s.append(at_s + length_s)
        is_sudden = max(self._before, after) > _SUDDEN
        if is_sudden and _LEAST_DROP_S <= length_s <= _MOST_DROP_S:
            self.dropped.add([at_s])


def _peak(sound: Floats) -> float:
    return float(np.abs(sound).max())


class Repeats:
    """Repeated blocks, block by block."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._rate_hz = rate_hz
        self._kept = np.zeros((channels, 0), np.float32)
        self._waiting: list[Floats] = []
        self._begin = 0  # the frame that `_kept` begins with
        self.places = Places(0.002)

    def write(self, block: Floats) -> None:
        """`block` float32 (channels, frames); several are looked at together."""
        self._waiting.append(block)
        if sum(one.shape[1] for one in self._waiting) >= _AT_ONCE:
            self.close()

    def close(self) -> None:
        """Nothing more comes: what waits is looked at, too."""
        sound = np.concatenate((self._kept, *self._waiting), axis=1)
        self._waiting = []
        sparse = {late: sound[0, late::_SPARSE].copy() for late in {-length % _SPARSE for length in BUFFERS}}
        found = {at for length in BUFFERS for at in self._of(sound, sparse, length)}
        self.places.add((self._begin + at) / self._rate_hz for at in sorted(found))
        kept = sound[:, -_KEPT:]
        self._begin += sound.shape[1] - kept.shape[1]
        self._kept = kept.copy()

    def _of(self, sound: Floats, sparse: dict[int, Floats], length: int) -> list[int]:
        """Where sound of one `length` is repeated. What ended among the frames that were kept was found before. `sparse` are the
        first channel's samples, every so many frames, by the frame that they begin with."""
        first, known = -(-length // _SPARSE) * _SPARSE, self._kept.shape[1]
        new, old = sparse[0][first // _SPARSE :], sparse[-length % _SPARSE]
        size = min(len(new), len(old))
        equal = (new[:size] == old[:size]) & (new[:size] != 0)
        count = max(2, length // _SPARSE - 1)
        if np.count_nonzero(equal) < count:
            return []
        found, seen = [], -1
        for at in np.flatnonzero(_in_a_row(equal, count)):
            place = first + int(at) * _SPARSE
            if place < seen:
                continue
            begin, seen = _equal(sound, place, length)
            is_once = length <= seen - begin < 2 * length and begin > length and known < seen < sound.shape[1]
            if is_once and np.square(sound[:, begin:seen]).mean() > _HEARD:
                found.append(begin)
        return found


def _in_a_row(equal: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Where `count` in a row begin."""
    sums = np.cumsum(np.concatenate(([0], equal)))
    return np.asarray(sums[count:] - sums[:-count] == count)


def _equal(sound: Floats, place: int, length: int) -> tuple[int, int]:
    """From where to where, around `place`, sound is what it was `length` frames before; looked at over four lengths at most."""
    low, high = max(length, place - 2 * length), min(sound.shape[1], place + 3 * length)
    same = (sound[:, low:high] == sound[:, low - length : high - length]).all(axis=0)
    other = np.flatnonzero(~same)
    before, behind = other[other < place - low], other[other >= place - low]
    begin = low + int(before[-1]) + 1 if len(before) else low
    return begin, low + int(behind[0]) if len(behind) else high
