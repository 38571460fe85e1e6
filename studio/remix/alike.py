"""The same sound or picture in another file: a copy that lost its tags, its name, even its format, still has the same content.

Only what is the same to the last sample or pixel is found (WAV, FLAC and AIFF of one sound, PNG and lossless WebP of one picture;
an MP3 or a JPEG whose tags were removed). What was encoded anew has others, and is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path

from studio.domain.record import Record
from studio.errors import StudioError
from studio.picture import kind_of
from studio.picture.pixels import Pixels, look_at
from studio.sound.convert import MAX_READ_S, Sound, open_sound
from studio.store import Store

#: What is shorter, or silent, is like too many others.
_SHORTEST_S = 0.25
_QUIET = 1e-4
#: So far may the length that a record tells be off.
_WITHIN_S = 0.15
#: So many kept sounds of the same length, or pictures of the same size, are looked at.
_MOST = 20


def same_content(path: Path, store: Store) -> Record | None:
    """The first posted record that is kept here and is what the file holds, by `same_picture` or `same_sound`."""
    try:
        kind_of(path)
    except StudioError:
        return same_sound(path, store)
    return same_picture(path, store)


def same_sound(path: Path, store: Store) -> Record | None:
    """The first posted record that is kept here and sounds exactly as the file does; None also for what is no sound. For a task's
    thread: where sounds of its length are kept it listens to the whole file, and to each of those."""
    try:
        sound = open_sound(path)
    except (StudioError, OSError):
        return None
    if sound.frames is not None and not _as_long(sound.frames / sound.rate_hz, store):
        return None
    heard = _heard(sound)
    if heard is None:
        return None
    samples, seconds = heard
    for record, kept in _as_long(seconds, store):
        with suppress(StudioError, OSError):
            other = _heard(open_sound(kept))
            if other is not None and other[0] == samples:
                return record
    return None


def _as_long(seconds: float, store: Store) -> list[tuple[Record, Path]]:
    return list(_here(store.library.lasting(seconds, _WITHIN_S), store))


def same_picture(path: Path, store: Store) -> Record | None:
    """As `same_sound`: it opens the picture, and each kept one of its size."""
    try:
        seen = look_at(path)
    except StudioError:
        return None
    if seen.is_plain:
        return None
    for record, kept in _here(store.library.sized(seen.width_px, seen.height_px), store):
        with suppress(StudioError):
            if _kept_picture(kept) == seen:
                return record
    return None


@lru_cache(maxsize=500)
def _kept_picture(path: Path) -> Pixels:
    """What is kept has its content for a name, and never another one."""
    return look_at(path)


def _here(records: Iterable[Record], store: Store) -> Iterator[tuple[Record, Path]]:
    found = (one for one in records if one.media is not None and store.media.has(one.media.sha256))
    for record in islice(found, _MOST):
        assert record.media is not None
        yield record, store.media.path(record.media.sha256)


def _heard(sound: Sound) -> tuple[str, float] | None:
    """The hash of all samples and the length in seconds; None for what cannot be told from others."""
    seen, frames, peak = hashlib.sha256(f"{sound.rate_hz} {sound.channels}".encode()), 0, 0.0
    try:
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
