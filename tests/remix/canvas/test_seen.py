"""Shares of what is seen, against counting pixels, and the sources that they become."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.canvas import Blend, Canvas, Layer, Picture
from studio.domain.ids import RecordId, SourceId
from studio.domain.record import Origin, Source, SourceType
from studio.remix.canvas.citing import place_of, sources_of
from studio.remix.canvas.seen import SeenLayer, seen

from .made import Pixels, Still, a_canvas, a_layer, a_picture, plain
from .test_render import canvases

A, B, C = ("a" * 64, "b" * 64, "c" * 64)
GREY = (128, 128, 128)


def stacked(*pixels: Pixels, **fields: object) -> tuple[Canvas, Still]:
    """One layer upon the other, each of another record, on a canvas of 40 × 30."""
    shas = [A, B, C][: len(pixels)]
    pictures = [
        Picture(sha, one.shape[1], one.shape[0], record_id=RecordId(sha[:1]))
        for sha, one in zip(shas, pixels, strict=True)
    ]
    canvas = a_canvas(**fields)
    layers = tuple(a_layer(picture, canvas) for picture in pictures)
    return replace(canvas, layers=layers), Still(dict(zip(shas, pixels, strict=True)))


def shares(canvas: Canvas, still: Still) -> list[float]:
    return [one.share for one in seen(canvas, still)]


def top(canvas: Canvas, **fields: object) -> Canvas:
    changed: Layer = replace(canvas.layers[-1], **fields)  # type: ignore[arg-type]
    return replace(canvas, layers=(*canvas.layers[:-1], changed))


def test_what_is_covered_whole_is_not_seen() -> None:
    canvas, still = stacked(plain(GREY), plain((1, 2, 3)))
    assert shares(canvas, still) == [0.0, pytest.approx(1.0)]


def test_half_covered_is_half_seen_and_its_place_is_told() -> None:
    canvas, still = stacked(plain(GREY), plain((1, 2, 3)))
    canvas = top(canvas, x=40.0)
    below, above = seen(canvas, still)
    assert (below.share, above.share) == (pytest.approx(0.5), pytest.approx(0.5))
    assert place_of(below.box) == "xywh=percent:0,0,50,100" and place_of(above.box) == "xywh=percent:50,0,50,100"


def test_opacity_and_alpha_are_counted() -> None:
    canvas, still = stacked(plain(GREY), plain((1, 2, 3), alpha=128))
    canvas = top(canvas, opacity=0.5)
    below, above = shares(canvas, still)
    assert above == pytest.approx(0.251, abs=0.002) and below == pytest.approx(0.749, abs=0.002)


def test_the_background_is_nobodys() -> None:
    canvas, still = stacked(plain(GREY, 20, 15))
    assert shares(canvas, still) == [pytest.approx(0.25)]
    assert shares(replace(canvas, background=""), still) == [pytest.approx(1.0)]


def test_hidden_clear_and_far_away_layers_are_not_seen() -> None:
    for fields in ({"hidden": True}, {"opacity": 0.0}, {"x": 4_000.0}, {"opacity": 0.003}):
        canvas, still = stacked(plain(GREY), plain((1, 2, 3)))
        assert shares(top(canvas, **fields), still) == [pytest.approx(1.0, abs=0.004), 0.0], fields
    canvas, still = stacked(plain(GREY), plain((1, 2, 3), alpha=0))
    assert shares(canvas, still) == [pytest.approx(1.0), 0.0]


@pytest.mark.parametrize(("colour", "expected"), [((255, 255, 255), (1.0, 0.0)), ((0, 0, 0), (0.0, 1.0))])
def test_multiplied_white_counts_nothing_and_multiplied_black_hides(
    colour: tuple[int, int, int], expected: tuple[float, float]
) -> None:
    canvas, still = stacked(plain(GREY), plain(colour))
    assert shares(top(canvas, blend=Blend.MULTIPLY), still) == [pytest.approx(one, abs=0.01) for one in expected]


def test_two_alike_that_are_multiplied_share_evenly() -> None:
    canvas, still = stacked(plain(GREY), plain(GREY))
    assert shares(top(canvas, blend=Blend.MULTIPLY), still) == [pytest.approx(0.5, abs=0.01)] * 2


@settings(max_examples=50)
@given(canvases())
def test_shares_add_up_to_at_most_one(case: tuple[Canvas, dict[str, Pixels]]) -> None:
    canvas, pixels = case
    found = seen(canvas, Still(pixels))
    assert [one.layer_id for one in found] == [layer.id for layer in canvas.layers]
    assert all(0 <= one.share <= 1 for one in found)
    assert sum(one.share for one in found) <= 1 + 1e-3
    for one in found:
        left, top, width, height = one.box
        assert 0 <= left <= left + width <= 1 and 0 <= top <= top + height <= 1


@settings(max_examples=30)
@given(st.integers(1, 5), st.integers(0, 99))
def test_normal_layers_on_a_clear_canvas_share_all_that_is_seen(count: int, seed: int) -> None:
    """Counted again in float64: the alpha of a layer times what all above let through."""
    pixels = {f"{number}" * 64: a_picture(seed=seed + number) for number in range(count)}
    canvas = a_canvas(background="")
    canvas = replace(canvas, layers=tuple(a_layer(Picture(sha, 40, 30), canvas) for sha in pixels))
    left = np.ones((30, 40))
    wanted = []
    for one in reversed(list(pixels.values())):
        alpha = one[..., 3] / 255
        wanted.append((alpha * left).sum())
        left = left * (1 - alpha)
    together = sum(wanted)
    found = shares(canvas, Still(pixels))
    assert found == [pytest.approx(one / together, abs=0.004) for one in reversed(wanted)]


def test_a_record_that_is_covered_is_remembered_and_one_that_is_back_returns() -> None:
    canvas, still = stacked(plain(GREY), plain((1, 2, 3)))
    first = sources_of(top(canvas, x=45.0), seen(top(canvas, x=45.0), still))
    assert [(one.record_id, one.removed, one.origin) for one in first] == [
        ("a", False, Origin.AUTO),
        ("b", False, Origin.AUTO),
    ]
    thanked = tuple(replace(one, thanks="Thank you") for one in first)
    covered = sources_of(canvas, seen(canvas, still), thanked)
    assert [(one.record_id, one.removed) for one in covered] == [("b", False), ("a", True)]
    gone = sources_of(replace(canvas, layers=()), (), covered)
    assert {one.removed for one in gone} == {True}
    back = sources_of(top(canvas, x=45.0), seen(top(canvas, x=45.0), still), gone)
    assert [(one.id, one.thanks, one.removed) for one in back] == [(one.id, "Thank you", False) for one in first]


def test_a_record_on_two_layers_is_one_source_around_both() -> None:
    canvas = a_canvas()
    picture = Picture(A, 10, 10, record_id=RecordId("r"))
    layers = (a_layer(picture, canvas, x=5.0, y=5.0), a_layer(picture, canvas, x=35.0, y=25.0))
    canvas = replace(canvas, layers=layers)
    (source,) = sources_of(canvas, seen(canvas, Still({A: plain(GREY, 10, 10)})))
    assert (source.share, source.place) == (pytest.approx(200 / 1_200, abs=1e-3), "xywh=percent:0,0,100,100")


def test_a_type_that_was_chosen_by_hand_stays() -> None:
    canvas = a_canvas(a_layer(Picture(A, 10, 10, record_id=RecordId("r")), a_canvas()))
    (layer,) = canvas.layers
    first = sources_of(canvas, [SeenLayer(layer.id, 0.8)])
    assert first[0].type is SourceType.EDITED
    traced = (replace(first[0], type=SourceType.TRACED),)
    assert sources_of(canvas, [SeenLayer(layer.id, 0.2)], traced)[0].type is SourceType.TRACED
    assert sources_of(canvas, [SeenLayer(layer.id, 0.2)], first)[0].type is SourceType.SAMPLED


def test_what_was_named_by_hand_stays_as_it_is() -> None:
    by_hand = Source(SourceId("s"), RecordId("idea"), SourceType.INSPIRED_BY, thanks="For the idea")
    canvas, still = stacked(plain(GREY))
    found = sources_of(canvas, seen(canvas, still), (by_hand,))
    assert [one.record_id for one in found] == ["a", "idea"] and found[1] == by_hand


def test_the_sources_of_an_own_earlier_piece_are_seen_in_this_one() -> None:
    inner = (
        Source(SourceId("x"), RecordId("rain"), SourceType.SAMPLED, share=0.5),
        Source(SourceId("y"), RecordId("gone"), SourceType.SAMPLED, share=0.0, removed=True),
    )
    canvas, still = stacked(plain(GREY, 20, 15))
    found = sources_of(canvas, seen(canvas, still), (), lambda id: inner if id == "a" else ())
    assert [(one.record_id, one.share) for one in found] == [("a", 0.25), ("rain", 0.125)]
