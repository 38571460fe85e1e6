"""House rules for every test, and the doors to the rig.

No test touches the person's own home; an unexpected WARNING in the log fails; a thread that is still there afterwards fails.
Qt is not imported here, so that the tests of the core run without it.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from studio.paths import DataFolder
from tests.rig.display import Display
from tests.rig.keyring import Keyring
from tests.rig.sound import SoundCard

# Before Qt is imported; real windows run in child processes with `display.whole_env()`.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
hypothesis.settings.register_profile("house", deadline=None)  # no timed assertions: the machine may be busy
hypothesis.settings.load_profile("house")

GRACE_S = 3.0


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "expects_log(*texts): warnings and errors in the log that contain these texts are expected"
    )


@pytest.fixture(scope="session", autouse=True)
def private_home() -> Iterator[Path]:
    """HOME and the XDG folders of the whole run, child processes included; and no way to the services of the desktop that it
    runs on: its keyring is left alone, and it may fall asleep."""
    with (
        tempfile.TemporaryDirectory(prefix="rig-home-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        home = Path(folder)
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, folder)
        for name in ("DATA", "CONFIG", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        yield home


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An empty data folder of a studio."""
    return DataFolder.open(tmp_path / "data")


@pytest.fixture(scope="session")
def card_of_the_run(private_home: Path) -> Iterator[SoundCard]:
    """The virtual sound card, met by this process and its children; started by the first test that asks."""
    with SoundCard() as card, pytest.MonkeyPatch.context() as patch:
        for name, value in card.env.items():
            patch.setenv(name, value)
        if "sounddevice" in sys.modules:  # PortAudio has looked for devices already: let it look again
            sys.modules["sounddevice"]._terminate()
            sys.modules["sounddevice"]._initialize()
        card.rest()
        yield card


@pytest.fixture(scope="module")
def sound_card(card_of_the_run: SoundCard) -> Iterator[SoundCard]:
    """The virtual sound card, awake while a file uses it: awake it takes 6 % of a processor."""
    card_of_the_run.wake()
    yield card_of_the_run
    card_of_the_run.rest()


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    """The virtual screen, for child processes: `subprocess.run(…, env=display.whole_env())`."""
    with Display() as screen:
        yield screen


@pytest.fixture(scope="session")
def keyring_rig() -> Iterator[Keyring]:
    """The real Secret Service, for child processes: `subprocess.run(…, env=keyring_rig.whole_env())`."""
    with Keyring() as keys:
        yield keys


@pytest.fixture(autouse=True)
def no_leftover_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + GRACE_S
    while left := _left_since(before):
        if time.monotonic() > deadline:
            pytest.fail(f"threads are left over: {', '.join(left)}", pytrace=False)
        time.sleep(0.01)


def _left_since(before: set[threading.Thread]) -> list[str]:
    """Names of new threads; those that Python only met in passing (a C callback, a Qt pool) have no end it could see."""
    return [t.name for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    marker = request.node.get_closest_marker("expects_log")
    expected: tuple[str, ...] = marker.args if marker else ()
    records = [*caplog.get_records("setup"), *caplog.get_records("call"), *caplog.get_records("teardown")]
    told = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    surprises = [text for text in told if not any(part in text for part in expected)]
    missing = [part for part in expected if not any(part in text for text in told)]
    if surprises or missing:
        pytest.fail(f"unexpected in the log: {surprises}; expected but not there: {missing}", pytrace=False)
