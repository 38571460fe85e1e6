"""How a set shall be delivered, and what cannot be. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from studio.domain.delivery import Spec
from studio.domain.naming import DEFAULT
from studio.errors import Refused
from studio.sound.packing import ENDINGS, Form

MAX_GAP_S = 60.0
#: Rates that can be chosen, and those that an encoder can do.
RATES_HZ = (44_100, 48_000, 96_000)
_RATES_OF = {".mp3": (44_100, 48_000), ".opus": (48_000,)}
BITS = {".wav": (24, 16, 32), ".flac": (24, 16)}
KBIT = {".mp3": (192, 256, 320), ".m4a": (192, 256, 320)}
_ENDING_OF = {"wav": ".wav", "flac": ".flac", "mp3": ".mp3", "ogg": ".ogg", "opus": ".opus", "m4a": ".m4a"}


class Way(StrEnum):
    FOLDER = "folder"
    ZIP = "zip"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Wish:
    """One file a take into a folder or a zip, or all of them joined in one file with `gap_s` seconds of silence between. A slate
    is heard before each. Where a name is taken, `keep_both` takes the next free one."""

    form: Form = field(default_factory=lambda: Form(".wav", channels=1))
    pattern: str = DEFAULT
    way: Way = Way.FOLDER
    gap_s: float = 1.0
    slate: bool = False
    keep_both: bool = False


def rates_of(ending: str) -> tuple[int, ...]:
    return _RATES_OF.get(ending, RATES_HZ)


def form_for(spec: Spec) -> Form:
    """What a spec asks of a file; where it says nothing, 24-bit mono at 48 000 Hz."""
    endings = [_ENDING_OF[name] for name in spec.format if name in _ENDING_OF]
    ending = endings[0] if endings else ".wav"
    return Form(
        ending,
        _first(spec.sample_rate_hz, rates_of(ending), 48_000),
        _first(spec.channels, (1, 2), 1),
        _first(spec.bits, BITS.get(ending, ()), 24),
        _kbit(ending, spec.bitrate_kbit[0]),
    )


def look(wish: Wish) -> None:
    """Raises Refused for what no encoder can do."""
    form = wish.form
    if form.ending not in ENDINGS:
        raise Refused("This kind of file is not known", f"Use one of {', '.join(ENDINGS)}.", form.ending, "wrong_kind")
    if form.rate_hz not in rates_of(form.ending):
        possible = " or ".join(f"{rate} Hz" for rate in rates_of(form.ending))
        raise Refused("This kind of file has no such sample rate", f"Use {possible}.", f"{form.rate_hz} Hz", "rate")
    if form.bits not in BITS.get(form.ending, (form.bits,)) or form.channels not in (1, 2):
        raise Refused("This kind of file cannot be like that", "Use 16 or 24 bits, mono or stereo.", str(form), "bits")
    if form.kbit not in (0, *KBIT.get(form.ending, ())):
        raise Refused("This kind of file has no such bit rate", "Use 192, 256 or 320 kbit/s.", str(form), "kbit")
    if not 0 <= wish.gap_s <= MAX_GAP_S:
        raise Refused("This gap is too long", "Leave at most a minute between lines.", f"{wish.gap_s} s", "gap")


def _kbit(ending: str, at_least: float | None) -> int:
    return next((kbit for kbit in KBIT.get(ending, ()) if kbit >= (at_least or 0)), 0)


def _first(asked: tuple[int, ...], possible: tuple[int, ...], usual: int) -> int:
    return next((one for one in asked if one in possible), usual)
