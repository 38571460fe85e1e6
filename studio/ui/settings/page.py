"""The settings' page: a few cards in one calm column."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.domain.ids import PlatformId
from studio.errors import StudioError
from studio.store import Store
from studio.ui.actions import TEXT_PERCENTS
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

from .computers import Computers, ComputerWays
from .microphone import Microphone
from .moving import Moving, MovingWays
from .platforms import Join, Platforms
from .section import Section
from .sending import Sending

if TYPE_CHECKING:
    from studio.capture.devices import Devices

_WIDEST = 720
_TEXT_SIZES = tuple((f"{percent} %", percent) for percent in TEXT_PERCENTS)
_MESSAGES = (("When something needs me", True), ("Never", False))
_THEMES = (("As the system", "system"), ("Booth, dark", "booth"), ("Paper, light", "paper"))


class SettingsPage(Page):
    """`join` runs on a task; `trouble` says at once why a platform is away."""

    def __init__(
        self,
        store: Store,
        stage: Stage,
        devices: Devices,
        join: Join,
        trouble: Callable[[PlatformId], StudioError | None],
        moving: MovingWays,
        computers: ComputerWays,
    ) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self.microphone = Microphone(stage, devices)
        self.platforms = Platforms(store, stage, join, trouble)
        self.moving = Moving(store, stage, moving)
        self.computers = Computers(store, stage, computers)
        self._build()
        self._connect()

    def _build(self) -> None:
        looks = Section("Look")
        self.theme = Choice("Theme")
        looks.add("Theme", self.theme)
        self.text_size = Choice("Text size")
        looks.add("Text size", self.text_size)
        self.sending = Sending(self._stage)
        outside = Section("When the window is not in front")
        self.messages = Choice("Messages of the system")
        hint = "Something needs you, or a long upload has arrived. Never for each small thing."
        outside.add("Messages of the system", self.messages, hint)
        data = Section("Your data", "Everything you make lies in this folder, readable by you alone.")
        self.folder = Label(str(self._store.folder.root), "small", wrap=True)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.open_folder = Button("Open folder", icon="folder-open")
        data.lines.addWidget(self.folder)
        data.lines.addLayout(row(self.open_folder, None))
        cards = QWidget()
        cards.setMaximumWidth(look().px(_WIDEST))
        platforms = (self.platforms, self.computers, self.sending)
        cards.setLayout(column(looks, self.microphone, *platforms, outside, data, self.moving, None, gap=14))
        inside = QWidget()
        line = row(gap=0, margins=(24, 22, 24, 22))
        line.addStretch(1)
        line.addWidget(cards, 100)
        line.addStretch(1)
        inside.setLayout(line)
        self.setLayout(column(_scrolled(inside), gap=0))

    def _connect(self) -> None:
        self.theme.chosen.connect(lambda name: self._stage.choices.change(theme=name))
        self.text_size.chosen.connect(lambda percent: self._stage.choices.change(text_percent=percent))
        self.messages.chosen.connect(lambda on: self._stage.choices.change(notify=on))
        self._stage.choices.changed.connect(self._show_choices)
        self.open_folder.clicked.connect(self._open_folder)

    @Slot()
    def refresh(self) -> None:
        self._show_choices()
        self.microphone.refresh()
        self.platforms.refresh()
        self.sending.refresh()
        self.computers.refresh()

    @Slot()
    def _show_choices(self) -> None:
        self.theme.offer(_THEMES, self._stage.choices.now.theme)
        self.text_size.offer(_TEXT_SIZES, self._stage.choices.now.text_percent)
        self.messages.offer(_MESSAGES, self._stage.choices.now.notify)

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._store.folder.root)))


def _scrolled(inside: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return scroll
