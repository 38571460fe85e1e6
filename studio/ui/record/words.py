"""What the booth's page says: lengths, level sentences, figures. Pure functions to plain words."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from studio.domain.amounts import length_words

if TYPE_CHECKING:
    from studio.domain.delivery import Measures, Verdict
    from studio.domain.script import Line
    from studio.domain.take import Take
    from studio.errors import StudioError

    from .checks import Checked

#: Below this many minutes the page says how much the disk still holds.
LOW_MINUTES = 30
_WEIGHT = (
    "dropped_blocks",
    "repeated_blocks",
    "clipped_runs",
    "true_peak_dbtp",
    "peak_dbfs",
    "integrated_lufs",
    "rms_dbfs",
)
#: From this share of full scale on (-60 dBFS) an offset is worth a word.
_OFFSET = 0.001
_LEVELS = {
    "rms_dbfs": "dB",
    "peak_dbfs": "dBFS",
    "momentary_lufs": "LUFS",
    "short_term_lufs": "LUFS",
    "loudness_range_lu": "LU",
}
#: Measures as a person calls them.
NAMES = {
    "format": "Format",
    "duration_s": "Length",
    "head_s": "Silence before",
    "tail_s": "Silence behind",
    "rms_dbfs": "Mean level",
    "integrated_lufs": "Loudness",
    "momentary_lufs": "Loudest moment",
    "short_term_lufs": "Loudest three seconds",
    "loudness_range_lu": "Loudness range",
    "peak_dbfs": "Highest sample",
    "true_peak_dbtp": "Highest peak",
    "clipped_runs": "Clipping",
    "noise_floor_dbfs": "Noise of the room",
    "dropped_blocks": "Lost sound",
    "repeated_blocks": "Stutters",
    "digital_silence_s": "Digital silence",
    "plosives": "Plosives",
    "clicks": "Mouth clicks",
    "dc_offset": "Offset",
    "correlation": "Left and right",
}


def when(line: Line) -> str:
    """Its time in the picture, and how long it may be there; "" where it has none."""
    if line.start_s is None:
        return ""
    at = f"at {length_words(line.start_s)}"
    return at if line.end_s is None else f"{at}, {line.end_s - line.start_s:.1f} s long"


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def takes_words(count: int, wanted: int) -> str:
    if count <= wanted > 1:
        return f"{count} of {wanted} takes"
    told = "" if not count else "one take" if count == 1 else f"{count} takes"
    return f"{told}, {wanted} wanted" if wanted > 1 else told


def level_sentence(take: Take) -> str:
    return take.levels.sentence() if take.levels else "Saved"


def level_tone(take: Take) -> str:
    if take.levels is None:
        return "muted"
    return "ok" if take.levels.is_good else "warn"


def figures(take: Take) -> str:
    """Small and quiet, for those who read them. Lost sound is always said."""
    parts = []
    if take.lost_frames:
        parts.append(lost(take.lost_frames, take.rate_hz))
    if take.levels and take.levels.clipped_runs and take.levels.first_clip_frame is not None:
        parts.append(f"at {length_words(take.levels.first_clip_frame / take.rate_hz)}")
    elif take.levels and take.levels.peak_dbfs > float("-inf"):
        parts.append(f"peak {decibels(take.levels.peak_dbfs)}")
    return " · ".join(parts)


class Told(NamedTuple):
    """The line under a take's wave; `tone` is a token."""

    sentence: str
    tone: str
    figures: str


def told(take: Take, checked: Checked | None) -> Told:
    """What the check says, where something is asked; else how loud it is. Lost sound is said before any figure."""
    missing = [lost(take.lost_frames, take.rate_hz)] if take.lost_frames else []
    if checked and checked.verdicts:
        tone = "warn" if checked.failed else "ok"
        return Told(check_sentence(checked), tone, " · ".join([*missing, check_figures(checked)]))
    sentence = "We kept your take" if take.salvaged and take.levels is None else level_sentence(take)
    if checked and not (take.levels and take.levels.clipped_runs):
        return Told(sentence, level_tone(take), " · ".join([*missing, check_figures(checked)]))
    return Told(sentence, level_tone(take), figures(take))


def check_sentence(checked: Checked) -> str:
    """What matters most, in a few words."""
    failed = by_weight(checked.failed)
    if not failed:
        return "Ready to send"
    others = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    return f"{failed[0].brief}{others}"


def check_figures(checked: Checked) -> str:
    """Of what fails its figure and where it is; else loudness and the room's noise."""
    failed = by_weight(checked.failed)
    if failed:
        from studio.domain.delivery import COUNTED

        figure = "" if failed[0].what in COUNTED else minus(failed[0].figures.split(",")[0])
        at = "" if failed[0].at_s is None else f"at {length_words(failed[0].at_s)}"
        return f"{figure} {at}".strip()
    found = checked.measures
    parts = [f"{found.integrated_lufs:.1f} LUFS"] if isfinite(found.integrated_lufs) else []
    if found.noise_floor_dbfs is not None:
        parts.append(f"floor {found.noise_floor_dbfs:.0f} dB")
    return minus(" · ".join(parts))


