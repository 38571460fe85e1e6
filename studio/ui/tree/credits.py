"""The credit roll of a record: everybody whose work is in it, by role or by depth, to read and to take along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QDialog, QPlainTextEdit, QWidget

from studio.credit import roll as rolls
from studio.credit.roll import Order, Roll
from studio.credit.tree import Family
from studio.domain.ids import RecordId
from studio.domain.words import safe_file_name
from studio.ui.alive import alive
from studio.ui.files import ask_where
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .saving import save

_WIDTH, _HEIGHT, _CHOICE = 640, 620, 190
_SHARE = 0.92


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    suffix: str
    make: Callable[[Roll], bytes]


def _picture(roll: Roll) -> bytes:
    from .roll_picture import as_picture

    return as_picture(roll)


FORMS = (
    Form("Text", ".txt", lambda roll: rolls.as_text(roll).encode()),
    Form("Web page", ".html", lambda roll: rolls.as_html(roll).encode()),
    Form("Subtitles", ".srt", lambda roll: rolls.as_srt(roll).encode()),
    Form("Picture", ".png", _picture),
)


class CreditRoll(QDialog):
    """The roll is made on a task; Escape closes."""

    def __init__(self, parent: QWidget, stage: Stage, family: Family, root: RecordId) -> None:
        super().__init__(parent)
        self._stage = stage
        self._family = family
        self._root = root
        self._making: Task | None = None
        self.roll: Roll | None = None
        self.setWindowTitle("Credits")
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName("The credits")
        self.text.setFont(look().font("quote"))
        self.text.setTabChangesFocus(True)
        self.asked = Label("", "small", tone="warn", wrap=True)
        self.by_role, self.by_depth = Chip("By role", checkable=True), Chip("By depth", checkable=True)
        self.form = Choice("Save as")
        self.save = Button("Save…", "primary")
        self._build(parent)
        self.text.setFocus()
        self._make()

    def _build(self, parent: QWidget) -> None:
        now = look()
        self._orders = QButtonGroup(self)
        for chip in (self.by_role, self.by_depth):
            self._orders.addButton(chip)
        self.by_role.setChecked(True)
        self._orders.buttonToggled.connect(self._on_order)
        self.form.offer([(form.name, form) for form in FORMS], FORMS[0])
        self.form.setFixedWidth(now.px(_CHOICE))
        self.save.setEnabled(False)
        self.save.clicked.connect(self._on_save)
        close = Button("Close")
        close.clicked.connect(self.accept)
        head = row(Label("Credits", "title"), None, self.by_role, self.by_depth, gap=8)
        foot = Flow(close, self.form, self.save, gap=10, right=True)
        lines = column(head, self.text, self.asked, foot, gap=12, margins=(20, 16, 20, 16))
        lines.setStretch(1, 1)
        self.setLayout(lines)
        most = parent.window().size() * _SHARE
        self.resize(min(now.px(_WIDTH), most.width()), min(now.px(_HEIGHT), most.height()))

    def _make(self) -> None:
        if self._making:
            self._making.stop()
        order = Order.DEPTH if self.by_depth.isChecked() else Order.ROLE
        make = partial(rolls.roll, self._family, self._root, order)
        self._making = self._stage.tasks.run(lambda _: make(), alive(self, self._show))

    def _show(self, roll: Roll) -> None:
        self.roll = roll
        self.text.setPlainText(rolls.as_text(roll) if roll.sections else _alone(roll))
        count = len(roll.questions)
        self.asked.say("1 name is missing" if count == 1 else f"{count:,} names are missing")
        self.asked.setVisible(bool(count))
        self.save.setEnabled(True)

    @Slot()
    def _on_order(self) -> None:
        self._make()

    @Slot()
    def _on_save(self) -> None:
        form, roll = self.form.value, self.roll
        if isinstance(form, Form) and roll is not None:
            name = safe_file_name(roll.title, f"-credits{form.suffix}")
            pattern = f"{form.name} (*{form.suffix})"
            ask_where(self, name, pattern, lambda path: save(self, self._stage, path, lambda: form.make(roll)))


def _alone(roll: Roll) -> str:
    return f"{rolls.as_text(roll)}\nIt builds on nothing that this library knows of.\n"
