"""The editor's page over a real store and a real player."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from studio.sound.player import Player
from studio.store import Store
from studio.ui.cutting import CuttingPage
from studio.ui.stage import Stage


@pytest.fixture
def page(qtbot, store: Store, stage: Stage) -> Iterator[CuttingPage]:
    player = Player(stage.bell.player_changed.emit, stage.bell.trouble.emit)
    page = CuttingPage(store, player, stage)
    qtbot.addWidget(page)
    page.resize(1_000, 700)
    page.show()
    yield page
    player.close()
