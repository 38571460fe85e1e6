from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from studio.domain.ids import PersonId, RecordId, SourceId, new_id
from studio.domain.moments import text_of
from studio.domain.record import Kind, Media, Person, Record, RecordState, Source, SourceType
from studio.domain.take import Levels, TakeState
from studio.domain.words import apart
from studio.drafts import from_picture, from_take, from_words
from studio.errors import Offline
from studio.store import Store
from studio.ui.library import LibraryPage, LibraryWays
from studio.ui.pieces.things import key_of
from studio.ui.stage import Stage
from studio.ui.widgets.cards import CardRow, CardShape
from studio.ui.widgets.rows import ROW
from tests.store.made import HOME, a_record, a_take

from .conftest import Sound, a_challenge
from .pieces import a_photograph, a_sounding_take, all_plain, nameless
from .planted import texts

SLOW_MS = 30_000


@dataclass
class Asked:
    store: Store
    shared: list[object] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    records: int = 0
    opened: list[Record] = field(default_factory=list)
    offline: bool = False

    def keep(self, record: Record) -> None:
        """Brings the file of a record, as the platform would."""
        if self.offline:
            raise Offline("The platform cannot be reached", "Try again when you are online.")
        self.store.media.add_bytes(b"the words of the record")

    def record(self) -> None:
        self.records += 1


@pytest.fixture
def asked(store: Store) -> Asked:
    return Asked(store)


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound, asked: Asked) -> Iterator[LibraryPage]:
    ways = LibraryWays(
        asked.shared.append, asked.sent.append, asked.edited.append, asked.keep, asked.record, asked.opened.append
    )
    page = LibraryPage(store, stage, sound.player, ways)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


def titles(page: LibraryPage) -> list[str]:
    return [row.title for row in rows(page)]


def rows(page: LibraryPage) -> list[CardRow]:
    return [page.model.row(at) for at in range(page.model.rowCount())]


def choose(page: LibraryPage, thing: object) -> None:
    page.view.setCurrentIndex(page.model.index([row.key for row in rows(page)].index(key_of(thing))))  # type: ignore[arg-type]


def press_tile(qtbot, page: LibraryPage, at: int) -> None:
    rect = page.view.visualRect(page.model.index(at))
    spot = CardShape.of(rows(page)[at], rect).tile.center()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def by(handle: str) -> Person:
    return Person(PersonId(new_id()), handle)


def ago(**passed: float) -> str:
    return text_of(datetime.now(UTC) - timedelta(**passed))


def test_an_empty_library_invites_to_record(qtbot, page: LibraryPage, asked: Asked) -> None:
    page.refresh()
    assert page.first.isVisible()
    qtbot.mouseClick(page.first.button, Qt.MouseButton.LeftButton)
    assert asked.records == 1


def test_takes_drafts_and_records_stand_in_one_list_newest_first(page: LibraryPage, store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(title="Hum", author=by("ines"), posted_at=ago(hours=3))])
    a_sounding_take(store, prompt="Walk softly.", started_at=ago(hours=2), starred=True)
    from_words(store, "Rain, tin, you, home", HOME)
    page.refresh()
    assert titles(page) == ["Rain, tin, you, home", "Walk softly.", "Hum"]
    assert [row.aside for row in rows(page)] == ["you · just now", "you · 2 hours ago", "ines · 3 hours ago"]
    assert [row.said for row in rows(page)] == [
        "Draft, kept on this computer and not sent",
        "Take 1 · Good level · starred",
        "On Home platform",
    ]
    assert [row.verb for row in rows(page)] == ["Send…", "Share…", "Open"]


def test_a_record_of_mine_says_that_it_is_published(page: LibraryPage, store: Store) -> None:
    me = Person(store.platforms.get(HOME).person_id, "you")
    store.library.shelve(HOME, records=[a_record(title="Mine", author=me)])
    page.refresh()
    row = rows(page)[0]
    assert (row.aside, row.said, row.tone) == ("you · just now", "Published on Home platform", "ok")


def test_filters_by_what_and_by_kind(qtbot, page: LibraryPage, store: Store) -> None:
    a_sounding_take(store, prompt="A take")
    from_words(store, "Some words", HOME)
    store.library.shelve(HOME, records=[a_record(title="A picture", kind=Kind.IMAGE), a_record(title="A text")])
    page.refresh()
    chips = {
        button.accessibleName(): button
        for group in (page.filters.whats, page.filters.kinds)
        for button in group.buttons()
    }
    shown = {}
    for name in ("Takes", "Drafts", "Records", "All", "Voice", "Pictures", "Words"):
        qtbot.mouseClick(chips[name], Qt.MouseButton.LeftButton)
        shown[name] = sorted(titles(page))
    assert shown == {
        "Takes": ["A take"],
        "Drafts": ["Some words"],
        "Records": ["A picture", "A text"],
        "All": ["A picture", "A take", "A text", "Some words"],
        "Voice": ["A take"],
        "Pictures": ["A picture"],
        "Words": ["A text", "Some words"],
    }
    qtbot.mouseClick(chips["Words"], Qt.MouseButton.LeftButton)
    assert len(titles(page)) == 4, "pressed again, it shows every kind"


def test_a_discarded_take_is_shown_and_brought_back(qtbot, page: LibraryPage, store: Store) -> None:
    take = a_sounding_take(store, prompt="Walk softly.")
    page.refresh()
    page.do("Discard", key_of(take))
    qtbot.waitUntil(lambda: titles(page) == [])
    qtbot.mouseClick(page.filters.whats.buttons()[-1], Qt.MouseButton.LeftButton)
    row = rows(page)[0]
    assert (row.said, row.verb) == ("Discarded, can be brought back for 30 days", "Bring back")
    qtbot.mouseClick(page.details.main, Qt.MouseButton.LeftButton)
    assert store.takes.get(take.id).state is TakeState.KEPT


def test_discarding_can_be_undone_from_the_hint(page: LibraryPage, store: Store, stage: Stage) -> None:
    draft = from_words(store, "Rain", HOME)
    page.refresh()
    page.do("Discard", key_of(draft))
    assert store.drafts.list() == []
    hint = stage.notices.now[-1]
    assert (hint.title, hint.verb) == ("Draft discarded", "Undo")
    stage.notices.press(hint)
    assert [kept.id for kept in store.drafts.list()] == [draft.id]


def test_a_discarded_draft_is_shown_and_brought_back(qtbot, page: LibraryPage, store: Store) -> None:
    draft = from_words(store, "Rain", HOME)
    page.refresh()
    qtbot.mouseClick(page.details.discard, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.filters.whats.buttons()[-1], Qt.MouseButton.LeftButton)
    assert [(row.said, row.verb) for row in rows(page)] == [("Discarded, can be brought back", "Bring back")]
    assert not page.details.discard.isVisible() and not page.details.more.isVisible()
    qtbot.mouseClick(page.details.main, Qt.MouseButton.LeftButton)
    assert [kept.id for kept in store.drafts.list()] == [draft.id]


def test_a_take_is_played_from_its_row_and_stops_at_its_end(
    qtbot, page: LibraryPage, store: Store, sound_card: object
) -> None:
    a_sounding_take(store, seconds=0.6, prompt="Walk softly.")
    page.refresh()
    press_tile(qtbot, page, 0)
    assert page.playing.key == rows(page)[0].key
    assert page.details.play.said == "Stop"
    qtbot.waitUntil(lambda: page.playing.played > 0, timeout=10_000)
    qtbot.waitUntil(lambda: page.playing.key == "", timeout=10_000)
    assert page.details.play.said == "Play"


def test_pressing_play_again_stops_it(qtbot, page: LibraryPage, store: Store, sound_card: object) -> None:
    a_sounding_take(store, seconds=5.0)
    page.refresh()
    qtbot.mouseClick(page.details.play, Qt.MouseButton.LeftButton)
    assert page.playing.key
    qtbot.mouseClick(page.details.play, Qt.MouseButton.LeftButton)
    assert page.playing.key == ""


