from __future__ import annotations

from dataclasses import replace

import pytest

from studio.domain.record import Media
from studio.domain.sending import SMALL_BYTES, Hold, Sending, hold, is_large
from tests.domain.test_parcel_states import PARCEL


def test_nothing_is_held_back_that_nobody_asked_to_hold_back() -> None:
    assert hold(True, Sending(metered=True, network="router 1")) is None


@pytest.mark.parametrize(("large", "metered", "held"), [(True, True, True), (False, True, False), (True, False, False)])
def test_only_what_is_large_waits_for_an_unmetered_line(large: bool, metered: bool, held: bool) -> None:
    found = hold(large, Sending(large_on_metered=False, metered=metered))
    assert found is (Hold.METERED if held else None)


@pytest.mark.parametrize(("network", "held"), [("router 1", False), ("router 2", True), ("", True)])
def test_on_another_network_or_an_unknown_one_all_waits(network: str, held: bool) -> None:
    found = hold(False, Sending(only_on="router 1", network=network))
    assert found is (Hold.ANOTHER_NETWORK if held else None)


def test_large_is_what_takes_a_while() -> None:
    assert not is_large(replace(PARCEL, media=Media("0" * 64, SMALL_BYTES, "audio/wav")))
    assert is_large(replace(PARCEL, media=Media("0" * 64, SMALL_BYTES + 1, "audio/wav")))
