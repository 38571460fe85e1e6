"""The table itself; what it measures is measured by the bench command only."""

from __future__ import annotations

import pytest

from .table import Row, machine, markdown, percentile


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("start", 250, "ms", 0.25, "Audacity", 1_000), True),
        (Row("start", 251, "ms", 0.25, "Audacity", 1_000), False),
        (Row("start", 250, "ms", 0.25, "Audacity"), None),
        (Row("upload", 400, "MB/s", 0.4, "nginx", 1_000, at_least=True), True),
        (Row("upload", 399, "MB/s", 0.4, "nginx", 1_000, at_least=True), False),
        (Row("lost", 0, "frames", 0), True),
        (Row("lost", 1, "frames", 0), False),
    ],
)
def test_a_goal_is_met_by_ratio_or_by_limit(row: Row, met: bool | None) -> None:
    assert row.met is met


def test_a_program_that_is_not_here_is_said_and_decides_nothing() -> None:
    assert Row("start", 250, "ms", 0.25, "Audacity").cells() == [
        "start",
        "250 ms",
        "Audacity: not here",
        "–",
        "≤ 0.25 ×",
        "–",
    ]


def test_the_table_is_markdown() -> None:
    lines = markdown([Row("peaks", 0.466, "s", 0.4, "audiowaveform", 1.25)]).splitlines()
    assert lines[0] == "| what | ours | beside | ratio | goal | met |"
    assert lines[2] == "| peaks | 0.466 s | audiowaveform: 1.25 s | 0.37 | ≤ 0.4 × | yes |"
    assert len({line.count("|") for line in lines}) == 1


def test_a_percentile_is_a_value_that_was_seen() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert percentile(values, 0.5) == 51.0
    assert percentile(values, 0.99) == 100.0
    assert percentile([3.0], 0.99) == 3.0


def test_the_machine_is_named() -> None:
    assert "cores" in machine() and "Python 3" in machine()
