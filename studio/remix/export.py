"""A mix as a file: WAV, FLAC, MP3 or Ogg, brought to a loudness where one is wished, and each lane as a stem.

A file gets its name when it is whole and on the disk; one that exists is never overwritten.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from studio import durable
from studio.domain.ids import LaneId
from studio.domain.progress import Progress
from studio.domain.remix import RATE_HZ, Material, Remix
from studio.domain.words import safe_file_name
from studio.errors import Refused
from studio.sound import packing
from studio.sound.levels import dbfs
from studio.sound.loudness import Loudness
from studio.sound.packing import Form, Write
from studio.sound.pcm import Floats

from .render import KNEE, LONG_BLOCK, Listener, Mix, amplitude

Find = Callable[[Material], Path]
ENDINGS = (".wav", ".flac", ".mp3", ".ogg")
MIN_LUFS, MAX_LUFS = -70.0, 0.0
_TRIES, _NEAR_LU = 4, 0.05


@dataclass(frozen=True, slots=True)
class Wish:
    """`bits` is 16, 24 or 32 (floats, WAV only) and counts for WAV and FLAC. `lufs` is the loudness to reach."""

    bits: int = 24
    lufs: float | None = None
    stems: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """`gain_db` was added to the master for the wished loudness; `lufs` is what the file has then (None: not wished)."""

    path: Path
    frames: int
    peak_dbfs: float
    lufs: float | None
    gain_db: float
    stems: tuple[Path, ...]


def export(
    remix: Remix,
    find: Find,
    out: Path,
    wish: Wish,
    listener: Listener | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Writes `out`, and its stems as WAV files into a folder beside it. Raises Refused, Damaged and DiskTrouble."""
    look(remix, out, wish)
    progress = progress or Progress()
    gain_db = 0.0 if wish.lufs is None else _gain(remix, find, wish.lufs, progress)
    level = _Level(None if wish.lufs is None else Loudness(RATE_HZ, 2), progress)
    lanes = heard_lanes(remix) if wish.stems else frozenset()
    progress.begin(remix.frames * (1 + len(lanes)))
    with Mix(remix, find, gain_db=gain_db, listener=listener) as mix, _file(out, wish.bits) as write:
        write(level.watch(mix.blocks(size=LONG_BLOCK)))
    stems = tuple(_stems(remix, find, stems_of(out), wish.bits, gain_db, progress)) if wish.stems else ()
    return Exported(out, remix.frames, dbfs(level.peak), level.lufs(), gain_db, stems)


class _Level:
    """Looks at every block of a mix as it goes by."""

    def __init__(self, meter: Loudness | None, progress: Progress) -> None:
        self.peak = 0.0
        self._meter = meter
        self._progress = progress

    def watch(self, blocks: Iterator[Floats]) -> Iterator[Floats]:
        for block in blocks:
            self._progress.add(len(block))
            self.peak = max(self.peak, float(block.max()), -float(block.min()))
            if self._meter is not None:
                self._meter.write(block.T)
            yield block

    def lufs(self) -> float | None:
        return None if self._meter is None else self._meter.lufs()


def stems_of(out: Path) -> Path:
    """The folder for the stems of `out`."""
    return out.with_name(f"{out.stem} stems")


def look(remix: Remix, out: Path, wish: Wish) -> None:
    """Everything that can be refused is refused before the work begins. Raises Refused."""
    if out.suffix.lower() not in ENDINGS:
        raise Refused("This kind of file is not known", f"Use one of {', '.join(ENDINGS)}.", out.suffix, "wrong_kind")
    if wish.bits not in (16, 24, 32) or (wish.bits == 32 and out.suffix.lower() == ".flac"):
        raise Refused("This number of bits is not possible", "Use 16 or 24; 32 for WAV only.", str(wish.bits), "bits")
    if wish.lufs is not None and not MIN_LUFS <= wish.lufs <= MAX_LUFS:
        advice = f"Wish for {MIN_LUFS:.0f} to {MAX_LUFS:.0f} LUFS."
        raise Refused("This loudness cannot be reached", advice, str(wish.lufs), "loudness")
    if not remix.frames:
        raise Refused("This remix is empty", "Add a clip first.", code="empty")
    durable.must_be_new(out, *((stems_of(out),) if wish.stems else ()))


def heard_lanes(remix: Remix) -> frozenset[LaneId]:
    return frozenset(lane.id for lane, _ in remix.audible())


def _gain(remix: Remix, find: Find, lufs: float, progress: Progress) -> float:
    """What brings the mix to `lufs`; where the limiter has work, it is tried again. Silence stays silence."""
    gain_db = 0.0
    for _ in range(_TRIES):
        progress.begin(remix.frames, 0.3)
        now, peak = _measured(remix, find, gain_db, progress)
        if math.isinf(now):
            return 0.0
        lacking = lufs - now
        gain_db += lacking
        if abs(lacking) < _NEAR_LU or not remix.limiter or peak * amplitude(lacking) <= KNEE:
            break
    return gain_db


def _measured(remix: Remix, find: Find, gain_db: float, progress: Progress) -> tuple[float, float]:
    """Loudness and peak (of full scale 1.0)."""
    meter = Loudness(RATE_HZ, 2)
    level = _Level(meter, progress)
    with Mix(remix, find, gain_db=gain_db) as mix:
        for _ in level.watch(mix.blocks(size=LONG_BLOCK)):
            pass
    return meter.lufs(), level.peak


def _stems(remix: Remix, find: Find, folder: Path, bits: int, gain_db: float, progress: Progress) -> Iterator[Path]:
    """One file for each lane that is heard, all of the mix's length: together they are the mix before its limiter."""
    heard = heard_lanes(remix)
    try:
        folder.mkdir()
    except OSError as error:
        raise durable.in_words(error) from error
    for number, lane in enumerate(remix.lanes, 1):
        if lane.id in heard:
            path = folder / safe_file_name(f"{number:02d} {lane.name}", ".wav")
            with Mix(remix, find, only=lane.id, gain_db=gain_db) as mix, _file(path, bits) as write:
                write(_Level(None, progress).watch(mix.blocks(size=LONG_BLOCK)))
            yield path


@contextmanager
def _file(path: Path, bits: int) -> Iterator[Write]:
    """Takes all blocks; the file has its name when the `with` ends well, and else nothing is left of it."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with packing.new_file(part, Form(path.suffix.lower(), bits=bits)) as write:
            yield write
        durable.must_be_new(path)
        part.replace(path)
        durable.sync_folder(path.parent)
    except OSError as error:
        raise durable.in_words(error) from error
    finally:
        part.unlink(missing_ok=True)
