"""A take that was made along a guide is played with it, in the real page: by its sign, by a key, while it sounds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip

from studio.domain.take import Take
from studio.sound.heard import WithGuide
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.record.playing import guided
from studio.ui.record.take_list import TakeList
from studio.ui.record.take_row import guide_rect, play_rect
from studio.ui.stage import Stage

from .booth_page import titles
from .conftest import Sound
from .pieces import a_sounding_take


def along(page: RecordPage, store: Store, sound: Sound, **fields: object) -> Take:
    guide = {"guide_sha256": store.media.add_file(sound.voice), "guide_frame": 24_000}
    sitting = page.sitting
    return a_sounding_take(
        store, seconds=20, session_id=sitting.session_id, line_id=sitting.line.id, **(guide | fields)
    )


def listed(qtbot, page: RecordPage, count: int) -> TakeList:
    qtbot.waitUntil(lambda: len(page.takes.rows) == count, timeout=20_000)
    found = page.takes._list
    assert found is not None
    qtbot.waitUntil(lambda: found.visualRect(found.model().index(0, 0)).height() > 0)
    return found


def sign(takes: TakeList, row: int) -> QPoint:
    """The place of the headphones in a card; a take without them has its name there."""
    option = QStyleOptionViewItem()
    option.rect = takes.visualRect(takes.model().index(row, 0))
    return guide_rect(QRect(option.rect)).center()


def test_its_sign_plays_it_with_the_guide_and_goes_on_where_it_is(
    qtbot, page: RecordPage, store: Store, stage: Stage, sound: Sound
) -> None:
    take = along(page, store, sound)
    takes = listed(qtbot, page, 1)
    assert [row.has_guide for row in page.takes.rows] == [True]
    assert "made along a guide" in page.takes.rows[0].spoken
    qtbot.mouseClick(
        takes.viewport(), Qt.MouseButton.LeftButton, pos=play_rect(takes.visualRect(takes.model().index(0, 0))).center()
    )
    qtbot.waitUntil(lambda: (sound.player.position() or (0, 0))[0] > 24_000, timeout=20_000)
    assert sound.player._playing._heard == store.takes.heard(take)
    before = sound.player.position()[0]
    at = sign(takes, 0)
    QApplication.sendEvent(takes.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, takes.viewport().mapToGlobal(at)))
    assert "Play takes with their guide (H)" in QToolTip.text()
    qtbot.mouseClick(takes.viewport(), Qt.MouseButton.LeftButton, pos=sign(takes, 0))
    assert stage.choices.now.play_with_guide and titles(page) == ["Takes are played with their guide"]
    assert sound.player._playing._heard == guided(store, take), "it is in place, and not stopped"
    qtbot.waitUntil(lambda: (sound.player.position() or (0, 0))[0] > before, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_H)
    assert not stage.choices.now.play_with_guide and titles(page) == ["Takes are played alone"]
    assert sound.player._playing._heard == store.takes.heard(take)
    qtbot.keyClick(page, Qt.Key.Key_P)
    qtbot.keyClick(page, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: sound.player.position() is None, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_P)
    assert isinstance(sound.player._playing._heard, WithGuide), "it is remembered for the next play"
    page.deeds.hear(take)
    assert sound.player._playing._heard == store.takes.heard(take), "what the check lets hear is judged alone"


def test_a_take_without_a_guide_or_whose_guide_is_gone_has_no_sign(
    qtbot, page: RecordPage, store: Store, stage: Stage, sound: Sound
) -> None:
    along(page, store, sound, guide_sha256="1" * 64)
    along(page, store, sound, guide_sha256="", guide_frame=None)
    takes = listed(qtbot, page, 2)
    assert [row.has_guide for row in page.takes.rows] == [False, False]
    qtbot.mouseClick(takes.viewport(), Qt.MouseButton.LeftButton, pos=sign(takes, 0))
    qtbot.keyClick(page, Qt.Key.Key_H)
    assert not stage.choices.now.play_with_guide and titles(page) == []
    stage.choices.change(play_with_guide=True)
    qtbot.keyClick(page, Qt.Key.Key_P)
    assert sound.player._playing._heard == store.takes.heard(page.takes.chosen())
