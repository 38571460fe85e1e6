"""What closing the window means: the end, or that the studio goes on in the tray for as long as something is to be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from studio.store import Store

from .notices import Question
from .stage import Stage
from .tray import Tray, has_tray
from .window import Window

#: A studio without a window ends by itself this long after the last thing has arrived: long enough to read that it did.
LINGER_MS = 20_000
QUIT, STAY = "Quit", "Stay open"


class LeavingWays(NamedTuple):
    """`wake` calls the courier. `rest` lets the microphone go (a running take is ended and kept) and ends what plays. `watched` is
    how many drafts wait for their paint program. `quit` ends the program."""

    wake: Callable[[], None]
    rest: Callable[[], None]
    watched: Callable[[], int]
    quit: Callable[[], None]


class Leaving(QObject):
    """Owns the tray. Nothing is lost however the studio ends: what waits is in the store before anybody hears of it."""

    def __init__(self, window: Window, store: Store, stage: Stage, ways: LeavingWays) -> None:
        super().__init__()
        self._window = window
        self._store = store
        self._choices = stage.choices
        self._ways = ways
        self._tray: Tray | None = None
        self._ends = False
        self.question: Question | None = None
        self._linger = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._linger.timeout.connect(self.quit)
        window.may_close = self.may_close
        for ring in (stage.bell.parcels_changed, stage.bell.library_changed):
            ring.connect(self._on_ring)

    def may_close(self) -> bool:
        """The person closes the window. True lets it go, which ends the studio."""
        app = QApplication.instance()
        saving = isinstance(app, QApplication) and app.isSavingSession()
        if self._ends or saving:
            return True
        if has_tray():
            if self.to_send() or self._ways.watched():
                self._go_on_in_tray()
                return False
        elif self.to_send():
            self._ask()
            return False
        return True

    def to_send(self) -> int:
        """How much would go out by itself."""
        return self._store.parcels.moving() + self._store.errands.moving()

    def tray(self) -> Tray | None:
        """None where there is none on this desktop."""
        if self._tray is None and has_tray():
            self._tray = Tray(self._window.windowIcon(), self)
            self._tray.open_pressed.connect(self.come_back)
            self._tray.pause_pressed.connect(self._on_pause)
            self._tray.quit_pressed.connect(self.quit)
            self._tray.message_pressed.connect(self._on_message)
            self._show_waiting()
        return self._tray

    def say(self, title: str, words: str) -> None:
        """A message of the system, where there is a tray; pressing it leads to the outbox."""
        tray = self.tray()
        if tray:
            tray.say(title, words)

    @Slot()
    def come_back(self) -> None:
        """The window is in front again, as it was left."""
        self._linger.stop()
        was_hidden = self._window.isHidden()
        QApplication.setQuitOnLastWindowClosed(True)
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if was_hidden:
            self._window.show_place(self._window.here)

    @Slot()
    def ask_to_quit(self) -> None:
        """Ends the studio; where something would still go out, its words come first."""
        if self.to_send():
            self._ask()
        else:
            self.quit()

    @Slot()
    def quit(self) -> None:
        self.let_close()
        self._ways.quit()

    @Slot()
    def let_close(self) -> None:
        """From now on closing the window ends the studio."""
        self._ends = True
        self._linger.stop()
        if self._tray:
            self._tray.close()
            self._tray = None

    def _go_on_in_tray(self) -> None:
        QApplication.setQuitOnLastWindowClosed(False)
        self._window.hide()
        self._ways.rest()
        tray = self.tray()
        if tray and not self._choices.now.told_of_tray:
            tray.say("The studio goes on here", "It sends what waits. To end it, choose Quit in the menu of this sign.")
            self._choices.change(told_of_tray=True)

    def _ask(self) -> None:
        if self.question is not None:
            return
        title, advice = parting_words(self.to_send())
        self.question = Question(self._window, title, advice, (QUIT, STAY), ready=QUIT)
        self.question.finished.connect(self._on_answer)
        self.question.open()

    @Slot()
    def _on_answer(self) -> None:
        question, self.question = self.question, None
        if question is not None:
            question.deleteLater()
            if question.answer == QUIT:
                self.quit()

    @Slot()
    def _on_message(self) -> None:
        self.come_back()
        self._window.show_place("outbox")

    @Slot()
    def _on_pause(self) -> None:
        on = self._store.parcels.paused() < self._store.parcels.waiting()
        self._store.parcels.pause(None, on)
        if not on:
            self._ways.wake()

    @Slot()
    def _on_ring(self) -> None:
        if self._tray is None:
            return
        waiting = self._show_waiting()
        if self._window.isHidden() and not waiting and not self._ways.watched():
            if not self._linger.isActive():
                self._linger.start()
        else:
            self._linger.stop()

    def _show_waiting(self) -> int:
        parcels, paused = self._store.parcels.waiting(), self._store.parcels.paused()
        waiting = parcels + self._store.errands.waiting()
        if self._tray:
            idle = "Pictures are watched" if self._ways.watched() else "Everything has been sent"
            words = f"{_things(waiting)} here, safe" if waiting else idle
            self._tray.show_waiting(words, paused=bool(parcels) and paused == parcels)
        return waiting


def parting_words(to_send: int) -> tuple[str, str]:
    """Title and advice: what waits, and what happens to it."""
    later = "It goes out at the next start." if to_send == 1 else "They go out at the next start."
    return f"{_things(to_send)} here, safe", later


def _things(count: int) -> str:
    return "1 thing waits" if count == 1 else f"{count} things wait"
