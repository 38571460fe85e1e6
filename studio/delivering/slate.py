"""A slate: a short beep before a take and, where the system has a voice, which take it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from studio.errors import StudioError
from studio.sound.convert import read_all
from studio.sound.pcm import Floats

from .choosing import Part

#: A tone as on a slate of film: 1 000 Hz at -20 dBFS.
_BEEP_HZ, _BEEP_S, _BEEP_LEVEL, _EDGE_S = 1_000, 0.25, 0.1, 0.005
_PAUSE_S = 0.5
_SPOKEN_MOST_S = 20


def sound_of(part: Part, rate_hz: int, channels: int) -> Iterator[Floats]:
    """float32 (frames, channels)."""
    pause = np.zeros((round(_PAUSE_S * rate_hz), channels), np.float32)
    yield _beep(rate_hz, channels)
    yield pause
    name = f"{part.line.character}, " if part.line.character else ""
    spoken = _spoken(f"{name}line {part.number}, take {part.take.number}.", rate_hz, channels)
    if len(spoken):
        yield spoken
        yield pause


def _beep(rate_hz: int, channels: int) -> Floats:
    at = np.arange(round(_BEEP_S * rate_hz)) / rate_hz
    edge = np.clip(np.minimum(at, at[::-1]) / _EDGE_S, 0, 1)
    tone = _BEEP_LEVEL * np.sin(2 * np.pi * _BEEP_HZ * at) * edge
    return np.repeat(tone.astype(np.float32)[:, None], channels, axis=1)


def _spoken(words: str, rate_hz: int, channels: int) -> Floats:
    """Nothing where there is no voice, or it fails: the beep is enough."""
    with tempfile.TemporaryDirectory(prefix="slate-") as folder:
        path = Path(folder) / "slate.wav"
        command = _voice(path)
        try:
            if command:
                subprocess.run(command, input=words.encode(), capture_output=True, check=True, timeout=_SPOKEN_MOST_S)
                return read_all(path, rate_hz, channels)
        except (OSError, subprocess.SubprocessError, StudioError):
            pass
    return np.zeros((0, channels), np.float32)


def _voice(path: Path) -> list[str]:
    """A program that speaks what it reads into a WAV."""
    if sys.platform == "darwin":
        return ["/usr/bin/say", "-f", "-", "-o", str(path), "--data-format=LEI16@22050"]
    program = shutil.which("espeak-ng") or shutil.which("espeak")
    return [program, "--stdin", "-w", str(path)] if program else []
