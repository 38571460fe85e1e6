"""Small real files of every format, made by independent programs (libsndfile, Pillow, ffmpeg)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image

from studio.credit.lines import Credit, Credits
from studio.domain.record import SourceType
from tests.credit.families import id_of

SOUNDS = ("wav", "flac", "ogg", "opus", "mp3")
PICTURES = ("png", "jpg", "webp", "tiff")
RATE_HZ = 48_000

CREDITS = Credits(
    Credit("Regen & Nacht “II”", "Zoë <z>", "", "CC-BY-SA-4.0", id_of(9)),
    (
        Credit("Night rain", "mara", SourceType.SAMPLED, "CC-BY-4.0", id_of(1), "ab" * 32),
        Credit("夜の雨", "יעל", SourceType.VOICED, "CC0-1.0", id_of(2)),
        Credit("Sea", "", SourceType.INSPIRED_BY, "by word of mouth", address="https://example.org/sea?a=1&b=2"),
    ),
)


def make(folder: Path, kind: str, frames: int = 4_800) -> Path:
    """A file `plain.<kind>`: a tone that swells, or a picture of noise."""
    path = folder / f"plain.{kind}"
    if kind in PICTURES:
        noise = np.random.default_rng(3).integers(0, 255, (40, 60, 3), dtype=np.uint8)
        Image.fromarray(noise).save(path, quality=80)
        return path
    sound = (0.5 * np.sin(np.arange(frames) / 20)).astype(np.float32)
    if kind == "wav":
        soundfile.write(path, sound, RATE_HZ, subtype="PCM_24")
    elif kind == "opus":
        soundfile.write(path, sound, RATE_HZ, format="OGG", subtype="OPUS")
    else:
        soundfile.write(path, sound, RATE_HZ)
    return path


def decoded(path: Path) -> bytes:
    """Every sample or pixel, by a program that knows nothing of the studio."""
    if path.suffix.lstrip(".") in PICTURES:
        with Image.open(path) as image:
            return image.convert("RGB").tobytes()
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-map", "0:a", "-f", "f32le", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout
