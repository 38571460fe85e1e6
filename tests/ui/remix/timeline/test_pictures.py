"""What is painted: into pictures, and on the widget itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from studio.domain.ids import ClipId
from studio.domain.remix import Clip, Fade, Lane, Material, Remix
from studio.remix import timeline
from studio.ui import tokens
from studio.ui.remix.timeline.outline import Outline
from studio.ui.remix.timeline.overlay import draw_chosen
from studio.ui.remix.timeline.painters import Ink, draw_row, marks
from studio.ui.remix.timeline.row import Row
from studio.ui.remix.timeline.scale import Scale
from studio.ui.remix.timeline.shape import lane_px
from studio.ui.remix.timeline.tiles import Budget, Tiles
from studio.ui.theme import Theme, look
from tests.remix.made import Sounds, a_clip, a_lane, a_remix

from .conftest import S, Stand

SOUND = Material("a" * 64, 60 * S, "sound")
TINT = tokens.SOURCE_SOUNDS["booth"][1]
STEADY = Outline(256.0, (np.full(12_000, 0.8, np.float32), np.full(3_000, 0.8, np.float32)))


def painted(lane: Lane, *, near: float = S / 100, left: int = 0, width: int = 400, heard: bool = True) -> QImage:
    image = QImage(width, lane_px(), QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    ink = Ink(Scale(near), {SOUND.sha256: TINT}, {SOUND.sha256: "sound"}, {SOUND.sha256: STEADY}, heard=heard)
    draw_row(painter, Row(lane), ink, left, width, lane_px())
    painter.end()
    return image


def column(image: QImage, x: int) -> list[QColor]:
    return [image.pixelColor(x, y) for y in range(image.height())]


def wave_height(image: QImage, first: int, last: int) -> int:
    """Of the highest bar between two columns: pixels nearly of the clip's colour."""
    tint = QColor(TINT)
    near = [
        abs(one.red() - tint.red()) + abs(one.green() - tint.green()) + abs(one.blue() - tint.blue()) < 90
        for x in range(first, last)
        for one in column(image, x)[20:-20]
    ]
    tall = len(column(image, 0)[20:-20])
    return max(sum(near[at : at + tall]) for at in range(0, len(near), tall))


def test_a_clip_is_drawn_from_its_start_to_its_end_and_not_beyond(qapp) -> None:
    image = painted(a_lane(a_clip(SOUND, S, length=2 * S)))
    ground = look().colour("bg")
    middle = image.height() // 2
    assert image.pixelColor(99, middle) == ground
    assert image.pixelColor(100, middle) != ground
    assert image.pixelColor(299, middle) != ground
    assert image.pixelColor(300, middle) == ground


