"""Pictures on their way onto a canvas: from the library, from one's own drafts, from files, from the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.domain.canvas import Picture
from studio.domain.ids import RecordId
from studio.domain.record import Draft, Kind, Record, RecordState, Source
from studio.domain.words import tidy_title
from studio.errors import DiskTrouble, Refused, StudioError
from studio.store import Store
from studio.store.sought import Sought, holds
from studio.ui.alive import alive
from studio.ui.kinds import ICON_OF_KIND
from studio.ui.notices import ask
from studio.ui.palette import Palette
from studio.ui.search import MOST, Match
from studio.ui.sources import warning
from studio.ui.sources.brought import tell_brought
from studio.ui.sources.rights import warning_of_file
from studio.ui.sources.told import thing_of
from studio.ui.stage import Stage

if TYPE_CHECKING:
    from studio.credit.told import Said

Thing = Record | Draft
#: Fetches a record's file and returns when it is here. For a task's thread; raises StudioErrors.
Keep = Callable[[Record], None]
MIME = "application/x-redbutton-record"
_FILES = "Pictures (*.png *.jpg *.jpeg *.webp)"
_ADD, _LEAVE = "Add it all the same", "Leave it out"
#: Letters of a name that a notice has room for.
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Added:
    """A picture, the sources that its file tells of, what that file says, and what stands in the way of building on it."""

    picture: Picture
    sources: tuple[Source, ...] = ()
    said: Said | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came, and the names of the files that could not be added, each with the reason."""

    added: tuple[Added, ...]
    left_out: tuple[tuple[str, StudioError], ...] = ()


class Adder(QObject):
    """`added` brings a tuple of `Added` when everything is here. `ask` asks before something is added that stands in the way of
    sending the piece."""

    added = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, store: Store, stage: Stage, keep: Keep, page: QWidget) -> None:
        super().__init__(page)
        self._store, self._stage, self._keep, self._page = store, stage, keep, page
        self._running = 0
        self.ask: Callable[[str, str], bool] = self._ask

    def open(self) -> None:
        """Asks what to add."""
        find = partial(found, self._store, self.add_thing, self.choose_files)
        palette = Palette(self._page.window(), find, title="Add a picture", asks="Add a record, a draft or a file")
        palette.finished.connect(palette.deleteLater)
        palette.open()

    def choose_files(self) -> None:
        dialog = QFileDialog(self._page, "Add pictures", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, mime: QMimeData) -> None:
        """What was dropped or pasted: records, local files, or pixels."""
        if mime.hasFormat(MIME):
            ids = bytes(mime.data(MIME).data()).decode("utf-8", "replace").split()
            for thing in (thing_of(self._store, RecordId(id)) for id in ids):
                if thing is not None:
                    self.add_thing(thing)
            return
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self.add_files(files)
        elif mime.hasImage():
            image = mime.imageData()
            self.add_pixels(image if isinstance(image, QImage) else QImage(image))
        else:
            advice = "Save it on this computer, then add the file."
            self._stage.notices.trouble(Refused("There is no picture in what came", advice))

    def add_files(self, paths: Sequence[Path]) -> None:
        store = self._store
        self._run(lambda: of_files(store, paths))

    def add_pixels(self, image: QImage) -> None:
        store = self._store
        self._run(lambda: Brought((of_pixels(store, image),)))

    def add_thing(self, thing: Thing) -> None:
        """What stands in the way of building on it is told before anything is fetched or added."""
        store, keep = self._store, self._keep

        def warned(words: str) -> None:
            self._step(-1)
            if not words or self.ask(thing.title, words):
                self._run(lambda: Brought((of_thing(store, keep, thing),)))

        self._step(1)
        work = partial(warning, store, thing)
        self._stage.tasks.run(lambda _: work(), alive(self, warned), on_trouble=alive(self, self._on_trouble))

    def _run(self, bring: Callable[[], Brought]) -> None:
        self._step(1)
        on_trouble = alive(self, self._on_trouble)
        self._stage.tasks.run(lambda _: bring(), alive(self, self._on_brought), on_trouble=on_trouble)

    def _on_brought(self, brought: Brought) -> None:
        self._step(-1)
        added = tuple(one for one in brought.added if not one.warning or self.ask(one.picture.title, one.warning))
        if added:
            self.added.emit(added)
        for name, error in brought.left_out:
            advice = f"“{tidy_title(name, _SHOWN)}” was left out. {error.advice}"
            self._stage.notices.notice(f"left out:{name}", error.title, advice, worry=True)
        tell_brought(self._stage.notices, (one.said for one in added if one.said))

    def _on_trouble(self, error: StudioError) -> None:
        self._step(-1)
        self._stage.notices.trouble(error)

    def _step(self, by: int) -> None:
        self._running += by
        self.busy_changed.emit(self._running > 0)

    def _ask(self, title: str, words: str) -> bool:
        return ask(self._page.window(), f"Before you build on “{title}”", words, _ADD, _LEAVE) == _ADD


