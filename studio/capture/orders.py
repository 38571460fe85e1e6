"""What the window's thread asks of the take-writer thread. Moments are `time.monotonic` seconds, taken at the press.

Named tuples, which are made in a third of the time that frozen dataclasses take: the first window waits for these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from studio.domain.ids import ChallengeId, SessionId, TakeId

from .reading import ByVoice, Choice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LineNow(NamedTuple):
    """What is being read, and where."""

    session_id: SessionId
    challenge_id: ChallengeId | None = None
    line_id: str = ""
    prompt: str = ""
    place: str = ""


class Beside(NamedTuple):
    """What is heard while a take runs: up to frame `layer_at` the take that it is punched into, or a guide among the media."""

    layer_of: TakeId | None = None
    layer_at: int = 0
    guide_sha256: str = ""


#: Nothing is heard beside the take.
ALONE = Beside()


class Press(NamedTuple):
    """A take begins at this moment."""

    moment: float
    beside: Beside = ALONE


class Heard(NamedTuple):
    """At this moment the punch, or the first frame of the guide, arrives in the microphone."""

    moment: float


class Release(NamedTuple):
    """The take ends at this moment."""

    moment: float


class Keep(NamedTuple):
    """What was just said becomes a take, as far back as `seconds`."""

    seconds: float


class Auto(NamedTuple):
    """Takes begin and end by themselves; None: they do not any more."""

    by_voice: ByVoice | None


class SayAgain(NamedTuple):
    """In auto mode: what is spoken next is of the line that is on."""


class Remembered(NamedTuple):
    """What was heard in the last `seconds` is handed to `then`, with its rate and the name of the microphone."""

    seconds: float
    then: Callable[[NDArray[np.float32], int, str], None]


class LookAgain(NamedTuple):
    """The system's devices may have changed."""


class Close(NamedTuple):
    """The last order."""


Order = Press | Heard | Release | Keep | Auto | SayAgain | Remembered | LookAgain | Close | LineNow | Choice
