"""What a sound file is, beside its sound: the format by its content, bits a sample, bit rate of MP3."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from .convert import Sound
from .wav import look

_CALLED = {"mov": "m4a"}
_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64}


@dataclass(frozen=True, slots=True)
class Facts:
    """None where a format has no such thing. `bitrate_kbit` is the mean of all frames."""

    format: str
    bits: int | None = None
    bitrate_kbit: float | None = None
    constant_bitrate: bool | None = None
    missing_s: float = 0.0


def of(sound: Sound) -> Facts:
    if sound.reader == "wav":
        shape = look(sound.path)
        return Facts("wav", shape.bits, missing_s=shape.missing / shape.rate_hz)
    called = _CALLED.get(sound.kind, sound.kind)
    if sound.reader != "libsndfile":
        return Facts(called)
    import soundfile

    subtype = soundfile.info(str(sound.path)).subtype
    if subtype == "OPUS":
        called = "opus"
    if sound.kind == "mp3":
        return _mp3(sound)
    return Facts(called, _BITS.get(subtype))


def _mp3(sound: Sound) -> Facts:
    """The first frame is left out: encoders put their table of contents into it, at a rate of its own."""
    from studio.private import mpeg
    from studio.private.shape import BadShape

    with sound.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        try:
            total, count, kinds = _counted(islice(mpeg.rates_kbit(view, _behind_id3(view), len(view)), 1, None))
        except BadShape:
            return Facts("mp3")
    return Facts("mp3", None, total / count, len(kinds) == 1) if count else Facts("mp3")


def _counted(rates: Iterable[int]) -> tuple[int, int, set[int]]:
    total, count, kinds = 0, 0, set()
    for rate in rates:
        total, count = total + rate, count + 1
        kinds.add(rate)
    return total, count, kinds


def _behind_id3(view: mmap.mmap) -> int:
    """ID3v2, 3.1: the tag's length is four bytes of seven bits each."""
    if view[:3] != b"ID3" or len(view) < 10:
        return 0
    return 10 + (view[6] << 21 | view[7] << 14 | view[8] << 7 | view[9])
