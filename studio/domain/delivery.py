"""Delivery: what is measured of a sound file, what a client asks of it, and what is said where the two differ. Pure.

A verdict is a sentence for a person, a place on the waveform, and the figures behind it. Figures are compared as they are shown,
so that nobody reads "-3.0 dBFS, asked at most -3.0" of a file that fails.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .amounts import length_words

#: The lowest and the highest figure that is accepted; None on either side leaves it open.
Window = tuple[float | None, float | None]
Places = tuple[float, ...]
OPEN: Window = (None, None)


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one file. Levels are dBFS (full scale 1.0), -inf for digital silence; None where the sound is too short, too quiet or of
    the wrong number of channels to be measured. Places are seconds from the beginning."""

    format: str
    bits: int | None
    bitrate_kbit: float | None
    constant_bitrate: bool | None
    duration_s: float
    sample_rate_hz: int
    channels: int
    peak_dbfs: float
    true_peak_dbtp: float
    true_peak_at_s: float
    rms_dbfs: float
    integrated_lufs: float
    momentary_lufs: float
    momentary_at_s: float
    short_term_lufs: float
    short_term_at_s: float
    loudness_range_lu: float | None
    noise_floor_dbfs: float | None
    noise_floor_at_s: float | None
    head_s: float
    tail_s: float
    dc_offset: float
    correlation: float | None
    lowest_correlation: float | None
    lowest_correlation_at_s: float | None
    clipped_runs: int
    clipped_at_s: Places
    clicks: int
    clicks_at_s: Places
    plosives: int
    plosives_at_s: Places
    #: Seconds of it inside, and where.
    digital_silence_s: float
    digital_silence_at_s: Places
    dropped_blocks: int
    dropped_at_s: Places
    repeated_blocks: int
    repeated_at_s: Places
    #: The mean of each channel, full scale 1.0; `dc_offset` is the farthest from zero.
    dc_offsets: Places = ()
    #: Where each of `digital_silence_at_s` ends.
    digital_silence_to_s: Places = ()
    #: What the file itself says should follow behind its end: it was copied in part.
    missing_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Spec:
    """What a client asks; what is left out is not asked. The names of windows are those of `Measures`."""

    title: str
    source: str = ""
    format: tuple[str, ...] = ()
    bits: tuple[int, ...] = ()
    sample_rate_hz: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    constant_bitrate: bool = False
    bitrate_kbit: Window = OPEN
    duration_s: Window = OPEN
    head_s: Window = OPEN
    tail_s: Window = OPEN
    rms_dbfs: Window = OPEN
    integrated_lufs: Window = OPEN
    #: Of files with one channel, where it differs.
    mono_lufs: Window = OPEN
    momentary_lufs: Window = OPEN
    short_term_lufs: Window = OPEN
    loudness_range_lu: Window = OPEN
    peak_dbfs: Window = OPEN
    true_peak_dbtp: Window = OPEN
    clipped_runs: Window = OPEN
    noise_floor_dbfs: Window = OPEN
    dc_offset: Window = OPEN
    correlation: Window = OPEN
    clicks: Window = OPEN
    plosives: Window = OPEN
    digital_silence_s: Window = OPEN
    dropped_blocks: Window = OPEN
    repeated_blocks: Window = OPEN


@dataclass(frozen=True, slots=True)
class Verdict:
    """`what` is the measure by its name in `Measures`. `sentence` is empty where it passed, `at_s` None where the whole file is
    meant. `brief` says the same as `sentence` in two or three words."""

    what: str
    passed: bool
    sentence: str
    figures: str
    at_s: float | None = None
    brief: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a window is spoken of: the figure's form, the sentences below and above it ("{by}" is how far), and both in brief."""

    form: str
    below: str
    above: str
    places: int = 1
    brief: tuple[str, str] = ("", "")


