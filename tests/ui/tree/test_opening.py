"""What is opened comes by itself where it is small and the line is free: it is heard, seen or read at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from studio.domain.record import Media
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.tree.offer import SEEN_BYTES, PieceWays
from studio.ui.tree.page import PiecePage
from tests.credit.families import id_of, record

from ..conftest import Sound
from .test_page import SLOW_MS, Asked, in_words, shown


@pytest.fixture
def asked(store: Store) -> Asked:
    return Asked(store)


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound, asked: Asked) -> Iterator[PiecePage]:
    ways = PieceWays(asked.keep, asked.remixed.append, keep_seen=asked.keep, metered=lambda: asked.metered)
    page = PiecePage(store, stage, sound.player, ways)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


def test_a_sound_comes_with_its_wave(qtbot, page: PiecePage, store: Store, sound: Sound, asked: Asked) -> None:
    asked.content = sound.voice.read_bytes()
    media = Media(hashlib.sha256(asked.content).hexdigest(), len(asked.content), "audio/wav", 30.0)
    shown(qtbot, page, store, [replace(record(1), media=media)], id_of(1))
    qtbot.waitUntil(page.player.preview.wave.isVisible, timeout=SLOW_MS)
    assert (page.offer.keep.said, page.player.play.isVisible(), asked.kept) == ("Kept offline", True, 1)
    page.show_record(id_of(1))
    assert asked.kept == 1


def test_what_is_large_or_costs_money_or_cannot_be_reached_does_not(
    qtbot, page: PiecePage, store: Store, stage: Stage, asked: Asked
) -> None:
    large = replace(in_words(record(2)), media=Media("b" * 64, SEEN_BYTES + 1, "text/plain"))
    shown(qtbot, page, store, [in_words(record(1)), large], id_of(2))
    asked.metered = True
    page.show_record(id_of(1))
    assert (page.offer.keep.said, asked.kept) == ("Keep offline", 0)
    asked.metered, asked.offline = False, True
    with qtbot.assertNotEmitted(stage.bell.trouble):
        page.show_record(id_of(1))
        assert page.offer.keep.said == "Fetching it …"
        qtbot.waitUntil(lambda: page.offer.keep.said == "Keep offline")
    assert page.player.preview.words.said.startswith("Not on this computer yet")


def test_a_button_that_is_pressed_meanwhile_does_what_it_says_afterwards(
    qtbot, page: PiecePage, store: Store, asked: Asked
) -> None:
    asked.may_come.clear()
    shown(qtbot, page, store, [in_words(record(1))], id_of(1))
    qtbot.mouseClick(page.offer.remix, Qt.MouseButton.LeftButton)
    assert (page.offer.keep.said, page.offer.remix.isEnabled()) == ("Keeping it …", False)
    asked.may_come.set()
    qtbot.waitUntil(lambda: [one.id for one in asked.remixed] == [id_of(1)])
    assert asked.kept == 1 and page.offer.keep.said == "Kept offline"
