"""INP-4 in the whole window: whatever people and platforms write is shown as letters; nothing is opened, nobody is called."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMessageBox, QTextBrowser, QTextEdit, QWidget

from studio.domain.challenge import Challenge, Effort
from studio.domain.ids import ChallengeId, DraftId, PersonId, PlatformId, RecordId, RevisionId, TakeId, new_id
from studio.domain.moments import now
from studio.domain.parcel import ParcelState, Trouble
from studio.domain.platform import Platform
from studio.domain.record import Draft, Kind, Media, Person, Record, Rights
from studio.domain.script import Line
from studio.domain.take import Take
from studio.drafts import seal
from studio.errors import Refused
from studio.store import Store
from studio.ui.library.long_view import LongView
from studio.ui.widgets.rows import ROW, RowsView
from tests.ui.planted import Watch, texts

from .conftest import Open
from .whole import Whole

PLACES = ("record", "challenges", "library", "outbox", "settings", "write", "picture")


@pytest.fixture
def trap() -> Iterator[socket.socket]:
    """Listens where planted addresses lead; nobody may come."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        yield door


@pytest.fixture
def bait(tmp_path: Path) -> Iterator[tuple[Path, Watch]]:
    path = tmp_path / "bait.png"
    Image.new("RGB", (8, 8)).save(path)
    watch = Watch(path)
    yield path, watch
    watch.close()


def planted(bait: Path, trap: socket.socket) -> list[str]:
    there = f"http://127.0.0.1:{trap.getsockname()[1]}/x.png"
    return [
        *texts(bait),
        f'<img src="{there}"><a href="{there}">here</a>',
        f'<div style="background: url({there})">x</div><style>* {{ background: url(file://{bait}) }}</style>',
        f"![picture](file://{bait}) [link]({there}) # heading",
        f'<svg><image href="file://{bait}"/></svg>',
    ]


def plant(store: Store, words: list[str], home: Platform) -> None:
    """Every field that a person or a platform can write, with each of the strings."""
    stranger = PlatformId(new_id())
    store.platforms.add(Platform(stranger, words[0], words[0], False, PersonId(new_id()), words[0]))
    for text in words:
        take = TakeId(new_id())
        challenge = Challenge(
            ChallengeId(new_id()),
            home.id,
            Kind.AUDIO,
            text,
            text,
            text,
            text,
            1,
            Effort.FIRST_STEP,
            lines=(Line("1", text, text, text), Line("2", text, text, text)),
            pay_minor=100,
            currency=text,
            goes_to=text,
        )
        media = Media(store.media.add_bytes(text.encode()), len(text.encode()), "text/plain")
        record = Record(
            RecordId(new_id()),
            RevisionId(new_id()),
            home.id,
            Kind.TEXT,
            text,
            Person(PersonId(new_id()), text),
            now(),
            media,
            Rights.BY,
            note=text,
            language=text,
            tags=(text,),
            challenge_id=challenge.id,
        )
        store.library.shelve(home.id, challenges=[challenge], records=[record])
        store.takes.add(
            Take(take, "s", 1, now(), f"{take}.wav", 48_000, 48_000, 1, text, challenge.id, "1", text, note=text)  # type: ignore[arg-type]
        )
        for sent in (False, True):
            draft = Draft(DraftId(new_id()), Kind.TEXT, text, now(), now(), home.id, challenge.id, text=text, note=text)
            store.drafts.add(draft)
            if sent:
                plant_parcel(store, draft, text)


def plant_parcel(store: Store, draft: Draft, text: str) -> None:
    parcel = seal(store, draft.id)
    assert parcel is not None
    trouble = Trouble(text, text, True, "invalid")
    with contextlib.suppress(ValueError):  # on its way already
        store.parcels.change(replace(parcel, state=ParcelState.NEEDS_ATTENTION, trouble=trouble))


def assert_only_letters(root: QWidget) -> None:
    """Every label is plain, every hint is ours or escaped, and nothing that could show a page is there."""
    root.grab()
    QApplication.processEvents()
    for widget in [root, *root.findChildren(QWidget)]:
        assert not isinstance(widget, (QMessageBox, QTextBrowser, QTextEdit)), type(widget)
        for hint in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
            assert "<" not in hint or is_escaped(hint), hint[:80]
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText, widget.text()[:80]
            assert not widget.openExternalLinks()
    for action in root.findChildren(QAction):
        assert "<" not in action.toolTip()


def is_escaped(hint: str) -> bool:
    """Only our own frame around it is markup: read as a page it holds no picture, no link and no style."""
    page = QTextDocument()
    page.setHtml(hint)
    inside = hint.removeprefix("<span>").removesuffix("</span>")
    return hint.startswith("<span>") and "<" not in inside and bool(page.toPlainText())


def lists(page: QWidget) -> list[QAbstractItemView]:
    return [*page.findChildren(RowsView), *page.findChildren(LongView)]


def walk(studio: Whole) -> None:
    """Every page, and on it every thing that can be chosen."""
    for key in PLACES:
        page = studio.page(key)
        for view in lists(page):
            for at in range(view.model().rowCount()):
                view.setCurrentIndex(view.model().index(at, 0))
                assert view.model().index(at, 0).data(Qt.ItemDataRole.ToolTipRole) is None
                QApplication.processEvents()
        assert_only_letters(studio.window)


def test_whatever_is_planted_the_whole_window_shows_letters_and_opens_nothing(
    open_studio: Open, bait: tuple[Path, Watch], trap: socket.socket
) -> None:
    studio, (path, watch) = open_studio(), bait
    words = planted(path, trap)
    home = studio.home()
    studio.challenge(Kind.AUDIO)
    plant(studio.store, words, home)
    for text in words:
        studio.places.notices.trouble(Refused(text, text))
        studio.places.notices.hint(text, text)
        assert_only_letters(studio.window)
    studio.hush()
    walk(studio)
    (view,) = lists(studio.page("library"))
    shown = {view.model().index(at, 0).data(ROW).title for at in range(view.model().rowCount())}
    assert shown >= {text for text in words if text.isprintable()}
    for challenge in studio.store.challenges.list():
        if challenge.title in words:
            studio.places.answer(challenge)
            assert studio.page("record").prompt.line.said == challenge.lines[0].text
            assert_only_letters(studio.window)
    for draft in studio.store.drafts.list():
        studio.places.share(draft.id)
        sheet = studio.sheet()
        assert_only_letters(sheet)
        sheet.reject()
        studio.places.edit(draft.id)
        assert studio.page("write").editor.toPlainText() == draft.text
        assert_only_letters(studio.window)
    assert studio.store.drafts.list(), "the drafts are still there"
    assert not watch.was_opened(), "a file that was named in a text was opened"
    with pytest.raises(BlockingIOError):
        trap.accept()
