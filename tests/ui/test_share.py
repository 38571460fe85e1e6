from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from studio.domain.ids import PlatformId
from studio.domain.parcel import Parcel
from studio.domain.record import Draft, Kind, Rights
from studio.drafts import from_picture, from_take, from_words
from studio.store import Store
from studio.ui.share import ShareSheet
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from tests.store.made import HOME, a_platform

from .conftest import a_challenge
from .pieces import a_photograph, a_sounding_take, all_plain, nameless
from .planted import texts

ELSEWHERE = PlatformId("018f0000-0000-7000-8000-000000000002")


def opened(qtbot, store: Store, stage: Stage, draft: Draft) -> ShareSheet:
    sheet = ShareSheet(store, stage, draft)
    qtbot.addWidget(sheet)
    sheet.open()
    return sheet


def sent(qtbot, sheet: ShareSheet) -> Parcel:
    with qtbot.waitSignal(sheet.sent) as told:
        qtbot.mouseClick(sheet.send, Qt.MouseButton.LeftButton)
    parcel = told.args[0]
    assert isinstance(parcel, Parcel)
    return parcel


def test_a_take_is_sent_with_the_suggested_title_and_honest_defaults(qtbot, store: Store, stage: Stage) -> None:
    challenge = a_challenge(title="Whisper this line")
    store.library.shelve(HOME, challenges=[challenge])
    draft = from_take(store, a_sounding_take(store, seconds=1.5), HOME, challenge)
    sheet = opened(qtbot, store, stage, draft)
    assert sheet.title.text() == "Whisper this line"
    assert sheet.ai.currentText() == "AI may not be trained on it"
    assert sheet.rights.currentText() == "You keep them; others may build on it, with credit to you"
    assert ("What", "Voice, 0:01.5 · 144 KB") in sheet.facts.said
    assert ("Goes to", "Home platform") in sheet.facts.said
    assert not sheet.platform.isVisible()
    parcel = sent(qtbot, sheet)
    assert parcel.title == "Whisper this line"
    assert '"ai_training":false' in parcel.body
    assert store.parcels.get(parcel.id).draft_id == draft.id
    assert not sheet.isVisible()


def test_enter_in_the_title_sends_it(qtbot, store: Store, stage: Stage) -> None:
    sheet = opened(qtbot, store, stage, from_words(store, "Rain, tin, you, home", HOME))
    sheet.title.setText("Four words")
    with qtbot.waitSignal(sheet.sent):
        qtbot.keyClick(sheet.title, Qt.Key.Key_Return)
    assert [parcel.title for parcel in store.parcels.list()] == ["Four words"]


def test_pressing_send_twice_sends_once(qtbot, store: Store, stage: Stage) -> None:
    sheet = opened(qtbot, store, stage, from_words(store, "Rain", HOME))
    with qtbot.waitSignal(sheet.sent):
        sheet.do_send()
        sheet.do_send()
    assert len(store.parcels.list()) == 1


def test_keep_as_draft_keeps_what_was_typed_and_chosen(qtbot, store: Store, stage: Stage) -> None:
    draft = from_words(store, "Rain", HOME)
    sheet = opened(qtbot, store, stage, draft)
    sheet.title.setText("Mine & yours")
    sheet.rights.choose(Rights.CC0)
    sheet.ai.choose(True)
    qtbot.mouseClick(sheet.keep, Qt.MouseButton.LeftButton)
    kept = store.drafts.get(draft.id)
    assert (kept.title, kept.rights, kept.ai_training, kept.sealed) == ("Mine & yours", Rights.CC0, True, False)
    assert store.parcels.list() == []


@pytest.mark.parametrize("close", [lambda sheet: sheet.close(), lambda sheet: sheet.reject()])
def test_closing_the_sheet_loses_nothing_and_sends_nothing(qtbot, store: Store, stage: Stage, close) -> None:
    draft = from_words(store, "Rain", HOME)
    sheet = opened(qtbot, store, stage, draft)
    sheet.title.setText("Another title")
    close(sheet)
    assert not sheet.isVisible()
    assert store.drafts.get(draft.id).title == "Another title"
    assert store.parcels.list() == []


