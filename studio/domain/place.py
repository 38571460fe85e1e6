"""Where in a piece: seconds of a sound (`t=12.5,30`, W3C Media Fragments), a part of a picture in percent
(`xywh=percent:10,20,30,40`), or characters of a text (`char=10,40`, RFC 5147, the end not included). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"(\d{1,9}(?:\.\d{1,6})?)"
_TIME = re.compile(rf"t={_NUMBER},{_NUMBER}", re.ASCII)
_REGION = re.compile(rf"xywh=percent:{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}", re.ASCII)
_CHARACTERS = re.compile(r"char=(\d{1,9}),(\d{1,9})", re.ASCII)
#: A time this short is a moment to a reader.
_MOMENT_S = 1.0
_LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Seconds:
    start_s: float
    end_s: float

    def text(self) -> str:
        return f"t={_figure(self.start_s)},{_figure(self.end_s)}"


@dataclass(frozen=True, slots=True)
class Region:
    """In percent of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float

    def text(self) -> str:
        return "xywh=percent:" + ",".join(_figure(side) for side in (self.left, self.top, self.width, self.height))


@dataclass(frozen=True, slots=True)
class Characters:
    start: int
    end: int

    def text(self) -> str:
        return f"char={self.start},{self.end}"


Place = Seconds | Region | Characters


def place_of(text: str) -> Place | None:
    """None for "" and for what is written in another way."""
    if found := _TIME.fullmatch(text):
        return Seconds(float(found[1]), float(found[2]))
    if found := _REGION.fullmatch(text):
        return Region(*(float(side) for side in found.groups()))
    if found := _CHARACTERS.fullmatch(text):
        return Characters(int(found[1]), int(found[2]))
    return None


def place_words(text: str, words: str = "") -> str:
    """ "at 0:41", "from 0:41 to 1:04", "in the upper left", "in “the words themselves”" (out of `words`); "" for no place."""
    place = place_of(text)
    if isinstance(place, Seconds):
        start, end = _clock(place.start_s), _clock(place.end_s)
        return f"at {start}" if place.end_s - place.start_s <= _MOMENT_S or start == end else f"from {start} to {end}"
    if isinstance(place, Region):
        return _region_words(place)
    if isinstance(place, Characters):
        quoted = " ".join(words[place.start : place.end].split())
        if not quoted:
            return "in a part of the text"
        return f"in “{quoted if len(quoted) <= _LONGEST_QUOTE else quoted[:_LONGEST_QUOTE] + '…'}”"
    return ""


def seconds_of(text: str) -> float | None:
    """What a person types for a moment: "41", "0:41", "1:02:03", "0:41.5". None where it is none."""
    if not re.fullmatch(r"(\d{1,3}:){0,2}\d{1,6}([.,]\d{1,3})?", text.strip()):
        return None
    total = 0.0
    for part in text.strip().replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _region_words(region: Region) -> str:
    if region.width >= 90 and region.height >= 90:
        return "everywhere"
    across = _third(region.left + region.width / 2, "left", "right")
    down = _third(region.top + region.height / 2, "upper", "lower")
    if down and across:
        return f"in the {down} {across}"
    if down:
        return "at the top" if down == "upper" else "at the bottom"
    return f"at the {across}" if across else "in the middle"


def _third(percent: float, first: str, last: str) -> str:
    return first if percent < 100 / 3 else last if percent > 200 / 3 else ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _figure(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
