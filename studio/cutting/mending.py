"""Fixes made one after the other, and measured before the next: what is left afterwards is told, not promised away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from studio.domain.delivery import Measures, Spec
from studio.domain.edits import Centre, Edit, Gain, Quieten, done
from studio.domain.take import Take

from .fixes import Fix, fixes

#: A limiter takes some loudness away, and a trimmed line has another noise floor: what is then missing is made good.
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Mended:
    """`edits` are to be made over the take; `found` is what is heard then."""

    edits: tuple[Edit, ...]
    found: Measures


def mended(
    take: Take,
    found: Measures,
    asked: Spec,
    measure: Callable[[Take], Measures],
    may: Callable[[Fix], bool] = lambda fix: True,
) -> Mended:
    """`found` is of the take as it is heard now. Only what `may` be made is made."""
    made: list[Edit] = []
    for _ in range(_ROUNDS):
        wanted = [fix for fix in fixes(found, asked, take) if may(fix)]
        if not wanted:
            break
        wanted = [
            fix for fix in wanted if isinstance(fix.edits[0], Centre)
        ] or wanted  # the rest is only true afterwards
        for edit in (edit for fix in wanted for edit in fix.edits):
            take = done(take, edit)
            made.append(edit)
        found = measure(take)
    return Mended(tuple(_fewer(made)), found)


def _fewer(edits: Iterable[Edit]) -> list[Edit]:
    """What was made louder in several rounds is one edit; of what holds as it was said last, the last one is enough."""
    kept: list[Edit] = []
    gain = Gain(0.0)
    for edit in edits:
        if isinstance(edit, Gain):
            ceilings = [one for one in (gain.ceiling_dbtp, edit.ceiling_dbtp) if one is not None]
            gain = Gain(round(gain.db + edit.db, 2), min(ceilings, default=None))
            continue
        if isinstance(edit, Centre | Quieten):
            kept = [one for one in kept if type(one) is not type(edit)]
        kept.append(edit)
    return [*kept, gain] if gain != Gain(0.0) else kept
