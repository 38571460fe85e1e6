"""Splitting by silence: how long a pause is, what would come of it, and the one press that makes the takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.store import Store
from studio.ui.alive import alive
from studio.ui.long_work import LongWork
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.widgets.amount import Amount
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label

from .cutter import Cutter

if TYPE_CHECKING:
    from studio.cutting.splitting import Part
    from studio.domain.ids import TakeId
    from studio.domain.script import Line
    from studio.domain.take import Take

_LEAST_S, _USUAL_S, _MOST_S = 0.2, 0.7, 4.0
#: The slider is followed this late.
_GATHER_MS = 60


class SplitBar(QWidget):
    #: Other parts than before; [] when it is put away.
    shown = Signal(list)
    #: The takes are made, or it was left.
    left = Signal()

    def __init__(self, store: Store, stage: Stage, cutter: Cutter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._stage, self._cutter = store, stage, cutter
        self.parts: list[Part] = []
        self._lines: Sequence[Line] = ()
        self.pause = Amount("A pause lasts at least", (_LEAST_S, _MOST_S), _USUAL_S, lambda s: f"{s:.1f} s", step=0.1)
        self.words = Label("", "small", tone="muted", wrap=True, aloud=True)
        self.cancel, self.make = Button("Cancel", "quiet"), Button("Make takes", "primary")
        self.setLayout(column(self.words, row(self.pause, None, self.cancel, self.make, gap=10), gap=12))
        self._work = LongWork(stage, self)
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self._look)
        self.pause.moved.connect(lambda _: self._gather.start())
        self.cancel.clicked.connect(self.put_away)
        self.make.clicked.connect(self._make)

    def begin(self) -> None:
        self._read_lines()
        self._look()

    @property
    def standing(self) -> tuple[float, list[Part]] | None:
        """The pause and what would come of it, for another look of the window; None where nothing is."""
        return (self.pause.value, self.parts) if self.parts else None

    def stand(self, pause_s: float, parts: list[Part]) -> None:
        self.pause.show_value(pause_s)
        self._read_lines()
        self._show(parts)

    def _read_lines(self) -> None:
        take = self._cutter.take
        self._lines = lines_from(self._store, take) if take is not None else ()

    @Slot()
    def put_away(self) -> None:
        self.parts = []
        self.shown.emit([])
        self.left.emit()

    @Slot()
    def _look(self) -> None:
        wave, pause_s = self._cutter.wave, self.pause.value
        if wave is None:
            return

        def find(_: Task) -> list[Part]:
            from studio.cutting.splitting import parts_of

            return parts_of(wave, pause_s)

        self._stage.tasks.run(find, alive(self, self._show))

    def _show(self, parts: list[Part]) -> None:
        self.parts = parts
        self.words.say(split_words(len(parts), len(self._lines)))
        self.make.say(f"Make {len(parts)} takes" if len(parts) > 1 else "Make takes")
        self.make.setEnabled(len(parts) > 1)
        self.shown.emit(parts)

    @Slot()
    def _make(self) -> None:
        take, parts, lines = self._cutter.take, self.parts, self._lines
        if take is None or not parts:
            return

        def work(task: Task) -> list[Take]:
            from studio.cutting.splitting import split

            return split(self._store, take, parts, lines, task.tell, lambda: task.is_stopped)

        self._work.run("Splitting the recording", work, self._on_made)

    def _on_made(self, made: list[Take]) -> None:
        if made:
            ids = [take.id for take in made]
            words = f"{len(made)} takes made; the recording stays as it is"
            self._stage.notices.hint(words, "Undo", partial(self._take_back, ids))
            self.put_away()

    def _take_back(self, ids: Sequence[TakeId]) -> None:
        for id in ids:
            self._store.takes.discard(id)
        self._stage.notices.end_hint()


def lines_from(store: Store, take: Take) -> Sequence[Line]:
    """The lines of the take's script or challenge, from its own on."""
    script = store.scripts.find(take.session_id)
    challenge = store.challenges.find(take.challenge_id) if take.challenge_id else None
    lines = script.lines if script else challenge.lines if challenge else ()
    at = next((at for at, line in enumerate(lines) if line.id == take.line_id), 0)
    return lines[at:]


def split_words(parts: int, lines: int) -> str:
    """What would come of it."""
    if not parts:
        return "There is nothing but silence here."
    if parts == 1:
        return "No pause here is as long as that. Make pauses shorter to find more parts."
    if lines <= 1:
        return f"{parts} parts. Each becomes a take of this line."
    if parts > lines:
        return f"{parts} parts for {lines} lines. What is left over becomes further takes of the last line."
    if parts < lines:
        last = "line stays" if lines - parts == 1 else f"{lines - parts} lines stay"
        return f"{parts} parts for {lines} lines. The last {last} open."
    return f"{parts} parts, one for each line from this one on."
