"""How a file that may be sent was made from the untouched one."""

from __future__ import annotations

from dataclasses import dataclass

from .adjusting import NONE, Adjustments
from .privacy import USUAL, Finding, Keep


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`sha256` is what may be sent, `original` the bytes as they came. `removed` is what only the original tells, `still` what both
    do; both were read out of the files themselves."""

    sha256: str
    original: str
    removed: tuple[Finding, ...] = ()
    still: tuple[Finding, ...] = ()
    keep: Keep = USUAL
    adjustments: Adjustments = NONE
