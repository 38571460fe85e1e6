"""Signals of EBU Tech 3341 and 3342, and ffmpeg's own meter to be held against."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.sound.pcm import Floats
from tests.rig import need

RATE_HZ = 48_000
WITHIN = 0.1


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
    """What `ffmpeg -af ebur128=peak=true` says: one figure behind the point."""
    need("ffmpeg")
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr.rsplit("Summary:", 1)[1]
    found = [re.search(rf"{name}:\s+(-?[\d.]+|-inf|nan) ", said) for name in ("I", "LRA", "Peak")]
    return Reference(*(float(one[1]) for one in found if one))
