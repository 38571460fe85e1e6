"""Noise that is added before samples are rounded to 16 bits, so that what is quieter than a step fades into an even hiss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from .pcm import Floats

_STEP = np.float32(1 / (1 << 15))
#: Most sounds show by so many frames that they are finer.
_LOOK = 64
#: The same sound becomes the same file each time, and is known again by its sum.
_SEED = 1_770


def dithered(blocks: Iterable[Floats]) -> Iterator[Floats]:
    """Triangular noise of ±1 step (TPDF): the error has no mean and no power that follows the sound (Lipshitz, Wannamaker and
    Vanderkooy 1992, "Quantization and Dither"). A block that holds nothing finer than steps (of a take of 16 bits, or silence) has
    no error that would follow its sound: it stays as it is."""
    chance = np.random.default_rng(_SEED)
    for block in blocks:
        if _is_whole(block[:_LOOK]) and _is_whole(block):
            yield block
            continue
        noise = chance.random(block.shape, np.float32)
        noise -= chance.random(block.shape, np.float32)
        noise *= _STEP
        noise += block
        yield noise


def _is_whole(block: Floats) -> bool:
    steps = block / _STEP
    return bool((steps == np.rint(steps)).all())
