"""Real voices. Debian packages: asterisk-core-sounds-en-wav (8 kHz mono prompts), alsa-utils (48 kHz mono), klettres-data (letters
and syllables in twenty languages), and one that is made: espeak-ng."""

from __future__ import annotations

import subprocess
from pathlib import Path

from . import need

_PROMPTS = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
_LETTERS = Path("/usr/share/klettres")
_SPEAKER_TEST = Path("/usr/share/sounds/alsa")


def prompts(limit: int = 20) -> list[Path]:
    """Human voice prompts, 8 kHz 16-bit mono WAV, the longest first (5 to 60 s)."""
    need(files=[_PROMPTS])
    return sorted(_PROMPTS.glob("*.wav"), key=_size)[:limit]


def _size(path: Path) -> tuple[int, str]:
    return -path.stat().st_size, path.name


def letters(limit: int) -> dict[str, list[Path]]:
    """By language, people who say letters and syllables: Ogg Vorbis, 22.05 to 128 kHz, mono or stereo, the longest first (0.5 to
    6 s). Those in Tswana are left out: they are 30 dB above full scale."""
    need(files=[_LETTERS])
    found = {folder.name: sorted(folder.rglob("*.ogg"), key=_size) for folder in sorted(_LETTERS.iterdir())}
    return {language: paths[:limit] for language, paths in found.items() if paths and language != "tn"}


def front_center() -> Path:
    """A human voice says "front center": 48 kHz 16-bit mono WAV, 1.4 s."""
    path = _SPEAKER_TEST / "Front_Center.wav"
    need(files=[path])
    return path


def speak(text: str, path: Path) -> Path:
    """Writes `text` as speech: 22.05 kHz 16-bit mono WAV."""
    need("espeak-ng")
    subprocess.run(["espeak-ng", "-w", str(path), text], check=True, timeout=60, capture_output=True)
    return path