def test_what_is_cut_out_of_a_lane_is_the_same_picture(qapp) -> None:
    clips = (a_clip(SOUND, S // 3, "a", length=2 * S, fade_in=Fade(S)), a_clip(SOUND, 3 * S, "b", length=S // 2))
    lane = a_lane(*clips)
    whole = painted(lane, width=512)
    for left in (64, 256):
        assert painted(lane, left=left, width=128) == whole.copy(left, 0, 128, whole.height())


def test_a_louder_clip_has_a_higher_wave_and_a_fade_begins_low(qapp) -> None:
    loud = painted(a_lane(a_clip(SOUND, 0, length=4 * S)))
    soft = painted(a_lane(a_clip(SOUND, 0, length=4 * S, gain_db=-12.0)))
    faded = painted(a_lane(a_clip(SOUND, 0, length=4 * S, fade_in=Fade(4 * S))))
    assert wave_height(loud, 100, 300) > 2 * wave_height(soft, 100, 300) > 0
    assert wave_height(faded, 20, 40) < wave_height(loud, 20, 40) / 2


def test_what_is_not_heard_is_paler(qapp) -> None:
    lane = a_lane(a_clip(SOUND, 0, length=4 * S))
    middle = lane_px() // 2
    heard, silent = painted(lane).pixelColor(200, middle), painted(lane, heard=False).pixelColor(200, middle)
    assert silent.lightnessF() < heard.lightnessF()


@pytest.mark.parametrize("near", [S / 20, S / 2, 8 * S])
def test_clips_of_every_width_are_seen(qapp, near: float) -> None:
    clips = [a_clip(SOUND, at * S, str(at), length=S // 2) for at in range(40)]
    image, ground = painted(a_lane(*clips), near=near), look().colour("bg")
    middle = image.height() // 2
    seen = [x for x in range(round(40 * S / near)) if image.pixelColor(x, middle) != ground]
    assert len(seen) >= min(round(20 * S / near * 0.6), 5)


def test_a_clip_says_in_words_what_was_done_to_it() -> None:
    clip = Clip(ClipId("c"), SOUND.sha256, 0, S, gain_db=-3.0, pan=-0.5, reverse=True, loop=S, muted=True, tempo=1.25)
    assert marks(clip, "Hum", "Voice") == "Hum · −3.0 dB · 50 % left · 1.25 × tempo · backwards · loop · muted"
    assert marks(Clip(ClipId("c"), SOUND.sha256, 0, S), "Hum", "Hum") == ""


def test_the_ground_of_a_chosen_clip_has_the_round_corners_of_its_frame(qapp) -> None:
    image = QImage(100, 80, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(look().colour("bg"))
    painter = QPainter(image)
    draw_chosen(painter, [QRect(10, 10, 80, 60)], [])
    painter.end()
    assert [image.pixelColor(x, y) for x in (10, 89) for y in (10, 69)] == [look().colour("bg")] * 4
    assert image.pixelColor(50, 40) != look().colour("bg")


def test_a_wave_comes_when_it_was_measured(qtbot, stand: Stand) -> None:
    sounds = stand.materials
    qtbot.waitUntil(lambda: all(stand.waves(one) is not None for one in sounds[:2]))
    with_wave = stand.canvas.viewport().grab().toImage()
    tint = QColor(tokens.SOURCE_SOUNDS["booth"][0])
    at = stand.at(2, 0)
    tops = [y for y in range(lane_px()) if with_wave.pixelColor(at.x() // 3 * 3 + 2, y).blue() > tint.blue() * 0.8]
    assert len(tops) > 5


def shown(stand: Stand) -> QImage:
    QApplication.processEvents()
    return stand.canvas.viewport().grab().toImage()


def ready(qtbot, stand: Stand) -> None:
    qtbot.waitUntil(lambda: all(stand.waves(one) is not None for one in stand.materials[:2]))
    for _ in range(50):
        QApplication.processEvents()


def test_a_scrolled_view_is_the_same_as_one_drawn_afresh(qtbot, stand: Stand) -> None:
    stand.editor.commit(timeline.move(stand.remix, ClipId("b"), 30 * S))
    ready(qtbot, stand)
    for value in range(0, 2_000, 97):
        stand.canvas.horizontalScrollBar().setValue(value)
        QApplication.processEvents()
    ready(qtbot, stand)
    scrolled = shown(stand)
    stand.canvas.picture.clear()
    stand.canvas.lay_out()
    assert shown(stand) == scrolled


def test_a_zoom_stretches_what_was_there_until_it_is_drawn(qtbot, stand: Stand) -> None:
    ready(qtbot, stand)
    stand.canvas.picture.has_focus = False
    for _ in range(6):
        stand.canvas.zoom(1.1, 0)
        assert stand.canvas.viewport().grab().toImage().pixelColor(stand.at(2, 0)) != look().colour("bg")
    ready(qtbot, stand)
    zoomed = shown(stand)
    stand.canvas.picture.clear()
    stand.canvas.lay_out()
    assert shown(stand) == zoomed


def test_a_drag_shows_the_clip_where_it_would_be_and_not_where_it_was(qtbot, stand: Stand) -> None:
    ready(qtbot, stand)
    stand.press(stand.at(5, 1))
    stand.move(stand.at(6, 1))
    stand.move(stand.at(8, 2))
    image, ground = shown(stand), look().colour("bg")
    assert image.pixelColor(stand.at(5, 1)) == ground
    assert image.pixelColor(stand.at(8, 2) + QPoint(30, 5)) != ground
    stand.release(stand.at(8, 2))
    assert shown(stand).pixelColor(stand.at(8, 2) + QPoint(30, 5)) != ground


def test_the_playhead_moves_without_a_trace(qtbot, stand: Stand) -> None:
    ready(qtbot, stand)
    before = shown(stand)
    for frame in range(0, 5 * S, S // 3):
        stand.view.show_playhead(frame)
        QApplication.processEvents()
    assert shown(stand) != before
    stand.view.show_playhead(None)
    assert shown(stand) == before


@pytest.mark.parametrize("name", ["booth", "paper"])
@pytest.mark.parametrize("percent", [100, 200])
def test_the_look_follows_the_theme_and_the_size_of_text(
    qtbot, stand: Stand, theme: Theme, name: str, percent: int
) -> None:
    ready(qtbot, stand)
    theme.set(name, percent)
    ready(qtbot, stand)
    image = shown(stand)
    assert image.pixelColor(image.width() - 2, 2) == look().colour("bg")
    assert stand.canvas.sight.lane == 96 * percent // 100
    tints = tokens.SOURCE_SOUNDS[name]
    edge = image.pixelColor(stand.at(2, 0).x(), look().px(tokens.LANE_INSET))
    assert edge == QColor(tints[0])


@pytest.mark.parametrize("theme_name", tokens.THEMES)
def test_the_colours_of_sounds_can_be_read_and_none_is_red(theme_name: str) -> None:
    from tests.ui.test_tokens import contrast

    colours = tokens.THEMES[theme_name]
    for tint in (*tokens.SOURCE_SOUNDS[theme_name], tokens.OWN_SOUND[theme_name]):
        assert contrast(tint, colours.bg) >= 4.5
        hue = QColor(tint)
        assert hue.hslHue() == -1 or 15 < hue.hslHue() < 345 or hue.hslSaturationF() < 0.2


def test_nothing_is_measured_or_drawn_anew_while_painting(qtbot, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(qtbot, stand)
    stand.choose("b")
    calls: list[str] = []
    from studio.ui.remix.timeline import tiles

    drawn = draw_row
    monkeypatch.setattr(tiles, "draw_row", lambda *args: (calls.append("drawn"), drawn(*args)))
    for _ in range(3):
        stand.canvas.viewport().repaint()
    assert calls == []
    stand.canvas.picture.clear()
    stand.canvas.lay_out()
    assert calls


def test_ten_thousand_clips_cost_no_more_memory_than_what_is_seen(
    make: Callable[[Remix], Stand], materials: tuple[Material, ...]
) -> None:
    lanes = [
        a_lane(*(a_clip(materials[0], at * S, f"{n}-{at}", length=S) for at in range(200)), id=str(n))
        for n in range(50)
    ]
    stand = make(a_remix(materials, *lanes))
    for value in range(0, 20_000, 400):
        stand.canvas.horizontalScrollBar().setValue(value)
        stand.canvas.verticalScrollBar().setValue(value % 3_000)
        QApplication.processEvents()
    assert stand.canvas.picture._tiles._bytes <= 80 << 20
    stand.canvas.picture._tiles.clear()
    assert stand.canvas.picture._tiles._bytes == 0


def test_a_sound_that_is_not_here_says_so_until_it_comes(
    qtbot, make: Callable[[Remix], Stand], materials: tuple[Material, ...], sounds: Sounds
) -> None:
    path = sounds.find(materials[0])
    away = path.rename(path.with_suffix(".away"))
    stand = make(a_remix(materials, a_lane(a_clip(materials[0]), id="hum", name="Hum")))
    sha256 = materials[0].sha256
    qtbot.waitUntil(lambda: stand.waves.is_missing(sha256))
    row = stand.scene.row(0)
    assert row is not None
    assert stand.scene.ink(row).missing == [sha256]
    away.rename(path)
    stand.waves.look_again()
    qtbot.waitUntil(lambda: stand.waves(materials[0]) is not None)
    assert stand.scene.ink(row).missing == []


def test_on_a_large_fine_screen_nothing_is_drawn_twice(qapp) -> None:
    """The limit grows with what is seen, else every step would throw away what it needs."""
    tiles, row = Tiles(), Row(a_lane(a_clip(SOUND)))
    tiles.show_at(Scale(S / 100), 384, 2.0)
    ink = Ink(Scale(S / 100))
    assert tiles.make(row, True, lambda: ink, (0, 256 * 80), Budget(None))
    tiles.keep_only({row}, 256 * 40 * 384 * 4 * 4)
    assert tiles.make(row, True, lambda: pytest.fail("drawn again"), (0, 256 * 80), Budget(None))


def test_without_any_time_the_picture_is_still_whole_in_the_end(stand: Stand) -> None:
    stand.canvas.picture.clear()
    sight = stand.canvas.sight
    turns = 1
    while not stand.canvas.picture.make_ready(sight, 0.0):
        turns += 1
        assert turns < 100
    assert turns >= 3
