"""What the booth is asked for and what it says: frozen values that may cross threads. Imports nothing heavy."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.domain.ids import TakeId
    from studio.settings import Settings

    from .microphone import Ear

#: Of every take.
BITS = 24
#: Columns of the live waveform in a second.
COLUMNS_PER_S = 100
#: The live waveform shows at most this much.
STRIP_S = 20
SILENCE_DBFS = float("-inf")
#: After so long the moment of a take's first frame is known as well as it will be.
KNOWN_AFTER_S = 10


class BoothState(StrEnum):
    CLOSED = "closed"
    OPENING = "opening"
    READY = "ready"
    RECORDING = "recording"
    LOST = "lost"


class Choice(NamedTuple):
    """What to open. `device` is a name from `Devices.list()`, or "" for the system's default microphone.

    `voice` is a sound file that is played into the booth in place of a microphone.
    """

    device: str = ""
    rate_hz: int = 48_000
    channels: int = 1
    preroll_s: int = 3
    keep_last_s: int = 60
    voice: Path | None = None

    @classmethod
    def of(cls, chosen: Settings, voice: Path | None = None) -> Choice:
        """What the person has chosen."""
        return cls(chosen.device, chosen.rate_hz, chosen.channels, chosen.preroll_s, chosen.keep_last_s, voice)


class ByVoice(NamedTuple):
    """How takes begin and end by themselves: what is `opens_db` over the noise of the room begins one; where nothing is `closes_db`
    over it for `silence_s`, it ends; `margin_s` before and behind what was spoken belong to it."""

    opens_db: float = 15
    closes_db: float = 9
    margin_s: float = 0.25
    silence_s: float = 0.8

    @classmethod
    def of(cls, chosen: Settings) -> ByVoice:
        """What the person has chosen."""
        return cls(chosen.auto_opens_db, chosen.auto_closes_db, chosen.auto_margin_s, chosen.auto_silence_s)


class Reading(NamedTuple):
    """The booth at one moment. Levels are dBFS (-inf is digital silence), `clips` counts clipped runs of this take.

    `elapsed_s` is the length of the running take, pre-roll included. `remembered_s` is what `keep_last` would keep.
    `minutes_left` is what the disk still holds. `strip` is float32 (columns, 2): the lowest and highest sample of each
    1/100 s, newest last, at most 20 s; None before the first sound. `strip_start` is the number of its first column,
    counted since the booth was opened. `take_column` is the column where the running take begins (pre-roll included),
    -1 while nothing records. `take_id` is the running take or, after it, the last one, and `take_moment` when its first frame
    (pre-roll included) arrived, in seconds of `time.monotonic`; it was spoken about `delay_s` before. By the sound of the last ten
    seconds it would be `take_drift_s` later: the microphone's clock is not the computer's.
    `gap_columns` are the columns of this strip that were lost and stand as silence. `is_auto`: takes begin and end by themselves.
    """

    state: BoothState = BoothState.CLOSED
    elapsed_s: float = 0.0
    level_dbfs: float = SILENCE_DBFS
    peak_hold_dbfs: float = SILENCE_DBFS
    clips: int = 0
    lost_frames: int = 0
    minutes_left: float = 0.0
    device: str = ""
    format: str = ""
    remembered_s: float = 0.0
    strip: NDArray[np.float32] | None = None
    strip_start: int = 0
    take_column: int = -1
    take_id: TakeId | None = None
    take_moment: float = 0.0
    take_drift_s: float = 0.0
    delay_s: float = 0.0
    gap_columns: tuple[tuple[int, int], ...] = ()
    is_auto: bool = False


def in_words(ear: Ear) -> str:
    """The format as the window shows it: "48 kHz · 24-bit · mono"."""
    shape = {1: "mono", 2: "stereo"}.get(ear.channels, f"{ear.channels} channels")
    return f"{ear.rate_hz / 1000:g} kHz · {BITS}-bit · {shape}"
