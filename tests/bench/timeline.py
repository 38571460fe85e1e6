"""A remix of 64 lanes with 500 clips each: every frame while it is scrolled, made larger and smaller, and while clips are dragged.

`python -m tests.bench.timeline` is the child process with the widgets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from .table import Row, percentile

WHAT = {"scroll": "it scrolls", "zoom": "it is made larger and smaller", "drag": "clips are dragged"}


def run() -> Iterator[Row]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ours = [sys.executable, "-m", "tests.bench.timeline"]
    told = json.loads(subprocess.run(ours, capture_output=True, text=True, env=env, check=True).stdout)
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
