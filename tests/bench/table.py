"""One row of the table, and the table as Markdown."""

from __future__ import annotations

import operator
import os
import platform
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

NOT_HERE = "not here"


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `reference` are in `unit`. `goal` is the highest (or, if `at_least`, lowest) ratio, or, without a reference,
    the limit itself."""

    what: str
    ours: float
    unit: str
    goal: float
    against: str = ""
    reference: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        return self.ours / self.reference if self.reference else None

    @property
    def met(self) -> bool | None:
        """None where the program to compare with is not here."""
        value = self.ratio if self.against else self.ours
        holds: Callable[[float, float], bool] = operator.ge if self.at_least else operator.le
        return None if value is None else holds(value, self.goal)

    def cells(self) -> list[str]:
        sign = "≥" if self.at_least else "≤"
        other = f"{self.against}: " + (NOT_HERE if self.reference is None else f"{_figure(self.reference)} {self.unit}")
        goal = f"{sign} {_figure(self.goal)} ×" if self.against else f"{sign} {_figure(self.goal)} {self.unit}"
        met = {True: "yes", False: "**no**", None: "–"}[self.met]
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f}"
        return [self.what, f"{_figure(self.ours)} {self.unit}", other if self.against else "–", ratio, goal, met]


def markdown(rows: Iterable[Row]) -> str:
    heads = ["what", "ours", "beside", "ratio", "goal", "met"]
    lines = [heads, ["---"] * len(heads), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """What the figures were measured on."""
    cpu = platform.processor() or platform.machine()
    table = Path("/proc/cpuinfo")
    if table.exists():
        cpu = next(
            (line.split(":")[1].strip() for line in table.read_text().splitlines() if line.startswith("model name")),
            cpu,
        )
    release = (
        platform.freedesktop_os_release()["PRETTY_NAME"] if Path("/etc/os-release").exists() else platform.platform()
    )
    return f"{cpu}, {os.cpu_count()} cores, {release}, Python {platform.python_version()}"


def median(measure: Callable[[], float], times: int = 5, warm_up: int = 1) -> float:
    for _ in range(warm_up):
        measure()
    return statistics.median(measure() for _ in range(times))


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"
