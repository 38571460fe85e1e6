from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from studio.domain.ids import PlatformId, SourceId, new_id
from studio.domain.parcel import Parcel
from studio.domain.record import Draft, Kind, Origin, Rights, Source, SourceType, Work
from studio.drafts import from_picture, from_take, from_words
from studio.store import Store
from studio.ui.share import ShareSheet
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from tests.store.made import HOME, a_platform, a_record

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
    assert ("Privacy", "camera data and comments removed") in sheet.facts.said
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


def a_source(record_id: str, **fields: object) -> Source:
    return Source(**({"id": SourceId(new_id()), "record_id": record_id, "type": SourceType.SAMPLED} | fields))  # type: ignore[arg-type]


def test_only_what_all_ancestors_allow_can_be_chosen_and_the_one_that_binds_is_named(
    qtbot, store: Store, stage: Stage
) -> None:
    root = a_record(title="Root", rights=Rights.BY_SA, ai_training=True)
    leaf = a_record(title="Leaf", rights=Rights.CC0, sources=(a_source(root.id),))
    store.library.shelve(HOME, records=[root, leaf])
    sheet = opened(qtbot, store, stage, from_words(store, "Rain", HOME, sources=(a_source(leaf.id),)))
    qtbot.waitUntil(lambda: sheet.rights.count() == 1)
    assert sheet.rights.value == Rights.BY_SA
    assert sheet.ai.count() == 1 and sheet.ai.value is False
    assert "“Root” by ines asks for it" in sheet.bound.told.said
    assert "AI may not be trained on the remix, because “Leaf”" in sheet.bound.told.said
    assert [one.title for one in sheet.sources.rows.told] == ["Leaf"]
    assert '"rights":"CC-BY-SA-4.0"' in sent(qtbot, sheet).body


def test_a_piece_that_no_licence_allows_is_kept_and_not_sent(qtbot, store: Store, stage: Stage) -> None:
    strict = a_record(title="Strict", rights=Rights.BY_ND)
    store.library.shelve(HOME, records=[strict])
    draft = from_words(store, "Rain", HOME, sources=(a_source(strict.id),))
    sheet = opened(qtbot, store, stage, draft)
    sheet.do_send()
    qtbot.waitUntil(lambda: "may be shared but not changed" in sheet.bound.worry.said)
    assert not sheet.send.isEnabled() and sheet.keep.isEnabled()
    assert store.parcels.list() == []
    sheet.sources.remove(strict.id)
    qtbot.waitUntil(sheet.send.isEnabled)
    assert '"sources":[]' in sent(qtbot, sheet).body


def test_pressing_send_at_once_waits_until_the_ancestors_are_known(qtbot, store: Store, stage: Stage) -> None:
    root = a_record(title="Root", rights=Rights.BY_NC)
    store.library.shelve(HOME, records=[root])
    sheet = opened(qtbot, store, stage, from_words(store, "Rain", HOME, sources=(a_source(root.id),)))
    with qtbot.waitSignal(sheet.sent) as told:
        sheet.do_send()
    assert '"rights":"CC-BY-NC-4.0"' in told.args[0].body


def test_a_source_that_is_still_a_draft_is_said_to_go_first(qtbot, store: Store, stage: Stage) -> None:
    before = from_words(store, "The first one", HOME)
    draft = from_words(store, "Rain", HOME, sources=(a_source(before.record_id),))
    sheet = opened(qtbot, store, stage, draft)
    qtbot.waitUntil(lambda: "It builds on “The first one”, which goes first." in sheet.bound.told.said)
    parcel = sent(qtbot, sheet)
    assert [one.title for one in reversed(store.parcels.list())] == ["The first one", parcel.title]


def test_what_goes_first_asks_what_its_own_ancestors_ask(qtbot, store: Store, stage: Stage) -> None:
    root = a_record(title="Root", rights=Rights.BY_SA)
    store.library.shelve(HOME, records=[root])
    before = from_words(store, "The first one", HOME, sources=(a_source(root.id),))
    store.drafts.change(replace(before, ai_training=True))
    sent(qtbot, opened(qtbot, store, stage, from_words(store, "Rain", HOME, sources=(a_source(before.record_id),))))
    bodies = [parcel.body for parcel in store.parcels.list()]
    assert len(bodies) == 2
    assert all('"rights":"CC-BY-SA-4.0","ai_training":false' in body for body in bodies)


def test_a_work_from_outside_is_added_in_the_sheet_and_sent(qtbot, store: Store, stage: Stage) -> None:
    sheet = opened(qtbot, store, stage, from_words(store, "Rain", HOME))
    work = Work("Hamlet", "William Shakespeare", "https://example.org/hamlet", "CC-BY-SA-4.0")
    sheet.sources._add_work(a_source(None, work=work))
    qtbot.waitUntil(lambda: sheet.rights.value == Rights.BY_SA)
    body = sent(qtbot, sheet).body
    assert '"title":"Hamlet"' in body and '"record_id":null' in body


def test_what_was_removed_from_the_piece_is_not_sent(qtbot, store: Store, stage: Stage) -> None:
    gone = a_source(new_id(), origin=Origin.AUTO, removed=True)
    sheet = opened(qtbot, store, stage, from_words(store, "Rain", HOME, sources=(gone,)))
    assert sheet.sources.fold.isVisible() and sheet.rights.count() == len(Rights)
    assert '"sources":[]' in sent(qtbot, sheet).body
