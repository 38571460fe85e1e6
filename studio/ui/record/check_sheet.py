"""Everything that a check says of one take, with its places on the wave, and what mends it at one press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLayout, QVBoxLayout, QWidget

from studio.cutting.fixes import Fix, fixes
from studio.domain.delivery import Verdict, places_of
from studio.domain.edits import done
from studio.domain.ids import TakeId
from studio.domain.take import Take
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.ui.widgets.progress import Progress

from . import words
from .check_facts import CheckFacts
from .checks import Checks
from .marked_wave import MarkedWave

#: The window's own frame and a panel of the desktop, in pixels.
_WIDTH, _OUTSIDE_PX = 560, 80


class CheckSheet(QDialog):
    """Open it with `open()`."""

    #: The take as it was before, and by how many edits it was fixed.
    fixed = Signal(object, int)
    undo_wanted = Signal()
    #: A take that is to be heard as it is given, also with an edit that is not kept; None for silence.
    heard = Signal(object)

    def __init__(self, parent: QWidget, store: Store, stage: Stage, checks: Checks, take: Take) -> None:
        super().__init__(parent)
        self._store, self._checks = store, checks
        self._id: TakeId = take.id
        self._listening: Fix | None = None
        self._is_busy = False
        #: Nothing was told yet, or something is being fixed.
        self._waits = True
        self._before: Button | None = None
        self._made = 0
        self.setWindowTitle("Delivery check")
        self.head = Label("", "heading", wrap=True)
        self.wave = MarkedWave(stage.tasks)
        self.said = Label("", "small", tone="muted", wrap=True, aloud=True)
        self._list = column(gap=16)
        self.facts = CheckFacts()
        self.facts.hide()
        self.progress = Progress("How far it is")
        _keep_place(self.progress)
        self.undo = Button("Undo", "quiet", icon="undo-2")
        self.stop = Button("Stop")
        self.again = Button("Listen again")
        self.close_it = Button("Close", "quiet")
        self.fix_all = Button("Fix all", "primary")
        self.setLayout(self._lay_out())
        self.undo.clicked.connect(self.undo_last)
        self.facts.came.connect(self._inside.ensureWidgetVisible)
        self.close_it.clicked.connect(self.reject)
        self.fix_all.clicked.connect(partial(self.fix, None))
        self.stop.clicked.connect(self._on_stop)
        self.again.clicked.connect(self._on_again)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self.undo_last)
        stage.bell.takes_changed.connect(self.refresh)
        checks.changed.connect(self.refresh)
        checks.progressed.connect(self._on_progressed)
        self.finished.connect(self._on_closed)
        self.refresh()

    def _lay_out(self) -> QVBoxLayout:
        lines = column(
            self.head,
            self.wave,
            self.said,
            self.progress,
            self._list,
            self.facts,
            gap=14,
            margins=(24, 20, 24, 4),
        )
        foot = QWidget()
        buttons = row(self.close_it, self.undo, None, self.again, self.stop, self.fix_all)
        foot.setLayout(column(buttons, margins=(24, 8, 24, 20)))
        self._inside = Inside(lines, self.screen().availableGeometry().height() - _OUTSIDE_PX, foot)
        self._inside.setMinimumWidth(look().px(_WIDTH))
        return column(self._inside, foot, gap=0)

    @Slot()
    def refresh(self) -> None:
        take = self._store.takes.find(self._id)
        if take is None:
            self.reject()
            return
        here = QApplication.focusWidget()
        had_focus = here if here is not None and self.isAncestorOf(here) else None
        self._before = None
        checked, spec = self._checks.of(take), self._checks.spec
        self.head.say(f"Take {take.number}, for {spec.title}" if spec else f"Take {take.number}")
        _forget(self._list)
        offered: tuple[Fix, ...] = ()
        trouble = None if checked else self._checks.trouble(take)
        is_working = self._is_busy or (checked is None and trouble is None)
        if checked is None or self._is_busy:
            self.said.say(words.waiting(trouble, self._is_busy))
            self.said.set_tone("muted")
            self.wave.show_take(take, self._store.takes.heard(take), ())
        else:
            offered = fixes(checked.measures, spec, take) if spec else ()
            failed = words.by_weight(checked.failed)
            self.said.say(words.summary(len(failed), len(checked.verdicts), bool(self._made)))
            found, asked = checked.measures, {one.what for one in checked.verdicts}
            marks = tuple(at for one in failed for at in places_of(one, found))
            heard = self._store.takes.heard(take)
            self.wave.show_take(take, heard, marks, words.places(found, asked), found.duration_s)
            for verdict in failed:
                self._list.addLayout(self._line(verdict, offered))
            self.facts.show_checked(checked)
            self.facts.show()
            self.said.set_tone("muted" if not spec else "warn" if failed else "ok")
        now = [fix for fix in offered if not fix.listen_first]
        self.fix_all.setVisible(len(now) > 0)
        self.fix_all.say("Fix all" if len(now) > 1 else "Fix it")
        self.undo.setVisible(bool(self._made) and not self._is_busy)
        self.again.setVisible(trouble is not None)
        self.stop.setVisible(is_working)
        self.progress.setVisible(is_working)
        if not is_working:
            self.progress.show_part(0)
        waited, self._waits = self._waits, is_working
        if (had_focus is not None and had_focus.isHidden()) or (waited and not is_working):
            self._next_step(had_focus).setFocus()

    def _next_step(self, had_focus: QWidget | None) -> Button:
        """What the keys mean when something is told, or when what had the focus is not there any more."""
        if isinstance(had_focus, Button) and had_focus.isHidden():
            shown = (one for one in self.findChildren(Button) if not one.isHidden())
            same = next((one for one in shown if one.said == had_focus.said), self._before)
            if same is not None:
                return same
        steps = (self.fix_all, self.again, self.stop)
        return next((one for one in steps if not one.isHidden()), self.close_it)

    def _line(self, verdict: Verdict, offered: tuple[Fix, ...]) -> QVBoxLayout:
        """A sentence, its figures, and the buttons of what mends it."""
        sentence, figures = Label(f"{verdict.sentence}.", wrap=True), words.minus(verdict.figures)
        told = column(sentence, Label(figures, "small", tone="muted", wrap=True), gap=2)
        fix = next((fix for fix in offered if verdict.what in fix.mends), None)
        return column(told, row(*self._buttons(fix), None), gap=8) if fix else told

    def _buttons(self, fix: Fix) -> tuple[Button, ...]:
        """What can be heard in the voice is heard before it is kept."""
        if not fix.listen_first:
            return (_button(fix.words, partial(self.fix, fix)),)
        if self._listening is None or self._listening.edits != fix.edits:
            return (_button(f"{fix.words}…", partial(self._listen, fix), icon="headphones"),)
        self._before = _button("Before", partial(self._hear, None), icon="play")
        return (
            self._before,
            _button("After", partial(self._hear, fix), icon="play"),
            _button("Keep it", partial(self.fix, fix), icon="check"),
        )

    def fix(self, fix: Fix | None) -> None:
        """This one, or all that need no listening."""
        take = self._store.takes.find(self._id)
        if take is None or self._is_busy:
            return
        may = fix.allows if fix else (lambda one: not one.listen_first)
        self.heard.emit(None)
        self._is_busy, self._listening = True, None
        self._checks.mend(take, may, alive(self, partial(self._on_fixed, take)))
        self.refresh()

    def _on_fixed(self, take: Take, count: int) -> None:
        self._is_busy = False
        if count:
            self._made += 1
            self.fixed.emit(take, count)
        self.refresh()

    @Slot(str, float)
    def _on_progressed(self, id: str, part: float) -> None:
        if id == self._id:
            self.progress.show_part(part)

    @Slot()
    def _on_stop(self) -> None:
        take = self._store.takes.find(self._id)
        self._is_busy = False
        if take:
            self._checks.stop(take)

    @Slot()
    def _on_again(self) -> None:
        take = self._store.takes.find(self._id)
        if take:
            self._checks.again(take)

    @Slot()
    def _on_closed(self) -> None:
        """What nobody waits for is not fixed; listening goes on, for the row below the take."""
        self.heard.emit(None)
        if self._is_busy:
            self._on_stop()

    @Slot()
    def undo_last(self) -> None:
        if self._made and not self._is_busy:
            self._made -= 1
            self.heard.emit(None)
            self.undo_wanted.emit()

    def _listen(self, fix: Fix) -> None:
        self._listening = fix
        self._hear(fix)
        self.refresh()

    def _hear(self, fix: Fix | None) -> None:
        take = self._store.takes.get(self._id)
        for edit in fix.edits if fix else ():
            take = done(take, edit)
        self.heard.emit(take)


def _forget(layout: QLayout | None) -> None:
    """Lines that are not true any more."""
    while layout is not None and (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget:
            widget.hide()
            widget.deleteLater()
        _forget(item.layout())


def _keep_place(widget: QWidget) -> None:
    """Nothing moves when it comes and goes."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def _button(text: str, press: Callable[[], None], icon: str = "") -> Button:
    made = Button(text, icon=icon)
    made.clicked.connect(lambda: press())
    return made
