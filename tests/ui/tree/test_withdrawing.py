"""Taking a record of one's own back, from its own page."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.record import Person, Record, RecordState
from studio.domain.request import Errand
from studio.store import Store
from studio.ui.pieces.withdrawal import LEAVE, WITHDRAW
from studio.ui.stage import Stage
from studio.ui.tree.offer import PieceWays
from studio.ui.tree.page import PiecePage
from studio.ui.tree.withdrawing import UNDER_WAY
from studio.ui.widgets.button import Button
from tests.credit.families import record

from ..conftest import HOME, Sound


def test_a_record_of_ones_own_is_taken_back_after_a_question(qtbot, store: Store, stage: Stage, sound: Sound) -> None:
    sent: list[Errand] = []

    def keep(record: Record) -> None:
        raise AssertionError("nobody asked for it")

    def send(errand: Errand) -> None:
        sent.append(errand)
        store.errands.add(errand)

    me = next(platform.person_id for platform in store.platforms.list() if platform.id == HOME)
    theirs = replace(record(1), platform_id=HOME)
    mine = replace(record(2), platform_id=HOME, author=Person(me, "me"))
    store.library.shelve(HOME, records=[theirs, mine])
    page = PiecePage(store, stage, sound.player, PieceWays(keep, send=send))
    qtbot.addWidget(page)
    page.show()
    button = page.withdrawing.button
    page.show_record(theirs.id)
    assert button.isHidden()
    page.show_record(mine.id)
    for verb, count in ((LEAVE, 0), (WITHDRAW, 1)):
        button.click()
        assert page.withdrawing.question is not None
        buttons = page.withdrawing.question.findChildren(Button)
        next(one for one in buttons if one.said == verb).click()
        assert len(sent) == count
    assert sent[0].record_id == mine.id and (button.said, button.isEnabled()) == (UNDER_WAY, False)
    store.library.shelve(HOME, records=[replace(mine, state=RecordState.WITHDRAWN, media=None)])
    qtbot.waitUntil(button.isHidden)
    page.hide()
