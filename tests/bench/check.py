"""The full delivery check of an hour beside ffmpeg's loudness meter, its memory, and how far both are apart on real voices.

Ours measures all that `studio check` tells; ffmpeg loudness, range and true peak.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from studio.sound import check
from studio.sound.convert import open_sound, read_all
from tests.rig import speech
from tests.sound.references import RATE_HZ, all_by_ffmpeg, by_libebur128

from .table import Row, median

MINUTES, VOICES = 60, 200
GOAL, MEMORY_MB, APART_DB = 0.4, 200, 0.1
#: Checks a file and prints the most memory that the process had, in kB.
WATCHED = """
import contextlib, io, sys
from pathlib import Path
from studio.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    main(["check", sys.argv[1], "--spec", "podcast", "--data", sys.argv[2]])
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name:
        path, data = _voices(Path(name)), Path(name) / "data"
        ffmpeg = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
        ours = [sys.executable, "-c", WATCHED, str(path), str(data)]
        taken = median(lambda: _timed(ours), 3)
        theirs = median(lambda: _timed(ffmpeg), 3, warm_up=0)
        what = f"full delivery check of {MINUTES} min of stereo"
        yield Row(what, taken, "s", GOAL, "ffmpeg ebur128=peak=true", theirs)
        told = subprocess.run(ours, check=True, capture_output=True, text=True).stdout
        yield Row("memory of that check", int(told) / 1_000, "MB", MEMORY_MB)
    ffmpeg_db, libebur128_db = _apart()
    yield Row(f"largest difference from ffmpeg on {VOICES} real voices, LUFS and dBTP", ffmpeg_db, "dB", APART_DB)
    yield Row("the same from libebur128, LUFS", libebur128_db, "dB", APART_DB)


def _voices(folder: Path) -> Path:
    """Voices one behind the other in a room, in stereo, 16 bits."""
    one = np.concatenate([read_all(path, RATE_HZ, 1) for path in speech.prompts(12)])[:, 0]
    chance = np.random.default_rng(0)
    with soundfile.SoundFile(folder / "hour.wav", "w", RATE_HZ, 2, "PCM_16") as sound:
        for minute in range(MINUTES):
            left = np.roll(one, minute * 9_973)[: 60 * RATE_HZ]
            sound.write(np.stack([left, np.roll(left, 7) * 0.8], 1) + chance.normal(0, 1e-4, (len(left), 2)))
    return folder / "hour.wav"


def _apart() -> tuple[float, float]:
    from_ffmpeg = from_libebur128 = 0.0
    paths = speech.prompts(VOICES)
    for path, said in zip(paths, all_by_ffmpeg(paths), strict=True):
        found, sound = check.of_file(path), open_sound(path)
        from_ffmpeg = max(from_ffmpeg, abs(found.true_peak_dbtp - said.true_peak_dbtp))
        if found.integrated_lufs > -70:
            other = by_libebur128(np.concatenate(list(sound.blocks())), sound.rate_hz)
            from_ffmpeg = max(from_ffmpeg, abs(found.integrated_lufs - said.integrated_lufs))
            from_libebur128 = max(from_libebur128, abs(found.integrated_lufs - other.integrated_lufs))
    return from_ffmpeg, from_libebur128


def _timed(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - begin
