"""Adding sounds: what is chosen is looked at first, brought here beside the window, and then laid on the time line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.domain.ids import LaneId, RecordId
from studio.domain.remix import Remix
from studio.domain.take import Take
from studio.domain.words import tidy_title
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.notices import ask
from studio.ui.palette import Palette
from studio.ui.sources import warning
from studio.ui.sources.brought import tell_brought
from studio.ui.sources.told import thing_of
from studio.ui.stage import Stage

from .adding import Brought, Keep, Thing, WithGuide, found, missing_of, of_chosen, of_files, title_of

_ADD, _LEAVE = "Add it all the same", "Leave it out"
_KIT = ".zip"
#: Letters of a name that a notice has room for.
_SHOWN = 30
_FILES = (
    "Sounds, videos and remix kits (*.wav *.flac *.mp3 *.ogg *.opus *.m4a *.aif *.aiff *.mp4 *.mov *.webm *.mkv *.zip)"
    ";;All files (*)"
)


class Adder(QObject):
    """`added` brings a tuple of `Added`, a lane (or None) and a frame, when everything is here. `ask` asks before something is
    added that stands in the way of sending the remix."""

    added = Signal(object, object, int)
    #: A path: what was chosen is no sound but may be a remix kit.
    kit_chosen = Signal(object)
    #: Sounds are on their way here, or not any more.
    busy_changed = Signal(bool)

    def __init__(self, store: Store, stage: Stage, keep: Keep, page: QWidget) -> None:
        super().__init__(page)
        self._store, self._stage, self._keep, self._page = store, stage, keep, page
        self._running = 0
        self.ask: Callable[[str, str], bool] = self._ask

    def open(self, frame: Callable[[], int]) -> None:
        """Asks what to add; `frame` is asked for the place when that is known."""

        def chosen(thing: Thing | WithGuide) -> None:
            self.add_thing(thing, None, frame())

        def file() -> None:
            self.choose_files(frame())

        find = partial(found, self._store, chosen, file)
        asks = "Add a record, a take of yours or a file"
        palette = Palette(self._page.window(), find, title="Add sound", asks=asks)
        palette.finished.connect(palette.deleteLater)
        palette.open()

    def choose_files(self, frame: int) -> None:
        dialog = QFileDialog(self._page, "Add sound", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add_files([Path(name) for name in names], None, frame))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_files(self, paths: Sequence[Path], lane: LaneId | None, frame: int) -> None:
        store = self._store
        sounds = [path for path in paths if path.suffix.lower() != _KIT]
        if len(sounds) < len(paths):
            self.kit_chosen.emit(next(path for path in paths if path not in sounds))
        if sounds:
            self._run(lambda: of_files(store, sounds), lane, frame)

    def add_thing(self, thing: Thing | WithGuide, lane: LaneId | None = None, frame: int = 0) -> None:
        """What stands in the way of building on it is told before anything is fetched or added."""
        store, keep = self._store, self._keep

        def bring() -> Brought:
            return of_chosen(store, keep, thing)

        if isinstance(thing, Take | WithGuide):
            self._run(bring, lane, frame)
            return
        other = thing

        def warned(words: str) -> None:
            self._step(-1)
            if not words or self.ask(title_of(other), words):
                self._run(bring, lane, frame)

        self._step(1)
        self._stage.tasks.run(
            lambda _: warning(store, other), alive(self, warned), on_trouble=alive(self, self._on_trouble)
        )

    def add_ids(self, ids: Sequence[str], lane: LaneId | None, frame: int) -> None:
        """Records, drafts and takes by their ids, as they are dropped; what is not known is passed by."""
        for id in ids:
            thing = thing_of(self._store, RecordId(id)) or self._store.takes.find(id)
            if thing is not None:
                self.add_thing(thing, lane, frame)

    def fetch(self, remix: Remix, then: Callable[[], None]) -> None:
        """Fetches again what the remix needs of others and is not here any more."""
        store, keep = self._store, self._keep

        def work() -> None:
            for material in missing_of(store, remix):
                record = store.library.record(material.record_id) if material.record_id else None
                if record is not None:
                    keep(record)

        def done(_: object) -> None:
            self._step(-1)
            then()

        self._step(1)
        self._stage.tasks.run(lambda _: work(), alive(self, done), on_trouble=alive(self, self._on_trouble))

    def _run(self, bring: Callable[[], Brought], lane: LaneId | None, frame: int) -> None:
        self._step(1)
        self._stage.tasks.run(
            lambda _: bring(),
            alive(self, partial(self._on_brought, lane, frame)),
            on_trouble=alive(self, self._on_trouble),
        )

    def _on_brought(self, lane: LaneId | None, frame: int, brought: Brought) -> None:
        self._step(-1)
        added = tuple(one for one in brought.added if not one.warning or self.ask(one.name, one.warning))
        if added:
            self.added.emit(added, lane, frame)
        for name, error in brought.left_out:
            advice = f"“{tidy_title(name, _SHOWN)}” was left out. {error.advice}"
            self._stage.notices.notice(f"left out:{name}", error.title, advice, worry=True)
        tell_brought(self._stage.notices, (one.said for one in added if one.said and not one.is_guide))

    @Slot(object)
    def _on_trouble(self, error: StudioError) -> None:
        self._step(-1)
        self._stage.notices.trouble(error)

    def _step(self, by: int) -> None:
        self._running += by
        self.busy_changed.emit(self._running > 0)

    def _ask(self, title: str, words: str) -> bool:
        return ask(self._page.window(), f"Before you build on “{title}”", words, _ADD, _LEAVE) == _ADD