_QUIET, _LOUD = "It is too quiet: {by} dB louder passes", "It is too loud: {by} dB quieter passes"
_PEAK_LOW, _PEAK_HIGH = "Its highest peak is too low", "Its highest peak, at {at}, is {by} dB too high"
_LEVEL, _PEAK = ("Too quiet", "Too loud"), ("Too quiet", "Too hot")
_RULES = {
    "bitrate_kbit": _Rule("{} kbit/s", "Its bit rate is too low", "Its bit rate is too high", 0),
    "duration_s": _Rule("{} s", "It is too short", "It is too long", 2, ("Too short", "Too long")),
    "head_s": _Rule(
        "{} s",
        "There is too little silence before the first sound",
        "The first sound comes too late",
        2,
        ("Begins too soon", "Begins too late"),
    ),
    "tail_s": _Rule(
        "{} s",
        "It ends too soon behind the last sound",
        "It goes on too long behind the last sound",
        2,
        ("Ends too soon", "Ends too late"),
    ),
    "rms_dbfs": _Rule("{} dB RMS", _QUIET, _LOUD, brief=_LEVEL),
    "integrated_lufs": _Rule("{} LUFS", _QUIET, _LOUD, brief=_LEVEL),
    "momentary_lufs": _Rule("{} LUFS", _QUIET, "It is too loud for a moment, at {at}", brief=_LEVEL),
    "short_term_lufs": _Rule("{} LUFS", _QUIET, "It is too loud for three seconds, from {at}", brief=_LEVEL),
    "loudness_range_lu": _Rule(
        "{} LU",
        "It is too even",
        "Its quiet and its loud parts are too far from each other",
        brief=("Too even", "Too uneven"),
    ),
    "peak_dbfs": _Rule("{} dBFS", _PEAK_LOW, _PEAK_HIGH, brief=_PEAK),
    "true_peak_dbtp": _Rule("{} dBTP", _PEAK_LOW, _PEAK_HIGH, brief=_PEAK),
    "clipped_runs": _Rule("{} clipped run{s}", "", "It clips, first at {at}", 0, ("", "Too hot: it clipped")),
    "noise_floor_dbfs": _Rule(
        "{} dBFS",
        "",
        "The quietest half second, at {at}, is {by} dB too loud: a noisy room, or no pause",
        brief=("", "A noisy room"),
    ),
    "dropped_blocks": _Rule(
        "{} dropped block{s}", "", "Sound was lost, first at {at}: record this again", 0, ("", "Sound was lost")
    ),
    "repeated_blocks": _Rule(
        "{} repeated block{s}", "", "Sound stutters, first at {at}: record this again", 0, ("", "Sound stutters")
    ),
    "digital_silence_s": _Rule(
        "{} s",
        "",
        "There is digital silence inside, first at {at}: fill it with room tone",
        2,
        ("", "A hole in the sound"),
    ),
    "plosives": _Rule("{} plosive{s}", "", "A plosive pops, first at {at}", 0, ("", "A plosive pops")),
    "clicks": _Rule("{} mouth click{s}", "", "There are mouth clicks, first at {at}", 0, ("", "Mouth clicks")),
    "dc_offset": _Rule(
        "{} of full scale", "", "The wave does not lie around zero (DC offset)", 4, ("", "Not around zero")
    ),
    "correlation": _Rule(
        "{}",
        "Left and right work against each other, most of all at {at}: in mono parts of it vanish",
        "",
        2,
        ("Left against right", ""),
    ),
}
_CHOICES = {
    "format": ("{}", "It is {told}; {asked} is asked"),
    "sample_rate_hz": ("{} Hz", "Its sample rate is {told}; {asked} is asked"),
    "bits": ("{}-bit", "It is {told}; {asked} is asked"),
    "channels": ("{}-channel", "It is {told}; {asked} is asked"),
}
#: What happens at several places, and where these are told.
COUNTED = {
    "clipped_runs": "clipped_at_s",
    "dropped_blocks": "dropped_at_s",
    "repeated_blocks": "repeated_at_s",
    "digital_silence_s": "digital_silence_at_s",
    "plosives": "plosives_at_s",
    "clicks": "clicks_at_s",
}
_CALLED = {"1-channel": "mono", "2-channel": "stereo"}


def verdicts(found: Measures, asked: Spec) -> tuple[Verdict, ...]:
    """One for everything that is asked and can be told. Of a file without sound one alone."""
    if found.duration_s <= 0 or found.peak_dbfs == -math.inf:
        sentence = "There is nothing to hear in it" if found.duration_s > 0 else "It is empty"
        figures = f"{found.duration_s:.2f} s of digital silence"
        return (Verdict("peak_dbfs", False, sentence, figures, brief="Nothing to hear"),)
    return (*_whole(found), *_chosen(found, asked), *_within(found, asked))


def _whole(found: Measures) -> Iterator[Verdict]:
    """Asked by everybody."""
    if found.missing_s > 0:
        sentence = "Its end is missing: copy the file once more, or make it anew"
        yield Verdict("missing_s", False, sentence, f"{found.missing_s:.2f} s", found.duration_s, "Its end is missing")


def is_room_alone(found: Measures) -> bool:
    """No sound stands out of it: there are no ends to cut, and made louder it is noise."""
    return found.head_s >= found.duration_s


