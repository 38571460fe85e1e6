from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from studio.contract import MAX_TEXT_BYTES
from studio.domain.ids import DraftId, PlatformId, RecordId, new_id
from studio.domain.record import Kind, Media, Origin, Record, RecordState, Rights, SourceType
from studio.drafts import from_words
from studio.store import Store
from studio.ui.palette import Palette
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from studio.ui.write import WritePage
from studio.ui.write.editor import LONGEST_LINE
from studio.ui.write.shown import Shown
from tests.by_keys import walked
from tests.store.made import HOME, a_platform, a_record

from .pieces import all_plain, nameless
from .planted import texts

STORY = (
    "The rain came back in March, and nobody said a word about the roof. My grandmother put a pot under every leak "
    "and called it an orchestra. “Listen,” she said, “the tin one is in tune.”"
)
QUOTED = "My grandmother put a pot under every leak"


class Kept(list[Record]):
    """Records whose files were asked for; the file then is there."""


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, kept: Kept) -> Iterator[WritePage]:
    def keep(record: Record) -> None:
        store.media.add_bytes(STORY.encode())
        kept.append(record)

    page = WritePage(store, stage, list[DraftId]().append, keep)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    yield page
    page.hide()


def a_text(store: Store, text: str = STORY, **fields: object) -> Record:
    media = Media(store.media.add_bytes(text.encode()), len(text.encode()), "text/plain")
    record = a_record(**({"title": "The roof", "media": media} | fields))
    store.library.shelve(HOME, records=[record])
    return record


def beside(qtbot, page: WritePage, record: Record, how: SourceType = SourceType.SAMPLED) -> None:
    page.beside(record, how)
    qtbot.waitUntil(page.company.text.words.isVisible)


def sent(store: Store) -> list[tuple[str | None, str, str]]:
    """The sources of the newest draft that will be sent."""
    drafts = store.drafts.list()
    found = drafts[0].sources if drafts else ()
    return [(one.record_id, one.type.value, one.place) for one in found if not one.removed]


def marked(field: QPlainTextEdit) -> list[str]:
    return [one.cursor.selectedText() for one in field.extraSelections()]  # type: ignore[attr-defined]


def test_the_text_beside_is_readable_and_what_is_quoted_is_marked_in_both(qtbot, page: WritePage, store: Store) -> None:
    record = a_text(store)
    beside(qtbot, page, record)
    assert page.company.text.words.toPlainText() == STORY
    assert page.company.text.words.isReadOnly()
    assert page.title.said == "Beside “The roof”"
    qtbot.keyClicks(page.editor, f"She knew. {QUOTED.lower()}, as ever.")
    qtbot.waitUntil(lambda: marked(page.editor) == [QUOTED.lower()])
    assert marked(page.company.text.words) == [QUOTED]
    assert page.editor.accessibleDescription() == "1 quoted place"
    assert [(one.title, one.said) for one in page.panel.list.rows.told] == [("The roof", "one quoted place")]
    qtbot.waitUntil(lambda: sent(store) == [(record.id, "sampled", f"char=10,{10 + len(QUOTED)}")])


def test_a_source_that_is_no_longer_quoted_leaves_and_is_remembered(qtbot, page: WritePage, store: Store) -> None:
    beside(qtbot, page, a_text(store))
    page.editor.setPlainText(QUOTED)
    qtbot.waitUntil(lambda: len(sent(store)) == 1)
    page.editor.setPlainText("Something else")
    qtbot.waitUntil(lambda: sent(store) == [])
    assert page.panel.list.rows.told == ()
    assert [one.removed for one in store.drafts.list()[0].sources if one.origin is Origin.AUTO] == [True]
    assert page.panel.list.fold.isVisible()


def test_continue_and_translate_are_one_press_and_need_no_quote(qtbot, page: WritePage, store: Store) -> None:
    record = a_text(store)
    beside(qtbot, page, record)
    page.editor.setPlainText("And then the wind turned")
    qtbot.mouseClick(page.company.text.manner_chip(SourceType.EDITED), Qt.MouseButton.LeftButton)
    assert page.title.said == "“The roof” goes on"
    qtbot.waitUntil(lambda: sent(store) == [(record.id, "edited", "")])
    assert [one.said for one in page.panel.list.rows.told] == ["continued"]
    qtbot.mouseClick(page.company.text.manner_chip(SourceType.TRANSLATED), Qt.MouseButton.LeftButton)
    page.company.text.language.choose("pt")
    page.company.language_chosen.emit("pt")
    assert page.title.said == "“The roof” in Portuguese"
    qtbot.waitUntil(lambda: sent(store) == [(record.id, "translated", "")])
    qtbot.waitUntil(lambda: store.drafts.list()[0].language == "pt")
    qtbot.mouseClick(page.company.text.manner_chip(SourceType.SAMPLED), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sent(store) == [])