def facts(found: Measures, asked: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What is good to know of a take and is not asked of it. Of what happens at places, how often and where first."""
    from studio.domain.delivery import COUNTED

    if not isfinite(found.peak_dbfs):
        return []
    told = {
        "integrated_lufs": f"{found.integrated_lufs:.1f} LUFS" if isfinite(found.integrated_lufs) else "",
        "true_peak_dbtp": f"{found.true_peak_dbtp:.1f} dBTP",
        "noise_floor_dbfs": "" if found.noise_floor_dbfs is None else f"{found.noise_floor_dbfs:.1f} dBFS",
        "head_s": f"{found.head_s:.2f} s",
        "tail_s": f"{found.tail_s:.2f} s",
        "clicks": "none",
        "plosives": "none",
        "dc_offset": f"{found.dc_offset:.4f} of full scale" if found.dc_offset >= _OFFSET else "",
        "correlation": "" if found.correlation is None else f"{found.correlation:.2f}{_against(found)}",
        **{what: _counted(what, found) for what in COUNTED if getattr(found, what)},
    }
    return [(NAMES[what], minus(figure)) for what, figure in told.items() if figure and what not in asked]


def figures_of(found: Measures, asked: Iterable[str] = ()) -> list[tuple[str, str]]:
    """All else that was measured and is not asked, for those who read figures."""
    shape = {1: "mono", 2: "stereo"}.get(found.channels, f"{found.channels} channels")
    parts = (f"{found.bits}-bit" if found.bits else "", f"{found.sample_rate_hz / 1000:g} kHz", shape)
    told = {
        "format": " · ".join([found.format.upper(), *filter(None, parts)]),
        "duration_s": f"{found.duration_s:.2f} s",
    }
    for what, unit in _LEVELS.items():
        figure = getattr(found, what)
        told[what] = minus(f"{figure:.1f} {unit}") if figure is not None and isfinite(figure) else ""
    for what, at_s in (("momentary_lufs", found.momentary_at_s), ("short_term_lufs", found.short_term_at_s)):
        told[what] = told[what] and f"{told[what]}, at {length_words(at_s)}"
    return [(NAMES[what], figure) for what, figure in told.items() if figure and what not in asked]


def places(found: Measures, asked: Iterable[str]) -> tuple[float, ...]:
    """Where something is that is not asked, in seconds."""
    from studio.domain.delivery import COUNTED

    at = [at for what, every in COUNTED.items() if what not in asked for at in getattr(found, every)]
    if "correlation" not in asked and _against(found) and found.lowest_correlation_at_s is not None:
        at.append(found.lowest_correlation_at_s)
    return tuple(at)


def _counted(what: str, found: Measures) -> str:
    from studio.domain.delivery import COUNTED

    value, first = getattr(found, what), getattr(found, COUNTED[what])[0]
    return f"{f'{value:.2f} s' if what.endswith('_s') else value}, first at {length_words(first)}"


def _against(found: Measures) -> str:
    """Where left and right work against each other most."""
    lowest, at_s = found.lowest_correlation, found.lowest_correlation_at_s
    return f", {lowest:.2f} at {length_words(at_s)}" if lowest is not None and lowest < 0 and at_s is not None else ""


def waiting(trouble: StudioError | None, is_fixing: bool) -> str:
    """What stands in the check sheet as long as nothing is known."""
    if is_fixing:
        return "Fixing, and listening again…"
    return f"{trouble.title}. {trouble.advice}" if trouble else "Listening…"


def summary(failed: int, count: int, was_fixed: bool) -> str:
    """What a check found, in one sentence."""
    if not count:
        return "Nothing is asked of it yet. Choose a delivery spec below the takes, and it is held against that."
    if not failed:
        return "Ready to send: it passes all that is asked."
    return f"{'Left' if was_fixed else 'What a client would not accept'}: {failed} of {count} checks."


def by_weight(failed: Iterable[Verdict]) -> list[Verdict]:
    """What has to be recorded again first, then what is heard most."""
    return sorted(failed, key=lambda one: _WEIGHT.index(one.what) if one.what in _WEIGHT else len(_WEIGHT))


def minus(figures: str) -> str:
    return figures.replace("-", "−")


def lost(frames: int, rate_hz: int) -> str:
    seconds = frames / rate_hz
    return f"{seconds:.1f} s lost" if seconds >= 0.1 else f"{seconds * 1000:.0f} ms lost"


def decibels(level_dbfs: float) -> str:
    return f"{level_dbfs:.1f} dB".replace("-", "−")


def spoken(take: Take, name: str, sentence: str = "") -> str:
    """A take as a screen reader says it."""
    parts = [name, f"{take.duration_s:.1f} seconds", sentence or level_sentence(take)]
    if take.lost_frames:
        parts.append(lost(take.lost_frames, take.rate_hz))
    if take.starred:
        parts.append("starred")
    if take.guide_frame is not None:
        parts.append("made along a guide")
    if take.salvaged:
        parts.append("kept after an interruption")
    return ", ".join(parts)


def minutes_left(minutes: float) -> str:
    if minutes >= LOW_MINUTES or minutes <= 0:
        return ""
    whole = int(minutes)
    return f"About {whole} minutes left on this disk" if whole > 1 else "About a minute left on this disk"
