"""Edits over an untouched take: what is heard of which takes, in which order, and how it is treated. Pure.

All lengths and places are frames at the take's own rate; places lie in the sound as it is before the edit. The take keeps every
edit, so undo and redo only move how many of them are in force. Nothing here changes a file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from .ids import TakeId

if TYPE_CHECKING:
    from .take import Take

#: Two takes that meet are cross-faded with equal power for so long.
CROSS_FADE_S = 0.010
NOBODY = TakeId("")
#: More frames than any take has.
_MOST = 1 << 40
#: From so many edits on, the next one goes on from where the last one ended: that is remembered of a few takes.
_MANY, _KEPT = 64, 8
_latest: dict[TakeId, tuple[int, tuple[Edit, ...], Edited]] = {}


@dataclass(frozen=True, slots=True)
class Piece:
    """`frames` of a take from `start` on. Where `tone_frames` is not 0 it is room tone: those frames from `start` on, again and
    again. Of nobody it is digital silence."""

    take_id: TakeId
    start: int
    frames: int
    tone_frames: int = 0


@dataclass(frozen=True, slots=True)
class Edited:
    """What is heard. It is treated in this order: `centre` is taken off each channel, noise made quieter, gain, limited to a true
    peak, faded. None and 0 leave it as it is."""

    pieces: tuple[Piece, ...]
    centre: tuple[float, ...] = ()
    quieter_db: float = 0.0
    gain_db: float = 0.0
    ceiling_dbtp: float | None = None
    fade_in: int = 0
    fade_out: int = 0

    @property
    def frames(self) -> int:
        return sum(piece.frames for piece in self.pieces)

    @property
    def is_treated(self) -> bool:
        return self != Edited(self.pieces)


@dataclass(frozen=True, slots=True)
class Trim:
    """Only start…end is heard."""

    start: int
    end: int
    do: str = "trim"


@dataclass(frozen=True, slots=True)
class Remove:
    """start…end is left out, and what follows moves up."""

    start: int
    end: int
    do: str = "remove"


@dataclass(frozen=True, slots=True)
class Fill:
    """start…end is filled with room tone, or silence where `tone` is None; only the place of its sound counts."""

    start: int
    end: int
    tone: Piece | None = None
    do: str = "fill"


@dataclass(frozen=True, slots=True)
class Pad:
    """So many frames more before and after, of room tone or silence."""

    head: int
    tail: int
    tone: Piece | None = None
    do: str = "pad"


@dataclass(frozen=True, slots=True)
class Punch:
    """From `at` on the layer is heard in place of everything that was there."""

    at: int
    layer: Piece
    do: str = "punch"


@dataclass(frozen=True, slots=True)
class Comp:
    """The best parts of several takes, in this order, in place of all."""

    pieces: tuple[Piece, ...]
    do: str = "comp"


@dataclass(frozen=True, slots=True)
class Gain:
    """So much louder than it is, and never above that true peak."""

    db: float
    ceiling_dbtp: float | None = None
    do: str = "gain"


@dataclass(frozen=True, slots=True)
class Fades:
    fade_in: int
    fade_out: int
    do: str = "fades"


@dataclass(frozen=True, slots=True)
class Centre:
    """The mean of each channel, full scale 1.0, which is taken off."""

    offsets: tuple[float, ...]
    do: str = "centre"


@dataclass(frozen=True, slots=True)
class Quieten:
    """The noise between and behind the words so much quieter."""

    db: float
    do: str = "quieten"


Edit: TypeAlias = Trim | Remove | Fill | Pad | Punch | Comp | Gain | Fades | Centre | Quieten
KINDS: dict[str, Callable[..., Edit]] = {kind.__dataclass_fields__["do"].default: kind for kind in get_args(Edit)}


def edit_of(**told: Any) -> Edit:
    """An edit from its flat form, in which it is kept. Raises KeyError, TypeError or ValueError for something else."""
    for name in ("tone", "layer"):
        if told.get(name) is not None:
            told[name] = Piece(**told[name])
    if "pieces" in told:
        told["pieces"] = tuple(Piece(**one) for one in told["pieces"])
    if "offsets" in told:
        told["offsets"] = tuple(told["offsets"])
    made = KINDS[told.pop("do")](**told)
    _check(made)
    return made


def _check(value: object) -> None:
    """An archive that somebody else made may hold anything."""
    if isinstance(value, tuple):
        for one in value:
            _check(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            if name not in ("do", "take_id"):
                _check(getattr(value, name))
            elif not isinstance(getattr(value, name), str):
                raise TypeError(f"{name} is no text")
        if isinstance(value, Piece) and (value.frames < 0 or value.tone_frames < 0):
            raise ValueError("a piece of no length")
    elif isinstance(value, float | int) and not abs(value) <= _MOST:
        raise ValueError("a number that is no place")
    elif not isinstance(value, float | int | None):
        raise TypeError(f"{type(value).__name__} in an edit")


def edited(take: Take) -> Edited:
    """What is heard of a take with the edits that are in force."""
    made, whole = take.edits[: take.edits_done], Edited((Piece(take.id, 0, take.frames),))
    if len(made) < _MANY:
        return _after(whole, made)
    frames, known, now = _latest.get(take.id, (take.frames, (), whole))
    if frames != take.frames or made[: len(known)] != known:
        known, now = (), whole
    now = _after(now, made[len(known) :])
    _latest[take.id] = take.frames, made, now
    for old in list(_latest)[:-_KEPT]:
        _latest.pop(old, None)
    return now


def heard_frames(take: Take) -> int:
    return edited(take).frames


def apply(now: Edited, edit: Edit) -> Edited:
    """The sound after one more edit. Places outside of it mean its ends; what would leave nothing at all changes nothing."""
    return _after(now, (edit,))


def _after(now: Edited, made: Iterable[Edit]) -> Edited:
    row = _Row(now.pieces)
    for edit in made:
        match edit:
            case Gain():
                ceiling = _lower(now.ceiling_dbtp, edit.ceiling_dbtp)
                now = replace(now, gain_db=now.gain_db + edit.db, ceiling_dbtp=ceiling)
            case Fades():
                now = replace(now, fade_in=max(edit.fade_in, 0), fade_out=max(edit.fade_out, 0))
            case Centre():
                now = replace(now, centre=edit.offsets)
            case Quieten():
                now = replace(now, quieter_db=edit.db)
            case _:
                _rearrange(row, edit)
    return replace(now, pieces=tuple(row.pieces))


def _rearrange(row: _Row, edit: Trim | Remove | Fill | Pad | Punch | Comp) -> None:
    match edit:
        case Trim():
            start, end = row.inside(edit.start, edit.end)
            if start < end:
                row.swap(end, row.frames, ())
                row.swap(0, start, ())
        case Remove():
            row.swap(*row.inside(edit.start, edit.end), ())
        case Fill():
            start, end = row.inside(edit.start, edit.end)
            row.swap(start, end, _filling(edit.tone, end - start))
        case Pad():
            row.swap(row.frames, row.frames, _filling(edit.tone, edit.tail))
            row.swap(0, 0, _filling(edit.tone, edit.head))
        case Punch():
            row.swap(*row.inside(edit.at, row.frames), (edit.layer,))
        case Comp():
            row.swap(0, row.frames, edit.pieces)


def guide_at(take: Take) -> int | None:
    """The frame of what is heard of a take at which its guide begins, below 0 where that was cut off; None without a guide. The
    first piece of the take itself tells: from there on the guide goes on as it was heard."""
    if not take.guide_sha256 or take.guide_frame is None:
        return None
    at = 0
    for piece in edited(take).pieces:
        if piece.take_id == take.id and not piece.tone_frames:
            return at - piece.start + take.guide_frame
        at += piece.frames
    return None


def done(take: Take, edit: Edit) -> Take:
    """The take with one more edit; what was undone before it is gone."""
    edits = (*take.edits[: take.edits_done], edit)
    return replace(take, edits=edits, edits_done=len(edits))


def punched(layer: Take) -> Punch | None:
    """The edit by which a layer is heard in its take; None where it ended before the punch."""
    frames = layer.frames - layer.preroll_frames
    if layer.layer_at is None or frames <= 0:
        return None
    return Punch(layer.layer_at, Piece(layer.id, layer.preroll_frames, frames))


def _lower(one: float | None, other: float | None) -> float | None:
    return min((level for level in (one, other) if level is not None), default=None)


def _filling(tone: Piece | None, frames: int) -> tuple[Piece, ...]:
    if frames <= 0:
        return ()
    if tone is None:
        return (Piece(NOBODY, 0, frames),)
    return (replace(tone, frames=frames, tone_frames=tone.tone_frames or tone.frames),)


class _Row:
    """Pieces that are cut and joined in place: a take of thousands of edits is opened at once."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = list(_joined(pieces))
        self._ends = list(accumulate(piece.frames for piece in self.pieces))

    @property
    def frames(self) -> int:
        return self._ends[-1]

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """The same places within the whole, in order."""
        start = min(max(start, 0), self.frames)
        return start, min(max(end, start), self.frames)

    def swap(self, start: int, end: int, middle: tuple[Piece, ...]) -> None:
        """`middle` in place of what lies in start…end; but for an end that leaves nothing at all."""
        longer = sum(piece.frames for piece in middle) - (end - start)
        if self.frames + longer <= 0:
            return
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, end)
        before, behind = self.pieces[first : first + 1], self.pieces[last : last + 1]
        if before:
            before = [_cut(before[0], 0, start - self._ends[first] + before[0].frames)]
        if behind:
            behind = [_cut(behind[0], end - self._ends[last] + behind[0].frames, behind[0].frames)]
        first, near = max(first - 1, 0), self.pieces[max(first - 1, 0) : first]
        between = list(_joined((*near, *before, *middle, *behind)))
        self.pieces[first : last + 1] = between
        begin = self._ends[first - 1] if first else 0
        later = self._ends[last + 1 :]
        moved = [at + longer for at in later] if longer else later
        self._ends[first:] = [*accumulate((piece.frames for piece in between), initial=begin)][1:] + moved


def _cut(piece: Piece, first: int, last: int) -> Piece:
    if piece.tone_frames or piece.take_id == NOBODY:
        return replace(piece, frames=last - first)  # tone is alike everywhere
    return replace(piece, start=piece.start + first, frames=last - first)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours that go on in the same take become one; what has no length is left out."""
    last: Piece | None = None
    for piece in pieces:
        if piece.frames <= 0:
            continue
        if last is not None and _goes_on(last, piece):
            last = replace(last, frames=last.frames + piece.frames)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _goes_on(last: Piece, piece: Piece) -> bool:
    if (last.take_id, last.tone_frames) != (piece.take_id, piece.tone_frames):
        return False
    if piece.take_id == NOBODY:
        return True
    return piece.start == (last.start if piece.tone_frames else last.start + last.frames)
