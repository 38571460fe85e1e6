"""Everything that is measured of a sound file before it is delivered, in one reading, block by block, on two threads.

Memory does not grow with the sound but for 4 bytes a grain of 10 ms and 8 a hop of 100 ms.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from studio.domain.delivery import Measures
from studio.domain.edits import Edited, edited
from studio.domain.progress import Progress
from studio.domain.take import Take
from studio.errors import Damaged, Refused

from . import facts
from .blemishes import Clicks, Plosives
from .convert import MAX_LENGTH_S, open_sound
from .dropouts import Repeats, Zeros
from .editing import OpenFile, Rendered, open_edited
from .grains import Grains
from .levels import Meter, dbfs
from .loudness import MOMENTARY, SHORT_TERM, Loudness
from .pcm import Floats
from .true_peak import TruePeak
from .wav import look

#: Frames that are measured at once: smaller blocks cost two threads a third more, in handing over to each other.
_AT_ONCE = 1 << 17
#: So many times that the second thread may be behind.
_BEHIND = 2
#: +80 dBFS: damaged floats are held there, so that their squares stay numbers.
_LOUDEST = 1e4


class Heard(NamedTuple):
    """A block as (frames, channels), the same as (channels, frames), and what all channels say, as one."""

    block: Floats
    planes: Floats
    middle: Floats

    @classmethod
    def of(cls, block: Floats) -> Heard:
        if not -_LOUDEST <= block.min(initial=0) <= block.max(initial=0) <= _LOUDEST:
            block = np.clip(block, -_LOUDEST, _LOUDEST)
        planes = np.ascontiguousarray(block.T)
        middle = sum(planes[1:], planes[0])
        return cls(block, planes, middle if len(planes) == 1 else middle / np.float32(len(planes)))


class Check:
    """The measures of one sound, in two halves of about the same work, for two threads."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._rate_hz, self._channels = rate_hz, channels
        self.meter = Meter(channels)
        self.loudness = Loudness(rate_hz, channels)
        self.true_peak = TruePeak(rate_hz, channels)
        self.grains = Grains(rate_hz, channels)
        self.zeros, self.repeats = Zeros(rate_hz), Repeats(rate_hz, channels)
        self.clicks, self.plosives = Clicks(rate_hz), Plosives(rate_hz)

    def write(self, heard: Heard) -> None:
        """One half of the measures."""
        self.meter.write(heard.block)
        self.true_peak.write(heard.planes)
        self.grains.write(heard.planes)
        self.clicks.write(heard.middle)

    def write_beside(self, heard: Heard) -> None:
        """The other half, which knows nothing of the first."""
        self.loudness.write(heard.planes)
        self.zeros.write(heard.planes)
        self.repeats.write(heard.planes)
        self.plosives.write(heard.middle)

    def hold_to(self, seconds: int) -> None:
        """Raises Refused where it is longer."""
        if self.meter.frames > seconds * self._rate_hz:
            raise Refused("This sound is too long", "Choose one of at most 24 hours.", "", "too_large")

    def measures(self, told: facts.Facts) -> Measures:
        """To be asked once, at the end."""
        for part in (self.repeats, self.clicks, self.plosives):
            part.close()
        levels, ends = self.meter.levels(), self.grains.ends()
        momentary, short_term = self.loudness.highest(MOMENTARY), self.loudness.highest(SHORT_TERM)
        floor, unlike = self.grains.noise_floor(), self.grains.lowest_correlation()
        true_peak = self.true_peak.dbtp()
        return Measures(
            format=told.format,
            bits=told.bits,
            bitrate_kbit=told.bitrate_kbit,
            constant_bitrate=told.constant_bitrate,
            duration_s=self.meter.frames / self._rate_hz,
            sample_rate_hz=self._rate_hz,
            channels=self._channels,
            peak_dbfs=levels.peak_dbfs,
            true_peak_dbtp=true_peak,
            true_peak_at_s=self.true_peak.frame / self._rate_hz,
            rms_dbfs=levels.rms_dbfs,
            integrated_lufs=self.loudness.lufs(),
            momentary_lufs=momentary[0],
            momentary_at_s=momentary[1],
            short_term_lufs=short_term[0],
            short_term_at_s=short_term[1],
            loudness_range_lu=self.loudness.range_lu(),
            noise_floor_dbfs=dbfs(floor[0]) / 2 if floor else None,
            noise_floor_at_s=floor[1] if floor else None,
            head_s=ends.head_s,
            tail_s=ends.tail_s,
            dc_offset=max(map(abs, self.grains.dc_offsets()), default=0.0),
            dc_offsets=self.grains.dc_offsets(),
            correlation=self.grains.correlation(),
            lowest_correlation=unlike[0] if unlike else None,
            lowest_correlation_at_s=unlike[1] if unlike else None,
            clipped_runs=levels.clipped_runs,
            clipped_at_s=tuple(sorted(frame / self._rate_hz for frame in self.meter.places)),
            clicks=self.clicks.places.count,
            clicks_at_s=tuple(self.clicks.places.at_s),
            plosives=self.plosives.places.count,
            plosives_at_s=tuple(self.plosives.places.at_s),
            digital_silence_s=self.zeros.inside_s,
            digital_silence_at_s=tuple(self.zeros.inside.at_s),
            digital_silence_to_s=tuple(self.zeros.inside_to_s),
            dropped_blocks=self.zeros.dropped.count,
            dropped_at_s=tuple(self.zeros.dropped.at_s),
            repeated_blocks=self.repeats.places.count,
            repeated_at_s=tuple(self.repeats.places.at_s),
            missing_s=told.missing_s,
        )


