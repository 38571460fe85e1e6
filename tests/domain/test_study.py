from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import DraftId, VersionId
from studio.domain.record import Media
from studio.domain.study import Version, changes, layer_changes

_NAMES = st.lists(st.sampled_from(["Ink", "Sky", "Sketch", "Light", "Paper"]), max_size=7)


def test_layers_that_came_and_went_are_told() -> None:
    assert layer_changes(["Ink", "Sketch"], ["Light", "Ink"]) == (("Light",), ("Sketch",), ())


def test_a_new_name_between_the_same_neighbours_is_the_same_layer() -> None:
    assert layer_changes(["Ink", "Layer 2", "Sky"], ["Ink", "Hands", "Sky"]) == ((), (), (("Layer 2", "Hands"),))


def test_a_layer_that_was_moved_is_no_news() -> None:
    assert layer_changes(["Ink", "Sky"], ["Sky", "Ink"]) == ((), (), ())


def test_layers_of_one_name_are_counted() -> None:
    assert layer_changes(["Layer"], ["Layer", "Layer"]) == (("Layer",), (), ())


@given(_NAMES, _NAMES)
def test_what_is_told_leads_from_one_to_the_other(before: list[str], after: list[str]) -> None:
    added, removed, renamed = layer_changes(before, after)
    there = Counter(before) - Counter(removed) - Counter(old for old, _ in renamed)
    assert there + Counter(added) + Counter(new for _, new in renamed) == Counter(after)
    assert not Counter(added) & Counter(removed)


def test_size_and_dimensions_are_compared() -> None:
    def version(width_px: int, size_bytes: int) -> Version:
        media = Media("a" * 64, size_bytes, "image/png", width_px=width_px, height_px=30)
        return Version(VersionId("v"), DraftId("d"), 1, media, "b" * 64, "")

    found = changes(version(40, 1_000), version(60, 1_500))
    assert (found.resized_from, found.larger_bytes) == ((40, 30), 500)
    assert changes(version(40, 1_000), version(40, 900)).resized_from is None
