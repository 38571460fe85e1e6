"""In large text the panel lies below the wave: what is opened there comes into sight above it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.sound.player import Player
from studio.store import Store
from studio.ui.cutting import CuttingPage
from studio.ui.stage import Stage
from studio.ui.theme import Theme

from .made import a_recording, shown


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, theme: Theme) -> Iterator[CuttingPage]:
    theme.set("paper", 200)
    player = Player(stage.bell.player_changed.emit, stage.bell.trouble.emit)
    page = CuttingPage(store, player, stage)
    qtbot.addWidget(page)
    page.resize(1_120, 690)
    page.show()
    yield page
    player.close()


def part_in_sight(widget: QWidget) -> float:
    seen = widget.visibleRegion().boundingRect()
    return seen.width() * seen.height() / max(1, widget.width() * widget.height())


def test_what_the_panel_opens_is_in_sight(qtbot, page: CuttingPage, store: Store) -> None:
    takes = [a_recording(store, 2.0, seed, line_id="1", number=seed) for seed in (1, 2)]
    shown(qtbot, page, takes[0])
    beside = next(one for one in page.findChildren(QScrollArea) if one.isAncestorOf(page.side))
    for button, opened in ((page.side.compare, page.compared.view), (page.side.split, page.split.make)):
        beside.ensureWidgetVisible(button)
        assert part_in_sight(button) == 1
        button.click()
        qtbot.waitUntil(lambda opened=opened: part_in_sight(opened) > 0.4, timeout=20_000)
        page._leave()


def test_on_a_large_screen_the_verbs_are_in_sight_below_the_wave(qtbot, page: CuttingPage, store: Store) -> None:
    """What room there is belongs to the wave, and no more than that."""
    page.resize(1_840, 946)
    shown(qtbot, page, a_recording(store, 2.0, 1))
    qtbot.waitUntil(lambda: part_in_sight(page.verbs) == 1 == part_in_sight(page.wave), timeout=20_000)
