from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from studio.ui.theme import Theme, look
from studio.ui.widgets import painters
from studio.ui.widgets.strip import COLUMNS_PER_BAR, HEAD, Ribbon, draw_ribbon, ribbon

WIDTH, HEIGHT = 300, 80


def picture() -> tuple[QImage, QPainter]:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(look().colour("bg"))
    return image, QPainter(image)


def count(image: QImage, colour: QColor) -> int:
    wanted = colour.rgb() & 0xFFFFFF
    return sum((image.pixel(x, y) & 0xFFFFFF) == wanted for x in range(image.width()) for y in range(image.height()))


def reach(image: QImage, colour: QColor) -> tuple[int, int]:
    """The leftmost and rightmost column that holds `colour`."""
    wanted = colour.rgb() & 0xFFFFFF
    columns = [
        x for x in range(image.width()) if any((image.pixel(x, y) & 0xFFFFFF) == wanted for y in range(image.height()))
    ]
    return columns[0], columns[-1]


def test_a_loud_bar_is_taller_than_a_quiet_one(qapp) -> None:
    image, painter = picture()
    painters.draw_bars(painter, QRect(0, 0, WIDTH, HEIGHT), [(-0.9, 0.9)], look().colour("text"))
    painter.end()
    loud = count(image, look().colour("text"))
    image, painter = picture()
    painters.draw_bars(painter, QRect(0, 0, WIDTH, HEIGHT), [(-0.1, 0.1)], look().colour("text"))
    painter.end()
    assert loud > 5 * count(image, look().colour("text")) > 0


def test_silence_is_drawn_as_a_dot_and_not_as_nothing(qapp) -> None:
    image, painter = picture()
    painters.draw_bars(painter, QRect(0, 0, WIDTH, HEIGHT), [(0.0, 0.0)] * 5, look().colour("text"))
    painter.end()
    assert count(image, look().colour("text")) > 0


@pytest.mark.parametrize("name", ["booth", "paper"])
def test_only_what_is_recorded_is_red(name: str, theme: Theme) -> None:
    theme.set(name)
    bars = tuple((-0.5, 0.5) for _ in range(40))
    image, painter = picture()
    draw_ribbon(painter, QRect(0, 0, WIDTH, HEIGHT), Ribbon(bars, first=100))
    painter.end()
    assert count(image, look().colour("rec")) == 0
    assert count(image, look().colour("faint")) > 0
    image, painter = picture()
    draw_ribbon(painter, QRect(0, 0, WIDTH, HEIGHT), Ribbon(bars, first=100, red_from=120))
    painter.end()
    head = int(WIDTH * HEAD)
    assert reach(image, look().colour("rec"))[0] >= head - 21 * painters.bar_pitch()
    assert reach(image, look().colour("faint"))[1] < head - 19 * painters.bar_pitch()


def test_lost_sound_is_marked_in_the_live_waveform(qapp) -> None:
    bars = tuple((0.0, 0.0) for _ in range(40))
    image, painter = picture()
    draw_ribbon(painter, QRect(0, 0, WIDTH, HEIGHT), Ribbon(bars, first=0, lost=((10, 20),)))
    painter.end()
    plain, painter = picture()
    draw_ribbon(painter, QRect(0, 0, WIDTH, HEIGHT), Ribbon(bars, first=0))
    painter.end()
    assert image != plain


@given(level=st.floats(-200, 6) | st.just(float("-inf")), peak=st.floats(-200, 6) | st.just(float("-inf")))
def test_the_meter_takes_any_level(qapp, level: float, peak: float) -> None:
    image, painter = picture()
    painters.draw_meter(painter, QRect(0, 0, WIDTH, 8), level, peak)
    painter.end()
    assert 0 <= painters.meter_place(level) <= 1
    assert image.pixelColor(WIDTH // 2, HEIGHT - 1) == look().colour("bg")


def test_the_meter_is_green_when_calm_and_amber_when_hot(qapp) -> None:
    image, painter = picture()
    painters.draw_meter(painter, QRect(0, 0, WIDTH, 8), 0.0, float("-inf"))
    painter.end()
    assert image.pixelColor(30, 4) == look().colour("ok")
    assert image.pixelColor(WIDTH - 10, 4) == look().colour("warn")


def test_the_glow_of_recording_is_red(qapp) -> None:
    image, painter = picture()
    painters.draw_record_halo(painter, QRect(0, 0, HEIGHT, HEIGHT))
    painter.end()
    assert image.pixelColor(HEIGHT // 2, 2) == look().colour("rec")
    assert image.pixelColor(1, 1) == look().colour("bg")


@pytest.mark.parametrize("recording", [True, False])
def test_the_red_button_is_red_only_while_it_can_record(recording: bool, qapp) -> None:
    image, painter = picture()
    painters.draw_record_button(painter, QRect(0, 0, HEIGHT, HEIGHT), recording=recording, enabled=True)
    painter.end()
    assert image.pixelColor(HEIGHT // 2, HEIGHT // 2) == look().colour("rec")
    image, painter = picture()
    painters.draw_record_button(painter, QRect(0, 0, HEIGHT, HEIGHT), recording=False, enabled=False)
    painter.end()
    assert count(image, look().colour("rec")) == 0


def test_the_count_in_stands_in_the_button(qapp) -> None:
    image, painter = picture()
    painters.draw_record_button(painter, QRect(0, 0, HEIGHT, HEIGHT), recording=False, enabled=True, count=3)
    painter.end()
    assert count(image, look().colour("rec")) == 0
    assert count(image, look().colour("text")) > 50


@given(
    start=st.integers(0, 5_000),
    columns=st.integers(0, 2_000),
    most=st.integers(1, 400),
    take=st.integers(-1, 7_000),
)
def test_bars_never_move_against_the_sound(start: int, columns: int, most: int, take: int) -> None:
    """Bar n always stands for columns 4n to 4n + 3, whatever part of the sound is in the reading."""
    whole = np.random.default_rng(1).uniform(-1, 1, (7_100, 2)).astype(np.float32)
    whole.sort(axis=1)
    shown = ribbon(whole[start : start + columns], start, take, (), most)
    assert len(shown.bars) <= most
    for at, (low, high) in enumerate(shown.bars):
        first = (shown.first + at) * COLUMNS_PER_BAR
        part = whole[first : first + COLUMNS_PER_BAR]
        assert (low, high) == (part[:, 0].min(), part[:, 1].max())
    assert shown.red_from is None or shown.red_from >= shown.first
