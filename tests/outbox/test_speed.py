from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.record import Media
from studio.outbox.courier import Courier
from studio.outbox.speed import Speed
from studio.store import Store
from tests.domain.test_parcel_states import PARCEL
from tests.outbox.made import sound
from tests.proxy import Mischief, Proxy
from tests.served import Served
from tests.waiting import until

MB = 1 << 20
LARGE = replace(PARCEL, media=Media("0" * 64, 100 * MB, "audio/wav"), sent_bytes=40 * MB)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_upload_that_goes_on_says_where_it_stands_before_it_says_how_fast_it_is() -> None:
    going = Speed(LARGE, Clock()).now()
    assert (going.sent_bytes, going.bytes_s, going.left_s) == (40 * MB, 0.0, None)


def test_a_steady_upload_says_its_speed_and_the_time_that_is_left() -> None:
    clock = Clock()
    speed = Speed(LARGE, clock)
    for _ in range(20):
        clock.now += 1.0
        speed.goes(MB)
    going = speed.now()
    assert (going.sent_bytes, going.bytes_s, going.left_s) == (60 * MB, MB, 40.0)


def test_the_speed_is_that_of_the_last_seconds_and_falls_when_nothing_goes() -> None:
    clock = Clock()
    speed = Speed(LARGE, clock)
    for step in (MB, MB // 4):
        for _ in range(20):
            clock.now += 1.0
            speed.goes(step)
    assert speed.now().bytes_s == MB / 4
    clock.now += 92.0
    assert speed.now().bytes_s < MB / 40


def test_a_piece_that_was_lost_on_the_way_is_to_be_sent_again() -> None:
    clock = Clock()
    speed = Speed(LARGE, clock)
    clock.now += 1.0
    speed.goes(10 * MB)
    speed.stands(42 * MB)
    assert speed.now().sent_bytes == 42 * MB


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(0, 60 * MB)), max_size=40))
def test_whatever_goes_the_figures_are_possible_ones(steps: list[tuple[float, int]]) -> None:
    clock = Clock()
    speed = Speed(LARGE, clock)
    for passed_s, count in steps:
        clock.now += passed_s
        speed.goes(count)
        going = speed.now()
        assert 0 <= going.sent_bytes <= going.size_bytes and going.bytes_s >= 0
        assert going.left_s is None or going.left_s >= 0


def test_what_is_being_uploaded_is_told_while_it_is_and_not_afterwards(
    store: Store, served: Served, tmp_path: Path
) -> None:
    with Proxy(served.port, Mischief(delay_s=0.02)) as proxy:
        links = served.joined(store, proxy.address)
        parcel = sound(store, served, 30 * MB, 70, tmp_path)
        courier = Courier(store, links)
        person = threading.Thread(target=courier.round)
        person.start()
        until(lambda: any(going.sent_bytes for going in courier.progress().values()), "some of it has gone")
        person.join()
        assert courier.progress() == {} and store.parcels.get(parcel.id).sent_bytes == parcel.media.size_bytes
        links.close_mine()
