from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)

from studio.capture.reading import BoothState
from studio.domain.ids import PersonId, PlatformId, new_id
from studio.domain.platform import Platform
from studio.store import Store
from studio.ui.challenges import ChallengesPage
from studio.ui.platform_chip import PlatformChip, sentence
from studio.ui.rail import RailButton
from studio.ui.record import RecordPage
from studio.ui.stage import Stage
from studio.ui.theme import Theme, look
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.button import Button
from studio.ui.window import Place, Window
from tests.store.made import a_draft, a_parcel

from .by_ear import described, face, toggle
from .conftest import HOME, Sound, a_challenge

TARGET_PX = 32


@pytest.fixture
def window(qtbot, store: Store, stage: Stage, sound: Sound) -> Iterator[Window]:
    store.library.shelve(HOME, challenges=[a_challenge(lines=("One line to say.", "And another one.")), a_challenge()])
    places = (
        Place(
            "record",
            "Record",
            "mic",
            lambda: RecordPage(sound.rooms(store), stage),
        ),
        Place("challenges", "Challenges", "flag", lambda: ChallengesPage(store, stage)),
        Place("write", "Write", "", lambda: ChallengesPage(store, stage), below="challenges"),
    )
    window = Window(places, stage.notices, lambda: PlatformChip(store, lambda id: id == HOME, stage.bell))
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted, timeout=20_000):
        window.show()
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.READY, timeout=20_000)
    yield window
    sound.booth.close()


def rail(window: Window) -> list[RailButton]:
    return [button for button in window.findChildren(RailButton) if not button.isHidden()]


def test_the_window_opens_in_the_booth_and_other_pages_wait(window: Window) -> None:
    assert window.here == "record"
    assert [button.accessibleName() for button in rail(window)] == ["Record", "Challenges"]
    assert window.findChildren(ChallengesPage) == []


def test_a_place_is_reached_by_press_and_by_number(qtbot, window: Window) -> None:
    qtbot.mouseClick(rail(window)[1], Qt.MouseButton.LeftButton)
    assert window.here == "challenges"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.here == "record")


def test_a_place_is_reached_by_a_screen_reader_that_presses_nothing(window: Window) -> None:
    toggle(rail(window)[1])
    assert window.here == "challenges"


def test_a_place_below_another_leads_back(qtbot, window: Window) -> None:
    window.show_place("write")
    back = next(button for button in window.findChildren(Button) if button.said == "Challenges  ›")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert window.here == "challenges"


def test_in_a_narrow_window_with_large_text_the_way_back_is_a_sign(window: Window, theme: Theme) -> None:
    theme.set("paper", 200)
    window.rebuild()
    window.show_place("write")
    window.resize(QSize(860, 600))
    QApplication.processEvents()
    back = next(button for button in window.findChildren(Button) if button.said == "‹")
    assert back.accessibleName() == "Back to Challenges" and back.width() >= back.minimumSizeHint().width()


def test_a_badge_says_how_much_waits(window: Window) -> None:
    window.set_badge("challenges", 2)
    assert rail(window)[1].accessibleName() == "Challenges, 2 waiting"
    window.set_badge("challenges", 0)
    assert rail(window)[1].accessibleName() == "Challenges"


@pytest.mark.parametrize("name", ["booth", "paper"])
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("place", ["record", "challenges"])
def test_everything_that_can_be_pressed_has_a_name_and_is_large_enough(
    window: Window, theme: Theme, name: str, percent: int, place: str
) -> None:
    theme.set(name, percent)
    window.rebuild()
    window.show_place(place)
    window.grab()
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QProgressBar)
    found = [widget for kind in kinds for widget in window.findChildren(kind) if widget.isVisible()]
    assert len(found) >= 8
    nameless = [type(widget).__name__ for widget in found if not widget.accessibleName()]
    assert not nameless
    assert window.page(place).accessibleName() == {"record": "Record", "challenges": "Challenges"}[place]
    assert QAccessible.Role.LayeredPane not in {face(widget).role() for widget in window.findChildren(QWidget)}
    assert not [words for widget in window.findChildren(QWidget) if "<" in (words := described(widget))]
    buttons = [widget for widget in found if isinstance(widget, QAbstractButton)]
    small = [(b.accessibleName(), b.size()) for b in buttons if min(b.width(), b.height()) < TARGET_PX]
    assert not small


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("size", [QSize(1280, 800), QSize(1920, 1080), QSize(860, 600)])
@pytest.mark.parametrize("place", ["record", "challenges", "record with a script"])
def test_no_button_is_cut_off_at_any_size(
    qtbot, window: Window, theme: Theme, size: QSize, percent: int, place: str
) -> None:
    theme.set("paper", percent)
    window.rebuild()
    place, _, more = place.partition(" ")
    window.show_place(place)
    window.resize(size)
    assert window.size() == size
    page = window.page(place)
    if more:
        assert isinstance(page, RecordPage)
        page.answer(
            a_challenge(lines=("The key sticks. Lift it a little, then turn, as you would with an old dog.",) * 12)
        )
        page.go(3)

    def cut_off() -> list[str]:
        shown = [button for button in window.findChildren(Button) if button.isVisible()]
        narrow = [button for button in shown if button.width() < button.minimumSizeHint().width()]
        outside = [button for button in shown if page.isAncestorOf(button) and _right(button, page) > page.width()]
        wide = [area for area in page.findChildren(Beside) if area.widget().width() > area.viewport().width()]
        return [button.accessibleName() for button in (*narrow, *outside)] + ["the panel at the right" for _ in wide]

    QApplication.processEvents()  # what was said changes how wide it is
    qtbot.waitUntil(lambda: not cut_off())


