"""From the start of the process to the first painted window; for the studio, the one whose red button can be pressed."""

from __future__ import annotations

from collections.abc import Iterator

from .programs import Screen, audacity, bare_window, sound_recorder, studio
from .table import Row, median

WHAT = "process start to painted, recordable window (warm)"


def run() -> Iterator[Row]:
    with Screen() as screen:
        ours = median(lambda: screen.time_to_paint_ms(studio()))
        for program, goal in ((audacity(), 0.25), (sound_recorder(), 1.0), (bare_window(), 2.0)):
            theirs = median(lambda program=program: screen.time_to_paint_ms(program)) if program.is_here else None  # type: ignore[misc]
            yield Row(WHAT, ours, "ms", goal, program.name, theirs)