def test_a_sound_without_its_file_cannot_be_played_and_says_so(page: LibraryPage, store: Store) -> None:
    store.takes.add(a_take(prompt="Gone"))
    page.refresh()
    assert not page.details.play.isVisible()
    assert page.details.preview.words.said == "Its sound is not on this computer any more."


def test_the_details_show_the_sound_and_its_facts(qtbot, page: LibraryPage, store: Store) -> None:
    challenge = a_challenge(title="Whisper this line")
    store.library.shelve(HOME, challenges=[challenge])
    a_sounding_take(store, seconds=1.5, prompt="Walk softly.", challenge_id=challenge.id)
    page.refresh()
    qtbot.waitUntil(page.details.preview.wave.isVisible)
    facts = dict(page.details.facts.said)
    assert (facts["Answers"], facts["Length"], facts["Microphone"]) == ("Whisper this line", "0:01.5", "A microphone")


def test_the_details_show_words_rights_the_wish_about_ai_and_sources(qtbot, page: LibraryPage, store: Store) -> None:
    hum = a_record(title="Hum", author=by("ines"), posted_at=ago(days=3))
    unknown = RecordId(new_id())
    twice = (hum.id, unknown, hum.id)
    sources = tuple(Source(SourceId(new_id()), id, SourceType.SAMPLED) for id in twice)
    gone = Source(SourceId(new_id()), RecordId(new_id()), SourceType.SAMPLED, removed=True)
    sources = (*sources, gone)
    sha256 = store.media.add_bytes("Línea, ligne, 線".encode())
    verse = a_record(title="Verse", media=Media(sha256, 20, "text/plain"), sources=sources)
    store.library.shelve(HOME, records=[hum, verse])
    page.refresh()
    qtbot.waitUntil(lambda: page.details.preview.text.toPlainText() == "Línea, ligne, 線")
    facts = dict(page.details.facts.said)
    assert facts["Sources"] == "Hum, by ines\n1 more"
    assert facts["Rights"] == "You give it away: anyone may use it for anything"
    assert facts["AI"] == "AI may not be trained on it"


def test_a_picture_is_shown_from_the_kept_file(qtbot, page: LibraryPage, store: Store, tmp_path: Path) -> None:
    from_picture(store, a_photograph(tmp_path / "p.jpg"), HOME)
    page.refresh()
    qtbot.waitUntil(page.details.preview.image.isVisible, timeout=SLOW_MS)
    assert not page.details.preview.image.shown.isNull()
    qtbot.waitUntil(lambda: page.tiles.has(rows(page)[0].key), timeout=SLOW_MS)


def test_a_record_is_kept_on_this_computer(qtbot, page: LibraryPage, store: Store, asked: Asked) -> None:
    import hashlib

    sha256 = hashlib.sha256(b"the words of the record").hexdigest()
    store.library.shelve(HOME, records=[a_record(media=Media(sha256, 23, "text/plain"))])
    page.refresh()
    assert page.details.more.said == "Keep offline"
    qtbot.mouseClick(page.details.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.details.preview.text.toPlainText() == "the words of the record")
    assert not page.details.more.isVisible()


def test_of_a_sound_that_is_not_kept_it_is_said_how_to_hear_it(page: LibraryPage, store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(kind=Kind.AUDIO, media=Media("b" * 64, 40_000_000, "audio/wav"))])
    page.refresh()
    assert page.details.preview.words.said == "Not on this computer yet. Keep it offline to hear it."


def test_offline_keeping_a_record_is_answered_with_words(
    qtbot, page: LibraryPage, store: Store, stage: Stage, asked: Asked
) -> None:
    asked.offline = True
    store.library.shelve(HOME, records=[a_record()])
    page.refresh()
    with qtbot.waitSignal(stage.tasks.trouble) as told:
        qtbot.mouseClick(page.details.more, Qt.MouseButton.LeftButton)
    assert told.args[0].title == "The platform cannot be reached"


def test_a_withdrawn_record_is_a_quiet_tombstone(page: LibraryPage, store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(media=None, state=RecordState.WITHDRAWN)])
    page.refresh()
    assert rows(page)[0].said == "Withdrawn by its author"
    assert page.details.preview.words.said.startswith("Withdrawn by its author.")


