"""More than two hundred damaged pictures: each is opened or refused in words, none crashes or hangs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.picture import KINDS as KNOWN
from studio.picture import inspect, make_thumbnail
from studio.picture.open import MAX_SIDE_PX
from studio.picture.worker import answer

from .made import KINDS, planted

EACH = 70
THROUGH_THE_CHILD = 6


def mutations(data: bytes, seed: int) -> Iterator[bytes]:
    """Flipped bits, cut tails, doubled and missing parts, and lengths that lie."""
    dice = random.Random(seed)
    yield data + b"something behind the end"
    for _ in range(EACH):
        spoilt = bytearray(data)
        for _ in range(dice.choice((1, 1, 2, 8, 40))):
            at = dice.randrange(8, len(spoilt))
            match dice.randrange(5):
                case 0:
                    spoilt[at] ^= 1 << dice.randrange(8)
                case 1:
                    spoilt[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"))
                case 2:
                    del spoilt[at : at + dice.randrange(1, 60)]
                case 3:
                    spoilt[at:at] = spoilt[max(8, at - 40) : at]
                case _:
                    del spoilt[max(at, 9) :]
            if len(spoilt) < 12:
                break
        yield bytes(spoilt)


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_picture_is_opened_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    data = planted(tmp_path / "whole", kind).read_bytes()
    path = tmp_path / "spoilt"
    question = {
        "do": "inspect",
        "path": str(path),
        "kind": kind,
        "pixels": KNOWN[kind].max_pixels,
        "side_px": MAX_SIDE_PX,
        "small": [],
    }
    seen = set()
    for number, spoilt in enumerate(mutations(data, seed=len(kind))):
        path.write_bytes(spoilt)
        told = answer(question)
        assert set(told) >= {"width_px", "height_px"} or told["trouble"] in ("damaged", "too_large")
        seen.add("trouble" in told)
        if number < THROUGH_THE_CHILD:
            _through_the_child(path, tmp_path / "small.png", fine="trouble" not in told)
    assert seen == {True, False}, "some damage is harmless and some is not"


def _through_the_child(path: Path, small: Path, fine: bool) -> None:
    try:
        facts = inspect(path)
        assert fine and facts.width_px > 0
        make_thumbnail(path, small, 32)
    except StudioError as error:
        assert len(error.title) <= 60 and error.advice.endswith(".")
    assert not small.with_name(small.name + ".part").exists()
