"""What a file tells beyond its picture or its sound, and what of it may go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """In the order in which it is listed: what a person would least like to tell comes first."""

    PLACE = "place"
    AUTHOR = "author"
    SERIAL = "serial"
    CAMERA = "camera"
    TIME = "time"
    SMALL = "small"
    PATH = "path"
    COMMENT = "comment"
    SOFTWARE = "software"
    SCRIPT = "script"
    HISTORY = "history"
    OTHER = "other"
    COPYRIGHT = "copyright"
    PROFILE = "profile"


ABOUT_IN_WORDS = {
    About.PLACE: "Place",
    About.AUTHOR: "Name",
    About.SERIAL: "Serial number",
    About.CAMERA: "Camera",
    About.TIME: "Made at",
    About.SMALL: "Small picture",
    About.PATH: "Path",
    About.COMMENT: "Comment",
    About.SOFTWARE: "Software",
    About.SCRIPT: "Script",
    About.HISTORY: "History",
    About.OTHER: "More",
    About.COPYRIGHT: "Copyright line",
    About.PROFILE: "Colour profile",
}

#: As parts of a sentence: "place and camera data removed".
_REMOVED = {
    About.PLACE: "place",
    About.AUTHOR: "names",
    About.CAMERA: "camera data",
    About.SERIAL: "serial numbers",
    About.TIME: "times",
    About.SMALL: "a small picture inside",
    About.PATH: "paths",
    About.COMMENT: "comments",
    About.SOFTWARE: "software",
    About.SCRIPT: "scripts",
    About.HISTORY: "its signed history",
    About.COPYRIGHT: "copyright line",
    About.PROFILE: "colour profile",
    About.OTHER: "other notes",
}
_SAID_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a file tells; `words` is that in plain text, for a person."""

    about: About
    words: str


@dataclass(frozen=True, slots=True)
class Keep:
    """What a person lets a file go on telling. Colours need their profile, so that stays unless it is taken away."""

    profile: bool = True
    copyright: bool = False


#: What holds where nobody said anything.
USUAL = Keep()


def removed_words(removed: Iterable[Finding]) -> str:
    """ "place and camera data removed"; "" where nothing had to be."""
    there = {finding.about for finding in removed}
    parts = [_REMOVED[about] for about in _REMOVED if about in there]
    if len(parts) > _SAID_AT_ONCE:
        parts = [*parts[: _SAID_AT_ONCE - 1], "more"]
    if not parts:
        return ""
    whole = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"{whole} removed"
