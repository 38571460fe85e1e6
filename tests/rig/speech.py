"""Real voices. Debian packages: asterisk-core-sounds-en-wav (8 kHz mono prompts), alsa-utils (48 kHz mono), espeak-ng."""

from __future__ import annotations

import subprocess
from pathlib import Path

from . import need

_PROMPTS = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
_SPEAKER_TEST = Path("/usr/share/sounds/alsa")


def prompts(limit: int = 20) -> list[Path]:
    """Human voice prompts, 8 kHz 16-bit mono WAV, the longest first (5 to 60 s)."""
    need(files=[_PROMPTS])
    return sorted(_PROMPTS.glob("*.wav"), key=lambda path: (-path.stat().st_size, path.name))[:limit]


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
