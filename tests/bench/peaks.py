"""The whole pyramid of peaks of a one-hour recording whose file is in the cache, inside the running program."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from studio.sound import peaks

from .table import Row, median

RATE_HZ, HOUR_S = 48_000, 3_600
#: Name, channels, libsndfile's name of the format, goal beside audiowaveform.
KINDS = (("16-bit stereo", 2, "PCM_16", 0.4), ("16-bit mono", 1, "PCM_16", 0.2), ("24-bit stereo", 2, "PCM_24", 1.0))
FFMPEG_GOAL = 0.2


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as folder:
        for name, channels, subtype, goal in KINDS:
            path = Path(folder) / "hour.wav"
            _write_hour(path, channels, subtype)
            ours = median(lambda path=path: _timed(lambda: peaks.compute(path)))  # type: ignore[misc]
            what = f"peaks of a 1 h take, {name}"
            if shutil.which("audiowaveform"):
                command = ["audiowaveform", "-q", "-i", str(path), "-o", f"{folder}/peaks.dat", "-z", "256", "-b", "16"]
                yield Row(what, ours, "s", goal, "audiowaveform", median(lambda c=command: _timed(lambda: _call(c)), 3))  # type: ignore[misc]
            elif shutil.which("ffmpeg"):
                options = "-v error -y -nostdin -i {} -filter_complex showwavespic -frames:v 1 {}/peaks.png"
                command = ["ffmpeg", *options.format(path, folder).split()]
                theirs = median(lambda c=command: _timed(lambda: _call(c)), 3, warm_up=0)  # type: ignore[misc]
                yield Row(what, ours, "s", FFMPEG_GOAL, "ffmpeg showwavespic", theirs)
            else:
                yield Row(what, ours, "s", goal, "audiowaveform")


def _write_hour(path: Path, channels: int, subtype: str) -> None:
    """A minute of noise that swells and fades, sixty times."""
    swell = np.sin(np.linspace(0, np.pi, RATE_HZ * 60, dtype=np.float32))[:, None]
    minute = (swell * np.random.default_rng(1).uniform(-0.9, 0.9, (RATE_HZ * 60, channels))).astype(np.float32)
    with soundfile.SoundFile(path, "w", RATE_HZ, channels, subtype) as file:
        for _ in range(HOUR_S // 60):
            file.write(minute)


def _timed(work: object) -> float:
    begin = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begin


def _call(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
