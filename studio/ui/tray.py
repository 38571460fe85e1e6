"""The studio's sign beside the system's clock: there while it has something to say or goes on without its window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QMenu, QSystemTrayIcon

PAUSE, GO_ON = "Pause all", "Go on"


def has_tray() -> bool:
    """Many Linux desktops have no place for such a sign."""
    from PySide6.QtWidgets import QSystemTrayIcon  # the first window does not wait for it

    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """Made when it is first needed. `icon` is the window's."""

    open_pressed = Signal()
    pause_pressed = Signal()
    quit_pressed = Signal()
    #: The message that was shown last was pressed.
    message_pressed = Signal()

    def __init__(self, icon: QIcon, parent: QObject) -> None:
        from PySide6.QtWidgets import QMenu, QSystemTrayIcon

        super().__init__(parent)
        self._sign: QSystemTrayIcon = QSystemTrayIcon(icon, self)
        self.menu: QMenu = QMenu()
        self._words = self.menu.addAction("")
        self._words.setEnabled(False)
        self.menu.addSeparator()
        self.menu.addAction("Open", self.open_pressed.emit)
        self.pause = self.menu.addAction(PAUSE, self.pause_pressed.emit)
        self.menu.addSeparator()
        self.menu.addAction("Quit", self.quit_pressed.emit)
        self._sign.setContextMenu(self.menu)
        self._sign.activated.connect(self._on_activated)
        self._sign.messageClicked.connect(self.message_pressed)
        self._sign.show()

    @property
    def said(self) -> str:
        """How it stands, as the menu says it."""
        return self._words.text()

    def show_waiting(self, words: str, *, paused: bool) -> None:
        self._words.setText(words)
        self.pause.setText(GO_ON if paused else PAUSE)

    def say(self, title: str, words: str) -> None:
        """A message of the system, for where our own window is not seen."""
        self._sign.showMessage(title, words, self._sign.icon())

    def close(self) -> None:
        self._sign.hide()
        self.menu.deleteLater()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A press on the sign itself; the menu's own press opens the menu."""
        if reason in (self._sign.ActivationReason.Trigger, self._sign.ActivationReason.DoubleClick):
            self.open_pressed.emit()
