"""The best parts of several takes: what was chosen is heard, cut where it is heard least."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.cutting.comping import Lined, comp_of, line_up, snapped, takes_beside
from studio.domain.edits import Comp, Edited, Piece, Remove, apply, edited
from studio.domain.ids import TakeId
from studio.domain.take import Take
from studio.errors import Damaged
from studio.paths import DataFolder
from studio.sound.editing import open_edited
from studio.sound.pcm import Floats
from studio.sound.stack import SILENCE, Place, Stack, choose, chosen, stacked
from studio.store import Store
from tests.sound.edited_takes import RATE_HZ, noise, take_of
from tests.store.made import a_take


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


def spoken(store: Store, at_s: float, length_s: float, hz: float = 220.0, **changes: object) -> Take:
    """A tone that begins there, in a quiet room of 4 s."""
    sound = noise(4, 0.0005)
    first, frames = round(at_s * RATE_HZ), round(length_s * RATE_HZ)
    sound[first : first + frames, 0] += (0.3 * np.sin(2 * np.pi * hz * np.arange(frames) / RATE_HZ)).astype(np.float32)
    take = a_take(frames=len(sound), line_id="1", **changes)
    take_of(store.takes.folder, take.id, sound)
    store.takes.add(take)
    return take


def heard(store: Store, take: Take) -> Floats:
    return np.concatenate(list(open_edited(take, store.takes.path).blocks()))


def test_the_voices_of_all_takes_begin_at_the_same_moment(store: Store) -> None:
    takes = [spoken(store, at, 2.0) for at in (0.5, 1.0, 1.5)]
    lined = line_up(store, takes)
    begins = [place.start + round(at * RATE_HZ) for place, at in zip(lined.stack.places, (0.5, 1.0, 1.5), strict=True)]
    assert max(begins) - min(begins) <= 512
    assert edited(takes[0]).pieces == comp_of(lined, lined.stack).pieces


def test_takes_along_one_guide_lie_as_they_were_heard_with_it(store: Store) -> None:
    """The second one came in late, and stays late."""
    song: dict[str, Any] = {"guide_sha256": "1" * 64}
    takes = [spoken(store, 1.0, 1.0, guide_frame=10_000, **song), spoken(store, 1.5, 1.0, guide_frame=12_000, **song)]
    assert [place.start for place in line_up(store, takes).stack.places] == [2_000, 0]
    cut = store.takes.edit(takes[1].id, Remove(0, 5_000))
    assert [place.start for place in line_up(store, [takes[0], cut]).stack.places] == [0, 3_000]
    alone = [takes[0], spoken(store, 1.5, 1.0)]
    first, second = (place.start for place in line_up(store, alone).stack.places)
    assert abs(first - second - RATE_HZ // 2) <= 512, "by their voices"


TAKES = tuple(
    Take(TakeId(name), a_take().session_id, 1, "2026-01-01T00:00:00Z", f"{name}.wav", 10_000, RATE_HZ, 1, "m")
    for name in "abc"
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(SILENCE, 2), st.integers(0, 12_000), st.integers(1, 6_000)), max_size=8))
def test_every_frame_comes_from_the_take_that_was_chosen_for_it(choices: list[tuple[int, int, int]]) -> None:
    places = tuple(Place(start, 0, 10_000) for start in (0, 500, 2_000))
    stack = stacked(places)
    for take, first, length in choices:
        stack = choose(stack, take, first, first + length)
    lined = Lined(TAKES, tuple(edited(take) for take in TAKES), (), stack)
    frames = [(p.take_id, p.start + i) for p in comp_of(lined, stack).pieces for i in range(p.frames)]
    begin = stack.choices[0][0] if stack.choices else stack.end
    expected = []
    end = stack.end if not stack.choices or stack.choices[-1][1] != SILENCE else stack.choices[-1][0]
    for at in range(begin, end):
        take = chosen(stack, at)
        expected.append(("", None) if take == SILENCE else (TAKES[take].id, at - places[take].start))
    assert [(id, at if id else None) for id, at in frames] == expected


def test_of_an_edited_take_what_is_heard_is_chosen(store: Store) -> None:
    first, second = spoken(store, 0.5, 2.0), spoken(store, 0.5, 2.0)
    second = store.takes.edit(second.id, Remove(40_000, 60_000))
    lined = line_up(store, [first, second])
    stack = choose(lined.stack, 1, 30_000, 50_000)
    pieces = comp_of(lined, stack).pieces
    assert any(piece.take_id == second.id and piece.start == 60_000 for piece in pieces)
    assert apply(Edited((Piece(first.id, 0, 1),)), Comp(pieces)).frames == stack.end


def test_a_cut_goes_into_the_pause_beside_it_and_to_a_crossing_of_zero(store: Store) -> None:
    takes = [spoken(store, 0.5, 1.0), spoken(store, 0.5, 1.0, hz=330.0)]
    lined = line_up(store, takes)
    end = round(1.5 * RATE_HZ)  # of both voices
    stack = snapped(store, lined, choose(lined.stack, 1, end - 1_000, lined.stack.end))
    ((_, one), (at, other)) = stack.choices
    assert (one, other) == (0, 1) and end <= at <= end + 1_000
    comped = store.takes.edit(takes[0].id, comp_of(lined, stack))
    steps = np.abs(np.diff(heard(store, comped)[:, 0]))
    assert steps.max() < 0.02


def test_a_cut_within_a_voice_stays_near_and_makes_no_click(store: Store) -> None:
    takes = [spoken(store, 0.5, 2.0), spoken(store, 0.5, 2.0)]
    lined = line_up(store, takes)
    wanted = round(1.2 * RATE_HZ)
    stack = snapped(store, lined, choose(lined.stack, 1, wanted, lined.stack.end))
    assert abs(stack.choices[1][0] - wanted) <= 0.05 * RATE_HZ
    comped = store.takes.edit(takes[0].id, comp_of(lined, stack))
    assert np.abs(np.diff(heard(store, comped)[:, 0])).max() < 0.03


def test_only_takes_of_the_same_line_and_rate_are_beside_it(store: Store) -> None:
    take = spoken(store, 0.5, 1.0)
    other = spoken(store, 0.5, 1.0)
    spoken(store, 0.5, 1.0, rate_hz=44_100)
    store.takes.add(a_take(line_id="2"))
    assert takes_beside(store, take, 6) == [take, other]


def test_a_take_that_is_gone_is_told(store: Store) -> None:
    takes = [spoken(store, 0.5, 1.0), spoken(store, 0.5, 1.0)]
    store.takes.file(takes[1]).unlink()
    with pytest.raises(Damaged, match="gone"):
        line_up(store, takes)


def test_silence_can_be_chosen(store: Store) -> None:
    stack = Stack((Place(0, 0, 10_000),) * 3, ((0, 0), (5_000, SILENCE), (7_000, 1)))
    lined = Lined(TAKES, tuple(edited(take) for take in TAKES), (), stack)
    silence, rest = Piece(TakeId(""), 0, 2_000), Piece(TakeId("b"), 7_000, 3_000)
    assert comp_of(lined, stack).pieces == (Piece(TakeId("a"), 0, 5_000), silence, rest)
