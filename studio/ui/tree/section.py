"""The family tree of one record with its head: how many there are, Fit, List, and saving it. Read and laid out on a task."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from studio.credit.tree import Family
from studio.domain.ids import RecordId
from studio.domain.record import Record
from studio.domain.words import safe_file_name
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.files import ask_where
from studio.ui.sources.rights import warning
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.theme import look
from studio.ui.widgets.box import Card, column, row
from studio.ui.widgets.button import Chip
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.stack import Stack

from .drawing import Drawing
from .files import FORMS, Form
from .listing import TreeList
from .saving import save
from .view import TreeView

_LEAST_HEIGHT = 220
#: Loops that are told one by one.
_MOST_TOLD = 3


class FamilySection(QWidget):
    #: Somebody opened one of the kin.
    opened = Signal(str)
    #: The tree of the record is there.
    shown = Signal()

    def __init__(self, store: Store, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._stage = stage
        self._reading: Task | None = None
        self._read_id = RecordId("")
        self._again: Record | None = None
        self.drawing: Drawing | None = None
        #: What stands in the way of building on the record; "" where nothing does.
        self.warning = ""
        self.words = Label("", "small", tone="muted", elide=True)
        self.here = Label("", "small", tone="muted", elide=True)
        self.trouble = Label("", "small", tone="warn", wrap=True)
        self.fit = Chip("Fit", name="Show all of the tree, key 0")
        self.list = Chip("List", checkable=True, name="Show the tree as a list")
        self.save = Chip("Save…", name="Save the tree as a file")
        self.view = TreeView()
        self.listing = TreeList()
        self._lay_out()
        self._connect()

    def show_record(self, record: Record) -> None:
        """Reads its family beside the window; what is shown stays until that is there. One that is being read is read again
        afterwards, so that a library that grows does not keep two readers busy."""
        if self._reading is not None and self._read_id == record.id:
            self._again = record
            return
        if self._reading is not None:
            self._reading.stop()
        self._again, self._read_id = None, record.id
        mine = frozenset(platform.person_id for platform in self._store.platforms.list())
        read = partial(_read, self._store, record, mine)
        self._reading = self._stage.tasks.run(read, alive(self, self._show), on_trouble=alive(self, self._tell))

    def take_focus(self) -> None:
        (self.listing if self.list.isChecked() else self.view).setFocus()

    def add_tool(self, tool: QWidget) -> None:
        """One more button beside Fit, List and Save."""
        self._tools.addWidget(tool)

    def _lay_out(self) -> None:
        self._tools = Flow(self.fit, self.list, self.save, right=True)
        head = row(Label("Family tree", "title"), self.words, self._tools, gap=10)
        head.setStretch(1, 1)
        self._stack = Stack()
        for way in (self.view, self.listing):
            self._stack.addWidget(way)
        frame = Card()
        frame.setLayout(column(self._stack, margins=(6, 6, 6, 6)))
        frame.setMinimumHeight(look().px(_LEAST_HEIGHT))
        lines = column(head, frame, self.here, self.trouble, gap=10)
        lines.setStretch(1, 1)
        self.setLayout(lines)
        self.trouble.hide()

    def _connect(self) -> None:
        self.fit.clicked.connect(self.view.fit)
        self.list.toggled.connect(self._show_as_list)
        self.save.clicked.connect(self._offer_forms)
        self.view.opened.connect(self.opened)
        self.listing.opened.connect(self.opened)
        self.view.current_changed.connect(self._on_current)
        self.listing.current_changed.connect(self._on_current)

    def _show(self, read: tuple[Drawing, str]) -> None:
        self._reading, again = None, self._again
        if again is not None:
            self.show_record(again)
        drawing, self.warning = read
        self.drawing = drawing
        self.words.say(drawing.words)
        self.view.show_drawing(drawing)
        self.listing.show_drawing(drawing)
        self._on_current(self.view.current)
        trouble = trouble_words(drawing)
        self.trouble.say("\n".join(trouble))
        self.trouble.setVisible(bool(trouble))
        self.shown.emit()

    def _tell(self, error: StudioError) -> None:
        self._reading = self._again = None
        self._stage.bell.trouble.emit(error)

    @Slot(bool)
    def _show_as_list(self, on: bool) -> None:
        way = self.listing if on else self.view
        self._stack.setCurrentWidget(way)
        self.fit.setEnabled(not on)
        way.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_current(self, id: str) -> None:
        """Tree and list look at the same; its words stand below, whole."""
        if self.drawing is None or id not in self.drawing.cards:
            return
        self.view.go(RecordId(id))
        self.listing.go(RecordId(id))
        self.here.say(self.drawing.cards[RecordId(id)].node.spoken())

    @Slot()
    def _offer_forms(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for form in FORMS:
            menu.addAction(form.name, partial(self.save_as, form))
        menu.popup(self.save.mapToGlobal(self.save.rect().bottomLeft()))

    def save_as(self, form: Form) -> None:
        drawing = self.drawing
        if drawing is not None:
            name = safe_file_name(drawing.cards[drawing.root].node.title, f"-family{form.suffix}")
            pattern = f"{form.name.removesuffix('…')} (*{form.suffix})"
            ask_where(self, name, pattern, lambda path: save(self, self._stage, path, partial(form.make, drawing)))


def trouble_words(drawing: Drawing) -> list[str]:
    """What is odd about a tree, in at most a few sentences."""
    said = list(drawing.whole.trouble()[:_MOST_TOLD])
    more = len(drawing.whole.loops) - len(said)
    said += [f"{more:,} more lines are left out for the same reason."] if more else []
    left_out = f"The {len(drawing.cards):,} nearest are shown; {drawing.left_out:,} that are further away are not."
    return [*said, *([left_out] if drawing.left_out else [])]


def _read(store: Store, record: Record, mine: frozenset[str], task: Task) -> tuple[Drawing, str]:
    return Drawing(Family.of(store.library.family(record)), record.id, mine), warning(store, record)