def test_a_title_of_ten_thousand_characters_is_sent_shortened_and_the_words_say_so(
    qtbot, store: Store, stage: Stage
) -> None:
    long = ("rain " * 2_000).strip()
    draft = from_words(store, "Rain", HOME)
    sheet = opened(qtbot, store, stage, draft)
    assert not sheet.title_words.isVisible()
    sheet.title.setText(long)
    assert sheet.title_words.isVisible()
    assert "A title holds 200 characters and this one has 9999" in sheet.title_words.said
    sheet.reject()
    assert store.drafts.get(draft.id).title == long, "the draft keeps the whole"
    parcel = sent(qtbot, opened(qtbot, store, stage, store.drafts.get(draft.id)))
    assert len(parcel.title) <= 200 and parcel.title.endswith("…")


def test_a_missing_title_is_said_in_the_sheet_and_the_draft_stays(qtbot, store: Store, stage: Stage) -> None:
    draft = from_words(store, "Rain", HOME)
    sheet = opened(qtbot, store, stage, draft)
    sheet.title.setText("   ")
    sheet.do_send()
    qtbot.waitUntil(sheet.trouble.isVisible)
    assert sheet.trouble.said == "It has no title yet. Give it a few words, then send it."
    assert sheet.isVisible() and sheet.send.isEnabled()
    assert not store.drafts.get(draft.id).sealed


def test_a_sound_that_is_gone_is_said_in_the_sheet(qtbot, store: Store, stage: Stage) -> None:
    take = a_sounding_take(store)
    draft = from_take(store, take, HOME)
    store.takes.file(take).unlink()
    sheet = opened(qtbot, store, stage, draft)
    sheet.do_send()
    qtbot.waitUntil(sheet.trouble.isVisible)
    assert sheet.trouble.said.startswith("The sound of this take is gone. The draft is still here.")


def test_the_platform_is_asked_only_where_several_were_joined(qtbot, store: Store, stage: Stage) -> None:
    store.platforms.add(replace(a_platform(ELSEWHERE, is_home=False), name="Theatre group"))
    draft = from_words(store, "Rain", HOME)
    sheet = opened(qtbot, store, stage, draft)
    assert sheet.platform.isVisible()
    assert sheet.platform.value == HOME
    sheet.platform.choose(ELSEWHERE)
    assert sent(qtbot, sheet).platform_id == ELSEWHERE


def test_an_answer_goes_to_the_platform_that_asked(qtbot, store: Store, stage: Stage) -> None:
    store.platforms.add(replace(a_platform(ELSEWHERE, is_home=False), name="Theatre group"))
    sheet = opened(qtbot, store, stage, from_words(store, "Rain", HOME, a_challenge(Kind.TEXT)))
    assert not sheet.platform.isVisible()
    assert ("Goes to", "Home platform") in sheet.facts.said


def test_a_picture_says_what_was_removed_from_it(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    sheet = opened(qtbot, store, stage, from_picture(store, a_photograph(tmp_path / "p.jpg"), HOME))
    assert ("Privacy", "Place and camera data are removed") in sheet.facts.said
    qtbot.waitUntil(lambda: sheet.preview.image.isVisible(), timeout=30_000)


def test_planted_titles_are_shown_as_text(qtbot, store: Store, stage: Stage, bait: Path, unopened: None) -> None:
    for text in texts(bait):
        draft = replace(from_words(store, "Rain", HOME), title=text.replace("\n", " "), text=text)
        store.drafts.change(draft)
        store.platforms.change(replace(store.platforms.get(HOME), name=text))
        sheet = opened(qtbot, store, stage, draft)
        assert sheet.title.text() == draft.title
        assert ("Goes to", text) in sheet.facts.said
        qtbot.waitUntil(lambda sheet=sheet, text=text: sheet.preview.text.toPlainText() == text)
        all_plain(sheet)
        sheet.reject()


@pytest.mark.parametrize("scale", [100, 200])
def test_every_control_has_a_name_and_the_buttons_stay_on_screen(
    qtbot, store: Store, stage: Stage, theme: Theme, scale: int
) -> None:
    theme.set("paper", scale)
    sheet = opened(qtbot, store, stage, from_words(store, "Rain", HOME))
    qtbot.waitExposed(sheet)
    assert nameless(sheet) == []
    assert sheet.height() <= sheet.screen().availableGeometry().height()
    assert sheet.rect().contains(sheet.send.geometry())
