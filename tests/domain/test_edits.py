"""Edits over a take: what is heard is counted frame by frame, against a plain list."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain import edits
from studio.domain.edits import (
    NOBODY,
    Centre,
    Comp,
    Edit,
    Edited,
    Fades,
    Fill,
    Gain,
    Pad,
    Piece,
    Punch,
    Quieten,
    Remove,
    Trim,
)
from studio.domain.ids import SessionId, TakeId
from studio.domain.take import Take

A, B = TakeId("a"), TakeId("b")
PLACES = st.integers(-10, 120)
PIECES = st.builds(Piece, st.just(B), st.integers(0, 50), st.integers(1, 50))
TONES = st.none() | st.builds(Piece, st.just(A), st.integers(0, 50), st.integers(1, 9))
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Trim, PLACES, PLACES),
    st.builds(Remove, PLACES, PLACES),
    st.builds(Fill, PLACES, PLACES, TONES),
    st.builds(Pad, st.integers(0, 20), st.integers(0, 20), TONES),
    st.builds(Punch, st.integers(0, 120), PIECES),
    st.builds(Comp, st.lists(PIECES, min_size=1).map(tuple)),
    st.builds(Gain, st.floats(-20, 20), st.none() | st.floats(-9, 0)),
    st.builds(Fades, st.integers(0, 50), st.integers(0, 50)),
    st.builds(Centre, st.tuples(st.floats(-1, 1))),
    st.builds(Quieten, st.floats(0, 30)),
)


def take(*made: Edit) -> Take:
    whole = Take(A, SessionId("s"), 1, "2026-01-01T00:00:00Z", "a.wav", 100, 48_000, 1, "microphone")
    for edit in made:
        whole = edits.done(whole, edit)
    return whole


def heard(now: Edited) -> list[tuple[str, int]]:
    """Every frame by its take and place; room tone and silence are alike everywhere."""
    found: list[tuple[str, int]] = []
    for piece in now.pieces:
        plain = not piece.tone_frames and piece.take_id != NOBODY
        found += [(piece.take_id, piece.start + i if plain else -1) for i in range(piece.frames)]
    return found


def expected(frames: list[tuple[str, int]], edit: Edit) -> list[tuple[str, int]]:
    def filling(tone: Piece | None, count: int) -> list[tuple[str, int]]:
        return [(tone.take_id if tone else NOBODY, -1)] * max(count, 0)

    match edit:
        case Trim(start, end):
            return frames[max(start, 0) : max(end, 0)] or frames
        case Remove(start, end):
            rest = frames[: max(start, 0)] + frames[max(start, end, 0) :]
            return rest or frames
        case Fill(start, end, tone):
            first, last = max(start, 0), min(max(end, start, 0), len(frames))
            return frames[:first] + filling(tone, last - first) + frames[max(first, last) :]
        case Pad(head, tail, tone):
            return filling(tone, head) + frames + filling(tone, tail)
        case Punch(at, layer):
            return frames[:at] + heard(Edited((layer,)))
        case Comp(pieces):
            return heard(Edited(pieces))
    return frames


@given(st.lists(EDITS, max_size=8))
def test_what_is_heard_is_what_a_list_of_frames_says(made: list[Edit]) -> None:
    frames = [(str(A), at) for at in range(100)]
    now = edits.edited(take())
    for edit in made:
        before = now
        now = edits.apply(now, edit)
        frames = expected(frames, edit)
        assert heard(now) == frames
        assert now.frames > 0
        assert now != before or heard(now) == heard(before)


@given(st.lists(EDITS, max_size=8))
def test_edits_are_kept_as_plain_json(made: list[Edit]) -> None:
    flat = json.loads(json.dumps([asdict(edit) for edit in made]))
    assert [edits.edit_of(**one) for one in flat] == made


@pytest.mark.parametrize(
    "told",
    [
        {"do": "trim", "start": 0, "end": float("nan")},
        {"do": "trim", "start": 0, "end": 1 << 70},
        {"do": "remove", "start": [], "end": 5},
        {"do": "comp", "pieces": [{"take_id": "a", "start": 0, "frames": -5}]},
        {"do": "fill", "start": 0, "end": 5, "tone": {"take_id": "a", "start": {}, "frames": 1}},
        {"do": "gain", "db": float("inf")},
        {"do": "trim", "start": "0", "end": 5},
        {"do": "comp", "pieces": [{"take_id": 7, "start": 0, "frames": 5}]},
        {"do": "melt"},
    ],
)
def test_what_is_no_edit_is_not_taken_for_one(told: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        edits.edit_of(**told)


def test_neighbours_that_go_on_are_one_piece_so_that_nothing_is_cross_faded_into_itself() -> None:
    now = edits.edited(take(Fill(20, 40), Remove(20, 40), Gain(3)))
    assert now.pieces == (Piece(A, 0, 20), Piece(A, 40, 60))
    assert edits.apply(edits.edited(take()), Comp((Piece(A, 0, 50), Piece(A, 50, 50)))).pieces == (Piece(A, 0, 100),)


@given(st.lists(EDITS, min_size=70, max_size=90), st.lists(st.integers(0, 90), max_size=6))
def test_of_many_edits_the_same_is_heard_whatever_was_heard_before(made: list[Edit], looks: list[int]) -> None:
    whole = take(*made)
    for done in looks:
        whole = replace(whole, edits_done=min(done, len(made)))
        now = edits.edited(take())
        for edit in made[: whole.edits_done]:
            now = edits.apply(now, edit)
        assert edits.edited(whole) == now


def test_what_was_undone_is_gone_after_another_edit() -> None:
    whole = take(Gain(1), Gain(2))
    assert edits.edited(whole).gain_db == 3
    assert edits.edited(replace(whole, edits_done=1)).gain_db == 1
    assert edits.done(replace(whole, edits_done=1), Fades(5, 5)).edits == (Gain(1), Fades(5, 5))


def test_the_lowest_ceiling_that_was_asked_for_holds() -> None:
    assert edits.edited(take(Gain(6, -1.0), Gain(0, -3.0), Gain(1))).ceiling_dbtp == -3.0