def test_larger_text_builds_the_same_place_anew(window: Window, theme: Theme) -> None:
    page = window.page("record")
    assert isinstance(page, RecordPage)
    page.answer(a_challenge(lines=("One line to say.", "And another one.")))
    page.go(1)
    theme.set("booth", 200)
    window.rebuild()
    new = window.page("record")
    assert isinstance(new, RecordPage)
    assert new is not page
    assert new.prompt.line.said == "And another one."
    assert look().scale == 2


def test_what_a_page_showed_outlives_several_looks_though_it_is_not_shown_between_them(
    window: Window, theme: Theme
) -> None:
    page = window.page("record")
    assert isinstance(page, RecordPage)
    page.answer(a_challenge(lines=("One line to say.", "And another one.")))
    page.go(1)
    window.show_place("challenges")
    for name in ("paper", "booth", "paper"):
        theme.set(name)
        window.rebuild()
    new = window.page("record")
    assert isinstance(new, RecordPage) and new.prompt.line.said == "And another one."


def test_a_new_look_does_not_interrupt_a_take(qtbot, window: Window, theme: Theme, sound: Sound, store: Store) -> None:
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.RECORDING, timeout=20_000)
    before = sound.booth.reading().strip_start
    theme.set("paper", 150)
    window.rebuild()
    assert rail(window)[0].accessibleName() == "Record, recording"
    qtbot.waitUntil(lambda: sound.booth.reading().elapsed_s > 1, timeout=20_000)
    assert sound.booth.reading().state is BoothState.RECORDING
    assert sound.booth.reading().strip_start >= before
    assert store.takes.list() == []
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: len(store.takes.list()) == 1, timeout=20_000)


def test_the_rail_shows_a_take_that_runs_while_the_person_is_elsewhere(qtbot, window: Window, sound: Sound) -> None:
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.RECORDING, timeout=20_000)
    window.show_place("challenges")
    qtbot.waitUntil(lambda: rail(window)[0].accessibleName() == "Record, recording")
    sound.booth.stop()
    qtbot.waitUntil(lambda: rail(window)[0].accessibleName() == "Record", timeout=20_000)


def test_the_tab_key_reaches_the_rail_the_red_button_and_the_takes(qtbot, window: Window) -> None:
    seen: list[str] = []
    start = window.focusWidget()
    for _ in range(60):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        widget = window.focusWidget()
        if widget is None or (widget is start and seen):
            break
        seen.append(widget.accessibleName())
    assert "Record" in seen
    assert "Home platform · synced" in seen
    assert any(name.startswith("Microphone: ") for name in seen)
    assert any(name.startswith("Pre-roll") for name in seen)


def test_the_chip_tells_the_truth_about_the_platform(qtbot, window: Window, store: Store, stage: Stage) -> None:
    chip = next(iter(window.findChildren(PlatformChip)))
    assert chip.said == "Home platform · synced"
    draft = a_draft()
    store.drafts.add(draft)
    store.parcels.seal(draft, a_parcel(draft))
    qtbot.waitUntil(lambda: chip.said == "Home platform · 1 waiting")
    far = Platform(PlatformId(new_id()), "Theatre", "https://example.org", False, PersonId(new_id()), "you")
    store.platforms.add(far)
    qtbot.waitUntil(lambda: chip.said == "Theatre · offline · 1 thing waits here, safe")
    long = replace(far, name="Theatergruppe Donaudampfschifffahrtsgesellschaft")
    store.platforms.change(long)
    qtbot.waitUntil(lambda: chip.said == "Theatergruppe Donaudamp… · offline · 1 thing waits here, safe")
    assert chip.accessibleName() == f"{long.name} · offline · 1 thing waits here, safe"
    with qtbot.waitSignal(window.platform_pressed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)


def test_before_any_platform_is_there_the_chip_says_that_it_is_starting(qtbot, store: Store, stage: Stage) -> None:
    chip = PlatformChip(store, lambda id: True, stage.bell, starting=True)
    qtbot.addWidget(chip)
    assert chip.said == sentence([], set(), 0) == "Home platform · starting"
    stage.bell.links_changed.emit()
    assert chip.said == "Home platform · synced"


def _right(widget: QWidget, page: QWidget) -> int:
    return widget.mapTo(page, widget.rect().topRight()).x()
