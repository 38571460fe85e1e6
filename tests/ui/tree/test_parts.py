"""A set on the page of its record: its parts are heard one by one, and the challenge's leader answers them."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from studio.domain.challenge import Challenge
from studio.domain.ids import PersonId, RecordId, ReplyId, new_id
from studio.domain.moments import now
from studio.domain.parcel import Trouble
from studio.domain.record import Media, Page, Person, Record
from studio.domain.reply import LineReply
from studio.domain.request import Errand
from studio.store import Store
from studio.ui.requests.replies import KEY, Replied, words
from studio.ui.stage import Stage
from studio.ui.tree.offer import PieceWays
from studio.ui.tree.page import PiecePage
from studio.ui.tree.pickup import PickupSheet
from tests.by_keys import focus, press, tab_to, unreached, unseen
from tests.credit.families import record

from ..conftest import HOME, Sound, a_challenge
from ..pieces import all_plain, nameless

TEXTS = ("You are the last train in.", "Sign here.", "Sleep well.")
ADA = Person(PersonId(new_id()), "Ada")


@dataclass
class Outbox:
    store: Store
    sent: list[Errand] = field(default_factory=list)

    def send(self, errand: Errand) -> None:
        self.store.errands.add(errand)
        self.sent.append(errand)


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound, outbox: Outbox) -> Iterator[PiecePage]:
    ways = PieceWays(lambda _: None, send=outbox.send)
    page = PiecePage(store, stage, sound.player, ways, lambda _: QWidget())
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


def me(store: Store) -> Person:
    platform = store.platforms.get(HOME)
    return Person(platform.person_id, platform.handle)


def asked(store: Store, leader: Person | None = None) -> Challenge:
    challenge = a_challenge(lines=TEXTS, title="The night clerk", leader_id=(leader or me(store)).id)
    store.library.shelve(HOME, challenges=[challenge])
    return challenge


def a_set(store: Store, folder: Path, challenge: Challenge, author: Person = ADA) -> Record:
    """Three sounds of one, two and three seconds, the names of which are somebody's words."""
    parts = []
    for at in range(3):
        path = folder / f"{at}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(48_000)
            file.writeframes(bytes([at, 1]) * 48_000 * (at + 1))
        media = Media(store.media.add_file(path), path.stat().st_size, "audio/wav", float(at + 1))
        parts.append(Page(media, name=f"<b>Mara</b>_{at}.wav", line_id=str(at)))
    first, *more = parts
    whole = replace(record(1), platform_id=HOME, author=author, challenge_id=challenge.id, media=first.media)
    whole = replace(whole, name=first.name, line_id=first.line_id, more=tuple(more))
    store.library.shelve(HOME, records=[whole])
    return whole


def replied(store: Store, whole: Record, line_id: str, reason: str = "") -> LineReply:
    ids = ReplyId(new_id()), HOME, whole.challenge_id, whole.id, whole.revision_id
    leader = Person(store.challenges.find(whole.challenge_id).leader_id, "Bob")
    reply = LineReply(*ids, line_id, whole.author, leader, not reason, now(), reason)
    store.library.shelve(HOME, replies=[reply])
    return reply


def states(page: PiecePage) -> list[str]:
    return [row.state for row in page.parts.list._model.rows]


def test_the_parts_of_a_set_are_listed_by_their_lines_and_heard_one_by_one(
    qtbot, page: PiecePage, store: Store, tmp_path: Path
) -> None:
    whole = a_set(store, tmp_path, asked(store))
    page.show_record(whole.id)
    spoken = [row.spoken() for row in page.parts.list._model.rows]
    assert spoken[1] == "Sign here., <b>Mara</b>_1.wav · 0:02.0" and page.parts.words.said == "3 sounds"
    assert page.about.said.startswith("by Ada · 0:06.0") and dict(page.facts.said)["Sounds"] == "3"
    page.parts.list.setFocus()
    qtbot.keyClick(page.parts.list, Qt.Key.Key_Down)
    assert page.player.figures.said == "0:02.0" and page.heard.media == whole.more[0].media
    qtbot.keyClick(page.parts.list, Qt.Key.Key_Return)
    assert page.playing.key.endswith(whole.more[0].media.sha256)
    qtbot.keyClick(page.parts.list, Qt.Key.Key_Down)
    assert not page.playing.key, "another part makes way"
    qtbot.keyClick(page.parts.list, Qt.Key.Key_P)
    assert page.playing.key.endswith(whole.more[1].media.sha256)


def test_a_leader_accepts_a_line_and_what_waits_is_said(
    qtbot, page: PiecePage, store: Store, outbox: Outbox, tmp_path: Path
) -> None:
    whole = a_set(store, tmp_path, asked(store))
    page.show_record(whole.id)
    qtbot.mouseClick(page.parts.accept, Qt.MouseButton.LeftButton)
    said = json.loads(outbox.sent[0].body)
    assert (said["line_id"], said["accepted"], said["record_id"]) == ("0", True, whole.id)
    assert states(page) == ["Accepted · waits to be sent", "", ""]
    store.errands.deliver_reply(outbox.sent[0], replied(store, whole, "0"))
    qtbot.waitUntil(lambda: states(page) == ["Accepted", "", ""])
    assert page.parts.words.said == "3 sounds · 1 accepted" and page.parts.list.now.at == 0