def of_file(path: Path) -> Measures:
    """Raises Refused (no sound, longer than a day) and Damaged; the sound is only read."""
    sound = open_sound(path)
    check = Check(sound.rate_hz, sound.channels)
    _listen(sound.blocks(), check)
    return check.measures(facts.of(sound))


def of_take(take: Take, open_file: OpenFile, progress: Progress | None = None, share: float = 1.0) -> Measures:
    """Of a take as it is heard with its edits; `share` of what is left of `progress` is this. Clipped runs are those of the
    untreated sound: made quieter, they are as broken as before. Raises Refused (also where it is stopped) and Damaged."""
    heard, progress = edited(take), progress or Progress()
    progress.begin(heard.frames * (2 if heard.is_treated else 1), share)
    found = _of(open_edited(take, open_file), progress)
    if heard.is_treated and found.duration_s:
        plain = _of(Rendered(take, Edited(heard.pieces), open_file), progress)
        found = replace(found, clipped_runs=plain.clipped_runs, clipped_at_s=plain.clipped_at_s)
    return replace(found, bits=_bits(open_file(take.id)))


def _bits(path: Path) -> int | None:
    """None where the file was deleted while it was listened to."""
    try:
        return look(path).bits
    except (OSError, Damaged):
        return None


def _of(rendered: Rendered, progress: Progress) -> Measures:
    check = Check(rendered.rate_hz, rendered.channels)

    def counted() -> Iterator[Floats]:
        for block in rendered.blocks():
            progress.add(len(block))
            yield block

    _listen(counted(), check)
    return check.measures(facts.Facts("wav"))


def _listen(blocks: Iterable[Floats], check: Check) -> None:
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1, "check") as beside:
        for block in _together(blocks):
            heard = Heard.of(block)
            waiting.append(beside.submit(check.write_beside, heard))
            check.write(heard)
            if len(waiting) > _BEHIND:
                waiting.popleft().result()
            check.hold_to(MAX_LENGTH_S)
        while waiting:
            waiting.popleft().result()


def _together(blocks: Iterable[Floats]) -> Iterator[Floats]:
    waiting, frames = list[Floats](), 0
    for block in blocks:
        waiting.append(block)
        frames += len(block)
        if frames >= _AT_ONCE:
            yield np.concatenate(waiting)
            waiting, frames = [], 0
    if waiting:
        yield np.concatenate(waiting)
