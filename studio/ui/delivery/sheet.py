"""The delivery sheet: what is missing, how it leaves, how files shall be and are called, and what stands in the way."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from studio.delivering import Chosen, Plan, Way, Wish, form_for, names_in, plan
from studio.domain.delivery import Spec
from studio.domain.naming import DEFAULT
from studio.errors import StudioError
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.ui.widgets.sides import Sides

from .asked import Asked, Order, too_many_words
from .form import FormChoices, form_as_last
from .names import Names

_WIDTH = 660
#: The window's own frame and a panel of the desktop, in pixels; a margin at both sides.
_OUTSIDE_PX, _MARGIN = 80, 16
#: The folder's name gets all the room that is left.
_MOST = 100
#: Below this, choices lie one below the other.
_NARROW = 520
_SEND = "send"
_WAYS = {
    Way.FOLDER: "One file for each take, in a folder",
    Way.ZIP: "One zip, with a list of what is in it",
    Way.JOINED: "One file, all takes joined",
}
_GAPS = {0.0: "Without gaps", 0.5: "Half a second between", 1.0: "One second between", 2.0: "Two seconds between"}


class DeliverySheet(QDialog):
    """Open it with `open()`. `wanted` tells an `Order`."""

    wanted = Signal(object)

    def __init__(self, stage: Stage, asked: Asked, parent: QWidget | None = None, *, sends: bool = False) -> None:
        super().__init__(parent)
        self._stage, self._asked = stage, asked
        self._last = stage.choices.now.delivery
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self.folder = Path(str(self._last.get("folder") or (documents if documents.is_dir() else Path.home())))
        self._taken: frozenset[str] = frozenset()
        self._gone = ""
        self.setWindowTitle("Deliver")
        self.setModal(True)
        self._build()
        if sends:
            self.way.choose(_SEND)
        self._connect()
        self._look_into_folder()
        self._show()

    @property
    def wish(self) -> Wish:
        way = Way.FOLDER if self.sends else Way(str(self.way.value))
        gap_s = float(str(self.gap.value))
        return Wish(
            self.form.form,
            self.names.pattern.text(),
            way,
            gap_s,
            self.slate.isChecked(),
            self.keep_both.isChecked(),
        )

    @property
    def chosen(self) -> Chosen:
        new = self._asked.new
        return new if new is not None and self.only_new.isChecked() else self._asked.chosen

    @property
    def sends(self) -> bool:
        return self.way.value == _SEND

    @property
    def _naming(self) -> tuple[str, str, str]:
        """Whose pattern of names it is, and what is asked."""
        challenge = self._asked.challenge
        return "naming", challenge.id if challenge else self._asked.session_id, self._asked.naming or DEFAULT

    def _build(self) -> None:
        asked, spec = self._asked, self._asked.specs.get(self._asked.spec)
        self.missing = Label("", wrap=True, aloud=True)
        self.spare = Label("", wrap=True, tone="muted", aloud=True)
        self.failing = Label("", wrap=True, tone="warn", aloud=True)
        self.only_new = Chip("Only what was not delivered before", checkable=True)
        self.only_new.setVisible(asked.new is not None)
        self.only_new.setChecked(asked.new is not None and bool(asked.new.parts))
        self.spec = Choice("Made for")
        specs = [("Nothing in particular", ""), *((found.title, name) for name, found in asked.specs.items())]
        self.spec.offer(specs[1:] if asked.challenge and spec else specs, asked.spec if spec else "")
        self.way = Choice("How it leaves")
        ways: list[tuple[str, object]] = [(words, way) for way, words in _WAYS.items()]
        if asked.challenge:
            ways.append(("One record of all, to the challenge", _SEND))
        self.way.offer(ways, self._last.get("way"))
        self.way.setCurrentIndex(max(self.way.currentIndex(), 0))
        self.form = FormChoices(asked.has_ffmpeg, form_for(spec) if spec else form_as_last(self._last))
        self.names = Names(self._stage.choices.now.instead(*self._naming))
        self.gap = Choice("Gaps")
        self.gap.offer([(words, gap) for gap, words in _GAPS.items()], self._last.get("gap_s", 1.0))
        self.gap.setCurrentIndex(max(self.gap.currentIndex(), 0))
        self.slate = Chip("A slate before each take", checkable=True)
        self.slate.setChecked(bool(self._last.get("slate")))
        self.where = Label("", "small", tone="muted", elide=True)
        self.choose = Button("Choose a folder…", "quiet")
        self.trouble = Label("", wrap=True, tone="warn", aloud=True)
        self.keep_both = Chip("Keep both", checkable=True)
        self._chips = (self.only_new, self.keep_both, self.slate)
        self.away = Button("Leave it", "quiet")
        self.go = Button("Deliver", "primary")
        self.setLayout(self._lay_out())

    def _lay_out(self) -> QVBoxLayout:
        lines = column(
            Label("Deliver", "heading"),
            self.missing,
            self.spare,
            self.failing,
            row(self.only_new, None),
            Sides(_asks("Made for", self.spec, None), _asks("How it leaves", self.way, self.gap), _NARROW, grows=1),
            _asks("How each file is", self.form, row(self.slate, None)),
            _asks("How each file is called", self.names),
            gap=14,
            margins=(24, 20, 24, 4),
        )
        room = self.screen().availableGeometry()
        self._foot = QWidget()
        buttons, problem = row(self.away, self.where, None, self.choose, self.go), row(self.trouble, self.keep_both)
        buttons.setStretch(1, _MOST)
        problem.setStretch(0, 1)
        self._foot.setLayout(column(problem, buttons, gap=10, margins=(24, 8, 24, 16)))
        inside = Inside(lines, room.height() - _OUTSIDE_PX, self._foot)
        inside.setMinimumWidth(min(look().px(_WIDTH), room.width() - look().px(_MARGIN)))
        return column(inside, self._foot, gap=0)

    def _connect(self) -> None:
        self.spec.chosen.connect(self._on_spec)
        for choice in (self.way, self.gap):
            choice.chosen.connect(self._show)
        for changed in (self.form.changed, self.names.changed, *(chip.toggled for chip in self._chips)):
            changed.connect(self._show)
        self.names.pattern.returnPressed.connect(self.do_deliver)
        self.choose.clicked.connect(self._ask_folder)
        self.away.clicked.connect(self.reject)
        self.go.clicked.connect(self.do_deliver)
        self.finished.connect(self.deleteLater)

    @Slot()
    def do_deliver(self) -> None:
        if not self.go.isEnabled():
            return
        form, wish = self.form.form, self.wish
        kept = {**asdict(form), "way": self.way.value, "gap_s": wish.gap_s, "slate": wish.slate}
        choices = self._stage.choices
        choices.change(
            delivery={**self._last, **kept, "folder": str(self.folder)},
            taken=choices.now.taking(*self._naming, wish.pattern),
        )
        self.accept()
        into, spec = None if self.sends else self.folder, str(self.spec.value or "")
        self.wanted.emit(Order(self._asked, self.chosen, wish, into, spec))

    def go_into(self, folder: Path) -> None:
        """The person has chosen where it goes."""
        self.folder = folder
        self.keep_both.setChecked(False)
        self._look_into_folder()

    @Slot()
    def _show(self) -> None:
        self.missing.say(self.chosen.words())
        self.missing.set_tone("warn" if self.chosen.lacking else "ok")
        self.spare.say(self.chosen.spare_words())
        self.spare.setVisible(bool(self.spare.said))
        self.failing.say(self._asked.failing_words(self.chosen, str(self.spec.value or "")))
        self.failing.setVisible(bool(self.failing.said))
        self.gap.setVisible(self.way.value == Way.JOINED)
        self.choose.setVisible(not self.sends)
        self.where.setVisible(not self.sends)
        self.where.say(f"Into {self.folder}")
        self.go.say("Share…" if self.sends else "Deliver")
        planned, trouble = self._planned()
        self.names.show_plan(planned)
        exists = bool(planned and planned.exists)
        self.keep_both.setVisible(exists or self.keep_both.isChecked())
        if exists and planned:
            trouble = f"{planned.words()} Nothing is overwritten: keep both, or choose another folder or pattern."
        trouble = trouble or ("" if self.sends else self._gone)
        self.trouble.say(trouble)
        self.trouble.setVisible(bool(trouble))
        lacks_ffmpeg = self.form.form.ending == ".m4a" and not self._asked.has_ffmpeg
        self.go.setEnabled(not trouble and not lacks_ffmpeg)
        self.adjustSize()

    def _planned(self) -> tuple[Plan | None, str]:
        taken = frozenset[str]() if self.sends else self._taken
        if self.sends and (told := too_many_words(self.chosen)):
            return None, told
        try:
            return plan(self.chosen, self.wish, self._asked.title, taken), ""
        except StudioError as error:
            return None, f"{error.title}. {error.advice}"

    @Slot(object)
    def _on_spec(self, name: object) -> None:
        spec: Spec | None = self._asked.specs.get(str(name))
        if spec is not None:
            self.form.show_form(form_for(spec))
        self._show()

    def _look_into_folder(self) -> None:
        """A folder may lie on a slow network."""
        folder = self.folder

        def found(taken: frozenset[str], gone: str = "") -> None:
            if folder == self.folder:
                self._taken, self._gone = taken, gone
                self._show()

        def failed(error: StudioError) -> None:
            found(frozenset(), f"{error.title}. Choose another folder.")

        self._stage.tasks.run(lambda _: names_in(folder), alive(self, found), on_trouble=alive(self, failed))

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Deliver into", str(self.folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.go_into(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _asks(words: str, *items: QWidget | object) -> QVBoxLayout:
    return column(Label(words, "small", tone="muted"), *items, gap=6)  # type: ignore[arg-type]
