"""Samples as bytes: little-endian PCM of 16, 24 and 32 bits and 32-bit float, to and from float32 of full scale ±1.0."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def encode(block: Floats, bits: int) -> bytes:
    """`block` (frames, channels) as interleaved PCM of 16 or 24 bits, or, with 32, as the floats that it holds.

    The scale is 2^(bits-1), so that what came from a 16-bit converter keeps its exact values; +1.0 becomes the highest code.
    """
    if bits == 32:
        return block.astype("<f4").tobytes()
    if bits == 16:
        return whole(block, 16).astype("<i2", copy=False).tobytes()
    return _rounded(block, 24).astype("<i4").reshape(-1, 1).view(np.uint8)[:, :3].tobytes()


def whole(block: Floats, bits: int) -> NDArray[Any]:
    """`block` as int16, or, with 24 bits, as int32 whose lowest byte is 0 (as libsndfile takes it)."""
    rounded = _rounded(block, bits)
    return rounded.astype(np.int16) if bits == 16 else rounded.astype(np.int32) << 8


def _rounded(block: Floats, bits: int) -> Floats:
    top = np.float32(1 << (bits - 1))
    scaled = np.multiply(block, top)  # by a power of two, and up to 24 bits: float32 holds each step exactly
    np.rint(scaled, out=scaled)
    clipped: Floats = np.clip(scaled, -top, top - 1, out=scaled)
    return clipped


def decode(data: bytes, bits: int, channels: int, floating: bool = False) -> Floats:
    """The inverse of `encode`, also for 8-bit unsigned, 32-bit integers and floats; a torn last frame is left out."""
    align = bits // 8 * channels
    data = data[: len(data) // align * align]
    samples: Any
    if floating:
        with np.errstate(over="ignore"):  # doubles beyond every float are infinite
            samples = np.frombuffer(data, f"<f{bits // 8}").astype(np.float32)
    elif bits == 8:
        samples = (np.frombuffer(data, np.uint8).astype(np.float32) - 128) / 128
    elif bits == 24:
        # Four bytes at every third one, the lowest of which is the sample's before: a quarter of the time of copying them apart.
        wide: NDArray[Any] = np.ndarray((len(data) // 3,), "<i4", b"\0" + data, strides=(3,))
        samples = (wide >> 8).astype(np.float32) / np.float32(1 << 23)
    elif bits == 16:
        samples = np.multiply(np.frombuffer(data, "<i2"), np.float32(1 / (1 << 15)), dtype=np.float32)
    else:
        samples = (np.frombuffer(data, "<i4") / float(1 << 31)).astype(np.float32)
    shaped: Floats = samples.reshape(-1, channels)
    return shaped
