"""The typeface, the icons, the tick and the product's own picture are there, free, and can be drawn."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
import soundfile
from PIL import Image

from studio.paths import RESOURCES

ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
FONTS = sorted((RESOURCES / "fonts").glob("*.ttf"))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("fonts/LICENSE.txt", "SIL OPEN FONT LICENSE"),
        ("icons/LICENSE", "ISC License"),
        ("README.md", "CC0"),
    ],
)
def test_a_licence_travels_with_what_it_covers(file: str, words: str) -> None:
    assert words in (RESOURCES / file).read_text("utf-8")


@pytest.mark.parametrize("path", ICONS, ids=lambda p: p.stem)
def test_an_icon_can_be_tinted_and_refers_to_nothing_outside(path: Path) -> None:
    text = path.read_text("utf-8")
    root = ET.fromstring(text)
    assert root.get("stroke") == "currentColor" and root.get("viewBox") == "0 0 24 24"
    assert "href" not in text and "<script" not in text and "<image" not in text


def test_the_icons_of_every_place_and_key_are_there() -> None:
    names = {path.stem for path in ICONS}
    rail = {"mic", "flag", "layout-grid", "sliders-horizontal", "layers", "share", "user", "settings", "search"}
    takes = {"play", "pause", "square", "star", "trash-2", "undo-2", "headphones", "volume-2"}
    kinds = {"image", "text-align-start", "music", "video"}
    assert rail | takes | kinds <= names


def test_figures_are_equally_wide_in_all_four_weights(qapp: object) -> None:
    from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

    for path in FONTS:
        loaded = QFontDatabase.addApplicationFont(str(path))
        assert "Inter" in QFontDatabase.applicationFontFamilies(loaded)
    assert {"Regular", "Medium", "SemiBold", "Bold"} <= set(QFontDatabase.styles("Inter"))
    widths = []
    for weight in (400, 500, 600, 700):
        font = QFont("Inter")
        font.setPixelSize(38)
        font.setWeight(QFont.Weight(weight))
        font.setFeature(QFont.Tag("tnum"), 1)
        figures = {QFontMetricsF(font).horizontalAdvance(figure * 5) for figure in "0123456789"}
        assert len(figures) == 1
        widths.append(QFontMetricsF(font).horizontalAdvance("Leave the window open"))
    assert all(lighter < bolder for lighter, bolder in pairwise(widths)), "each weight has its own face"


def test_the_typeface_speaks_latin_greek_and_cyrillic(qapp: object) -> None:
    from PySide6.QtGui import QRawFont

    for path in FONTS:
        face = QRawFont(str(path), 14)
        assert all(face.supportsCharacter(ord(letter)) for letter in "AzßéŁőşžảΑωήЖяїђ0–—…“”’€·×−")


def test_the_product_has_a_picture_of_itself() -> None:
    for size in (256, 512):
        with Image.open(RESOURCES / "app" / f"studio-{size}.png") as image:
            assert image.size == (size, size)
            rgba = image.convert("RGBA")
            red, green, blue, alpha = rgba.crop((size // 2, size // 2, size // 2 + 1, size // 2 + 1)).tobytes()
            assert red > 220 and green < 110 and blue < 110 and alpha == 255
            assert rgba.getchannel("A").getpixel((0, 0)) == 0


def test_the_tick_is_short_and_soft() -> None:
    samples, rate = soundfile.read(RESOURCES / "sounds" / "tick.wav")
    assert len(samples) / rate <= 0.1
    assert 0.05 < abs(samples).max() < 0.4