def test_a_leader_answers_by_keys_alone(qtbot, page: PiecePage, store: Store, outbox: Outbox, tmp_path: Path) -> None:
    whole = a_set(store, tmp_path, asked(store))
    page.show_record(whole.id)
    assert unreached(qtbot, page) == [] and unseen(qtbot, page) == []
    tab_to(page.parts.list)
    press(Qt.Key.Key_End)
    tab_to(page.parts.once_more)
    press(Qt.Key.Key_Return)
    sheet = next(one for one in page.findChildren(PickupSheet) if one.isVisible())
    focus(qtbot, sheet)
    assert QApplication.focusWidget() is sheet.words
    QTest.keyClicks(sheet.words, "The end is swallowed")
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is sheet.part
    press(Qt.Key.Key_Space)
    assert unreached(qtbot, sheet) == [] and unseen(qtbot, sheet) == []
    tab_to(sheet.words)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    for _ in range(5):
        press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Left)
    tab_to(sheet.verb)
    press(Qt.Key.Key_Return)
    said = json.loads(outbox.sent[0].body)
    assert (said["line_id"], said["accepted"], said["reason"]) == ("2", False, "The end is swallowed")
    assert (said["start_s"], said["end_s"]) == (pytest.approx(0.5), pytest.approx(1.9))


def test_a_leader_asks_for_a_pickup_with_a_reason_and_the_place_of_the_player(
    qtbot, page: PiecePage, store: Store, outbox: Outbox, tmp_path: Path
) -> None:
    page.show_record(a_set(store, tmp_path, asked(store)).id)
    page.parts.place_s = lambda: 0.4
    page.parts.list.setFocus()
    qtbot.keyClick(page.parts.list, Qt.Key.Key_End)
    qtbot.mouseClick(page.parts.once_more, Qt.MouseButton.LeftButton)
    sheet = next(one for one in page.findChildren(PickupSheet) if one.isVisible())
    assert not sheet.verb.isEnabled() and sheet.part.isChecked()
    assert any("Sleep well." in label.text() for label in sheet.findChildren(QLabel))
    sheet.words.setPlainText("The <i>end</i> is swallowed")
    qtbot.mouseClick(sheet.verb, Qt.MouseButton.LeftButton)
    said = json.loads(outbox.sent[0].body)
    assert (said["reason"], said["start_s"], said["end_s"]) == ("The <i>end</i> is swallowed", 0.4, 2.4)
    assert states(page)[2] == "Once more: The <i>end</i> is swallowed · waits to be sent"
    assert page.parts.here.said == states(page)[2]


def test_who_thinks_better_of_it_sends_the_last_word_only(
    qtbot, page: PiecePage, store: Store, outbox: Outbox, tmp_path: Path
) -> None:
    whole = a_set(store, tmp_path, asked(store))
    page.show_record(whole.id)
    page.parts._answer("Once more, please", None)
    stopped = replace(outbox.sent[0], trouble=Trouble("The platform does not accept this", "", True))
    store.errands.change(stopped)
    qtbot.waitUntil(lambda: states(page)[0] == "Not sent: The platform does not accept this")
    qtbot.mouseClick(page.parts.accept, Qt.MouseButton.LeftButton)
    (waits,) = store.errands.of_record(HOME, whole.id)
    assert json.loads(waits.body)["accepted"] and states(page)[0].startswith("Accepted")


def test_who_does_not_lead_only_listens_and_a_single_sound_has_no_list(
    qtbot, page: PiecePage, store: Store, tmp_path: Path
) -> None:
    challenge = asked(store, ADA)
    whole = a_set(store, tmp_path, challenge, me(store))
    replied(store, whole, "1", "Slower")
    page.show_record(whole.id)
    assert page.parts.isVisible() and not page.parts.accept.isVisible() and not page.parts.once_more.isVisible()
    assert states(page) == ["", "Once more: Slower", ""] and store.replies.news() == []
    single = replace(whole, id=RecordId(new_id()), more=(), name="", line_id="")
    store.library.shelve(HOME, records=[single])
    page.show_record(single.id)
    assert not page.parts.isVisible() and page.heard.media == single.media
    store.library.shelve(HOME, challenges=[replace(challenge, leader_id=me(store).id)])
    page.show_record(single.id)
    assert not page.parts.isVisible(), "nobody asks themselves for one take"
    store.library.shelve(HOME, records=[replace(single, author=ADA)])
    page.show_record(single.id)
    assert page.parts.isVisible() and page.parts.accept.isVisible(), "a leader answers a single take as well"


def test_a_notice_tells_of_pickups_and_leads_to_the_booth(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    challenge, opened = asked(store, ADA), list[Challenge]()
    whole = a_set(store, tmp_path, challenge, me(store))
    teller = Replied(store, stage, opened.append)
    replied(store, whole, "0")
    replied(store, whole, "1", "The <b>end</b> is swallowed")
    qtbot.waitUntil(lambda: any(one.key == KEY for one in stage.notices.now))
    (notice,) = [one for one in stage.notices.now if one.key == KEY]
    assert notice.title == "Bob asks for one line once more" and len(notice.title) <= 60
    assert notice.advice == "“The night clerk”. The <b>end</b> is swallowed. And one line accepted."
    notice.press()
    assert opened == [challenge] and store.replies.news() == []
    qtbot.waitUntil(lambda: not any(one.key == KEY for one in stage.notices.now))
    teller.deleteLater()


def test_what_was_accepted_is_told_without_asking_for_anything(store: Store, tmp_path: Path) -> None:
    whole = a_set(store, tmp_path, asked(store, ADA), me(store))
    accepted = [replied(store, whole, str(at)) for at in range(3)]
    assert words(accepted, "") == ("Bob accepted 3 lines", "There is nothing to do.")


def test_everything_has_a_name_and_is_plain_text(qtbot, page: PiecePage, store: Store, tmp_path: Path) -> None:
    page.show_record(a_set(store, tmp_path, asked(store)).id)
    assert nameless(page.parts) == []
    all_plain(page.parts)
    sheet = PickupSheet(page, "<b>bold</b>", 3.0, 0.0)
    qtbot.addWidget(sheet)
    assert nameless(sheet) == []
    all_plain(sheet)
