"""The same sound in another file: a copy that lost its tags, its name, even its format, still has the same samples.

Only what is the same to the last sample is found (WAV, FLAC and AIFF of one sound; an MP3 whose tags were removed). What was
encoded anew has other samples, and is not.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from studio.domain.record import Record
from studio.errors import StudioError
from studio.sound.convert import MAX_READ_S, open_sound
from studio.store import Store

#: What is shorter, or silent, is like too many others.
_SHORTEST_S = 0.25
_QUIET = 1e-4
#: So far may the length that a record tells be off.
_WITHIN_S = 0.15
#: So many kept sounds of the same length are listened to.
_MOST = 20


def same_sound(path: Path, store: Store) -> Record | None:
    """The first posted record that is kept here and sounds exactly as the file does; None also for what is no sound. For a task's
    thread: it listens to the whole file, and to each kept sound of its length."""
    heard = _heard(path)
    if heard is None:
        return None
    samples, seconds = heard
    here = (record for record in store.library.lasting(seconds, _WITHIN_S) if _is_here(record, store))
    for record, _ in zip(here, range(_MOST), strict=False):
        other = _heard(store.media.path(record.media.sha256)) if record.media else None
        if other is not None and other[0] == samples:
            return record
    return None


def _is_here(record: Record, store: Store) -> bool:
    return record.media is not None and store.media.has(record.media.sha256)


def _heard(path: Path) -> tuple[str, float] | None:
    """The hash of all samples and the length in seconds; None for what cannot be told from others."""
    try:
        sound = open_sound(path)
        seen, frames, peak = hashlib.sha256(f"{sound.rate_hz} {sound.channels}".encode()), 0, 0.0
        for block in sound.blocks():
            seen.update((block + 0.0).astype("<f4", copy=False).tobytes())  # -0.0 becomes 0.0
            frames += len(block)
            peak = max(peak, float(abs(block).max(initial=0)))
            if frames > MAX_READ_S * sound.rate_hz:
                return None
    except (StudioError, OSError):
        return None
    seconds = frames / sound.rate_hz
    return (seen.hexdigest(), seconds) if seconds >= _SHORTEST_S and peak > _QUIET else None
