"""The page of one record: heard, seen or read; its family, where it went, its credits, and the ways out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QWidget

from studio.domain.ids import ChallengeId, RecordId, new_id
from studio.domain.record import Kind, Media, Record, RecordState, Rights
from studio.errors import Offline
from studio.store import Store
from studio.ui.pieces.closer import Closer
from studio.ui.stage import Stage
from studio.ui.tree.credits import CreditRoll
from studio.ui.tree.offer import PieceWays
from studio.ui.tree.page import PiecePage
from tests.credit.families import id_of, record

from ..conftest import HOME, Sound, a_challenge
from ..pieces import a_photograph, all_plain, nameless
from ..planted import texts
from .trees import a_thousand, by, night_choir, source, tombstone

SLOW_MS = 30_000
WORDS = "The kettle ticks.\nThe house holds its breath."


@dataclass
class Asked:
    store: Store
    remixed: list[Record] = field(default_factory=list)
    talked: list[Record] = field(default_factory=list)
    offline: bool = False
    metered: bool = False
    kept: int = 0
    content: bytes = WORDS.encode()
    may_come: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_come.set()

    def keep(self, record: Record) -> None:
        """Brings the file of a record, as the platform would."""
        if self.offline:
            raise Offline("The platform cannot be reached", "Try again when you are online.")
        self.may_come.wait(20)
        self.kept += 1
        self.store.media.add_bytes(self.content)

    def talk(self, record: Record) -> QWidget:
        self.talked.append(record)
        panel = QWidget()
        panel.setAccessibleName("Talk")
        return panel


@pytest.fixture
def asked(store: Store) -> Asked:
    return Asked(store)


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound, asked: Asked) -> Iterator[PiecePage]:
    page = PiecePage(store, stage, sound.player, PieceWays(asked.keep, asked.remixed.append), asked.talk)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


def home(records: list[Record]) -> list[Record]:
    return [replace(one, platform_id=HOME) for one in records]


def shown(qtbot, page: PiecePage, store: Store, records: list[Record], id: RecordId) -> None:
    store.library.shelve(HOME, records=home(records))
    open_record(qtbot, page, id)


def open_record(qtbot, page: PiecePage, id: RecordId) -> None:
    page.show_record(id)
    settled(qtbot, page, id)


def settled(qtbot, page: PiecePage, id: RecordId) -> None:
    qtbot.waitUntil(lambda: page.family.drawing is not None and page.family.drawing.root == id, timeout=SLOW_MS)


def sounding(store: Store, sound: Sound, one: Record) -> Record:
    sha256 = store.media.add_file(sound.voice)
    return replace(one, media=Media(sha256, sound.voice.stat().st_size, "audio/wav", 30.0))


def in_words(one: Record, words: str = WORDS) -> Record:
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    return replace(one, kind=Kind.TEXT, media=Media(sha256, len(words), "text/plain"))


def test_a_record_says_what_it_is_and_shows_its_family(qtbot, page: PiecePage, store: Store) -> None:
    named: list[str] = []
    page.named.connect(named.append)
    shown(qtbot, page, store, night_choir(), id_of(10))
    assert (page.title.said, page.about.said) == ("Night Choir", "by ines · Voice · Portuguese, English")
    assert named == ["Night Choir"]
    assert page.family.words.said == "7 records, 5 people, 3 generations"
    assert page.family.here.said == "Night Choir, ines · this record, Voice"
    assert not page.family.trouble.isVisible()


def test_where_it_went_is_told_from_what_is_known_and_nothing_else(qtbot, page: PiecePage, store: Store) -> None:
    challenge = a_challenge(title="Sing the night", id=ChallengeId(new_id()))
    store.library.shelve(HOME, challenges=[challenge])
    records = night_choir()
    records[2] = replace(records[2], challenge_id=challenge.id, note="Sung in one go.", rights=Rights.BY_ND)
    shown(qtbot, page, store, [*records, tombstone(14, 10)], id_of(10))
    qtbot.waitUntil(lambda: len(page.went.said) == 3)
    went, facts = dict(page.went.said), dict(page.facts.said)
    assert went["Remixed by"] == "3 people, in 4 records"
    assert went["Answers the challenge"] == "Sing the night"
    assert went["Published"].startswith("Home platform, ")
    assert facts["Note"] == "Sung in one go."
    assert facts["AI"] == "AI may not be trained on it"
    assert "not changed" in page.warning.said and page.warning.isVisible()
    open_record(qtbot, page, id_of(13))
    qtbot.waitUntil(lambda: dict(page.went.said).get("Remixed by") == "Nobody yet")


def test_a_sound_is_played_from_where_one_presses_and_stops_with_the_page(
    qtbot, page: PiecePage, store: Store, sound: Sound
) -> None:
    shown(qtbot, page, store, [sounding(store, sound, record(1))], id_of(1))
    qtbot.waitUntil(page.player.preview.wave.isVisible, timeout=SLOW_MS)
    assert page.player.figures.said == "0:30"
    qtbot.mouseClick(page.player.play, Qt.MouseButton.LeftButton)
    assert page.playing.key and page.player.play.accessibleName() == "Stop"
    qtbot.keyClick(page, Qt.Key.Key_P)
    assert not page.playing.key
    wave = page.player.preview.wave
    qtbot.mouseClick(wave, Qt.MouseButton.LeftButton, pos=wave.rect().center())
    qtbot.waitUntil(lambda: bool(page.playing.key))
    page.hide()
    assert not page.playing.key and page.player.play.accessibleName() == "Play"


def test_words_are_read_here_and_whole(qtbot, page: PiecePage, store: Store) -> None:
    store.media.add_bytes(WORDS.encode())
    shown(qtbot, page, store, [in_words(record(1))], id_of(1))
    qtbot.waitUntil(lambda: page.player.preview.text.toPlainText() == WORDS, timeout=SLOW_MS)
    assert not page.player.play.isVisible()
    assert page.player.closer.said == "Read it all"
    qtbot.mouseClick(page.player.closer, Qt.MouseButton.LeftButton)
    closer = next(child for child in page.findChildren(Closer) if child.isVisible())
    qtbot.waitUntil(lambda: closer.text.toPlainText() == WORDS, timeout=SLOW_MS)
    closer.accept()


def test_a_picture_is_seen_and_looked_at_closely_by_a_press(
    qtbot, page: PiecePage, store: Store, tmp_path: Path
) -> None:
    path = a_photograph(tmp_path / "p.jpg")
    media = Media(store.media.add_file(path), path.stat().st_size, "image/jpeg", width_px=320, height_px=200)
    shown(qtbot, page, store, [replace(record(1), kind=Kind.IMAGE, media=media)], id_of(1))
    assert page.about.said == "by author1 · 320 × 200 · Picture"
    image = page.player.preview.image
    qtbot.waitUntil(image.isVisible, timeout=SLOW_MS)
    qtbot.mouseClick(image, Qt.MouseButton.LeftButton)
    closer = next(child for child in page.findChildren(Closer) if child.isVisible())
    qtbot.waitUntil(closer.zoom.isVisible, timeout=SLOW_MS)
    closer.accept()


def test_keep_offline_brings_the_file_and_says_so(qtbot, page: PiecePage, store: Store, asked: Asked) -> None:
    shown(qtbot, page, store, [in_words(record(1))], id_of(1))
    assert page.offer.keep.said == "Keep offline"
    assert page.player.preview.words.said.startswith("Not on this computer yet")
    qtbot.mouseClick(page.offer.keep, Qt.MouseButton.LeftButton)
    assert (page.offer.keep.said, page.offer.remix.isEnabled()) == ("Keeping it …", False)
    qtbot.waitUntil(lambda: page.offer.keep.said == "Kept offline")
    qtbot.waitUntil(lambda: page.player.preview.text.toPlainText() == WORDS, timeout=SLOW_MS)


def test_remix_this_fetches_what_is_not_here_and_then_opens(
    qtbot, page: PiecePage, store: Store, stage: Stage, asked: Asked
) -> None:
    shown(qtbot, page, store, [in_words(record(1))], id_of(1))
    asked.offline = True
    with qtbot.waitSignal(stage.bell.trouble) as told:
        qtbot.mouseClick(page.offer.remix, Qt.MouseButton.LeftButton)
    assert told.args[0].title == "The platform cannot be reached"
    assert (asked.remixed, page.offer.remix.isEnabled(), page.offer.keep.said) == ([], True, "Keep offline")
    asked.offline = False
    qtbot.mouseClick(page.offer.remix, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(asked.remixed) == 1)
    qtbot.mouseClick(page.offer.remix, Qt.MouseButton.LeftButton)
    assert ([one.id for one in asked.remixed], asked.kept) == ([id_of(1)] * 2, 1)


def test_a_tombstone_keeps_its_place_and_offers_nothing(qtbot, page: PiecePage, store: Store) -> None:
    shown(qtbot, page, store, [tombstone(1, 2), record(2), record(3, 1)], id_of(1))
    assert page.about.said == "withdrawn by its author · Voice"
    assert not page.offer.keep.isVisible() and not page.offer.remix.isVisible()
    assert page.player.preview.words.said.startswith("Withdrawn by its author")
    assert page.family.words.said == "3 records, 2 people, 3 generations"


def test_one_of_the_kin_opens_here_and_back_leads_back(qtbot, page: PiecePage, store: Store, asked: Asked) -> None:
    shown(qtbot, page, store, night_choir(), id_of(10))
    qtbot.keyClick(page.family.view, Qt.Key.Key_Up)
    qtbot.keyClick(page.family.view, Qt.Key.Key_Return)
    settled(qtbot, page, id_of(2))
    assert page.title.said == "Choir pad" and page.back.isVisible()
    page.family.opened.emit(id_of(10))
    settled(qtbot, page, id_of(10))
    page.go_back()
    settled(qtbot, page, id_of(2))
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    settled(qtbot, page, id_of(10))
    assert not page.back.isVisible()
    assert [one.title for one in asked.talked] == [
        "Night Choir",
        "Choir pad",
        "Night Choir",
        "Choir pad",
        "Night Choir",
    ]
    assert len([one for one in page.findChildren(QWidget) if one.accessibleName() == "Talk" and one.isVisible()]) == 1


def test_what_is_not_here_is_said_when_one_opens_it(qtbot, page: PiecePage, store: Store, stage: Stage) -> None:
    records = [*night_choir(), replace(record(20, 99), sources=(source(99), source(10)))]
    shown(qtbot, page, store, records, id_of(20))
    page.family.opened.emit(id_of(99))
    assert stage.notices.now[-1].title.startswith("This record is not here")
    rain = next(id for id in page.family.drawing.cards if id.startswith("work:"))
    page.family.opened.emit(rain)
    assert stage.notices.now[-1].title.startswith("Rain on tin comes from elsewhere")
    assert page.title.said == "Piece 20"


def test_the_list_says_the_same_and_opens_too(qtbot, page: PiecePage, store: Store) -> None:
    shown(qtbot, page, store, night_choir(), id_of(10))
    qtbot.mouseClick(page.family.list, Qt.MouseButton.LeftButton)
    listing = page.family.listing
    assert listing.isVisible() and not page.family.fit.isEnabled()
    model = listing.model()
    said = [model.data(model.index(at, 0), Qt.ItemDataRole.AccessibleTextRole) for at in range(model.rowCount())]
    assert said[0] == "Hum, ines · sampled 24 s, Voice, 1 step back"
    assert said[3] == "Night Choir, ines · this record, Voice"
    assert said[-1].endswith("1 step on")
    assert listing.currentIndex().row() == 3
    listing.setFocus()
    qtbot.keyClick(listing, Qt.Key.Key_Up)
    assert page.family.view.current == id_of(2) or page.family.here.said.endswith("1 step back")
    assert not listing.grab().isNull()
    qtbot.keyClick(listing, Qt.Key.Key_Home)
    qtbot.keyClick(listing, Qt.Key.Key_Return)
    settled(qtbot, page, id_of(1))


def test_a_loop_of_two_offline_computers_is_told_in_words(qtbot, page: PiecePage, store: Store) -> None:
    shown(qtbot, page, store, [record(1, 2), record(2, 1)], id_of(2))
    assert "name each other as a source" in page.family.trouble.said
    assert page.family.trouble.isVisible()


def test_the_page_follows_the_library(qtbot, page: PiecePage, store: Store) -> None:
    shown(qtbot, page, store, night_choir(), id_of(10))
    store.library.shelve(HOME, records=home([record(30, 10, title="Newer")]))
    qtbot.waitUntil(lambda: page.family.words.said.startswith("8 records"), timeout=SLOW_MS)
    store.library.shelve(HOME, records=home([replace(night_choir()[2], state=RecordState.WITHDRAWN, media=None)]))
    qtbot.waitUntil(lambda: page.about.said.startswith("withdrawn"), timeout=SLOW_MS)


def test_a_library_that_grows_while_a_family_is_read_is_read_again(qtbot, page: PiecePage, store: Store) -> None:
    shown(qtbot, page, store, night_choir(), id_of(10))
    page.refresh()
    for at in range(5):
        store.library.shelve(HOME, records=home([record(40 + at, 10)]))
        page.refresh()
    qtbot.waitUntil(lambda: page.family.words.said.startswith("12 records"), timeout=SLOW_MS)


def test_a_thousand_open_and_their_family_is_read_beside_the_window(qtbot, page: PiecePage, store: Store) -> None:
    records, root = a_thousand()
    shown(qtbot, page, store, records, root)
    assert page.family.words.said.startswith("1,000 records")
    assert len(page.family.view._drawing.cards) == 1_000


def saved(qtbot, page: PiecePage, path: Path) -> None:
    """Says in the dialog that is open where the file goes."""
    dialog = next(one for one in page.findChildren(QFileDialog) if one.isVisible())
    dialog.fileSelected.emit(str(path))
    qtbot.waitUntil(path.is_file, timeout=SLOW_MS)
    dialog.close()


def test_the_tree_is_saved_where_the_person_says(
    qtbot, page: PiecePage, store: Store, stage: Stage, tmp_path: Path
) -> None:
    from studio.ui.tree.files import FORMS

    shown(qtbot, page, store, night_choir(), id_of(10))
    for form in FORMS:
        page.family.save_as(form)
        path = tmp_path / f"tree{form.suffix}"
        saved(qtbot, page, path)
        assert path.stat().st_size > 500
        qtbot.waitUntil(lambda name=path.name: stage.notices.now[-1].title == f"Saved as {name}")


def test_the_menu_of_save_leads_to_a_file(qtbot, page: PiecePage, store: Store, tmp_path: Path) -> None:
    shown(qtbot, page, store, night_choir(), id_of(10))
    qtbot.mouseClick(page.family.save, Qt.MouseButton.LeftButton)
    menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(menu, key)
    saved(qtbot, page, tmp_path / "tree.json")
    assert (tmp_path / "tree.json").read_text("utf-8").startswith("{")


def test_credits_are_read_by_role_and_by_depth_and_saved_in_every_form(
    qtbot, page: PiecePage, store: Store, tmp_path: Path
) -> None:
    shown(qtbot, page, store, night_choir(), id_of(10))
    qtbot.mouseClick(page.credits, Qt.MouseButton.LeftButton)
    dialog = next(child for child in page.findChildren(CreditRoll) if child.isVisible())
    qtbot.waitUntil(lambda: "Sampled from" in dialog.text.toPlainText())
    assert "Who made “Rain on tin”?" in dialog.text.toPlainText()
    assert dialog.asked.said == "1 name is missing"
    qtbot.mouseClick(dialog.by_depth, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Built on" in dialog.text.toPlainText())
    for at, suffix in enumerate((".txt", ".html", ".srt", ".png")):
        dialog.form.setCurrentIndex(at)
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        saved(qtbot, page, tmp_path / f"credits{suffix}")
    assert (tmp_path / "credits.txt").read_text("utf-8") == dialog.text.toPlainText()
    assert "<bdi>Rain" not in (tmp_path / "credits.txt").read_text("utf-8")
    assert nameless(dialog) == []
    dialog.accept()


def test_planted_titles_handles_and_notes_are_shown_as_text(
    qtbot, page: PiecePage, store: Store, bait: Path, unopened: None
) -> None:
    for at, text in enumerate(texts(bait)):
        facts: dict[str, object] = {"title": text, "author": by(text), "note": text, "language": text}
        planted = [record(100 + 2 * at, **facts), record(101 + 2 * at, 100 + 2 * at, **facts)]
        shown(qtbot, page, store, planted, id_of(101 + 2 * at))
        assert page.title.said == text
        assert dict(page.facts.said)["Note"] == text
        all_plain(page)
    qtbot.mouseClick(page.credits, Qt.MouseButton.LeftButton)
    dialog = next(child for child in page.findChildren(CreditRoll) if child.isVisible())
    qtbot.waitUntil(lambda: "DROP TABLE" in dialog.text.toPlainText())
    all_plain(dialog)
    dialog.accept()


def test_every_control_has_a_name(qtbot, page: PiecePage, store: Store) -> None:
    shown(qtbot, page, store, night_choir(), id_of(10))
    assert nameless(page) == []
    assert all(label.accessibleName() or not label.text() for label in page.findChildren(QLabel))


def test_the_page_is_there_again_when_the_look_changes(qtbot, page: PiecePage, store: Store) -> None:
    shown(qtbot, page, store, night_choir(), id_of(10))
    page.family.opened.emit(id_of(1))
    settled(qtbot, page, id_of(1))
    remembered = page.remember()
    page.show_record(id_of(2))
    page.recall(remembered)
    settled(qtbot, page, id_of(1))
    assert page.back.isVisible()


def test_long_words_and_large_text_break_nothing(qtbot, page: PiecePage, store: Store, theme) -> None:
    theme.set("paper", 200)
    large = PiecePage(store, page._stage, page.playing._player, PieceWays(lambda _: None))
    large.resize(784, 548)
    qtbot.addWidget(large)
    large.show()
    shown(
        qtbot, large, store, [record(1, title="Donaudampfschifffahrt" * 9, author=by("x" * 40)), record(2, 1)], id_of(1)
    )
    assert large.width() == 784
    assert not large.offer.remix.isVisible()
    assert not large.grab().isNull()
    large.hide()
