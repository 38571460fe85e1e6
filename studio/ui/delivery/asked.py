"""What is asked of a sitting and what there is of it, gathered on a task; and what is ordered then. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.contract.doors import MAX_MORE
from studio.domain.amounts import numbers_words
from studio.errors import StudioError

if TYPE_CHECKING:
    from pathlib import Path

    from studio.delivering import Chosen, Wish
    from studio.domain.challenge import Challenge
    from studio.domain.delivery import Spec
    from studio.domain.ids import SessionId, TakeId
    from studio.domain.script import Line, Script
    from studio.store import Store
    from studio.ui.tasks import Task

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """`new` is what is left where lines were delivered before, else None. `specs` are those that can be chosen, by what a script
    calls them; of a challenge only its own. `failing` are the takes that would not pass one of them, as far as they were measured;
    `has_ffmpeg` tells whether an M4A can be made here."""

    session_id: SessionId
    title: str
    chosen: Chosen
    new: Chosen | None
    specs: Mapping[str, Spec]
    failing: Mapping[str, frozenset[TakeId]]
    spec: str
    naming: str
    has_ffmpeg: bool
    script: Script | None = None
    challenge: Challenge | None = None

    def failing_words(self, chosen: Chosen, spec: str) -> str:
        """It is told and holds nothing back: a client may want it all the same."""
        failing = self.failing.get(spec, frozenset())
        numbers = list(dict.fromkeys(part.number for part in chosen.parts if part.take.id in failing))
        if not numbers:
            return ""
        lines = f"Line {numbers[0]} does" if len(numbers) == 1 else f"Lines {numbers_words(numbers)} do"
        return f"{lines} not pass {self.specs[spec].title} yet. In the booth, the words under a take say why."


@dataclass(frozen=True, slots=True)
class Order:
    """`folder` is where it goes; None sends it to its challenge. `spec` is what it was made for, as a script calls it."""

    asked: Asked
    chosen: Chosen
    wish: Wish
    folder: Path | None
    spec: str


def too_many_words(chosen: Chosen) -> str:
    """Empty where one record holds all of it."""
    most, count = MAX_MORE + 1, len(chosen.parts)
    if count <= most:
        return ""
    return f"One record holds up to {most} files, and these are {count}. Take stars off some, or deliver into a folder."


def gather(
    store: Store, session_id: SessionId, title: str, lines: tuple[Line, ...], challenge: Challenge | None, _: Task
) -> Asked:
    """For a task: thousands of takes, and specs that are files."""
    import shutil

    from studio.delivering import choose

    script = store.scripts.find(session_id)
    takes = store.takes.list(session_id=session_id, limit=_ALL)
    marks = store.scripts.marks(session_id)
    chosen, new = choose(lines, takes, marks), choose(lines, takes, marks, only_new=True)
    asker = script or challenge
    spec, naming = (asker.spec, asker.naming) if asker else ("", "")
    if not naming and any(line.file_name for line in lines):
        from studio.domain.naming import AS_WRITTEN

        naming = AS_WRITTEN
    specs = _specs(store, spec, everything=challenge is None)
    has_ffmpeg = shutil.which("ffmpeg") is not None
    return Asked(
        session_id,
        title,
        chosen,
        new if new.asked < chosen.asked else None,
        specs,
        {name: _failing(store, chosen, found) for name, found in specs.items()},
        spec,
        naming,
        has_ffmpeg,
        script,
        challenge,
    )


def _specs(store: Store, asked: str, *, everything: bool) -> dict[str, Spec]:
    """A file that is damaged, or a brief whose spec nobody knows, is left out."""
    from studio.sound import specs

    own, found = store.folder.specs, dict[str, "Spec"]()
    for name in dict.fromkeys([*([asked] if asked else []), *(specs.names(own) if everything else [])]):
        try:
            found[name] = specs.told(name, own)
        except StudioError:
            continue
    return found


def _failing(store: Store, chosen: Chosen, spec: Spec) -> frozenset[TakeId]:
    """Of what the booth has measured; only the sound is judged, for its form is made when it is delivered."""
    from studio.domain.delivery import of_sound, verdicts

    asked = of_sound(spec)
    measured = ((part.take.id, store.checks.find(part.take)) for part in chosen.parts)
    return frozenset(id for id, found in measured if found and not all(one.passed for one in verdicts(found, asked)))
