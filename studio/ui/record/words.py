"""What the booth's page says: lengths, level sentences, figures. Pure functions to plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.domain.amounts import length_words

if TYPE_CHECKING:
    from studio.domain.take import Take

#: Below this many minutes the page says how much the disk still holds.
LOW_MINUTES = 30


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def level_sentence(take: Take) -> str:
    return take.levels.sentence() if take.levels else "Saved"


def level_tone(take: Take) -> str:
    if take.levels is None:
        return "muted"
    return "ok" if take.levels.is_good else "warn"


def figures(take: Take) -> str:
    """Small and quiet, for those who read them. Lost sound is always said."""
    parts = []
    if take.lost_frames:
        parts.append(lost(take.lost_frames, take.rate_hz))
    if take.levels and take.levels.clipped_runs and take.levels.first_clip_frame is not None:
        parts.append(f"at {length_words(take.levels.first_clip_frame / take.rate_hz)}")
    elif take.levels and take.levels.peak_dbfs > float("-inf"):
        parts.append(f"peak {decibels(take.levels.peak_dbfs)}")
    return " · ".join(parts)


def lost(frames: int, rate_hz: int) -> str:
    seconds = frames / rate_hz
    return f"{seconds:.1f} s lost" if seconds >= 0.1 else f"{seconds * 1000:.0f} ms lost"


def decibels(level_dbfs: float) -> str:
    return f"{level_dbfs:.1f} dB".replace("-", "−")


def spoken(take: Take, name: str) -> str:
    """A take as a screen reader says it."""
    parts = [name, f"{take.duration_s:.1f} seconds", level_sentence(take)]
    if take.lost_frames:
        parts.append(lost(take.lost_frames, take.rate_hz))
    if take.starred:
        parts.append("starred")
    if take.salvaged:
        parts.append("kept after an interruption")
    return ", ".join(parts)


def minutes_left(minutes: float) -> str:
    if minutes >= LOW_MINUTES or minutes <= 0:
        return ""
    whole = int(minutes)
    return f"About {whole} minutes left on this disk" if whole > 1 else "About a minute left on this disk"