def of_sound(asked: Spec) -> Spec:
    """What of it a sound must be before it is a file: formats, rates and channels are made when it is delivered."""
    return replace(asked, format=(), bits=(), sample_rate_hz=(), channels=(), constant_bitrate=False, bitrate_kbit=OPEN)


def window_of(what: str, found: Measures, asked: Spec) -> Window:
    if what == "integrated_lufs" and found.channels == 1 and asked.mono_lufs != OPEN:
        return asked.mono_lufs
    low, high = getattr(asked, what)
    return low, high


def _chosen(found: Measures, asked: Spec) -> Iterator[Verdict]:
    for what, (form, sentence) in _CHOICES.items():
        accepted, value = getattr(asked, what), getattr(found, what)
        if not accepted or value is None:
            continue
        told, *wanted = (_CALLED.get(text, text) for text in map(form.format, (value, *accepted)))
        either = " or ".join(wanted)
        passed = value in accepted
        yield Verdict(
            what, passed, "" if passed else sentence.format(told=told, asked=either), f"{told}, asked {either}"
        )
    if asked.constant_bitrate and found.constant_bitrate is not None:
        sentence = "" if found.constant_bitrate else "Its bit rate varies; a constant one is asked"
        yield Verdict("constant_bitrate", found.constant_bitrate, sentence, "asked constant")


def _within(found: Measures, asked: Spec) -> Iterator[Verdict]:
    for what, rule in _RULES.items():
        window = window_of(what, found, asked)
        if window != OPEN and what == "head_s" and is_room_alone(found):
            sentence = "Nothing but the room can be heard in it"
            yield Verdict(what, False, sentence, f"{found.duration_s:.2f} s without a sound", brief="Nothing to hear")
        elif window != OPEN:
            yield _judged(what, rule, getattr(found, what), window, _place(what, found))


def _judged(what: str, rule: _Rule, value: float | None, window: Window, at_s: float | None) -> Verdict:
    low, high = window
    asked = f"asked {_asked(low, high, rule)}"
    if value is None or not math.isfinite(value):
        return _unmeasured(what, asked)
    shown = round(value, rule.places)
    if low is not None and shown < low:
        sentence, by, brief = rule.below, low - shown, rule.brief[0]
    elif high is not None and shown > high:
        sentence, by, brief = rule.above, shown - high, rule.brief[1]
    else:
        sentence, by, brief = "", 0.0, ""
    told = sentence.format(by=f"{by:.1f}", at=length_words(at_s or 0.0))
    figures = f"{_told(shown, rule)}, {asked}"
    return Verdict(what, not sentence, told, figures, at_s if sentence else None, brief)


def _unmeasured(what: str, asked: str) -> Verdict:
    """Nothing is wrong with a floor, a range or a phase that is not there; a loudness that was asked must be there."""
    if what in ("integrated_lufs", "short_term_lufs", "momentary_lufs"):
        sentence = "It is too short or too quiet for its loudness to be measured"
        return Verdict(what, False, sentence, asked, brief="Too short or quiet")
    return Verdict(what, True, "", f"not to be measured, {asked}")


def _asked(low: float | None, high: float | None, rule: _Rule) -> str:
    told = [_told(limit, rule) for limit in (low, high) if limit is not None]
    if low is not None and high is not None:
        return f"{_figure(low, rule)} to {told[1]}"
    return f"{'at most' if low is None else 'at least'} {told[0]}"


def _told(value: float, rule: _Rule) -> str:
    return rule.form.format(_figure(value, rule), s="" if value == 1 else "s")


def _figure(value: float, rule: _Rule) -> str:
    return f"{value:.{rule.places}f}"


def places_of(verdict: Verdict, found: Measures) -> Places:
    """Every place of what failed, in seconds."""
    every: Places | None = getattr(found, COUNTED.get(verdict.what, ""), None)
    return every or (() if verdict.at_s is None else (verdict.at_s,))


def _place(what: str, found: Measures) -> float | None:
    """Seconds from the beginning; None for what is said of the whole file."""
    places = {
        "head_s": 0.0,
        "tail_s": found.duration_s - found.tail_s,
        "peak_dbfs": found.true_peak_at_s,
        "true_peak_dbtp": found.true_peak_at_s,
        "momentary_lufs": found.momentary_at_s,
        "short_term_lufs": found.short_term_at_s,
        "noise_floor_dbfs": found.noise_floor_at_s,
        "correlation": found.lowest_correlation_at_s,
        **{counted: next(iter(getattr(found, every)), None) for counted, every in COUNTED.items()},
    }
    return places.get(what)
