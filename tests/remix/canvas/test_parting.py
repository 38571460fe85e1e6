from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.canvas import Canvas
from studio.remix.canvas.parting import part
from studio.remix.canvas.render import Planes, as_bytes, blend, render, whole

from .made import Pixels, Still
from .test_render import canvases


@settings(max_examples=60)
@given(canvases(), st.integers(0, 3))
def test_what_is_taken_apart_can_be_put_together_again(case: tuple[Canvas, dict[str, Pixels]], number: int) -> None:
    canvas, pixels = case
    plates = Still(pixels)
    chosen = canvas.layers[number % len(canvas.layers)]
    window = whole(canvas, 1.0)
    parts = part(canvas, plates, 1.0, window, chosen.id, lambda: True)
    shown = render(canvas, plates)
    assert parts is not None and shown is not None and (parts.whole == shown).all()
    if chosen not in canvas.shown:
        assert parts.below is None and parts.above == ()
        return
    assert parts.below is not None
    alone = render(replace(canvas, background="", layers=(chosen,)), plates)
    assert alone is not None
    planes = planes_of(parts.below)
    for pixels_above, how in ((alone, chosen.blend), *parts.above):
        blend(planes, planes_of(pixels_above), how)
    assert np.abs(as_bytes(planes).astype(int) - shown).max() <= 4


def planes_of(shown: Pixels) -> Planes:
    return np.ascontiguousarray(shown.transpose(2, 0, 1), np.float32) / np.float32(255)


def test_nothing_is_made_when_nobody_waits() -> None:
    canvas = Canvas("c")  # type: ignore[arg-type]
    assert part(canvas, Still({}), 1.0, whole(canvas, 0.1), None, lambda: False) is None