def test_what_builds_on_a_record_goes_to_its_platform(qtbot, page: WritePage, store: Store) -> None:
    elsewhere = PlatformId("018f0000-0000-7000-8000-000000000002")
    store.platforms.add(replace(a_platform(elsewhere, is_home=False), name="Theatre group"))
    record = replace(a_text(store), platform_id=elsewhere, id=RecordId(new_id()))
    store.library.shelve(elsewhere, records=[record])
    beside(qtbot, page, record)
    page.editor.setPlainText(QUOTED)
    qtbot.waitUntil(lambda: [draft.platform_id for draft in store.drafts.list()] == [elsewhere])


def test_a_translation_begins_as_one(qtbot, page: WritePage, store: Store) -> None:
    record = a_text(store)
    beside(qtbot, page, record, SourceType.TRANSLATED)
    assert page.company.text.language.isVisible()
    page.editor.setPlainText("A chuva voltou em março")
    qtbot.waitUntil(lambda: sent(store) == [(record.id, "translated", "")])


def test_the_text_lies_beside_again_when_the_draft_is_opened_again(
    qtbot, page: WritePage, store: Store, stage: Stage
) -> None:
    record = a_text(store)
    beside(qtbot, page, record)
    page.editor.setPlainText("Not a word of it yet")
    page.hide()
    again = WritePage(store, stage, list[DraftId]().append)
    qtbot.addWidget(again)
    again.show()
    again.open_draft(store.drafts.list()[0].id)
    qtbot.waitUntil(lambda: again.company.text.words.toPlainText() == STORY)
    assert again.panel.isVisible() and sent(store) == []
    again.hide()


def test_a_new_look_keeps_the_text_and_what_was_written(qtbot, page: WritePage, store: Store, stage: Stage) -> None:
    beside(qtbot, page, a_text(store), SourceType.EDITED)
    page.editor.setPlainText("And then")
    rebuilt = WritePage(store, stage, list[DraftId]().append)
    qtbot.addWidget(rebuilt)
    rebuilt.show()
    rebuilt.recall(page.remember())
    assert rebuilt.editor.toPlainText() == "And then"
    assert rebuilt.title.said == "“The roof” goes on"
    rebuilt.hide()


def test_another_text_is_laid_beside_from_the_library(qtbot, page: WritePage, store: Store) -> None:
    roof = a_text(store)
    tide = a_text(store, "The tide went out further than it ever had before.", title="Low Tide")
    a_text(store, "Tide and time", title="A sound of the tide", kind=Kind.AUDIO)
    beside(qtbot, page, roof)
    qtbot.mouseClick(page.panel.another, Qt.MouseButton.LeftButton)
    (palette,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Palette) and one.isVisible()]
    qtbot.keyClicks(palette.words, "tide")
    assert [one.title for one in palette.found] == ["Low Tide"], "only words can lie beside words"
    qtbot.keyClick(palette.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.company.text.words.toPlainText().startswith("The tide"))
    assert page.company.text.which.isVisible() and page.company.text.which.count() == 2
    assert page.title.said == "Beside “Low Tide”"
    page.company.text.which.choose(roof.id)
    page.company.text.text_chosen.emit(roof.id)
    assert page.title.said == "Beside “The roof”"
    page.editor.setPlainText(f"{QUOTED}. The tide went out further than it ever had.")
    qtbot.waitUntil(lambda: [one[0] for one in sent(store)] == [roof.id, tide.id])


def test_a_draft_of_ones_own_can_lie_beside(qtbot, page: WritePage, store: Store) -> None:
    draft = from_words(store, STORY, HOME)
    page.beside(draft, SourceType.EDITED)
    qtbot.waitUntil(page.company.text.words.isVisible)
    page.editor.setPlainText("And then")
    qtbot.waitUntil(lambda: sent(store) == [(draft.record_id, "edited", "")])
    qtbot.waitUntil(lambda: "which goes first." in page.panel.bound.told.said)


def test_a_text_that_is_not_here_can_be_fetched_from_here(
    qtbot, page: WritePage, store: Store, kept: Kept, tmp_path: Path
) -> None:
    record = a_text(store)
    assert record.media is not None
    store.media.path(record.media.sha256).unlink()
    page.beside(record)
    qtbot.waitUntil(page.company.text.keep.isVisible)
    assert page.company.text.told.said.startswith("This text is not on this computer yet.")
    page.editor.setPlainText(QUOTED)
    qtbot.waitUntil(lambda: page.kept.said != "")
    assert page.company.text.keep.isVisible(), "nothing is tried again while one writes"
    qtbot.mouseClick(page.company.text.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.company.text.words.toPlainText() == STORY)
    qtbot.waitUntil(lambda: len(sent(store)) == 1, timeout=5_000)
    assert kept == [record]


