from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.capture.devices import Device
from studio.domain.ids import PlatformId
from studio.domain.platform import Platform
from studio.errors import Refused, StudioError
from studio.store import Store
from studio.twins.computers import Computer, Invite
from studio.ui.settings import MovingWays, SettingsPage
from studio.ui.settings.computers import ComputerWays
from studio.ui.settings.microphone import device_items
from studio.ui.stage import Stage
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label
from studio.wire.problems import captive
from tests.store.made import HOME, a_platform

from .pieces import all_plain, nameless
from .planted import texts

ELSEWHERE = PlatformId("018f0000-0000-7000-8000-000000000002")
MADE = "2026-01-01T00:00:00.000Z"
STAYS = "You stay signed in: the key is in this computer's keyring."


@dataclass
class PluggedIn:
    """The list of microphones, as a machine with a sound card would tell it."""

    names: list[str] = field(default_factory=lambda: ["USB Microphone", "Built-in"])

    def list(self) -> tuple[Device, ...]:
        return tuple(Device(name, 1, 48_000, at == 0) for at, name in enumerate(self.names))


@dataclass
class Door:
    """The platform's answer to somebody who wants to join."""

    store: Store
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    refuses: Refused | None = None
    words: str = STAYS
    signed_out: list[str] = field(default_factory=list)

    def add_computer(self, id: PlatformId, name: str) -> Invite:
        if not name:
            raise Refused("The other computer has no name yet", "Call it something that tells it from this one.")
        return Invite("https://theatre.example", "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", name, MADE)

    def computers(self, id: PlatformId) -> tuple[Computer, ...]:
        tower, laptop = Computer("a" * 16, "Tower", MADE, True), Computer("b" * 16, "<b>Laptop</b>", MADE, False)
        return (tower,) if self.signed_out else (tower, laptop)

    def sign_out(self, id: PlatformId, computer: str) -> tuple[Computer, ...]:
        self.signed_out.append(computer)
        return self.computers(id)

    def join(self, address: str, invite: str, handle: str) -> tuple[Platform, str]:
        self.asked.append((address, invite, handle))
        if self.refuses:
            raise self.refuses
        platform = replace(a_platform(ELSEWHERE, is_home=False), name="Theatre group", address=address, handle=handle)
        self.store.platforms.add(platform)
        return platform, self.words


def away(id: PlatformId) -> StudioError | None:
    """The home platform answers; between us and the others stands a login page."""
    return None if id == HOME else captive("200")


@pytest.fixture
def devices() -> PluggedIn:
    return PluggedIn()


@pytest.fixture
def door(store: Store) -> Door:
    return Door(store)


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, devices: PluggedIn, door: Door) -> Iterator[SettingsPage]:
    moving = MovingWays(lambda record: (), lambda: None)
    ways = ComputerWays(door.add_computer, door.computers, door.sign_out)
    page = SettingsPage(store, stage, devices, door.join, away, moving, ways)  # type: ignore[arg-type]
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    yield page
    page.hide()


def pick(choice: Choice, words: str) -> None:
    """As a person does: with the keys."""
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Home)
    for _ in range(choice.count()):
        if choice.currentText() == words:
            return
        QTest.keyClick(choice, Qt.Key.Key_Down)
    raise AssertionError(words)


def said(page: SettingsPage) -> list[str]:
    return [label.said for label in page.platforms.findChildren(Label)]


def test_what_is_chosen_is_kept_at_once(qtbot, page: SettingsPage, stage: Stage, store: Store) -> None:
    pick(page.theme, "Paper, light")
    pick(page.messages, "Never")
    pick(page.microphone.device, "Built-in")
    pick(page.microphone.rate, "96 kHz")
    pick(page.microphone.channels, "Stereo")
    pick(page.microphone.preroll, "10 seconds")
    pick(page.microphone.keep_last, "30 seconds")
    now = stage.choices.now
    assert (now.theme, now.device, now.rate_hz, now.channels) == ("paper", "Built-in", 96_000, 2)
    assert now.notify is False
    assert (now.preroll_s, now.keep_last_s) == (10, 30)

    def kept() -> bool:
        try:
            return bool(json.loads(store.folder.settings.read_text())["keep_last_s"] == 30)
        except FileNotFoundError:
            return False

    qtbot.waitUntil(kept)


