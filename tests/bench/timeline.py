"""A remix of 64 lanes with 500 clips each: every frame while it is scrolled, made larger and smaller, and while clips are dragged.

`python -m tests.bench.timeline` is the child process with the widgets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from .child import told_by
from .table import Row, percentile

WHAT = {"scroll": "it scrolls", "zoom": "it is made larger and smaller", "drag": "clips are dragged"}


def run() -> Iterator[Row]:
    told = told_by("tests.bench.timeline")
    for key, words in WHAT.items():
        for way, aside in (("cpu", "processor time"), ("wall", "by the clock")):
            name = f"a frame of 64 lanes x 500 clips while {words}, {aside}, p99"
            yield Row(name, told[f"{key}_{way}_ms"], "ms", 16.7)


def main() -> dict[str, float]:
    from tests.ui.remix.timeline.fluid import SIZES, Frame, gestures

    found = {key: list[Frame]() for key in WHAT}
    for name, frames in gestures(SIZES[-1]):
        found[_kind(name)] += frames
    return {
        f"{key}_{way}_ms": percentile([frame[at] for frame in frames], 0.99)
        for key, frames in found.items()
        for at, way in enumerate(("cpu", "wall"))
    }


def _kind(name: str) -> str:
    return "scroll" if name.startswith(("across", "down")) else "zoom" if name.startswith("zoom") else "drag"


if __name__ == "__main__":
    print(json.dumps(main()))
