"""The sound of the room: the quietest stretch of the take itself, else of another take of the same session.

Only takes in the same format are asked, the newest first: their room is most likely the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.edits import Piece
from studio.domain.take import Take
from studio.errors import Damaged, Refused
from studio.sound import peaks
from studio.sound.quiet import quietest
from studio.store import Store

#: A longer stretch is heard to repeat itself less.
_STRETCHES_S = (2.0, 1.0, 0.5)
#: Louder than this is no room (a peak of -34 dBFS), in steps of 16 bits from the lowest to the highest sample.
_LOUDEST = 2 * 650
_ASKED = 12


def room_tone(store: Store, take: Take) -> Piece:
    """For a task's thread. Raises Refused where nobody was silent for half a second."""
    for one in (take, *_others(store, take)):
        piece = _tone_of(store, one)
        if piece is not None:
            return piece
    advice = "Leave a second of silence in a take of this session, then try again. Nothing was changed."
    raise Refused("There is no quiet moment to take the room from", advice, take.id, "no_room")


def _others(store: Store, take: Take) -> Iterator[Take]:
    shape = (take.rate_hz, take.channels)
    for one in store.takes.list(session_id=take.session_id, limit=_ASKED):
        if one.id != take.id and (one.rate_hz, one.channels) == shape:
            yield one


def _tone_of(store: Store, take: Take) -> Piece | None:
    try:
        outline = peaks.of_file(store.takes.file(take))
    except (OSError, Damaged):
        return None
    for seconds in _STRETCHES_S:
        found = quietest(outline, seconds)
        if found is not None and found.height <= _LOUDEST:
            return Piece(take.id, found.start, found.frames, found.frames)
    return None
