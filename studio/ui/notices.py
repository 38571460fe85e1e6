"""The only speaker: hints that pass, notices that stay, questions with verbs on their buttons. Everything is plain text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from studio.errors import DeviceTrouble, StudioError

from . import tokens
from .theme import look
from .widgets.box import column, row
from .widgets.button import Button
from .widgets.label import Label

Press = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing said. `key` "" is a hint. `verb` is the word on its one button; `press` is what it does."""

    key: str
    title: str
    advice: str = ""
    verb: str = ""
    press: Press | None = field(default=None, compare=False)
    worry: bool = False


class Notices(QObject):
    """Keeps what is said now; a `NoticeStack` shows it. UI thread only."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices: dict[str, Notice] = {}
        self._hint: Notice | None = None
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.timeout.connect(self.end_hint)

    @property
    def now(self) -> tuple[Notice, ...]:
        """What is on screen: notices in the order they came, the hint last."""
        return (*self._notices.values(), *((self._hint,) if self._hint else ()))

    def hint(self, title: str, verb: str = "", press: Press | None = None) -> None:
        """A word that passes by itself; a new one takes its place."""
        self._hint = Notice("", title, "", verb, press)
        self._passing.start(tokens.HINT_MS)
        self.changed.emit()

    def notice(
        self, key: str, title: str, advice: str = "", *, verb: str = "", press: Press | None = None, worry: bool = False
    ) -> None:
        """A word that stays until its button or its cross is pressed, or `clear(key)`; the same key takes its place."""
        self._notices[key] = Notice(key, title, advice, verb, press, worry)
        self.changed.emit()

    @Slot(object)
    def trouble(self, error: StudioError) -> None:
        """Says a StudioError. Troubles of one family replace each other."""
        self.notice(trouble_key(error), error.title, error.advice, worry=True)

    def clear(self, key: str) -> None:
        if self._notices.pop(key, None):
            self.changed.emit()

    def settle(self, family: type[StudioError]) -> None:
        """The trouble of this family has passed."""
        self.clear(f"trouble:{family.__name__}")

    def dismiss(self, notice: Notice) -> None:
        if notice.key:
            self.clear(notice.key)
        else:
            self.end_hint()

    @Slot()
    def end_hint(self) -> None:
        self._passing.stop()
        if self._hint:
            self._hint = None
            self.changed.emit()

    def press(self, notice: Notice) -> None:
        """Its button: the notice goes, then its verb is done."""
        self.dismiss(notice)
        if notice.press:
            notice.press()


def trouble_key(error: StudioError) -> str:
    family = DeviceTrouble if isinstance(error, DeviceTrouble) else type(error)
    return f"trouble:{family.__name__}"


class Question(QDialog):
    """For the few things that cannot be undone: a title, what will happen, and a verb on each button. `ready` is the one that
    Enter presses at once; without it that is the last one, which steps back."""

    def __init__(self, parent: QWidget, title: str, advice: str, verbs: tuple[str, ...], ready: str = "") -> None:
        super().__init__(parent)
        self.answer = ""
        self.setWindowTitle(title)
        self.setMinimumWidth(look().px(420))
        buttons = [Button(verb, "primary" if at == 0 else "secondary") for at, verb in enumerate(verbs)]
        for button, verb in zip(buttons, verbs, strict=True):
            button.clicked.connect(lambda _=False, chosen=verb: self._choose(chosen))
        self.setLayout(_question(title, advice, buttons))
        buttons[verbs.index(ready) if ready else -1].setFocus()

    def _choose(self, verb: str) -> None:
        self.answer = verb
        self.accept()


def _question(title: str, advice: str, buttons: list[Button]) -> QVBoxLayout:
    return column(
        Label(title, "title", wrap=True),
        Label(advice, tone="muted", wrap=True),
        16,
        row(None, *reversed(buttons), gap=10),
        gap=8,
        margins=(24, 20, 24, 20),
    )


def ask(parent: QWidget, title: str, advice: str, *verbs: str) -> str:
    """The verb that was pressed, or "" when the question was closed. The first verb acts, the last one steps back."""
    question = Question(parent, title, advice, verbs)
    question.exec()
    return question.answer
