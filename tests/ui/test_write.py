from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl

from studio.contract import MAX_TEXT_BYTES
from studio.domain.ids import DraftId
from studio.domain.record import Draft, Kind
from studio.drafts import seal
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.write import WritePage
from studio.ui.write.editor import LONGEST_LINE
from tests.store.made import HOME

from .conftest import a_challenge
from .pieces import all_plain, nameless
from .planted import texts

STORY = a_challenge(Kind.TEXT, title="A story in four words", brief="Four words. Commas are free.")


class Sent(list[str]):
    """Ids of the drafts whose share sheet was asked for."""


@pytest.fixture
def wanted() -> Sent:
    return Sent()


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, wanted: Sent) -> Iterator[WritePage]:
    store.library.shelve(HOME, challenges=[STORY])
    page = WritePage(store, stage, wanted.append)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    page.answer(STORY)
    yield page
    page.hide()


def pasted(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    return mime


def drafts(store: Store) -> list[Draft]:
    return store.drafts.list()


def test_the_brief_stands_on_top_and_words_are_counted(qtbot, page: WritePage) -> None:
    assert page.title.said == "A story in four words"
    assert page.brief.said == "Four words. Commas are free."
    assert page.count.said == "0 words"
    qtbot.keyClicks(page.editor, "Rain, tin, you, home")
    qtbot.waitUntil(lambda: page.count.said == "4 words")


def test_the_whole_brief_is_in_sight(qtbot, page: WritePage) -> None:
    page.write_freely()
    assert page.brief.visibleRegion().boundingRect().size() == page.brief.size()


def test_what_is_typed_becomes_a_draft_by_itself(qtbot, page: WritePage, store: Store) -> None:
    qtbot.keyClicks(page.editor, "Rain, tin")
    qtbot.waitUntil(lambda: [draft.text for draft in drafts(store)] == ["Rain, tin"])
    assert drafts(store)[0].challenge_id == STORY.id
    assert drafts(store)[0].title == "A story in four words"
    qtbot.waitUntil(lambda: page.kept.said == "Kept on this computer")
    qtbot.keyClicks(page.editor, ", you, home")
    qtbot.waitUntil(lambda: [draft.text for draft in drafts(store)] == ["Rain, tin, you, home"])


def test_words_are_kept_before_the_page_goes_away(qtbot, page: WritePage, store: Store) -> None:
    qtbot.keyClicks(page.editor, "Rain")
    page.hide()
    assert [draft.text for draft in drafts(store)] == ["Rain"]


def test_an_answer_that_was_begun_is_there_again(
    qtbot, page: WritePage, store: Store, stage: Stage, wanted: Sent
) -> None:
    qtbot.keyClicks(page.editor, "Rain")
    page.hide()
    again = WritePage(store, stage, wanted.append)
    qtbot.addWidget(again)
    again.answer(STORY)
    assert again.editor.toPlainText() == "Rain"
    again.editor.insertPlainText("Tin, ")
    again.hide()
    again.answer(STORY)
    assert len(drafts(store)) == 1


def test_nothing_is_kept_while_nothing_is_written(page: WritePage, store: Store) -> None:
    page.editor.setPlainText("   \n")
    page.hide()
    assert drafts(store) == []


def test_send_keeps_the_last_letter_and_hands_the_draft_on(qtbot, page: WritePage, store: Store, wanted: Sent) -> None:
    qtbot.keyClicks(page.editor, "  Rain, tin, you, home  ")
    qtbot.mouseClick(page.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(wanted) == 1)
    assert store.drafts.get(wanted[0]).text == "Rain, tin, you, home"


def test_sending_nothing_is_answered_with_words(qtbot, page: WritePage, stage: Stage, wanted: Sent) -> None:
    qtbot.mouseClick(page.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [notice.title for notice in stage.notices.now] == ["Nothing is written yet"])
    assert wanted == []
    assert page.send.isEnabled()


def test_what_was_sent_leaves_the_field_and_is_not_opened_again_by_a_late_save(
    qtbot, page: WritePage, store: Store, wanted: Sent
) -> None:
    qtbot.keyClicks(page.editor, "Rain")
    qtbot.mouseClick(page.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(wanted) == 1)
    seal(store, DraftId(wanted[0]))
    qtbot.waitUntil(lambda: page.editor.toPlainText() == "")
    page.hide()
    assert store.drafts.get(wanted[0]).sealed
    assert drafts(store) == []


def test_a_title_from_the_share_sheet_is_not_overwritten_by_typing_on(qtbot, page: WritePage, store: Store) -> None:
    qtbot.keyClicks(page.editor, "Rain")
    qtbot.waitUntil(lambda: len(drafts(store)) == 1)
    store.drafts.change(replace(drafts(store)[0], title="My own title"))
    qtbot.keyClicks(page.editor, " on tin")
    page.hide()
    assert (drafts(store)[0].title, drafts(store)[0].text) == ("My own title", "Rain on tin")


def test_free_words_are_called_after_their_first_line(qtbot, page: WritePage, store: Store) -> None:
    page.write_freely()
    page.refresh()
    qtbot.keyClicks(page.editor, "Rai")
    qtbot.waitUntil(lambda: len(drafts(store)) == 1)
    page.editor.insertPlainText("n on tin\nand more")
    page.hide()
    assert (drafts(store)[0].title, drafts(store)[0].challenge_id) == ("Rain on tin", None)


def test_ten_megabytes_are_refused_in_words_and_what_was_written_stays(
    qtbot, page: WritePage, store: Store, stage: Stage
) -> None:
    qtbot.keyClicks(page.editor, "Rain")
    page.editor.insertFromMimeData(pasted("word " * 2_000_000))
    assert page.editor.toPlainText() == "Rain"
    notice = stage.notices.now[0]
    assert notice.title == "This text is too long to paste"
    assert "It has 10 MB and a record holds 1 MB." in notice.advice
    page.hide()
    assert drafts(store)[0].text == "Rain"


def test_a_line_that_would_freeze_the_window_is_refused_in_words(page: WritePage, stage: Stage) -> None:
    page.editor.insertFromMimeData(pasted("x" * (LONGEST_LINE + 1)))
    assert page.editor.toPlainText() == ""
    assert stage.notices.now[0].title == "One line of this text is too long"


def test_a_long_text_in_paragraphs_is_welcome(page: WritePage, store: Store) -> None:
    text = ("a line of words\n" * 60_000)[: MAX_TEXT_BYTES - 100]
    page.editor.insertFromMimeData(pasted(text))
    page.hide()
    assert drafts(store)[0].text.strip() == text.strip()


def test_a_dropped_file_is_not_read_and_its_path_is_not_written(page: WritePage, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "secret.txt"))])
    mime.setText(str(tmp_path))
    page.editor.insertFromMimeData(mime)
    assert page.editor.toPlainText() == ""