def found(store: Store, chosen: Callable[[Thing], None], file: Callable[[], None], words: str) -> list[Match]:
    """What can be added, for the line that is typed: files, own drafts, records with a picture; the newest of each."""
    any_file = Match("file", "folder-open", "Files on this computer…", "Pictures of any kind, layered ones too", file)
    drafts = [one for one in store.drafts.list() if one.kind is Kind.IMAGE and holds(one.title, words)]
    records = store.library.find(Sought(words, kind=Kind.IMAGE), limit=MOST).records
    icon = ICON_OF_KIND[Kind.IMAGE]
    matches = [Match(one.id, icon, one.title, "Yours, not sent yet", partial(chosen, one)) for one in drafts]
    matches += [
        Match(one.id, icon, one.title, f"Record by {one.author.handle}", partial(chosen, one))
        for one in records
        if one.state is not RecordState.WITHDRAWN
    ]
    return ([*matches, any_file] if words.strip() else [any_file, *matches])[:MOST]


def of_thing(store: Store, keep: Keep, thing: Thing) -> Added:
    """For a task's thread: it may fetch the file, and opens the picture once to know its size."""
    from studio.picture import inspect

    if thing.media is None:
        advice = "Its place in the family tree stays; its picture is gone."
        raise Refused("This record was withdrawn", advice, thing.id)
    sha256 = thing.media.sha256
    if isinstance(thing, Record) and not store.media.has(sha256):
        keep(thing)
    facts = inspect(store.media.path(sha256))
    return Added(Picture(sha256, facts.width_px, facts.height_px, thing.title, RecordId(thing.id)))


def of_file(store: Store, path: Path) -> Added:
    """For a task's thread: copies the file, and reads what it says of its makers."""
    from studio.credit.identity import Identity
    from studio.remix.canvas.bring import bring
    from studio.remix.remembered import library_of

    brought = bring(path, store.media, library_of(store), Identity.find(store.folder.root))
    warning = warning_of_file(store, brought.picture.record_id, brought.sources)
    return Added(brought.picture, brought.sources, brought.said, warning)


def of_files(store: Store, paths: Sequence[Path]) -> Brought:
    """For a task's thread. One that cannot be added keeps none of the others back."""
    added, left_out = list[Added](), list[tuple[str, StudioError]]()
    for path in paths:
        try:
            added.append(of_file(store, path))
        except StudioError as error:
            left_out.append((path.name, error))
    return Brought(tuple(added), tuple(left_out))


def of_pixels(store: Store, image: QImage) -> Added:
    with TemporaryDirectory(prefix=".pasted-", dir=store.folder.root) as folder:
        part = Path(folder) / "Pasted picture"
        if not image.save(str(part), "PNG"):  # type: ignore[call-overload]
            raise DiskTrouble("The pasted picture could not be kept", "Make room on the disk, then paste it again.")
        return of_file(store, part)
