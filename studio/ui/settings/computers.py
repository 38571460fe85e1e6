"""The person's other computers: an invite for one more, the list by name and date, and signing one out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.domain.amounts import ago_words
from studio.domain.ids import PlatformId
from studio.errors import StudioError
from studio.store import Store
from studio.twins.computers import LONGEST_NAME, Computer, Invite
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.widgets.box import Hairline, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

from .section import Section

_SENTENCE = (
    "Work on the same drafts on several computers. Drafts for a platform that you joined, their versions and a few settings"
    " go by themselves through it; only you see them there, and whoever hosts it could. A draft for your home platform stays"
    " on this computer until you choose the other one under Send."
)


@dataclass(frozen=True, slots=True)
class ComputerWays:
    """All for a task's thread."""

    add: Callable[[PlatformId, str], Invite]
    read: Callable[[PlatformId], tuple[Computer, ...]]
    sign_out: Callable[[PlatformId, str], tuple[Computer, ...]]


class Computers(Section):
    def __init__(self, store: Store, stage: Stage, ways: ComputerWays, parent: QWidget | None = None) -> None:
        super().__init__("Your computers", _SENTENCE, parent)
        self._store = store
        self._stage = stage
        self._ways = ways
        self._invite: Invite | None = None
        self._build()
        self.platform.chosen.connect(self._look)
        self.add_one.clicked.connect(self.do_add)
        self.name.returnPressed.connect(self.do_add)
        self.copy.clicked.connect(self._copy)
        stage.bell.platforms_changed.connect(self.refresh)

    def _build(self) -> None:
        self.nowhere = Label("Join a platform first: your home platform cannot be reached from elsewhere.", wrap=True)
        self.platform = Choice("Through which platform")
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the other computer")
        self.name.setPlaceholderText("Laptop")
        self.name.setMaxLength(LONGEST_NAME)
        self.add_one = Button("Add another computer")
        self.told = Label("", "small", wrap=True)
        self.told.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.copy = Button("Copy the invite", icon="copy")
        self._listed = QWidget()
        self._lines = column(gap=10)
        self._listed.setLayout(self._lines)
        self.lines.addWidget(self.nowhere)
        self._there = QWidget()
        there = column(self._listed, Hairline(), gap=12)
        self._there.setLayout(there)
        self.lines.addWidget(self._there)
        self.add("Through", self.platform, "Join the same platform on the other computer.")
        self.add("Its name", self.name, "So that you know which one a draft comes from.")
        self.lines.addWidget(self.told)
        self.lines.addLayout(row(None, self.copy, self.add_one))
        self.told.hide()
        self.copy.hide()

    @Slot()
    def refresh(self) -> None:
        joined = [platform for platform in self._store.platforms.list() if not platform.is_home]
        twins = self._store.twins.platforms()
        chosen = str(self.platform.value or next((id for id in twins), joined[0].id if joined else ""))
        self.platform.offer([(platform.name, platform.id) for platform in joined], chosen)
        self.nowhere.setVisible(not joined)
        for widget in (self._there, self.platform.parentWidget(), self.name.parentWidget(), self.add_one):
            if widget:
                widget.setVisible(bool(joined))
        if joined and self.isVisible():
            self._look()

    @Slot()
    def _look(self) -> None:
        """Asks the platform who is signed in; where it cannot be reached, nothing is listed."""
        id = PlatformId(str(self.platform.value))
        self._stage.tasks.run(
            lambda _: self._ways.read(id), alive(self, self._show), on_trouble=alive(self, lambda error: self._show(()))
        )

    def _show(self, computers: tuple[Computer, ...]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        now = datetime.now(UTC)
        for one in computers:
            self._lines.addWidget(self._line(one, now))
        self._there.setVisible(bool(computers))

    def _line(self, one: Computer, now: datetime) -> QWidget:
        name = one.name or "A computer"
        since = ago_words(one.joined_at, now)
        when = f"This computer, joined {since}" if one.here else f"Joined {since}"
        words = column(Label(name, "strong", wrap=True), Label(when, "small", tone="muted", wrap=True), gap=0)
        line = row(gap=12)
        line.addLayout(words, 1)
        if not one.here:
            out = Button("Sign out", "quiet")
            out.setAccessibleName(f"Sign out {name}")
            out.clicked.connect(partial(self._sign_out, one))
            line.addWidget(out)
        widget = QWidget()
        widget.setLayout(line)
        widget.setAccessibleName(f"{name}, {when}")
        return widget

    @Slot()
    def do_add(self) -> None:
        if not self.add_one.isEnabled():
            return
        id, name = PlatformId(str(self.platform.value)), self.name.text()
        self._set_busy(True)
        self._stage.tasks.run(
            lambda _: self._ways.add(id, name),
            alive(self, self._on_invite),
            on_trouble=alive(self, self._on_trouble),
        )

    def _on_invite(self, invite: Invite) -> None:
        self._set_busy(False)
        self._invite = invite
        self.name.clear()
        self._tell(
            f"On {invite.name}, open Settings and join a platform:\nAddress: {invite.address}\nInvite: {invite.code}\n"
            "Leave the name there empty. The invite works once, within a day; give it to nobody else.",
            "ok",
        )
        self.copy.show()

    def _sign_out(self, one: Computer) -> None:
        id = PlatformId(str(self.platform.value))
        self._stage.tasks.run(
            lambda _: self._ways.sign_out(id, one.id),
            alive(self, self._show),
            on_trouble=alive(self, self._on_trouble),
        )

    def _on_trouble(self, error: StudioError) -> None:
        self._set_busy(False)
        self._tell(f"{error.title}. {error.advice}", "warn")

    @Slot()
    def _copy(self) -> None:
        if self._invite:
            QGuiApplication.clipboard().setText(self._invite.code)

    def _tell(self, words: str, tone: str) -> None:
        self.told.set_tone(tone)
        self.told.say(words)
        self.told.show()

    def _set_busy(self, on: bool) -> None:
        for widget in (self.platform, self.name, self.add_one):
            widget.setEnabled(not on)
        self.add_one.say("Making an invite…" if on else "Add another computer")
        if on:
            self.told.hide()
            self.copy.hide()
