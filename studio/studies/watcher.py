"""The thread "studies": each whole save of a watched file becomes a version of its draft."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studio.domain.ids import DraftId
from studio.domain.parcel import Trouble
from studio.domain.study import Study, Taken
from studio.errors import StudioError
from studio.store import Store

from .sight import Moved, opened, state_of

log = logging.getLogger(__name__)

LOOK_S = 1.0
#: A file is taken when it was the same in every look for so long. Two seconds is the coarsest clock of a disk (FAT), so a later
#: save has another time.
SETTLE_S = 2.0
#: What is wrong for less than this may be a save under way.
PATIENCE_S = 10.0
#: A file that cannot be taken is tried again after 2, 4, 8 … seconds, and at once when it changes.
LONGEST_REST_S = 300.0
STOP_S = 5.0


@dataclass(slots=True)
class Wait:
    """A state of a file (or the words for why there is none) that was first met at `since_s`."""

    state: str
    since_s: float
    next_s: float
    tries: int = 0


class Watcher:
    """`take_in` keeps a whole picture of a draft and tells what it is, or raises StudioErrors. `start`, `wake` and `stop` from any
    thread."""

    def __init__(
        self, store: Store, take_in: Callable[[Path, DraftId], Taken], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._take_in = take_in
        self._clock = clock
        self._waits: dict[DraftId, Wait] = {}
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="studies", daemon=True
        )  # a dead network disk may hold it

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """A draft came, went, was sealed or taken back."""
        self._woken.set()

    def stop(self) -> None:
        self._stop.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._woken.clear()
            try:
                rest_s = LOOK_S if self.look() else None
            except Exception:  # a full disk, say: not even that can be written down
                log.exception("the watching of files stumbled; it goes on")
                rest_s = PATIENCE_S
            self._woken.wait(rest_s)

    def look(self) -> bool:
        """One look at every watched file. False where none is watched."""
        studies = self._store.studies.watched()
        self._waits = {study.id: self._waits[study.id] for study in studies if study.id in self._waits}
        for study in studies:
            if self._stop.is_set():
                break
            try:
                self._look_at(study)
            except Exception as error:
                self._failed(study, error)
        self._store.versions.join_waiting()
        return bool(studies)

    def _look_at(self, study: Study) -> None:
        trouble: StudioError | None = None
        try:
            state = state_of(Path(study.path))
        except StudioError as error:
            state, trouble = error.title, error
        if state == study.seen:
            self._waits.pop(study.id, None)
            if study.trouble:
                self._store.studies.tell(study.id, None)
            return
        wait = self._waits.get(study.id)
        if wait is None or wait.state != state:
            wait = self._waits[study.id] = Wait(state, self._clock(), self._clock() + SETTLE_S)
        if self._clock() < wait.next_s:
            return
        if trouble is not None:
            self._put_off(study, wait, trouble)
            return
        try:
            self._take(study, state)
            del self._waits[study.id]
        except Moved:
            del self._waits[study.id]
        except StudioError as error:
            self._put_off(study, wait, error)

    def _take(self, study: Study, state: str) -> None:
        """What the file holds already, or what the draft holds, is no new version."""
        path, current = Path(study.path), self._store.versions.current(study.id)
        with opened(path, state) as file:
            sha256 = _sum(file)
        if sha256 == study.sha256 or (current is not None and sha256 == current.original):
            self._store.studies.saw(study.id, state, sha256)
            return
        taken = self._kept(study, state)
        if not self._stop.is_set():
            self._store.versions.join(study.id, taken, state)

    def _kept(self, study: Study, state: str) -> Taken:
        """The copy is whole before it is looked into, so that the file may change meanwhile."""
        with ExitStack() as held:
            with opened(Path(study.path), state) as file:
                copy = held.enter_context(self._store.media.copied(file))
            return self._take_in(copy, study.id)

    def _put_off(self, study: Study, wait: Wait, error: StudioError) -> None:
        """It may still be a save under way; after a while it is told."""
        wait.tries += 1
        wait.next_s = self._clock() + min(2.0**wait.tries, LONGEST_REST_S)
        if self._clock() - wait.since_s >= PATIENCE_S:
            trouble = Trouble(error.title, error.advice, True, getattr(error, "code", ""))
            if study.trouble != trouble:
                log.info("a watched file gives no version: %s", error)
                self._store.studies.tell(study.id, trouble)

    def _failed(self, study: Study, error: Exception) -> None:
        wait = self._waits.get(study.id)
        if wait is None or self._stop.is_set():
            log.info("a look at a watched file ended early", exc_info=error)
            return
        log.error("a watched file met a mistake of ours", exc_info=error)
        advice = "Your file and every version up to now are safe. It is tried again."
        wait.since_s = self._clock() - PATIENCE_S
        self._put_off(study, wait, StudioError("The studio made a mistake", advice))


def _sum(file: BinaryIO) -> str:
    import hashlib  # OpenSSL waits until a file changed

    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
