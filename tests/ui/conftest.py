"""A real store, booth and player under real widgets; the microphone is a sound file played into the booth."""

from __future__ import annotations

import sys
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication

from studio.capture.booth import Booth
from studio.capture.devices import Devices
from studio.domain.challenge import Challenge, Effort
from studio.domain.ids import ChallengeId, PersonId, PlatformId, new_id
from studio.domain.platform import Platform
from studio.domain.record import Kind
from studio.domain.script import Line
from studio.paths import DataFolder
from studio.sound.player import Player
from studio.store import Store
from studio.ui import imports, overrides  # noqa: F401
from studio.ui.bell import Bell
from studio.ui.notices import Notices
from studio.ui.record import RecordPage
from studio.ui.record.brief_guide import KeepGuide
from studio.ui.record.rooms import Rooms
from studio.ui.stage import Choices, Stage
from studio.ui.sweep import Sweep
from studio.ui.tasks import Tasks
from studio.ui.theme import STYLE, Theme
from tests.rig.sound import SoundCard

from .planted import Watch

imports.without_switch()

ON_LINUX = sys.platform.startswith("linux")
HOME = PlatformId("018f0000-0000-7000-8000-000000000001")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["studio", *STYLE]


@pytest.fixture(scope="session")
def one_theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture(scope="session", autouse=True)
def sweep(qapp: QApplication) -> Iterator[Sweep]:
    """As in the program: no worker takes the widgets of an earlier test apart."""
    sweep = Sweep()
    yield sweep
    sweep.stop()


@pytest.fixture(autouse=True)
def theme(one_theme: Theme) -> Theme:
    """Every test begins in the dark theme at 100 %."""
    one_theme.set("booth", 100)
    return one_theme


@pytest.fixture
def bell(qapp: QApplication) -> Bell:
    return Bell()


@pytest.fixture
def store(folder: DataFolder, bell: Bell) -> Iterator[Store]:
    store = Store.open(folder, bell.topic)
    store.platforms.add(Platform(HOME, "Home platform", "", True, PersonId(new_id()), "you"))
    yield store
    store.close()


@pytest.fixture
def stage(bell: Bell, folder: DataFolder) -> Iterator[Stage]:
    tasks, notices = Tasks(), Notices()
    bell.trouble.connect(notices.trouble)
    yield Stage(bell, tasks, notices, Choices(folder.settings, tasks))
    tasks.stop()


@dataclass(frozen=True)
class Sound:
    booth: Booth
    player: Player
    devices: Devices
    voice: Path

    def rooms(self, store: Store, keep_guide: KeepGuide = lambda challenge: None) -> Rooms:
        return Rooms(store, self.booth, self.devices, self.player, keep_guide, self.voice)


@pytest.fixture(scope="session")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of a steady tone, loud enough for a good level; no test changes it."""
    path = tmp_path_factory.mktemp("tone") / "voice.wav"
    heard = np.sin(np.arange(30 * 48_000) * (2 * np.pi * 440 / 48_000)) * 12_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(heard.astype("<i2").tobytes())
    return path


@pytest.fixture
def sound(store: Store, bell: Bell, tone: Path) -> Iterator[Sound]:
    booth = Booth(store, on_change=bell.booth_changed.emit, on_trouble=bell.trouble.emit, reserve_bytes=0)
    player = Player(bell.player_changed.emit, bell.trouble.emit)
    yield Sound(booth, player, Devices(bell.devices_changed.emit), tone)
    booth.close()
    player.close()


@pytest.fixture
def page(qtbot, sound_card: SoundCard, store: Store, stage: Stage, sound: Sound) -> Iterator[RecordPage]:
    """The booth beside a loudspeaker, open and ready; where a test needs it otherwise, its file has one of its own."""
    from .booth_page import open_page

    page = open_page(qtbot, store, stage, sound)
    yield page
    page.close()
    sound.booth.close()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced, in the place of a screen reader, which a test machine has not."""
    said: list[str] = []
    tell = QAccessible.updateAccessibility

    def listen(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())
        tell(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return said


@pytest.fixture
def bait(tmp_path: Path) -> Path:
    path = tmp_path / "bait.png"
    Image.new("RGB", (8, 8)).save(path)
    return path


@pytest.fixture
def unopened(bait: Path) -> Iterator[None]:
    """Fails the test when the bait was opened while it ran."""
    watch = Watch(bait) if ON_LINUX else None
    yield
    if watch:
        opened = watch.was_opened()
        watch.close()
        assert not opened


def a_challenge(kind: Kind = Kind.AUDIO, lines: tuple[str, ...] = (), **fields: object) -> Challenge:
    made = tuple(Line(str(at), text) for at, text in enumerate(lines))
    basics: dict[str, object] = {
        "id": ChallengeId(new_id()),
        "platform_id": HOME,
        "kind": kind,
        "title": "Whisper this line",
        "by": "the studio",
        "summary": "Say it like a secret.",
        "brief": "Read it once, then whisper it.",
        "minutes": 2,
        "effort": Effort.FIRST_STEP,
        "lines": made,
        "goes_to": "It stays here.",
    }
    return Challenge(**(basics | fields))  # type: ignore[arg-type]
