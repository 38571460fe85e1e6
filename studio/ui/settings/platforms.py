"""The platforms that this studio has joined, and the way to join another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.contract import MAX_HANDLE
from studio.domain.amounts import ago_words
from studio.domain.ids import PlatformId
from studio.domain.platform import Platform
from studio.errors import Refused, StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.widgets.box import Hairline, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from studio.wire.addresses import tidy, word_about

from .section import Section

#: Joins by address, invite and handle on a task's thread; answers the platform, and in words where its key is kept.
Join = Callable[[str, str, str], tuple[Platform, str]]


_OWN = "Leave it empty when the invite is from another computer of yours."


class Platforms(Section):
    def __init__(
        self,
        store: Store,
        stage: Stage,
        join: Join,
        trouble: Callable[[PlatformId], StudioError | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Platforms", "Where your records go. Your own home platform runs on this computer.", parent)
        self._store = store
        self._stage = stage
        self._join = join
        self._trouble = trouble
        self._build()
        self.join.clicked.connect(self.do_join)
        self.handle.returnPressed.connect(self.do_join)
        self.address.textEdited.connect(self._on_address)
        for ring in (stage.bell.platforms_changed, stage.bell.links_changed):
            ring.connect(self.refresh)

    def _build(self) -> None:
        self._joined = QWidget()
        self._lines = column(gap=10)
        self._joined.setLayout(self._lines)
        self.address, self.invite, self.handle = QLineEdit(), QLineEdit(), QLineEdit()
        self.address.setPlaceholderText("https://")
        for field, name in ((self.address, "Address"), (self.invite, "Invite"), (self.handle, "Your name there")):
            field.setAccessibleName(name)
        self.told = Label("", "small", wrap=True)
        self.told.hide()
        self.join = Button("Join")
        self.lines.addWidget(self._joined)
        self.lines.addWidget(Hairline())
        self.lines.addWidget(Label("Join a platform", "strong"))
        self.add("Address", self.address, "Whoever hosts the platform tells you its address and an invite.")
        self.add("Invite", self.invite, "It works once.")
        self.add(
            "Your name there", self.handle, f"Others see it beside your records. Up to {MAX_HANDLE} characters. {_OWN}"
        )
        self.lines.addWidget(self.told)
        self.lines.addLayout(row(None, self.join))

    @Slot()
    def refresh(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.deleteLater()
        now = datetime.now(UTC)
        for platform in self._store.platforms.list():
            trouble = self._trouble(platform.id)
            advice = trouble.advice if trouble else ""
            self._lines.addWidget(_platform(platform, state_words(platform, trouble, now), advice))

    @Slot(str)
    def _on_address(self, typed: str) -> None:
        """What is sent without encryption can be read on the way: said before the invite is."""
        try:
            words = word_about(tidy(typed))
        except Refused:
            words = ""
        if words:
            self._tell(words, "warn")
        else:
            self.told.hide()

    @Slot()
    def do_join(self) -> None:
        if not self.join.isEnabled():
            return
        address, invite, handle = self.address.text(), self.invite.text(), self.handle.text()
        self._set_busy(True)
        self._stage.tasks.run(
            lambda _: self._join(address, invite, handle),
            alive(self, self._on_joined),
            on_trouble=alive(self, self._on_trouble),
        )

    def _on_joined(self, answer: tuple[Platform, str]) -> None:
        platform, words = answer
        self._set_busy(False)
        for field in (self.address, self.invite, self.handle):
            field.clear()
        self._tell(f"You joined {platform.name} as {platform.handle}. {words}", "ok")
        self.refresh()

    def _on_trouble(self, error: StudioError) -> None:
        self._set_busy(False)
        self._tell(f"{error.title}. {error.advice}", "warn")

    def _tell(self, words: str, tone: str) -> None:
        self.told.set_tone(tone)
        self.told.say(words)
        self.told.show()

    def _set_busy(self, on: bool) -> None:
        for widget in (self.address, self.invite, self.handle, self.join):
            widget.setEnabled(not on)
        self.join.say("Joining…" if on else "Join")
        if on:
            self.told.hide()


def state_words(platform: Platform, trouble: StudioError | None, now: datetime) -> str:
    """`trouble` is why nothing goes there now; a network that wants people to sign in first says so here."""
    synced = f"synced {ago_words(platform.synced_at, now)}" if platform.synced_at else "not synced yet"
    return f"{trouble.title if trouble else 'Online'} · {synced}"


def _platform(platform: Platform, state: str, advice: str) -> QWidget:
    where = "On this computer" if platform.is_home else platform.address
    line = QWidget()
    words = column(
        Label(platform.name, "strong", wrap=True),
        Label(f"You are {platform.handle} · {where}", "small", tone="muted", wrap=True),
        Label(state, "small", tone="muted", wrap=True),
        *([Label(advice, "small", tone="muted", wrap=True)] if advice else []),
        gap=0,
    )
    line.setLayout(words)
    line.setAccessibleName(f"{platform.name}, {state}")
    return line
