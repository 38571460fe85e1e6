"""The texts that keep what is written company: which lie beside, which is shown, how it is worked with, what is quoted of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.domain.ids import RecordId
from studio.domain.record import Kind, Record, Source, SourceType
from studio.errors import StudioError
from studio.remix.words import laid, lay, manner
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.sources import choose
from studio.ui.sources.told import Thing, thing_of
from studio.ui.stage import Stage
from studio.ui.tasks import Task

from .beside import BesideText
from .languages import language_words, usual_language
from .texts import Marks, Texts, texts_among

Keep = Callable[[Record], None]
NO_MARKS = Marks((), {}, ())


class Company(QObject):
    """`text` is the widget. `keep` fetches a record's file, on a task; without it nothing can be fetched from here."""

    #: The person changed how a text is worked with, or laid another beside: the sources after that.
    changed = Signal(object)
    #: A tag of BCP 47.
    language_chosen = Signal(str)
    #: Another of the texts is shown.
    turned = Signal()
    #: A text was read: what is written may quote it.
    come = Signal()
    #: What is quoted (`Marks`).
    marked = Signal(object)

    def __init__(self, store: Store, stage: Stage, keep: Keep | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self._stage = stage
        self._keep = keep
        self._page = parent
        self._sources: tuple[Source, ...] = ()
        self._language = ""
        self._shown: RecordId | None = None
        self._marks = NO_MARKS
        self._finding: Task | None = None
        self.text = BesideText()
        self._texts = Texts(store, stage.tasks, self)
        self.cite = self._texts.cite
        self._texts.come.connect(self._on_text)
        self.text.manner_chosen.connect(self._on_manner)
        self.text.text_chosen.connect(self._on_chosen)
        self.text.language_chosen.connect(self.language_chosen)
        self.text.keep_pressed.connect(self.do_keep)

    @property
    def is_there(self) -> bool:
        """Whether any text lies beside."""
        return bool(self._texts.ids)

    def show_sources(self, sources: tuple[Source, ...], language: str) -> None:
        """The texts lie beside that the sources tell of; the newest is shown first."""
        self._sources, self._language = sources, language
        self._texts.open(texts_among(self._store, laid(sources)))
        if self._shown not in self._texts.ids:
            self._shown = next(reversed(self._texts.ids), None)
        self._show()

    def words(self) -> tuple[str, str]:
        """A title and a brief for what the person does with the text that is shown."""
        id = self._shown
        called = f"“{self._title_of(id)}”" if id else ""
        doing = manner(self._sources, id) if id else None
        if doing is SourceType.EDITED:
            return f"{called} goes on", "It is named as what you continue, whether you quote it or not."
        if doing is SourceType.TRANSLATED:
            language = language_words(self._language) if self._language else "another language"
            return f"{called} in {language}", "It is named as what you translate."
        brief = "Write on it or against it. Five words of it in a row, and the place is cited by itself."
        return f"Beside {called}", brief

    def look(self, text: str) -> None:
        """Finds what is quoted, while the window goes on; `marked` tells."""
        if self._finding is not None:
            self._finding.stop()
        if self.is_there:
            self._finding = self._stage.tasks.run(lambda _: self._texts.find(text), alive(self, self._on_found))
        elif self._marks is not NO_MARKS:
            self._on_found(NO_MARKS)

    def follow(self, at: int) -> None:
        """Where the cursor (a position of Qt's) stands in a quote, the text beside shows where that comes from."""
        found = bisect_right([start for start, _ in self._marks.written], at) - 1
        if found < 0 or at > self._marks.written[found][1]:
            return
        quote = self._marks.quotes[found]
        piece = self._texts.piece(quote.source)
        if piece is not None and quote.source == self._shown:
            self.text.show_span(piece.shown.span(quote.source_start, quote.source_end))

    def ask(self, own: RecordId | None) -> None:
        """Asks for a text of the library, or a draft, to lay beside."""
        choose(self._page, self._store, "Write beside", self._lay, kind=Kind.TEXT, but_not=own).open()

    def _lay(self, thing: Thing) -> None:
        self._shown = RecordId(thing.id)
        if self._shown not in laid(self._sources):
            self.changed.emit(lay(self._sources, self._shown, SourceType.SAMPLED))
        else:
            self._on_chosen(self._shown)

    def _show(self) -> None:
        id = self._shown
        if id is None:
            return
        piece = self._texts.piece(id)
        self.text.offer([(self._title_of(one), one) for one in self._texts.ids], id)
        if piece is not None:
            self.text.show_piece(piece)
            self.text.mark(self._marks.beside.get(id, ()))
        else:
            self.text.show_trouble(self._title_of(id), self._texts.trouble(id), can_keep=self._keep is not None)
        self.text.show_manner(manner(self._sources, id), self._language)

    def _title_of(self, id: RecordId) -> str:
        thing = thing_of(self._store, id)
        return thing.title if thing else "A text that is not here"

    def _on_found(self, marks: Marks) -> None:
        self._marks = marks
        if self._shown is not None:
            self.text.mark(marks.beside.get(self._shown, ()))
        self.marked.emit(marks)

    @Slot()
    def _on_text(self) -> None:
        self._show()
        self.come.emit()

    @Slot(object)
    def _on_chosen(self, id: RecordId) -> None:
        self._shown = id
        self._show()
        self.turned.emit()

    @Slot(object)
    def _on_manner(self, type: SourceType) -> None:
        if self._shown is not None:
            if type is SourceType.TRANSLATED and not self._language:
                thing = thing_of(self._store, self._shown)
                self.language_chosen.emit(usual_language(but_not=thing.language if thing else ""))
            self.changed.emit(lay(self._sources, self._shown, type))

    @Slot()
    def do_keep(self) -> None:
        """Fetches the file of the text that is shown, and reads it."""
        record, keep = self._store.library.record(self._shown) if self._shown else None, self._keep
        if record is not None and keep is not None:
            self.text.keep.setEnabled(False)
            kept, not_kept = alive(self, lambda _: self._on_kept(record.id)), alive(self, self._on_not_kept)
            self._stage.tasks.run(lambda _: keep(record), kept, on_trouble=not_kept)

    def _on_kept(self, id: RecordId) -> None:
        self.text.keep.setEnabled(True)
        self._texts.read(id)

    def _on_not_kept(self, error: StudioError) -> None:
        self.text.keep.setEnabled(True)
        self._stage.notices.trouble(error)
