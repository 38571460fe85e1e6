"""What takes measure, and whether they pass: measured once beside the window, and held against the spec that is asked.

The spec of a challenge or a script comes first, then the person's usual one. One that cannot be read is said once, and then nothing
is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from studio.domain.ids import TakeId
from studio.domain.progress import Progress
from studio.errors import Refused, StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage

if TYPE_CHECKING:
    from studio.cutting.fixes import Fix
    from studio.domain.delivery import Measures, Spec, Verdict
    from studio.domain.take import Take
    from studio.ui.tasks import Task, Work

#: Most takes are mended when they were measured once: of what is left, this much is told then.
_A_ROUND = 0.8


class Checked(NamedTuple):
    """`verdicts` is empty where nothing is asked."""

    measures: Measures
    verdicts: tuple[Verdict, ...] = ()

    @property
    def failed(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if not verdict.passed)


class Checks(QObject):
    #: There is more to know of takes, or something else is asked of them.
    changed = Signal()
    #: The id of a take that is listened to or mended, and how far that is, from 0 to 1.
    progressed = Signal(str, float)

    def __init__(self, store: Store, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._stage = store, stage
        self._measures: dict[TakeId, tuple[object, Measures]] = {}
        self._asked: dict[TakeId, object] = {}
        self._troubles: dict[TakeId, StudioError] = {}
        self._working: dict[TakeId, Task] = {}
        self._brief = self._whose = self._chosen = ""
        self._read: str | None = None
        self._is_reading = False
        self.spec: Spec | None = None
        stage.choices.changed.connect(self._read_spec)

    @property
    def brief(self) -> str:
        """What the challenge or the script asks; "" for nothing."""
        return self._brief

    @property
    def told(self) -> str:
        """The spec that holds: its name, or itself as JSON; "" for none."""
        return self._chosen if self._brief else self._stage.choices.now.spec

    def ask(self, brief: str, whose: str = "") -> None:
        """A challenge or a script is on now, by its id; what was chosen for another one holds no more."""
        if (brief, whose) != (self._brief, self._whose):
            self._brief, self._whose = brief, whose
            self._chosen = self._stage.choices.now.instead("spec", whose, brief)
        self._read_spec()

    def choose(self, told: str) -> None:
        """The person's usual spec; where the challenge or the script has one, another one for that alone."""
        choices = self._stage.choices
        if self._brief:
            self._chosen = told
            choices.change(taken=choices.now.taking("spec", self._whose, self._brief, told))
            self._read_spec()
        else:
            choices.change(spec=told)

    def of(self, take: Take) -> Checked | None:
        """None until it was measured as it is heard now, which is asked for here, and until the spec was read."""
        edits = take.edits[: take.edits_done]
        known = self._measures.get(take.id)
        if known and known[0] == edits:
            return self._checked(known[1])
        if self._asked.get(take.id) != edits:
            self._asked[take.id] = edits
            kept = self._store.checks.find(take)
            if kept:
                self._measures[take.id] = edits, kept
                return self._checked(kept)
            self._measure(take)
        return None

    def _measure(self, take: Take) -> None:
        def keep(found: Measures) -> None:
            self._measures[take.id] = take.edits[: take.edits_done], found
            self._troubles.pop(take.id, None)
            self.changed.emit()

        def fail(error: StudioError) -> None:
            self._troubles[take.id] = error
            self.changed.emit()

        self._troubles.pop(take.id, None)
        self._run(take, partial(measured, self._store, take), keep, fail)

    def trouble(self, take: Take) -> StudioError | None:
        """Why it cannot be measured. Such a take is still a take: its row shows everything else."""
        return self._troubles.get(take.id)

    def mend(self, take: Take, may: Callable[[Fix], bool], then: Callable[[int], None]) -> None:
        """Makes the edits that mend it and may be made, measured in between; then says how many there are."""
        spec, checked = self.spec, self.of(take)
        if spec is None or checked is None:
            then(0)
            return

        def fail(error: StudioError) -> None:
            self._stage.notices.trouble(error)
            then(0)

        self._run(take, lambda task: _mended(self._store, take, checked.measures, spec, may, task), then, fail)

    def stop(self, take: Take) -> None:
        """It is neither listened to nor mended any more, until `again`. Nothing of it is kept."""
        task = self._working.pop(take.id, None)
        if task is None:
            return
        task.stop()
        if take.id not in self._measures or self._measures[take.id][0] != take.edits[: take.edits_done]:
            self._troubles[take.id] = Refused("It was not listened to the end", "Nothing is known of it yet.")
        self.changed.emit()

    def again(self, take: Take) -> None:
        self._asked.pop(take.id, None)
        self._troubles.pop(take.id, None)
        self.changed.emit()

    def _run(self, take: Take, work: Work, then: Callable[[Any], None], fail: Callable[[StudioError], None]) -> None:
        """The newest work on a take is the one that can be stopped."""

        def over(answer: Callable[[Any], None], value: Any) -> None:
            if self._working.get(take.id) is task:
                self._working.pop(take.id)
            answer(value)

        task = self._stage.tasks.run(
            work,
            alive(self, partial(over, then)),
            on_trouble=alive(self, partial(over, fail)),
            on_progress=alive(self, partial(self.progressed.emit, take.id)),
        )
        self._working[take.id] = task

    def _checked(self, found: Measures) -> Checked | None:
        if self._is_reading:
            return None
        from studio.domain.delivery import of_sound, verdicts

        return Checked(found, verdicts(found, of_sound(self.spec)) if self.spec else ())

    @Slot()
    def _read_spec(self) -> None:
        told = self.told
        if told == self._read:
            return
        self._read, self._is_reading = told, bool(told)
        if not told:
            self._show(told, None)
            return
        self._stage.tasks.run(
            lambda _: _spec(self._store, told),
            alive(self, lambda spec: self._show(told, spec)),
            on_trouble=alive(self, lambda error: self._on_bad_spec(told, error)),
        )

    def _show(self, told: str, spec: Spec | None) -> None:
        if told == self._read:
            self.spec, self._is_reading = spec, False
            self.changed.emit()

    def _on_bad_spec(self, told: str, error: StudioError) -> None:
        self._stage.notices.trouble(error)
        self._show(told, None)


def measured(store: Store, take: Take, task: Task) -> Measures:
    """On a task: numpy waits until then. What was heard to its end is kept."""
    from studio.sound import check

    found = check.of_take(take, store.takes.path, Progress(task.tell, lambda: task.is_stopped))
    store.checks.note(take, found)
    return found


def _mended(store: Store, take: Take, found: Measures, spec: Spec, may: Callable[[Fix], bool], task: Task) -> int:
    from studio.cutting.mending import mended
    from studio.sound import check

    progress = Progress(task.tell, lambda: task.is_stopped)
    made = mended(take, found, spec, lambda one: check.of_take(one, store.takes.path, progress, _A_ROUND), may)
    now = store.takes.get(take.id)
    if now.edits[: now.edits_done] != take.edits[: take.edits_done]:
        raise Refused("This take was edited meanwhile", "Your edits hold. Press once more to fix it as it is now.")
    progress.add(0)
    for edit in made.edits:
        now = store.takes.edit(take.id, edit)
    return len(made.edits)


def _spec(store: Store, told: str) -> Spec:
    from studio.sound import specs

    return specs.told(told, store.folder.specs)
