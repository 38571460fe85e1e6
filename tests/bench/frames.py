"""How long the window's thread works for one frame of the booth while it records a voice, on a real X screen."""

from __future__ import annotations

from collections.abc import Iterator

from .programs import Screen
from .table import Row


def run() -> Iterator[Row]:
    with Screen() as screen:
        told = screen.watched("record", screen.folder / "data", speak=True)
    yield Row("a booth frame while recording, window's thread, p99", told["p99_ms"], "ms", 4.0)
    yield Row("the same, processor time", told["cpu_p99_ms"], "ms", 4.0)
