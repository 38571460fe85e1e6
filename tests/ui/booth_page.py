"""The booth's page, open and ready, as several tests need it."""

from __future__ import annotations

from studio.capture.reading import BoothState
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.record.brief_guide import KeepGuide
from studio.ui.stage import Stage

from .conftest import Sound


def open_page(
    qtbot, store: Store, stage: Stage, sound: Sound, keep_guide: KeepGuide = lambda challenge: None
) -> RecordPage:
    page = RecordPage(sound.rooms(store, keep_guide), stage)
    page.resize(1200, 740)
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.READY, timeout=20_000)
    return page


def titles(page: RecordPage) -> list[str]:
    return [notice.title for notice in page._stage.notices.now]
