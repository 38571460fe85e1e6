"""The guide that a challenge brings, in the real booth: fetched when the challenge is opened, heard when it is wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from studio.domain.challenge import Challenge
from studio.domain.record import Media
from studio.errors import Offline, StudioError
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.stage import Stage
from tests.rig.sound import SoundCard

from .booth_page import open_page, titles
from .conftest import HOME, Sound, a_challenge

PLAY = "Play its guide while recording"


class Far:
    """Where the bytes of guides are. It answers when it may, and with `trouble` where there is some."""

    def __init__(self, store: Store, file: Path) -> None:
        self._store, self._file = store, file
        self.may = Event()
        self.trouble: StudioError | None = None
        self.asked = 0

    def challenge(self) -> Challenge:
        data = self._file.read_bytes()
        guide = Media(hashlib.sha256(data).hexdigest(), len(data), "audio/wav", 2.0)
        told = a_challenge(lines=("One.", "Two."), guide=guide)
        self._store.library.shelve(HOME, challenges=[told])
        return told

    def keep(self, challenge: Challenge) -> None:
        self.asked += 1
        assert self.may.wait(20)
        if self.trouble:
            raise self.trouble
        self._store.media.add_file(self._file)


@pytest.fixture
def far(store: Store, sound: Sound) -> Far:
    assert sound.voice
    return Far(store, sound.voice)


@pytest.fixture
def page(qtbot, sound_card: SoundCard, store: Store, stage: Stage, sound: Sound, far: Far) -> Iterator[RecordPage]:
    page = open_page(qtbot, store, stage, sound, far.keep)
    yield page
    far.may.set()
    page.close()
    sound.booth.close()


def offered(page: RecordPage) -> list[QAction]:
    """What the menu under More says of the challenge's guide."""
    for menu in page.options.more.findChildren(QMenu):
        menu.setParent(None)
    page.more.open_menu()
    menu = page.options.more.findChild(QMenu)
    menu.hide()
    return [action for action in menu.actions() if action.text().startswith(PLAY)]


def press(page: RecordPage) -> None:
    [action] = offered(page)
    action.trigger()


def test_it_is_fetched_when_the_challenge_is_opened_and_heard_only_after_a_press(
    qtbot, page: RecordPage, store: Store, far: Far
) -> None:
    far.may.set()
    challenge = far.challenge()
    page.answer(challenge)
    assert challenge.guide
    sha256 = challenge.guide.sha256
    qtbot.waitUntil(lambda: store.media.has(sha256) and page._stage.tasks.is_idle, timeout=20_000)
    assert page.more.guide.sha256 == "" and [(one.text(), one.isChecked()) for one in offered(page)] == [(PLAY, False)]
    press(page)
    qtbot.waitUntil(lambda: page.more.guide.sha256 == sha256, timeout=20_000)
    assert page.options.guide.said == "Guide: The challenge's guide" and offered(page)[0].isChecked()
    page.go(1)
    assert page.more.guide.sha256 == sha256, "it is the guide of all its lines"
    page.answer(a_challenge())
    assert page.more.guide.sha256 == "" and offered(page) == [], "another challenge begins without"
    page.answer(challenge)
    press(page)
    qtbot.waitUntil(lambda: page.more.guide.sha256 == sha256, timeout=20_000)
    press(page)
    assert page.more.guide.sha256 == "" and far.asked == 1


def test_without_a_network_that_is_said_when_it_is_wanted_and_not_before(
    qtbot, page: RecordPage, store: Store, far: Far
) -> None:
    far.trouble = trouble = Offline("The platform is not reached yet", "It is fetched when you ask again.")
    far.may.set()
    page.answer(far.challenge())
    qtbot.waitUntil(lambda: far.asked == 1 and page._stage.tasks.is_idle, timeout=20_000)
    assert titles(page) == []
    assert [one.text() for one in offered(page)] == [f"{PLAY} (not here yet)"]
    press(page)
    qtbot.waitUntil(lambda: trouble.title in titles(page), timeout=20_000)
    far.trouble = None
    press(page)
    qtbot.waitUntil(lambda: page.options.guide.said == "Guide: The challenge's guide", timeout=20_000)


def test_a_press_while_it_is_still_coming_is_a_wish_for_this_challenge_alone(
    qtbot, page: RecordPage, store: Store, far: Far
) -> None:
    challenge = far.challenge()
    page.answer(challenge)
    press(page)
    page.answer(a_challenge())
    far.may.set()
    qtbot.waitUntil(lambda: page._stage.tasks.is_idle, timeout=20_000)
    assert page.more.guide.sha256 == "" and far.asked == 1
    page.answer(challenge)
    press(page)
    page.answer(a_challenge())
    qtbot.waitUntil(lambda: page._stage.tasks.is_idle, timeout=20_000)
    assert page.more.guide.sha256 == "", "it was being opened"
