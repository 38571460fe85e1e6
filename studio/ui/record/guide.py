"""A guide: a sound that is heard while a take is made, and the take remembers when it was heard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.capture.orders import Beside
from studio.capture.reading import BoothState, Reading
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task

from .cued import Cued
from .drift import Drift
from .files import SOUNDS

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.sound.cue import Cue
    from studio.sound.pcm import Floats

#: After so long the moment of the first frame is known as well as it will be.
_AGAIN_S = 3.0


class Guide(QObject):
    """`start` begins a take, with the guide where there is one."""

    #: Another guide, or none.
    changed = Signal()

    def __init__(self, store: Store, booth: Booth, cue: Cue, stage: Stage, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._store, self._booth, self._cue, self._stage = store, booth, cue, stage
        self._cued = Cued(booth, cue, stage)
        self.sha256 = ""
        self._sounds = self._was_told = False
        self.name = ""
        self._drift = Drift()

    @Slot()
    def choose(self) -> None:
        from studio.ui.files import ask_which  # the first window does not wait for it

        ask_which(self._page, "Choose a guide", SOUNDS, self.take)

    def take(self, path: Path) -> None:
        """A sound file becomes the guide; it is kept among the media."""
        told = self._stage.notices.trouble
        self._stage.tasks.run(
            partial(_kept, self._store, path), alive(self, partial(self._set, path.name)), on_trouble=told
        )

    def hear(self, name: str, sha256: str) -> Task:
        """A file among the media becomes the guide, unless the task is stopped."""
        told = self._stage.notices.trouble
        work = partial(_opened, self._store, sha256)
        return self._stage.tasks.run(work, alive(self, partial(self._set, name)), on_trouble=told)

    @Slot()
    def clear(self) -> None:
        self.stop()
        self._set("", "")

    def start(self) -> None:
        if not self.sha256:
            self._booth.start()
            return
        if not self._was_told:
            self._was_told = True
            self._stage.notices.hint("Wear headphones, so that the guide stays out of your take")
        blocks = partial(_blocks, self._store.media.path(self.sha256))
        self._cued.begin(Beside(guide_sha256=self.sha256), blocks, 0.0, _AGAIN_S)
        self._sounds, self._drift = False, Drift()

    def stop(self) -> None:
        if self._cued.is_on or self._sounds:
            self._sounds = False
            self._cued.stop()

    def tell_silent(self) -> None:
        """In auto mode a take begins with the voice, and what is to be heard from its beginning would come too late."""
        if self.sha256:
            self._stage.notices.hint("Your guide is silent in auto mode, where your voice begins each take")

    def follow(self, now: Reading) -> None:
        """It falls silent with the end of its take."""
        recording = now.state is BoothState.RECORDING
        if self._sounds and not recording:
            self.stop()
            self._tell_drift()
        self._cued.follow(now)
        if recording and self._cue.is_on:
            self._drift.look(now, self._cue.began())
        self._sounds = recording and (self._sounds or self._cued.is_on)

    def _tell_drift(self) -> None:
        told = self._drift.words()
        if told is not None:
            self._stage.notices.notice("drift", *told)

    def _set(self, name: str, sha256: str) -> None:
        self.name, self.sha256 = name, sha256
        self.changed.emit()
        if name:
            self._cue.warm()
            self._stage.notices.hint(f"{name} is heard with your next takes")


def _kept(store: Store, path: Path, task: Task) -> str:
    from studio.sound.convert import open_sound

    open_sound(path)  # what is no sound is refused in words
    return store.media.add_file(path)


def _opened(store: Store, sha256: str, task: Task) -> str:
    from studio.sound.convert import open_sound

    open_sound(store.media.path(sha256))
    return sha256


def _blocks(path: Path) -> Iterator[Floats]:
    from studio.sound.convert import converted, open_sound
    from studio.sound.cue import RATE_HZ

    return converted(open_sound(path), RATE_HZ, 2)
