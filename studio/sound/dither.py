"""Noise that is added before samples are rounded to 16 bits, so that what is quieter than a step fades into an even hiss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from .pcm import Floats

_STEP = np.float32(1 / (1 << 15))
#: The same sound becomes the same file each time, and is known again by its sum.
_SEED = 1_770


def dithered(blocks: Iterable[Floats]) -> Iterator[Floats]:
    """Triangular noise of ±1 step (TPDF): the error has no mean and no power that follows the sound (Lipshitz, Wannamaker and
    Vanderkooy 1992, "Quantization and Dither")."""
    chance = np.random.default_rng(_SEED)
    for block in blocks:
        noise = chance.random(block.shape, np.float32)
        noise -= chance.random(block.shape, np.float32)
        noise *= _STEP
        noise += block
        yield noise
