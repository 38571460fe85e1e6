"""Several pictures at once: a small one of each as it is seen, then a draft of each. One that cannot be added keeps none of the
others back, and is told by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from studio.contract.doors import MAX_MORE
from studio.domain.ids import DraftId
from studio.domain.record import Draft
from studio.errors import StudioError
from studio.ui.alive import alive
from studio.ui.tasks import Task, Tasks, Work
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.ui.widgets.progress import Progress

from .incoming import MOST, Found, pictures_in
from .tiles import WIDE, Arrival, Tiles

#: One more than there are threads for tasks: none of them waits for the window, and whatever else is asked waits for three at most.
_AT_ONCE = 3
_LEFT_OUT_HIGH, _MOST_HIGH_PX = 120, 140
#: So many that were left out are told with their reasons; the tiles tell all.
_TOLD = 20

Look = Callable[[Path, int], QImage]
Make = Callable[[Path], Draft]


class Several(QWidget):
    """`begin` starts; `opened` tells the id of a draft that was chosen."""

    opened = Signal(str)
    #: The ids of drafts that are to be the pages of one record, in their order.
    joined = Signal(list)
    #: The person is done here.
    closed = Signal()
    #: What was begun is done, or was stopped.
    ended = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._paths: tuple[Path, ...] = ()
        self._jobs: Iterator[tuple[Work, Callable[[Any], None], int]] = iter(())
        self._scan: Task | None = None
        self._running: set[Task] = set()
        self._is_all = True
        self._seen = 0
        self.words = Label("", "title", wrap=True)
        self.progress = Progress("Pictures that were looked at")
        self.tiles = Tiles()
        self.left_out = Label("", "small", tone="muted", wrap=True)
        self.stop_button = Button("Stop")
        self.join_button = Button("Make one record of them", icon="layers")
        self.close_button = Button("Done", "primary")
        self._left_out_box = Inside(column(self.left_out), min(look().px(_LEFT_OUT_HIGH), _MOST_HIGH_PX))
        foot = row(None, self.stop_button, self.join_button, self.close_button)
        lines = column(self.words, self.progress, self.tiles, self._left_out_box, foot, gap=10)
        lines.setStretch(2, 1)
        self.setLayout(lines)
        self.tiles.activated.connect(self._on_activated)
        self.stop_button.clicked.connect(self.stop)
        self.join_button.clicked.connect(lambda: self.joined.emit(self._made()))
        self.close_button.clicked.connect(self.closed)

    @property
    def is_running(self) -> bool:
        return bool(self._running)

    def begin(self, paths: Sequence[Path], look_at: Look, make: Make) -> None:
        """Whatever ran before is given up; the drafts that it made stay."""
        for task in self._running:
            task.stop()
        self._running.clear()
        self._jobs, self._seen, self._is_all = iter(()), 0, True
        self.tiles.arrivals.set_rows([])
        self.words.say("Looking for pictures…")
        self._scan = self._run(lambda task: pictures_in(paths, task), partial(self._on_found, look_at, make))
        self._tell()

    @Slot()
    def stop(self) -> None:
        """What was not begun is left; what is being looked at in this moment is still finished."""
        self._jobs = iter(())
        if self._scan is not None:
            self._scan.stop()
            self._running.discard(self._scan)
        self._tell()

    def _run(
        self, work: Work, then: Callable[[Any], None], trouble: Callable[[StudioError], None] | None = None
    ) -> Task:
        def ended(do: Callable[[Any], None] | None) -> Callable[[Any], None]:
            def answer(value: Any) -> None:
                self._running.discard(task)
                if do is not None:
                    do(value)
                self._go_on()

            return alive(self, answer)

        task = self._tasks.run(work, ended(then), on_trouble=ended(trouble))
        self._running.add(task)
        return task

    def _on_found(self, look_at: Look, make: Make, found: Found) -> None:
        self._paths, self._is_all = found.paths, found.is_all
        self.tiles.arrivals.set_rows([Arrival(at, path.name) for at, path in enumerate(found.paths)])
        self._jobs = self._all_jobs(look_at, make)

    def _all_jobs(self, look_at: Look, make: Make) -> Iterator[tuple[Work, Callable[[Any], None], int]]:
        """What is done for whom, in order: all are seen before the first is copied."""
        side = round(look().px(WIDE) * self.devicePixelRatioF())
        for number, path in enumerate(self._paths):
            yield partial(_seen, look_at, path, side), partial(self._on_seen, number), number
        for number, path in enumerate(self._paths):
            if self._at(number).trouble is None:
                yield partial(_made, make, path), partial(self._on_made, number), number

    def _go_on(self) -> None:
        while len(self._running) < _AT_ONCE:
            job = next(self._jobs, None)
            if job is None:
                break
            work, then, number = job
            self._run(work, then, partial(self._on_bad, number))
        self._tell()
        if not self._running:
            self.ended.emit()

    def _at(self, number: int) -> Arrival:
        return self.tiles.arrivals.rows[number]

    def _on_seen(self, number: int, image: QImage) -> None:
        self._seen += 1
        self.tiles.arrivals.change(number, replace(self._at(number), image=image))

    def _on_made(self, number: int, draft: Draft) -> None:
        self.tiles.arrivals.change(number, replace(self._at(number), draft_id=draft.id))

    def _on_bad(self, number: int, error: StudioError) -> None:
        self.tiles.arrivals.change(number, replace(self._at(number), trouble=error))

    def _made(self) -> list[DraftId]:
        return [one.draft_id for one in self.tiles.arrivals.rows if one.draft_id is not None]

    def _tell(self) -> None:
        rows = self.tiles.arrivals.rows
        made = sum(one.draft_id is not None for one in rows)
        bad = [one for one in rows if one.trouble is not None]
        ended = made + len(bad)
        self.stop_button.setVisible(self.is_running)
        self.close_button.setVisible(not self.is_running)
        self.join_button.setVisible(not self.is_running and 1 < made <= MAX_MORE + 1)
        self.progress.setVisible(self.is_running)
        self.progress.show_part((self._seen + 3 * ended) / max(4 * len(rows), 1))
        if rows or not self.is_running:
            self.words.say(_in_words(len(rows), made, len(bad), self.is_running, self._is_all))
        self.left_out.say("\n".join(f"{one.name}: {one.trouble.title}. {one.trouble.advice}" for one in bad[:_TOLD]))  # type: ignore[union-attr]
        self._left_out_box.setVisible(bool(bad))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        id = self._at(index.row()).draft_id
        if id is not None:
            self.opened.emit(id)


def _seen(look_at: Look, path: Path, side: int, task: Task) -> QImage:
    return look_at(path, side)


def _made(make: Make, path: Path, task: Task) -> Draft:
    return make(path)


def _in_words(count: int, made: int, bad: int, is_running: bool, is_all: bool) -> str:
    if not count:
        return "There is no picture in it"
    drafts = (
        f"{made} of {count} pictures are kept as drafts" if count > 1 else f"{made} of 1 picture is kept as a draft"
    )
    parts = [drafts, f"{bad} cannot be added" if bad else ""]
    waiting = count - made - bad
    if not is_running and waiting:
        parts.append(f"{waiting} were left as they were")
    if not is_all:
        parts.append(f"only the first {MOST} are added at once")
    return "; ".join(part for part in parts if part)
