from __future__ import annotations

import itertools
import re

import pytest

from studio.paths import RESOURCES
from studio.ui import tokens


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_words_can_be_read_on_every_ground_they_are_written_on(theme: str) -> None:
    colours = tokens.THEMES[theme]
    grounds = (colours.bg, colours.surface, colours.raised)
    words = (colours.text, colours.muted, colours.accent, colours.ok, colours.warn)
    weak = [(word, ground) for word, ground in itertools.product(words, grounds) if contrast(word, ground) < 4.5]
    assert not weak


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_the_words_of_a_filled_button_and_of_a_badge_can_be_read(theme: str) -> None:
    colours = tokens.THEMES[theme]
    assert contrast(colours.bg, colours.text) >= 4.5
    assert contrast(colours.bg, colours.accent) >= 4.5


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_the_red_of_recording_stands_out_as_a_sign(theme: str) -> None:
    colours = tokens.THEMES[theme]
    assert contrast(colours.rec, colours.bg) >= 3
    assert contrast(colours.rec, colours.surface) >= 3


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_the_edge_of_a_field_and_a_scroll_bar_can_be_seen_on_every_ground(theme: str) -> None:
    colours = tokens.THEMES[theme]
    assert min(contrast(colours.faint, ground) for ground in (colours.bg, colours.surface, colours.raised)) >= 3


def test_colours_and_sizes_are_written_in_the_tokens_alone() -> None:
    sheet = (RESOURCES / "style" / "studio.qss").read_text("utf-8")
    rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", rules)
    assert set(re.findall(r"\b\d+px", rules)) <= {"0px", "1px"}
    painted = [
        path.name
        for path in (RESOURCES.parent / "studio" / "ui").rglob("*.py")
        if path.name != "tokens.py" and re.search(r'"#[0-9A-Fa-f]{6}"', path.read_text("utf-8"))
    ]
    assert not painted