def test_planted_words_are_shown_as_text(page: WritePage, store: Store, bait: Path, unopened: None) -> None:
    for text in texts(bait):
        challenge = a_challenge(Kind.TEXT, title=text, brief=text)
        store.library.shelve(HOME, challenges=[challenge])
        page.answer(challenge)
        page.editor.insertFromMimeData(pasted(text))
        assert page.editor.toPlainText() == text
        assert page.title.said == page.brief.said == text
        all_plain(page)


def test_every_control_has_a_name(page: WritePage) -> None:
    assert nameless(page) == []


def test_words_that_come_from_another_computer_are_shown_and_none_are_written_over(
    qtbot, page: WritePage, store: Store
) -> None:
    qtbot.keyClicks(page.editor, "Rain")
    qtbot.waitUntil(lambda: page.kept.said == "Kept on this computer")
    (draft,) = drafts(store)
    store.drafts.change(replace(draft, text="Rain, from the laptop"))
    qtbot.waitUntil(lambda: page.editor.toPlainText() == "Rain, from the laptop")

    qtbot.keyClicks(page.editor, "!")  # and while this is not kept yet, more comes
    store.drafts.change(replace(store.drafts.get(draft.id), text="Rain, and thunder"))
    both = ["!Rain, from the laptop", "Rain, and thunder"]
    qtbot.waitUntil(lambda: sorted(one.text for one in drafts(store)) == both)
    assert page.editor.toPlainText() == "!Rain, from the laptop"