def test_preroll_runs_from_off_to_ten_seconds(page: SettingsPage) -> None:
    preroll = page.microphone.preroll
    assert [preroll.itemText(at) for at in (0, 1, preroll.count() - 1)] == ["Off", "1 second", "10 seconds"]
    assert preroll.currentText() == "3 seconds"


def test_auto_mode_is_set_as_a_whole(page: SettingsPage, stage: Stage) -> None:
    """What is chosen rules others out: a take is held by less than begins it, and its margin lies in the silence."""
    auto = page.microphone.auto
    pick(auto.opens, "Begins at a firm voice (20 dB)")
    pick(auto.closes, "Holds through firm words (16 dB)")
    pick(auto.silence, "Ends after 0.6 s of silence")
    pick(auto.margin, "Keeps 0.1 s before and behind it")
    now = stage.choices.now
    assert (now.auto_opens_db, now.auto_closes_db, now.auto_silence_s, now.auto_margin_s) == (20, 16, 0.6, 0.1)
    pick(auto.opens, "Begins at a whisper (10 dB)")
    assert stage.choices.now.auto_closes_db == 9 and auto.closes.currentText() == "Holds through soft words (9 dB)"
    assert [auto.closes.itemData(at) for at in range(auto.closes.count())] == [4, 6, 9]
    pick(auto.margin, "Keeps 1 s before and behind it")
    assert stage.choices.now.auto_silence_s == 1.5 and auto.silence.currentText() == "Ends after 1.5 s of silence"
    assert [auto.silence.itemData(at) for at in range(auto.silence.count())] == [1.5, 2.0, 3.0]
    stage.choices.change(auto_opens_db=33, auto_closes_db=2, auto_margin_s=0.3)
    assert auto.opens.currentText() == "Begins 33 dB over the room"
    assert (auto.closes.currentText(), auto.margin.currentText()) == (
        "Holds 2 dB over the room",
        "Keeps 0.3 s before and behind it",
    )


def test_the_list_of_microphones_follows_what_is_plugged_in(
    page: SettingsPage, stage: Stage, devices: PluggedIn
) -> None:
    pick(page.microphone.device, "Built-in")
    devices.names = ["USB Microphone", "New one"]
    stage.bell.devices_changed.emit()
    device = page.microphone.device
    assert [device.itemText(at) for at in range(device.count())] == [
        "The system's microphone",
        "USB Microphone",
        "New one",
        "Built-in (not connected)",
    ]
    assert device.value == "Built-in"


def test_two_microphones_of_one_name_stand_once_in_the_list() -> None:
    assert device_items(["USB", "USB"], "") == [("The system's microphone", ""), ("USB", "USB")]


def test_a_value_written_by_hand_is_shown_as_it_is(page: SettingsPage, stage: Stage) -> None:
    stage.choices.change(preroll_s=7, keep_last_s=45, rate_hz=22_050)
    assert page.microphone.keep_last.currentText() == "45 seconds"
    assert page.microphone.rate.currentText() == "22.05 kHz"


def test_scrolling_over_a_choice_does_not_change_it(page: SettingsPage, stage: Stage) -> None:
    before = stage.choices.now
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        none,
        Qt.KeyboardModifier.NoModifier,
        phase,
        False,
    )
    QApplication.sendEvent(page.microphone.preroll, event)
    assert stage.choices.now == before


