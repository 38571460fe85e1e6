"""The home platform's thread outlives what nobody thought of."""

from __future__ import annotations

import sys
import threading

import pytest

from studio.errors import StudioError
from studio.home import Home
from studio.paths import DataFolder
from studio.store import Store
from studio.wire.links import Links


@pytest.mark.expects_log("the home platform stumbled")
def test_what_nobody_thought_of_is_told_and_the_home_platform_is_tried_again(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    again = threading.Event()

    def on_trouble(error: StudioError) -> None:
        told.append(error.title)
        if len(told) == 2:
            again.set()

    monkeypatch.setattr(sys, "executable", "no program\0")  # ValueError, and no OSError
    store = Store.open(folder)
    home = Home(store, Links(), on_trouble)
    home.start()
    try:
        assert again.wait(20)
        assert set(told) == {"Your home platform did not start"}
    finally:
        home.stop()
        store.close()
