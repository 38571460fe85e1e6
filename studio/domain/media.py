"""What every file is known by. Alone here, because the first window knows challenges, whose guide is one, and no records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """One file by its content. `duration_s` for sound, pixels for pictures; zero where it does not apply."""

    sha256: str
    size_bytes: int
    mime: str
    duration_s: float = 0.0
    width_px: int = 0
    height_px: int = 0
