"""Promises 2 and 3: through bad networks, full disks and kills at every step, each piece arrives once, whole and in its order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.runs import Place

#: Every tenth of the runs that `python3 -m installer bench --chaos` makes; all kinds are among them.
SEEDS = range(0, 2_000, 10)
AT_ONCE = 10


@pytest.fixture
def place() -> Iterator[Place]:
    """A platform for few runs: in each one a new studio fetches all that the runs before have left there."""
    with Place() as place:
        yield place


@pytest.mark.parametrize("first", SEEDS[::AT_ONCE], ids=lambda first: f"from-{first}")
def test_whatever_happens_each_piece_arrives_once(place: Place, first: int) -> None:
    """SYN-1 to SYN-4 together; `python -m tests.chaos --seed N` makes the run again that failed."""
    for seed in SEEDS[first // 10 : first // 10 + AT_ONCE]:
        place.run(seed)
