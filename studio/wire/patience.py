"""How long to wait before the next try. Pure."""

from __future__ import annotations

FIRST_S = 1.0
LONGEST_S = 300.0


def wait_s(tries: int, chance: float) -> float:
    """Seconds to wait after `tries` failures in a row (1, 2, …): doubling from 1 s to 5 min, the upper half of it by `chance`.

    `chance` is 0 … 1 and different for each studio, so that not all come back in the same second after a platform was away.
    """
    whole_s = min(FIRST_S * 2.0 ** min(tries - 1, 30), LONGEST_S)
    return max(FIRST_S, whole_s * (0.5 + 0.5 * chance))