def test_buttons_lead_where_they_say(qtbot, page: LibraryPage, store: Store, asked: Asked) -> None:
    take = a_sounding_take(store, prompt="Walk softly.", started_at=ago(hours=1))
    voice, words = from_take(store, take, HOME), from_words(store, "Rain", HOME)
    page.refresh()
    for thing in (take, voice, words):
        choose(page, thing)
        qtbot.mouseClick(page.details.main, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.details.more, Qt.MouseButton.LeftButton)
    assert asked.shared == [take]
    assert asked.sent == [voice.id, words.id]
    assert asked.edited == [words.id]


def test_a_record_opens_by_its_button_by_enter_and_by_a_double_click(
    qtbot, page: LibraryPage, store: Store, asked: Asked
) -> None:
    record = a_record(title="Hum")
    store.library.shelve(HOME, records=[record])
    page.refresh()
    qtbot.mouseClick(page.details.main, Qt.MouseButton.LeftButton)
    page.activateWindow()
    page.view.setFocus()
    qtbot.waitUntil(page.view.hasFocus)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    words = CardShape.of(rows(page)[0], page.view.visualRect(page.model.index(0))).words
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=words.center())
    qtbot.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=words.center())
    assert asked.opened == [record] * 3
    assert not page.details.discard.isVisible()


def test_see_shows_a_record_whatever_was_filtered(qtbot, page: LibraryPage, store: Store) -> None:
    record = a_record(title="Hum", posted_at=ago(days=2))
    store.library.shelve(HOME, records=[record, a_record(title="Newer")])
    page.refresh()
    qtbot.mouseClick(page.filters.whats.buttons()[1], Qt.MouseButton.LeftButton)
    page.see(record.id)
    assert page.details.title.said == "Hum"


def test_a_long_list_shows_its_newest_at_once_and_the_rest_a_moment_later(
    qtbot, page: LibraryPage, store: Store
) -> None:
    store.library.shelve(HOME, records=[a_record(title=f"Record {at}") for at in range(1_230)])
    page.refresh()
    assert (page.model.rowCount(), page.count.said) == (200, "The newest 200")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1_230)
    assert page.count.said == "1,230 here"
    page.view.verticalScrollBar().setValue(page.view.verticalScrollBar().maximum())
    last = page.view.indexAt(page.view.viewport().rect().bottomLeft() - QPoint(0, 20))
    assert (last.row(), last.data(ROW).title) == (1_229, "Record 0")


def test_a_bad_level_is_said_and_not_only_coloured(page: LibraryPage, store: Store) -> None:
    a_sounding_take(store, levels=Levels(0.0, -12.0, 2, 100))
    page.refresh()
    assert (rows(page)[0].said, rows(page)[0].tone) == ("Take 1 · Too hot: it clipped twice", "warn")


def test_planted_titles_handles_and_notes_are_shown_as_text(
    page: LibraryPage, store: Store, bait: Path, unopened: None
) -> None:
    for text in texts(bait):
        record = a_record(title=text, note=text, author=by(text))
        store.library.shelve(HOME, records=[record])
        page.refresh()
        choose(page, record)
        row = next(row for row in rows(page) if row.key == key_of(record))
        assert (row.title, row.aside) == (text, f"{apart(text)} · just now")
        assert page.details.title.said == text
        assert dict(page.details.facts.said)["Note"] == text
        assert dict(page.details.facts.said)["By"] == text
        all_plain(page)


def test_every_control_has_a_name(page: LibraryPage, store: Store) -> None:
    a_sounding_take(store)
    page.refresh()
    assert nameless(page) == []


def test_the_keys_of_the_list(qtbot, page: LibraryPage, store: Store, asked: Asked) -> None:
    draft = from_words(store, "Rain", HOME)
    page.refresh()
    page.activateWindow()
    page.view.setFocus()
    qtbot.waitUntil(page.view.hasFocus)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert asked.sent == [draft.id]
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    assert store.drafts.list() == []
    assert replace(store.drafts.get(draft.id)) == draft
