"""Sounds that cost time to make: decoded, or at another tempo. They are kept in the cache folder, by what they are made of.

Anything here may be deleted at any time; it is made again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import platformdirs

from studio import durable
from studio.domain.remix import RATE_HZ
from studio.sound.pcm import Floats
from studio.sound.wav import WavWriter

#: About three hours of stereo.
MOST_BYTES = 4 << 30


def folder() -> Path:
    return platformdirs.user_cache_path("redbutton-studio", appauthor=False) / "sounds"


def kept(name: str, channels: int, make: Callable[[], Iterable[Floats]]) -> Path:
    """The WAV file of that name, 48 000 Hz and 32-bit floats; where there is none, of the blocks (frames, channels) of `make`.

    Raises DiskTrouble, and whatever `make` raises.
    """
    path = folder() / f"{name}.wav"
    try:
        if path.is_file():
            os.utime(path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, channels, make)
            make_room(path)
    except OSError as error:
        raise durable.in_words(error) from error
    return path


def make_room(newest: Path, most_bytes: int = MOST_BYTES) -> None:
    """What was not heard for longest goes, until the folder has its size again."""
    known = sorted(((path.stat().st_mtime, path) for path in newest.parent.glob("*.wav")), reverse=True)
    total = 0
    for _, path in known:
        total += path.stat().st_size
        if total > most_bytes and path != newest:
            with suppress(OSError):  # somebody listens to it
                path.unlink()


def _write(path: Path, channels: int, make: Callable[[], Iterable[Floats]]) -> None:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        writer = WavWriter(part, RATE_HZ, channels, 32)
        try:
            for block in make():
                writer.write(block)
            writer.flush()
        finally:
            writer.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
