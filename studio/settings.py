"""What the person chose: a small JSON file, written whole or not at all. A damaged file gives the defaults and is set aside."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

log = logging.getLogger(__name__)
_LONGEST_TRIP_S = 2.0
#: Of so many challenges and scripts it is remembered what was taken instead.
_TAKEN = 200


class Settings(NamedTuple):
    """What the person chose, with what holds until they do."""

    theme: str = "system"
    text_percent: int = 100
    device: str = ""
    rate_hz: int = 48_000
    channels: int = 1
    preroll_s: int = 3
    count_in_s: int = 0
    #: So much is played before a punch.
    lead_in_s: int = 3
    #: Auto mode: so far over the noise of the room a voice begins a take, and holds it; so much silence ends it; so much before and
    #: behind the voice is kept.
    auto_opens_db: int = 15
    auto_closes_db: int = 9
    auto_silence_s: float = 0.8
    auto_margin_s: float = 0.25
    #: A take that was made along a guide is played with it.
    play_with_guide: bool = False
    #: Where the microphone stands, as rooms are remembered.
    place: str = "here"
    #: The person has heard that a microphone that is heard from a loudspeaker howls.
    told_of_howling: bool = False
    #: The person has heard that takes lie better after the way from loudspeaker to microphone was measured.
    told_of_measuring: bool = False
    keep_last_s: int = 60
    keep_limit_gb: int = 10
    #: The script that was on last, by the session of its takes; "" where it was a challenge.
    script: str = ""
    #: The words to say: how large at most, and mirrored for the glass of a prompter.
    prompt_percent: int = 100
    prompt_mirrored: bool = False
    #: Messages of the system, when something needs the person and the window is not in front.
    notify: bool = True
    #: The person has heard once that the studio goes on in the tray, and how to end it.
    told_of_tray: bool = False
    #: The delivery spec that takes are held against where nobody asks for another one; by name, "" for none.
    spec: str = ""
    #: What the outbox may use: thousands of bytes a second (0 is no limit), a metered line for what is large, one network only.
    send_limit_kb_s: int = 0
    send_large_metered: bool = True
    send_only_on: str = ""
    #: How a set was delivered last: `ending`, `rate_hz`, `channels`, `bits`, `kbit`, `way`, `gap_s`, `slate` and `folder`.
    delivery: Mapping[str, Any] = {}
    #: What the person took in place of what a challenge or script asks, as [asked, taken] by "spec" or "naming" and its id.
    taken: Mapping[str, Any] = {}
    #: Measured seconds from a loudspeaker back into a microphone, by the name of the pair.
    round_trips: Mapping[str, float] = {}

    def round_trip_s(self, pair: str) -> float | None:
        """None where it was not measured."""
        found = self.round_trips.get(pair)
        return found if isinstance(found, float) and abs(found) < _LONGEST_TRIP_S else None

    def instead(self, what: str, id: str, asked: str) -> str:
        """What was taken in its place; `asked` itself where nothing was, or where something else was asked then."""
        match self.taken.get(f"{what} {id}"):
            case [was_asked, str(taken)] if was_asked == asked:
                return taken
        return asked

    def taking(self, what: str, id: str, asked: str, taken: str) -> dict[str, Any]:
        """`taken` as it is then."""
        key = f"{what} {id}"
        others = {name: kept for name, kept in self.taken.items() if name != key}
        kept = others if taken == asked else {**others, key: [asked, taken]}
        return dict(list(kept.items())[-_TAKEN:])


def read(path: Path) -> Settings:
    """The settings in `path`; a value of the wrong type is left at its default."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError):
        log.info("settings at %s cannot be read; defaults are used", path.name)
        path.replace(path.with_suffix(".damaged"))
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    defaults = Settings()._asdict()
    known: dict[str, Any] = {name: found[name] for name in defaults if type(found.get(name)) is type(defaults[name])}
    return Settings(**known)


def write(path: Path, settings: Settings) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(settings._asdict(), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