def test_a_withdrawn_text_and_one_that_is_too_long_are_told_in_words(qtbot, page: WritePage, store: Store) -> None:
    gone = a_text(store, title="Gone", state=RecordState.WITHDRAWN)
    store.library.shelve(HOME, records=[replace(gone, media=None)])
    page.beside(gone)
    qtbot.waitUntil(lambda: "withdrawn by its author" in page.company.text.told.said)
    qtbot.waitUntil(lambda: not page.company.text.keep.isVisible())
    page.beside(a_text(store, "word " * (MAX_TEXT_BYTES // 4)))
    qtbot.waitUntil(lambda: "too long" in page.company.text.told.said)


def test_an_ancestor_that_forbids_changes_is_told_before_work_begins(qtbot, page: WritePage, store: Store) -> None:
    page.beside(a_text(store, rights=Rights.BY_ND), SourceType.TRANSLATED)
    qtbot.waitUntil(lambda: "may be shared but not changed" in page.panel.bound.worry.said)


def test_a_source_that_is_withdrawn_while_one_writes_is_told(qtbot, page: WritePage, store: Store) -> None:
    record = a_text(store)
    beside(qtbot, page, record, SourceType.EDITED)
    page.editor.setPlainText("And then")
    qtbot.waitUntil(lambda: sent(store) != [])
    store.library.shelve(HOME, records=[replace(record, state=RecordState.WITHDRAWN, media=None)])
    qtbot.waitUntil(lambda: "“The roof” was withdrawn by its author" in page.panel.bound.worry.said)
    assert [one.person for one in page.panel.list.rows.told] == ["withdrawn"]
    assert page.company.text.words.toPlainText() == STORY, "what was read stays readable"


def test_the_tab_key_goes_from_the_text_beside_to_the_writing_and_on_to_the_sources(
    qtbot, page: WritePage, store: Store
) -> None:
    beside(qtbot, page, a_text(store))
    order = [page.company.text.words, page.editor, page.send, page.panel.list.inspired, page.panel.another]
    met = [one for one in walked(qtbot, page) if one in order]
    first = met.index(order[0])
    assert [*met[first:], *met[:first]] == order


def test_the_text_beside_shows_where_a_quote_comes_from(qtbot, page: WritePage, store: Store) -> None:
    beside(qtbot, page, a_text(store, "A line of the beginning.\n" * 200 + STORY))
    page.editor.setPlainText(f"Before it. {QUOTED}")
    qtbot.waitUntil(lambda: marked(page.editor) == [QUOTED])
    assert page.company.text.words.verticalScrollBar().value() == 0
    cursor = page.editor.textCursor()
    cursor.setPosition(30)
    page.editor.setTextCursor(cursor)
    qtbot.waitUntil(lambda: page.company.text.words.verticalScrollBar().value() > 0)


def test_what_the_person_added_by_hand_is_kept_with_the_draft(qtbot, page: WritePage, store: Store) -> None:
    beside(qtbot, page, a_text(store))
    page.editor.setPlainText(QUOTED)
    song = a_text(store, "La", title="Song")
    page.panel.list._add_record(song)
    qtbot.waitUntil(lambda: (song.id, "inspired_by", "") in sent(store) and len(sent(store)) == 2)


def test_sources_that_the_share_sheet_changed_are_taken_up(qtbot, page: WritePage, store: Store) -> None:
    beside(qtbot, page, a_text(store))
    page.editor.setPlainText(QUOTED)
    qtbot.waitUntil(lambda: page.kept.said != "" and len(sent(store)) == 1)
    draft = store.drafts.list()[0]
    thanked = tuple(replace(source, thanks="Thank you") for source in draft.sources)
    store.drafts.change(replace(draft, sources=thanked))
    qtbot.waitUntil(lambda: [one.thanks for one in page.panel.list.rows.told] == ["Thank you"])


@pytest.mark.parametrize("text", [STORY, f"👩‍👩‍👧 𝒜 {STORY} 🎻", "x" * (2 * LONGEST_LINE) + f" 🎻 {STORY}"])
def test_places_are_marked_where_qt_has_them(qtbot, text: str) -> None:
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    shown = Shown(text)
    field.setPlainText(shown.text)
    start = text.index(QUOTED)
    first, last = shown.span(start, start + len(QUOTED))
    cursor = field.textCursor()
    cursor.setPosition(first)
    cursor.setPosition(last, cursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == QUOTED


def test_planted_texts_are_shown_as_text(qtbot, page: WritePage, store: Store, bait: Path, unopened: None) -> None:
    for text in texts(bait)[:6]:
        record = a_text(store, text, title=text)
        page.beside(record)
        qtbot.waitUntil(page.company.text.words.isVisible)
        assert page.company.text.title.said == text
        all_plain(page)


@pytest.mark.parametrize("scale", [100, 200])
def test_every_control_has_a_name_in_both_sizes(qtbot, store: Store, stage: Stage, theme: Theme, scale: int) -> None:
    theme.set("paper", scale)
    page = WritePage(store, stage, list[DraftId]().append)
    qtbot.addWidget(page)
    page.resize(1_204, 748)
    page.show()
    beside(qtbot, page, a_text(store), SourceType.TRANSLATED)
    assert nameless(page) == []
    page.hide()
