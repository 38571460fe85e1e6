"""From the start of the process to the first painted window; for the studio, the one whose red button can be pressed."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from .programs import Screen, audacity, bare_window, sound_recorder, studio
from .table import Row

WHAT = "process start to painted, recordable window (warm)"
#: All programs start one after the other, so often: a machine that is slower for a minute is slower for each of them.
_TURNS = 7


def run() -> Iterator[Row]:
    beside = ((audacity(), 0.25), (sound_recorder(), 1.0), (bare_window(), 2.0))
    programs = [studio(), *(program for program, _ in beside if program.is_here)]
    times: dict[str, list[float]] = {program.name: [] for program in programs}
    with Screen() as screen:
        for turn in range(1 + _TURNS):
            for program in programs:
                took_ms = screen.time_to_paint_ms(program)
                times[program.name] += [took_ms] if turn else []
    ours, *_ = medians = {name: statistics.median(found) for name, found in times.items()}
    for program, goal in beside:
        yield Row(WHAT, medians[ours], "ms", goal, program.name, medians.get(program.name))
