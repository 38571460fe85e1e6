from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.wire.patience import FIRST_S, LONGEST_S, wait_s

TRIES = st.integers(1, 10_000)
CHANCE = st.floats(0, 1, exclude_max=True)


@given(TRIES, CHANCE)
def test_a_wait_is_between_a_second_and_five_minutes(tries: int, chance: float) -> None:
    """SYN-5."""
    assert (FIRST_S, LONGEST_S) == (1.0, 300.0)
    assert FIRST_S <= wait_s(tries, chance) <= LONGEST_S


@given(TRIES, CHANCE)
def test_waits_never_become_shorter_and_at_most_double(tries: int, chance: float) -> None:
    assert wait_s(tries, chance) <= wait_s(tries + 1, chance) <= 2 * wait_s(tries, chance)


@given(st.integers(2, 10_000))
def test_chance_spreads_a_wait_over_half_of_it(tries: int) -> None:
    assert wait_s(tries, 0.999) > 1.9 * wait_s(tries, 0.0) or tries == 2
