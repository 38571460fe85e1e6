"""What is looked for: words, one of what it is, at most one kind, and what else must hold of a record."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from studio.domain.challenge import Challenge
from studio.domain.ids import ChallengeId
from studio.domain.record import Kind, Rights
from studio.store.sought import LONGEST, Sought
from studio.ui.theme import look
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow

from .order import Wanted
from .shelf import What

#: A pause in typing as short as this asks the store; a search takes some 2 ms.
TYPING_MS = 90
_KINDS = ((Kind.AUDIO, "Voice", "mic"), (Kind.IMAGE, "Pictures", "image"), (Kind.TEXT, "Words", "text-align-start"))
_RIGHTS = (
    ("Any rights", None),
    ("Free for anything", Rights.CC0),
    ("With credit", Rights.BY),
    ("With credit, share alike", Rights.BY_SA),
    ("With credit, not to earn with", Rights.BY_NC),
    ("With credit, unchanged", Rights.BY_ND),
)
_ANY_CHALLENGE = ("Any challenge", None)
_FIELD = 260
_CHOICE = 170


class Field(QLineEdit):
    """Where words are typed: Down or Enter goes to what was found, Escape takes the words away."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Filters(QWidget):
    #: The person chose another.
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Field()
        self.words.setMaxLength(LONGEST)
        self.words.setClearButtonEnabled(True)
        self.words.setPlaceholderText("Find in the library (Ctrl F)")
        self.words.setAccessibleName("Find in the library")
        self.words.setFixedWidth(look().px(_FIELD))
        self.whats, self.kinds = QButtonGroup(self), QButtonGroup(self)
        self.kinds.setExclusive(False)
        self.unremixed = Chip("Never remixed", checkable=True, icon="git-fork")
        self.unvoiced = Chip("Waiting for a voice", checkable=True, icon="mic")
        self.here = Chip("Kept here", checkable=True, icon="hard-drive")
        self.rights, self.challenge = Choice("Rights"), Choice("Challenge")
        self.more = Chip("More filters", checkable=True, icon="sliders-horizontal")
        self._rest = QWidget()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self.clear()
        self._connect()

    def _lay_out(self) -> None:
        first, second, rest = Flow(self.words), Flow(), Flow()
        for at, what in enumerate(What):
            chip = Chip(what, checkable=True)
            self.whats.addButton(chip, at)
            first.addWidget(chip)
        for at, (_, name, icon) in enumerate(_KINDS):
            chip = Chip(name, checkable=True, icon=icon)
            self.kinds.addButton(chip, at)
            second.addWidget(chip)
        for choice in (self.rights, self.challenge):
            choice.setFixedWidth(look().px(_CHOICE))
        self.rights.offer(_RIGHTS, None)
        self.challenge.offer((_ANY_CHALLENGE,), None)
        second.addWidget(self.more)
        for widget in (self.unremixed, self.unvoiced, self.here, self.rights, self.challenge):
            rest.addWidget(widget)
        self._rest.setLayout(rest)
        self._rest.hide()
        self.setLayout(column(first, second, self._rest, gap=8))

    def _connect(self) -> None:
        self._typing.timeout.connect(self.changed)
        self.more.toggled.connect(self._show_rest)
        self.words.textChanged.connect(self._typing.start)
        self.words.left.connect(self._at_once)
        self.whats.idClicked.connect(lambda _: self.changed.emit())
        self.kinds.idClicked.connect(self._on_kind)
        for chip in (self.unremixed, self.unvoiced, self.here):
            chip.clicked.connect(lambda _: self.changed.emit())
        for choice in (self.rights, self.challenge):
            choice.chosen.connect(lambda _: self.changed.emit())

    @property
    def what(self) -> What:
        return list(What)[max(self.whats.checkedId(), 0)]

    @property
    def kind(self) -> Kind | None:
        return next((kind for at, (kind, _, _) in enumerate(_KINDS) if self.kinds.button(at).isChecked()), None)

    @property
    def wanted(self) -> Wanted:
        rights, challenge = self.rights.value, self.challenge.value
        sought = Sought(
            self.words.text(),
            self.kind,
            ChallengeId(challenge) if isinstance(challenge, str) else None,
            Rights(rights) if isinstance(rights, str) else None,
            self.unremixed.isChecked(),
            self.unvoiced.isChecked(),
            self.here.isChecked(),
        )
        return Wanted(self.what, sought)

    def offer_challenges(self, challenges: list[Challenge]) -> None:
        """What can be chosen; the one that is chosen stays."""
        items = (_ANY_CHALLENGE, *((one.title, one.id) for one in challenges))
        if self.challenge.count() != len(items):
            self.challenge.offer(items, self.challenge.value)

    def clear(self) -> None:
        """Shows everything."""
        self.stand(Wanted(), more=self.more.isChecked())

    def stand(self, at: Wanted, *, more: bool) -> None:
        """Where others stood, without a word about it; `more` shows those that are seldom wanted."""
        self.more.setChecked(more)
        self.words.setText(at.sought.words)
        self._typing.stop()
        self.whats.button(list(What).index(at.what)).setChecked(True)
        for button, (kind, _, _) in zip(self.kinds.buttons(), _KINDS, strict=True):
            button.setChecked(kind is at.sought.kind)
        self._stand_rest(at.sought)

    def _stand_rest(self, at: Sought) -> None:
        for chip, on in ((self.unremixed, at.unremixed), (self.unvoiced, at.unvoiced), (self.here, at.here)):
            chip.setChecked(on)
        self.rights.choose(at.rights)
        self.challenge.choose(at.challenge_id)

    @Slot(bool)
    def _show_rest(self, on: bool) -> None:
        """No filter holds that cannot be seen."""
        before = self.wanted
        self._rest.setVisible(on)
        self._claim_height()
        if not on:
            self._stand_rest(Sought())
        if self.wanted != before:
            self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_height()

    def _claim_height(self) -> None:
        """All rows of chips are seen, however many there are at this width; the list below makes way."""
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(layout.heightForWidth(self.width()))

    @Slot()
    def _at_once(self) -> None:
        """Who leaves the field does not wait for the pause in typing."""
        if self._typing.isActive():
            self._typing.stop()
            self.changed.emit()

    @Slot(int)
    def _on_kind(self, at: int) -> None:
        """A kind pressed again shows every kind."""
        for button in self.kinds.buttons():
            if button is not self.kinds.button(at):
                button.setChecked(False)
        self.changed.emit()
