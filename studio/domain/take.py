"""A take: one local audio recording of one line or prompt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .ids import ChallengeId, SessionId, TakeId

if TYPE_CHECKING:
    from .edits import Edit

#: A discarded take can be brought back for this long.
DISCARDED_KEPT_DAYS = 30


class TakeState(StrEnum):
    KEPT = "kept"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Gap:
    """Frames that the microphone lost: silence of `lost_frames` stands in the file at `frame`, so that time stays true."""

    frame: int
    lost_frames: int
    why: str = "lost"


@dataclass(frozen=True, slots=True)
class Levels:
    """What the take sounds like: peak in dBFS, quiet floor in dBFS, and clipped runs. `-inf` is digital silence."""

    peak_dbfs: float
    rms_dbfs: float
    clipped_runs: int
    first_clip_frame: int | None = None

    def sentence(self) -> str:
        """The level in plain words; the first words say what to do, figures are for the painter to add."""
        if self.peak_dbfs <= -80:
            return "We heard nothing: is the microphone muted?"
        if self.clipped_runs:
            times = {1: "once", 2: "twice"}.get(self.clipped_runs, f"{self.clipped_runs} times")
            return f"Too hot: it clipped {times}"
        if self.peak_dbfs < -30:
            return "Very quiet"
        if self.peak_dbfs < -18:
            return "A little quiet"
        return "Good level"

    @property
    def is_good(self) -> bool:
        return not self.clipped_runs and self.peak_dbfs >= -30


@dataclass(frozen=True, slots=True)
class Take:
    """One recording. `file_name` lies in the takes folder; `prompt` is the text that was on screen. The file is never changed:
    the first `edits_done` of `edits` say what is heard of it.

    A layer was punched in over the take `layer_of`, and is heard there: from `layer_at` of what was heard before, what follows the
    layer's first `preroll_frames` (None where the punch was never reached). Frame `guide_frame` is when the first frame of a guide
    was heard, which lies among the media. `place` is where the microphone stood, "" where that is not known.
    """

    id: TakeId
    session_id: SessionId
    number: int
    started_at: str
    file_name: str
    frames: int
    rate_hz: int
    channels: int
    device: str
    challenge_id: ChallengeId | None = None
    line_id: str = ""
    prompt: str = ""
    preroll_frames: int = 0
    gaps: tuple[Gap, ...] = ()
    levels: Levels | None = None
    starred: bool = False
    state: TakeState = TakeState.KEPT
    discarded_at: str | None = None
    note: str = ""
    salvaged: bool = False
    part_of: TakeId | None = None
    edits: tuple[Edit, ...] = ()
    edits_done: int = 0
    layer_of: TakeId | None = None
    layer_at: int | None = None
    guide_sha256: str = ""
    guide_frame: int | None = None
    place: str = ""

    @property
    def duration_s(self) -> float:
        """How long it is heard, with its edits."""
        if not self.edits_done:
            return self.frames / self.rate_hz
        from .edits import heard_frames  # most takes have none

        return heard_frames(self) / self.rate_hz

    @property
    def lost_frames(self) -> int:
        return sum(gap.lost_frames for gap in self.gaps)
