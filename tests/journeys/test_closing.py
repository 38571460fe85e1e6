"""However the window is closed, nothing is lost: a running take is kept first, and what waits goes out later."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from studio.capture.reading import BoothState
from studio.domain.ids import PlatformId
from studio.paths import DataFolder
from studio.store import Store
from studio.ui import leaving
from tests.rig import end, need, spawn, until
from tests.rig.display import Display
from tests.store.made import a_platform
from tests.ui.pieces import a_queued_parcel

from .conftest import Open

NOWHERE = "http://127.0.0.1:9"


def wait_for_nowhere(store: Store, *titles: str) -> PlatformId:
    """Parcels to a platform that nobody reaches."""
    platform = replace(a_platform(is_home=False), name="Theatre", address=NOWHERE)
    store.platforms.add(platform)
    for title in titles:
        a_queued_parcel(store, title, f"Words of {title}", platform_id=platform.id)
    return platform.id


def test_a_window_that_is_closed_while_it_records_keeps_the_take_and_lets_the_microphone_go(
    open_studio: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 2, on a desktop with a tray: the studio goes on without listening, and comes back as it was left."""
    monkeypatch.setattr(leaving, "has_tray", lambda: True)
    studio = open_studio()
    wait_for_nowhere(studio.store, "Waits")
    studio.page("record")
    studio.until_state(BoothState.READY)
    studio.press_record()
    studio.until(lambda: studio.studio.booth.reading().elapsed_s >= 0.3, "something is recorded")
    assert not studio.window.close() and studio.window.isHidden()
    assert studio.studio.booth.reading().state is BoothState.CLOSED
    assert len(studio.store.takes.list()) == 1
    studio.studio.leaving.come_back()
    studio.until_state(BoothState.READY)
    assert studio.window.isVisible() and studio.window.here == "record"
    assert studio.store.parcels.waiting() == 1


def test_a_real_window_without_a_tray_says_what_waits_and_ends_with_nothing_lost(folder: DataFolder) -> None:
    """Real keys on a real screen: the window manager closes the window, Enter presses the button that is ready."""
    need("xdotool")
    store = Store.open(folder)
    wait_for_nowhere(store, "One", "Two")
    store.close()
    with Display(window_manager=True) as screen:
        env = screen.whole_env()
        voice = Path(__file__).parents[2] / "resources" / "starter" / "media" / "hum.flac"
        command = [sys.executable, "-m", "studio", "--data", str(folder.root), "--voice", str(voice)]
        process = spawn(command, env)
        try:
            until(lambda: _seen(env, "Redbutton Studio"), "the window is there", 30)
            _act(env, "Redbutton Studio", "alt+F4")
            until(lambda: _seen(env, "2 things wait here, safe"), "the words are there", 20)
            assert process.poll() is None
            _act(env, "2 things wait here, safe", "Return")
            assert process.wait(30) == 0
        finally:
            end(process)
    store = Store.open(folder)
    assert store.parcels.waiting() == store.parcels.moving() == 2
    store.close()


def _seen(env: dict[str, str], title: str) -> bool:
    return _xdotool(env, "search", "--onlyvisible", "--name", title) == 0


def _act(env: dict[str, str], title: str, key: str) -> None:
    """A busy window manager may refuse the first time."""
    until(
        lambda: _xdotool(env, "search", "--onlyvisible", "--name", title, "windowactivate") == 0, "it is in front", 20
    )
    until(lambda: _in_front(env) == title, f"“{title}” has the keys", 20)
    assert _xdotool(env, "key", key) == 0


def _in_front(env: dict[str, str]) -> str:
    command = ["xdotool", "getactivewindow", "getwindowname"]
    found = subprocess.run(command, env=env, timeout=20, check=False, capture_output=True, text=True)
    return found.stdout.strip()


def _xdotool(env: dict[str, str], *words: str) -> int:
    return subprocess.run(["xdotool", *words], env=env, timeout=20, check=False, capture_output=True).returncode
