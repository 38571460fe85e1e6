"""Signals of EBU Tech 3341 and 3342, and the meters of ffmpeg and libebur128 to be held against."""

from __future__ import annotations

import ctypes
import math
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.sound.pcm import Floats
from tests.rig import need

RATE_HZ = 48_000
#: What libebur128 measures (ebur128.h: EBUR128_MODE_I, _LRA and _TRUE_PEAK; _LRA).
_ALL_OF_IT, _RANGE = 0b111111, 0b1011
WITHIN = 0.1
_SUMMARY = re.compile(r"\[Parsed_ebur128_(\d+) @ \w+\] Summary:(.*?Peak:[^\n]*)", re.DOTALL)


@dataclass(frozen=True)
class Reference:
    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


def steps(*parts: tuple[float, float], channels: int = 2, hz: float = 1_000.0) -> Floats:
    """One tone in every channel, at (level in dBFS, seconds) after (level, seconds)."""
    level = np.concatenate([np.full(round(seconds * RATE_HZ), 10 ** (dbfs / 20)) for dbfs, seconds in parts])
    wave = level * np.sin(2 * np.pi * hz * np.arange(len(level)) / RATE_HZ)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def by_ffmpeg(path: Path) -> Reference:
    return all_by_ffmpeg([path])[0]


def all_by_ffmpeg(paths: Sequence[Path]) -> list[Reference]:
    """What `ebur128=peak=true` says of each, by one process: one figure behind the point."""
    need("ffmpeg")
    count = range(len(paths))
    inputs = [word for path in paths for word in ("-i", str(path))]
    meters = ";".join(f"[{at}:a]ebur128=peak=true[o{at}]" for at in count)
    outputs = [word for at in count for word in ("-map", f"[o{at}]")]
    command = ["ffmpeg", "-nostdin", "-hide_banner", *inputs, "-filter_complex", meters, *outputs, "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found = {int(one[1]): _summary(one[2]) for one in _SUMMARY.finditer(said)}
    return [found[at] for at in count]


def _summary(said: str) -> Reference:
    found = [re.search(rf"{name}:\s+(-?[\d.]+|-inf|nan) ", said) for name in ("I", "LRA", "Peak")]
    return Reference(*(float(one[1]) for one in found if one))


def by_libebur128(sound: Floats, rate_hz: int) -> Reference:
    """What libebur128 (https://github.com/jiixyj/libebur128) says of float32 (frames, channels). For the range it looks once a
    second."""
    library, state = _listened(sound, rate_hz, _ALL_OF_IT)
    figure = ctypes.c_double()

    def asked(name: str, *more: int) -> float:
        getattr(library, name)(state, *more, ctypes.byref(figure))
        return figure.value

    peak = max(asked("ebur128_true_peak", channel) for channel in range(sound.shape[1]))
    told = asked("ebur128_loudness_global"), asked("ebur128_loudness_range")
    library.ebur128_destroy(ctypes.byref(state))
    return Reference(*told, 20 * math.log10(peak) if peak else -math.inf)


def range_by_libebur128(sound: Floats, rate_hz: int) -> float:
    """Its range where it looks ten times a second: ten of it, each beginning 100 ms behind the other, and asked together."""
    ten = [_listened(sound[late * rate_hz // 10 :], rate_hz, _RANGE) for late in range(10)]
    library, figure = ten[0][0], ctypes.c_double()
    states = (ctypes.c_void_p * len(ten))(*(state.value for _, state in ten))
    library.ebur128_loudness_range_multiple(states, ctypes.c_size_t(len(ten)), ctypes.byref(figure))
    for _, state in ten:
        library.ebur128_destroy(ctypes.byref(state))
    return figure.value


def _listened(sound: Floats, rate_hz: int, mode: int) -> tuple[ctypes.CDLL, ctypes.c_void_p]:
    library = ctypes.CDLL("libebur128.so.1")
    library.ebur128_init.restype = ctypes.c_void_p
    state = ctypes.c_void_p(library.ebur128_init(sound.shape[1], ctypes.c_ulong(rate_hz), mode))
    samples = np.ascontiguousarray(sound, np.float32)
    library.ebur128_add_frames_float(state, ctypes.c_void_p(samples.ctypes.data), ctypes.c_size_t(len(sound)))
    return library, state
