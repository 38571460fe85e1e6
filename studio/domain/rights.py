"""The rights of a remix, from everything it builds on: the strictest wins, and the work that binds is named.

What each licence asks of an adaptation is from the licences themselves (creativecommons.org: CC0 1.0; BY, BY-SA, BY-NC and BY-ND
4.0) and from the chart of their compatibility in the CC FAQ. Share-alike of BY-SA asks for exactly BY-SA, so that a remix of
BY-SA and BY-NC has no licence that both allow. AI training is allowed only where every work allows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .record import Record, RecordState, Rights

#: `TOGETHER[a][b]` is what a remix of `a` and `b` must at least ask, None where no licence serves both. In the order of `Rights`.
_CC0, _BY, _SA, _NC, _ND = Rights.CC0, Rights.BY, Rights.BY_SA, Rights.BY_NC, Rights.BY_ND
TOGETHER: dict[Rights, dict[Rights, Rights | None]] = {
    _CC0: {_CC0: _CC0, _BY: _BY, _SA: _SA, _NC: _NC, _ND: None},
    _BY: {_CC0: _BY, _BY: _BY, _SA: _SA, _NC: _NC, _ND: None},
    _SA: {_CC0: _SA, _BY: _SA, _SA: _SA, _NC: None, _ND: None},
    _NC: {_CC0: _NC, _BY: _NC, _SA: None, _NC: _NC, _ND: None},
    _ND: {_CC0: None, _BY: None, _SA: None, _NC: None, _ND: None},
}
#: What may be chosen for a remix that must at least ask the key.
CHOICES: dict[Rights, tuple[Rights, ...]] = {
    _CC0: (_CC0, _BY, _SA, _NC, _ND),
    _BY: (_BY, _SA, _NC, _ND),
    _SA: (_SA,),
    _NC: (_NC,),
}


class Why(StrEnum):
    """Why a work stands in the way of a remix."""

    NO_DERIVATIVES = "no_derivatives"
    WITHDRAWN = "withdrawn"
    CLASH = "clash"


@dataclass(frozen=True, slots=True)
class Obstacle:
    why: Why
    record: Record
    words: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a remix must at least ask (`rights`, None where nothing is possible), what may be chosen, and who binds it.

    `bound_by` is the first work that made the rights as strict as they are; None where nothing binds. `ai_bound_by` says no to
    AI training. `obstacles` are told before work begins.
    """

    rights: Rights | None
    choices: tuple[Rights, ...]
    bound_by: Record | None
    ai_training: bool
    ai_bound_by: Record | None
    obstacles: tuple[Obstacle, ...]

    @property
    def is_free(self) -> bool:
        return not self.obstacles

    def words(self) -> tuple[str, ...]:
        """What a person reads, the gravest first."""
        said = [obstacle.words for obstacle in self.obstacles]
        if self.rights and self.bound_by:
            said.append(f"The remix is shared as {self.rights}, because {_called(self.bound_by)} asks for it.")
        if self.ai_bound_by:
            said.append(f"AI may not be trained on the remix, because {_called(self.ai_bound_by)} does not allow it.")
        return tuple(said)


def terms(ancestors: Iterable[Record]) -> Terms:
    """The terms of a remix of `ancestors` (all of them, nearest first; the nearest is named where several bind alike)."""
    rights: Rights | None = Rights.CC0
    bound_by = ai_bound_by = None
    obstacles: list[Obstacle] = []
    for record in ancestors:
        obstacles += _in_the_way(record)
        if record.ai_training is False and ai_bound_by is None:
            ai_bound_by = record
        if rights is None or record.rights is Rights.BY_ND:
            continue
        strictest = TOGETHER[rights][record.rights]
        if strictest is None and bound_by is not None:
            obstacles.append(_clash(bound_by, record))
        elif strictest is not rights:
            bound_by = record
        rights = strictest
    if any(obstacle.why is Why.NO_DERIVATIVES for obstacle in obstacles):
        rights = None
    choices = CHOICES[rights] if rights else ()
    return Terms(rights, choices, bound_by if rights else None, ai_bound_by is None, ai_bound_by, tuple(obstacles))


def _in_the_way(record: Record) -> list[Obstacle]:
    found = []
    if record.rights is Rights.BY_ND:
        words = f"{_called(record)} may be shared but not changed. A remix of it cannot be sent; ask its author first."
        found.append(Obstacle(Why.NO_DERIVATIVES, record, words))
    if record.state is RecordState.WITHDRAWN:
        words = f"{_called(record)} was withdrawn by its author. Build on something else, or ask its author first."
        found.append(Obstacle(Why.WITHDRAWN, record, words))
    return found


def _clash(one: Record, other: Record) -> Obstacle:
    words = (
        f"{_called(one)} asks for {one.rights} and {_called(other)} for {other.rights}; no remix can keep both promises. "
        "Take one of them out."
    )
    return Obstacle(Why.CLASH, other, words)


def _called(record: Record) -> str:
    return (
        f"“{record.title}”" if record.state is RecordState.WITHDRAWN else f"“{record.title}” by {record.author.handle}"
    )