def test_a_platform_is_joined_and_the_words_say_where_its_key_is(qtbot, page: SettingsPage, door: Door) -> None:
    form = page.platforms
    form.address.setText("https://stage.example")
    form.invite.setText("an-invite-of-the-host")
    form.handle.setText("imara")
    qtbot.mouseClick(form.join, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(form.told.isVisible)
    assert door.asked == [("https://stage.example", "an-invite-of-the-host", "imara")]
    assert form.told.said == f"You joined Theatre group as imara. {STAYS}"
    assert form.invite.text() == form.address.text() == ""
    assert "Theatre group" in said(page)
    assert "You are imara · https://stage.example" in said(page)


def test_an_address_without_encryption_is_told_before_one_joins(qtbot, page: SettingsPage) -> None:
    form = page.platforms
    qtbot.keyClicks(form.address, "192.168.1.20:8765")
    assert "without encryption" in form.told.said and form.told.isVisibleTo(page)
    form.address.clear()
    qtbot.keyClicks(form.address, "studio.example.org")
    assert not form.told.isVisibleTo(page)


def test_without_a_keyring_the_words_say_until_when(qtbot, page: SettingsPage, door: Door) -> None:
    door.words = "You are signed in until you quit: this computer has no keyring that can be used."
    page.platforms.do_join()
    qtbot.waitUntil(page.platforms.told.isVisible)
    assert "until you quit" in page.platforms.told.said


def test_a_refusal_is_said_beside_the_form_and_what_was_typed_stays(qtbot, page: SettingsPage, door: Door) -> None:
    door.refuses = Refused("This invite does not work", "Type it as the platform's host gave it.")
    form = page.platforms
    form.invite.setText("wrong-invite")
    qtbot.keyClick(form.handle, Qt.Key.Key_Return)
    qtbot.waitUntil(form.told.isVisible)
    assert form.told.said == "This invite does not work. Type it as the platform's host gave it."
    assert form.invite.text() == "wrong-invite"
    assert form.join.isEnabled()


def test_each_platform_says_whether_it_can_be_reached(page: SettingsPage, store: Store) -> None:
    store.platforms.add(
        replace(a_platform(ELSEWHERE, is_home=False), name="Theatre group", address="https://s.example")
    )
    page.refresh()
    words = said(page)
    assert "Online · not synced yet" in words
    assert "This network wants you to sign in first · not synced yet" in words
    assert captive("").advice in words


def test_the_data_folder_is_named(page: SettingsPage, store: Store) -> None:
    assert page.folder.said == str(store.folder.root)


def test_planted_names_are_shown_as_text(
    page: SettingsPage, store: Store, devices: PluggedIn, bait: Path, unopened: None
) -> None:
    for text in texts(bait):
        store.platforms.change(replace(store.platforms.get(HOME), name=text, handle=text, is_home=False, address=text))
        devices.names = [text]
        page.refresh()
        assert text in said(page)
        assert f"You are {text} · {text}" in said(page)
        assert page.microphone.device.itemText(1) == text
        all_plain(page)


def test_every_control_has_a_name(page: SettingsPage) -> None:
    assert nameless(page) == []


def test_another_computer_is_added_listed_and_signed_out(qtbot, page: SettingsPage, door: Door, store: Store) -> None:
    card = page.computers
    assert card.nowhere.isVisible() and not card.add_one.isVisible(), "a home platform cannot be reached from elsewhere"
    door.join("https://theatre.example", "x", "Ines")
    page.refresh()
    assert not card.nowhere.isVisible() and card.add_one.isVisible()
    qtbot.waitUntil(lambda: "Tower" in [label.said for label in card.findChildren(Label)])
    assert "<b>Laptop</b>" in [label.said for label in card.findChildren(Label)]
    all_plain(card)

    card.add_one.click()
    qtbot.waitUntil(lambda: "has no name yet" in card.told.said)
    card.name.setText("Laptop")
    card.add_one.click()
    qtbot.waitUntil(lambda: "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE" in card.told.said)
    assert "Leave the name there empty" in card.told.said and card.name.text() == ""
    card.copy.click()
    assert QApplication.clipboard().text() == "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"

    (out,) = [one for one in card.findChildren(Button) if one.text() == "Sign out" and one.isVisible()]
    out.click()
    qtbot.waitUntil(lambda: "<b>Laptop</b>" not in [one.said for one in card.findChildren(Label) if one.isVisible()])
    assert door.signed_out == ["b" * 16] and nameless(card) == []
