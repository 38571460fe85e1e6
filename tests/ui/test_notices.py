from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.errors import DeviceTrouble, DiskTrouble, Offline
from studio.ui import tokens
from studio.ui.notice_stack import NoticeBox, NoticeStack
from studio.ui.notices import Notices, Question
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label


@pytest.fixture
def notices(qapp) -> Notices:
    return Notices()


def titles(notices: Notices) -> list[str]:
    return [notice.title for notice in notices.now]


def test_a_trouble_is_said_with_what_is_safe_and_what_to_do(qtbot, notices: Notices) -> None:
    stack = NoticeStack(notices)
    qtbot.addWidget(stack)
    notices.trouble(DeviceTrouble("No microphone is connected", "Your draft is safe. Plug one in and press Record."))
    said = [label.said for label in stack.findChildren(Label)]
    assert said == ["No microphone is connected", "Your draft is safe. Plug one in and press Record."]


def test_troubles_of_one_family_take_each_others_place(notices: Notices) -> None:
    notices.trouble(DeviceTrouble("The microphone is gone", "Plug it in again."))
    notices.trouble(DiskTrouble("The disk is full", "Your take is saved."))
    notices.trouble(DeviceTrouble("No microphone is connected", "Plug one in."))
    assert titles(notices) == ["No microphone is connected", "The disk is full"]
    notices.settle(DeviceTrouble)
    assert titles(notices) == ["The disk is full"]


def test_a_notice_stays_until_its_cross_is_pressed(qtbot, notices: Notices) -> None:
    stack = NoticeStack(notices)
    qtbot.addWidget(stack)
    stack.show()
    notices.trouble(Offline("The platform does not answer", "It is tried again by itself."))
    box = stack.findChild(NoticeBox)
    cross = next(button for button in box.findChildren(Button) if button.accessibleName() == "Close this message")
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert titles(notices) == []
    assert not stack.isVisible()


def test_a_stack_that_is_made_anew_shows_what_is_said_already(qtbot, qtlog, notices: Notices) -> None:
    """As another look of the window makes it, before it stands in one."""
    notices.trouble(Offline("The platform does not answer", "It is tried again by itself."))
    above = Button("Search")
    qtbot.addWidget(above)
    stack = NoticeStack(notices, above)
    qtbot.addWidget(stack)
    assert stack.findChild(NoticeBox) is not None
    assert [one.message for one in qtlog.records if "setTabOrder" in one.message] == []


def test_a_hint_passes_by_itself(qtbot, notices: Notices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "HINT_MS", 20)
    notices.hint("Take 2 discarded", "Undo")
    assert titles(notices) == ["Take 2 discarded"]
    qtbot.waitUntil(lambda: titles(notices) == [])


def test_the_button_of_a_hint_acts_once_and_the_hint_goes(qtbot, notices: Notices) -> None:
    done: list[str] = []
    stack = NoticeStack(notices)
    qtbot.addWidget(stack)
    stack.show()
    notices.hint("Take 2 discarded", "Undo", lambda: done.append("undone"))
    undo = next(button for button in stack.findChildren(Button) if button.said == "Undo")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert done == ["undone"]
    assert titles(notices) == []


def test_a_question_has_its_verbs_on_its_buttons(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    question = Question(window, "Leave this platform?", "Your records stay there.", ("Leave", "Stay"))
    qtbot.addWidget(question)
    question.show()
    buttons = {button.said: button for button in question.findChildren(Button)}
    assert set(buttons) == {"Leave", "Stay"}
    qtbot.mouseClick(buttons["Leave"], Qt.MouseButton.LeftButton)
    assert question.answer == "Leave"


def test_closing_a_question_changes_nothing(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    question = Question(window, "Leave this platform?", "Your records stay there.", ("Leave", "Stay"))
    qtbot.addWidget(question)
    question.show()
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert question.answer == ""
