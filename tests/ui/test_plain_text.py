"""Nobody's text is interpreted: it is shown letter by letter, and no file that it names is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from studio.capture.reading import BoothState, Reading
from studio.domain.ids import PersonId, PlatformId, SessionId, TakeId, new_id
from studio.domain.moments import now
from studio.domain.platform import Platform
from studio.domain.record import Kind
from studio.domain.script import Line
from studio.domain.take import Take
from studio.store import Store
from studio.ui.challenges import ChallengesPage
from studio.ui.notice_stack import NoticeStack
from studio.ui.platform_chip import PlatformChip
from studio.ui.record import RecordPage
from studio.ui.stage import Stage
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label, tip

from .by_ear import described
from .conftest import HOME, ON_LINUX, Sound, a_challenge
from .planted import Watch, texts


def shown(widget: QWidget) -> None:
    widget.show()
    widget.grab()
    for child in [widget, *widget.findChildren(QWidget)]:
        hint = child.toolTip()
        assert hint == "" or not ("<" in hint and not hint.startswith("<span>"))
    for label in widget.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()[:40]
    QApplication.processEvents()


def test_the_watch_sees_a_file_that_is_opened(bait: Path) -> None:
    if not ON_LINUX:
        pytest.skip("the watch is Linux's own")
    watch = Watch(bait)
    assert not watch.was_opened()
    bait.read_bytes()
    assert watch.was_opened()
    watch.close()


def test_a_label_shows_every_letter(qtbot, bait: Path, unopened: None) -> None:
    """INP-4."""
    for text in texts(bait):
        for wrap in (False, True):
            label = Label(text, wrap=wrap)
            qtbot.addWidget(label)
            label.show()
            label.grab()
            assert label.said == text
            assert label.accessibleName() == text
            assert label.text().replace("\u200b", "") == text
            assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_label_that_is_too_narrow_still_says_everything(qtbot, bait: Path, unopened: None) -> None:
    for text in texts(bait):
        label = Label(text, elide=True)
        qtbot.addWidget(label)
        label.resize(60, 20)
        label.show()
        label.grab()
        assert label.accessibleName() == text
        assert described(label) in ("", text)
        page = QTextDocument()
        page.setHtml(label.toolTip())
        assert page.toPlainText().split() == text.split() or label.toolTip() == ""


def test_a_button_shows_every_letter(qtbot, bait: Path, unopened: None) -> None:
    for text in texts(bait):
        button = Button(text)
        qtbot.addWidget(button)
        assert button.text().replace("&&", "&") == text
        assert button.shortcut().isEmpty()
        assert button.accessibleName() == text
        button.fit(20)
        assert described(button) in ("", text)
        assert button.toolTip() == tip(text) if button.text() else not text
        assert described(Button("", icon="play", name=text)) in ("", text)


def test_a_tooltip_is_no_markup(bait: Path) -> None:
    page = QTextDocument()
    for text in texts(bait):
        page.setHtml(tip(text))
        assert page.toPlainText().split() == text.split()


def test_the_booth_shows_planted_text_as_text(
    qtbot, store: Store, stage: Stage, sound: Sound, bait: Path, unopened: None
) -> None:
    page = RecordPage(sound.rooms(store), stage)
    qtbot.addWidget(page)
    page.resize(1_200, 740)
    for text in texts(bait):
        lines = tuple(Line(str(at), text, character=text, note=text) for at in range(3))
        page.answer(replace(a_challenge(title=text), lines=lines))
        page.go(1)
        page.controls.show_reading(Reading(BoothState.READY, device=text, format=text), 48_000)
        assert page.prompt.line.said == text
        assert page.prompt.before.said == page.prompt.after.said == text
        shown(page)


def test_takes_show_planted_text_as_text(
    qtbot, store: Store, stage: Stage, sound: Sound, bait: Path, unopened: None
) -> None:
    page = RecordPage(sound.rooms(store), stage)
    qtbot.addWidget(page)
    for at, text in enumerate(texts(bait), 1):
        id = TakeId(new_id())
        session = SessionId(page.sitting.session_id)
        store.takes.add(Take(id, session, at, now(), f"{id}.wav", 48_000, 48_000, 1, text, prompt=text, note=text))
    page.takes.refresh()
    shown(page)
    assert len(page.takes.rows) == len(texts(bait))


def test_the_honest_card_shows_planted_text_as_text(
    qtbot, store: Store, stage: Stage, bait: Path, unopened: None
) -> None:
    planted = texts(bait)
    challenges = [
        a_challenge(
            Kind.TEXT,
            (text,),
            title=text,
            by=text,
            summary=text,
            brief=text,
            goes_to=text,
            currency=text,
            pay_minor=100,
        )
        for text in planted
    ]
    store.library.shelve(HOME, challenges=challenges)
    page = ChallengesPage(store, stage)
    qtbot.addWidget(page)
    page.resize(1_200, 740)
    page.refresh()
    for challenge in challenges:
        page.show_challenge(challenge.id)
        assert page.honest.title.said == challenge.title
        assert page.honest.brief.said == challenge.brief
        assert page.honest.quote.said == f"“{challenge.title}”"
        assert dict(page.honest.facts.said)["Where it goes"] == challenge.goes_to
        shown(page)


def test_notices_and_the_chip_show_planted_text_as_text(
    qtbot, store: Store, stage: Stage, bait: Path, unopened: None
) -> None:
    stack = NoticeStack(stage.notices)
    qtbot.addWidget(stack)
    for text in texts(bait):
        stage.notices.notice("key", text, text, verb=text)
        stage.notices.hint(text, text)
        assert {label.said for label in stack.findChildren(Label) if not label.isHidden()} >= {text}
        shown(stack)
        store.platforms.add(Platform(PlatformId(new_id()), text, "", False, PersonId(new_id()), text))
    chip = PlatformChip(store, lambda id: True, stage.bell)
    qtbot.addWidget(chip)
    shown(chip)
    assert chip.said == f"{len(texts(bait)) + 1} platforms · synced"
