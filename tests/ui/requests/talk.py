"""Records, people and a talk panel on its page, for the tests of requests."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from studio.domain.record import Kind, Media, Person, Record
from studio.domain.request import Errand, Request
from studio.store import Store
from studio.ui.requests.ask import AskSheet
from studio.ui.requests.panel import RequestsPanel
from studio.ui.requests.saying import Saying
from studio.ui.stage import Stage
from studio.ui.theme import look
from tests.store.made import HOME, a_record

TEXT = "Rain, tin, you, home. 😀 Then the sea came in."


def me(store: Store) -> Person:
    platform = store.platforms.get(HOME)
    return Person(platform.person_id, platform.handle)


def sound(author: Person, title: str, **changes: object) -> Record:
    return a_record(title=title, author=author, kind=Kind.AUDIO, media=Media("b" * 64, 4, "audio/wav", 64.0), **changes)


def shown(qtbot: Any, store: Store, stage: Stage, record: Record, *requests: Request) -> RequestsPanel:
    store.library.shelve(HOME, records=[record], requests=requests)
    panel = RequestsPanel(store, stage, store.errands.add, record)
    page = QScrollArea()  # as the page of a record has it at its side
    qtbot.pages = [*getattr(qtbot, "pages", []), page]  # or it would be gone at once
    page.setWidgetResizable(True)
    page.setWidget(panel)
    page.setAccessibleName("Talk")
    qtbot.addWidget(page)
    page.resize(look().px(320), 700)
    page.show()
    return panel


def press(qtbot: Any, panel: RequestsPanel, deed: str, at: int = 0) -> None:
    qtbot.mouseClick(panel.cards[at].buttons[deed], Qt.MouseButton.LeftButton)


def waiting(store: Store, record: Record) -> list[Errand]:
    return store.errands.of_record(HOME, record.id)


def said(errand: Errand) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(errand.body)
    return body


def answer(qtbot: Any, panel: RequestsPanel, words: str) -> None:
    """Types into the little window that asks why, and says it."""
    (saying,) = panel.findChildren(Saying)
    assert not saying.verb.isEnabled()
    saying.words.setPlainText(words)
    qtbot.mouseClick(saying.verb, Qt.MouseButton.LeftButton)


def ask_sheet(qtbot: Any, panel: RequestsPanel) -> AskSheet:
    qtbot.mouseClick(panel.ask, Qt.MouseButton.LeftButton)
    return next(sheet for sheet in panel.findChildren(AskSheet) if sheet.isVisible())
