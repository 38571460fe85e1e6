"""The picture remix that is open: its canvas in the middle, its layers at the left, its sources at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from studio.domain.canvas import Layer, Words
from studio.domain.ids import LayerId, new_id
from studio.domain.record import Source
from studio.errors import Refused
from studio.remix.canvas import edits
from studio.remix.canvas.plates import Plates
from studio.remix.canvas.render import whole
from studio.store import Store
from studio.ui import tokens
from studio.ui.actions import bind
from studio.ui.sources.list import SEEN
from studio.ui.sources.news import News
from studio.ui.sources.panel import Panel
from studio.ui.stage import Stage
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column, row
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.stack import Stack

from .adding import MIME, Added, Adder, Keep
from .bar import Bar
from .editor import CanvasEditor
from .export_dialog import ExportDialog
from .leaving import UNTITLED, Leaving
from .seeing import Seeing
from .shown import Shown
from .side import Side
from .view import LEAST_PX, STEP, CanvasView

_PANEL, _NARROW = 290, 900
_SMALL_PX = (240, 168)
_KEYS: dict[str, tuple[str, ...]] = {
    "remove": ("Delete", "Backspace"),
    "duplicate": ("Ctrl+D",),
    "raise": ("Ctrl+Up", "]"),
    "lower": ("Ctrl+Down", "["),
    "closer": ("+", "="),
    "farther": ("-",),
    "fit": ("0",),
    "own size": ("1",),
    "paste": ("Ctrl+V",),
    "undo": ("Ctrl+Z",),
    "redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
}


@dataclass(frozen=True, slots=True)
class Rooms:
    """`small` is where a small picture of the canvas lies, for the list."""

    store: Store
    plates: Plates
    keep: Keep
    small: Path


class Desk(QWidget):
    closed = Signal()
    #: A draft's id: it wants to be shared.
    shared = Signal(str)
    #: A few words on what is open.
    said = Signal(str)

    def __init__(self, editor: CanvasEditor, rooms: Rooms, stage: Stage) -> None:
        super().__init__()
        self.editor = editor
        self._rooms, self._stage = rooms, stage
        self.shown = Shown(stage.tasks, rooms.plates, self)
        self.seeing = Seeing(rooms.store, stage.tasks, editor, rooms.plates, self)
        self.leaving = Leaving(rooms.store, stage, rooms.plates, self)
        self.adder = Adder(rooms.store, stage, rooms.keep, self)
        self._build()
        self._connect()
        self.refresh()

    def leave(self) -> None:
        """Everything is on the disk; nothing is made any more."""
        self.side.form.show_layer(None)
        self._keep_small()
        self.seeing.close()
        self.shown.close()
        self.editor.flush()

    def refresh(self) -> None:
        canvas, layer = self.editor.canvas, edits.find(self.editor.canvas, self.view.chosen)
        self.side.show_canvas(canvas, layer, frozenset(self.shown.missing))
        self.bar.show_steps(can_undo=self.editor.can_undo, can_redo=self.editor.can_redo)
        self.bar.show_empty(not canvas.layers)
        self._stack.setCurrentIndex(1 if canvas.layers else 0)
        self._say()

    def _build(self) -> None:
        self.bar = Bar()
        self.view = CanvasView(self.editor, self.shown)
        self.side = Side(self._tile)
        self.panel = Panel(self._rooms.store, SEEN)
        words = "Drop pictures anywhere here, paste one, or add what you keep in the library."
        self.empty = Empty("image-plus", "Begin with a picture", words, "Add a picture…")
        self._stack = Stack()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        self._stack.setMinimumWidth(LEAST_PX)
        middle = row(self.side, self._stack, gap=0)
        middle.setStretch(1, 1)
        work = QWidget()
        lines = column(self.bar, gap=0)
        lines.addLayout(middle, 1)
        work.setLayout(lines)
        self.setLayout(column(Beside(work, self.panel, _PANEL, share=0.26, narrow=_NARROW), gap=0))
        self.setAcceptDrops(True)

    def _connect(self) -> None:
        editor, view, bar = self.editor, self.view, self.bar
        editor.changed.connect(self.refresh)
        editor.saved.connect(self._say)
        editor.trouble.connect(self._stage.notices.trouble)
        view.chosen_changed.connect(self.refresh)
        view.zoomed.connect(bar.show_zoom)
        self.shown.ready.connect(self.side.list.viewport().update)
        self.shown.missed.connect(self._on_missed)
        self.seeing.told.connect(self._on_news)
        self.panel.said.connect(self._on_said)
        self.adder.added.connect(self.add)
        self.empty.pressed.connect(self.adder.open)
        self.leaving.shared.connect(self.shared)
        self._connect_bar()
        self._connect_side()
        bind(self, _KEYS, self._deeds())
        bar, form = self.bar, self.side.form
        buttons = {"undo": bar.undo, "redo": bar.redo, "closer": bar.closer, "farther": bar.farther, "fit": bar.fit}
        for name, button in (buttons | {"duplicate": form.duplicate, "remove": form.remove}).items():
            button.key(_KEYS[name][0])

    def _connect_bar(self) -> None:
        bar, view = self.bar, self.view
        bar.back_pressed.connect(self.closed)
        bar.undo_pressed.connect(self.editor.undo)
        bar.redo_pressed.connect(self.editor.redo)
        bar.closer_pressed.connect(lambda: view.zoom_by(STEP))
        bar.farther_pressed.connect(lambda: view.zoom_by(1 / STEP))
        bar.fit_pressed.connect(view.fit)
        bar.add_pressed.connect(self.adder.open)
        bar.words_pressed.connect(self.add_words)
        bar.export_pressed.connect(self.ask_export)
        bar.share_pressed.connect(lambda: self.leaving.share(self.editor.canvas))

    def _connect_side(self) -> None:
        side, form, canvas_form = self.side, self.side.form, self.side.canvas_form
        side.list.chosen.connect(self.view.choose)
        side.list.moved.connect(lambda id, place: self._commit(edits.raise_to, id, place))
        side.list.hidden.connect(lambda id, on: self._commit(edits.change, id, lambda one: replace(one, hidden=on)))
        form.changed.connect(lambda layer: self._commit(edits.put, layer))
        form.held.connect(self.view.hold)
        form.duplicate_pressed.connect(self.duplicate)
        form.remove_pressed.connect(self.remove)
        canvas_form.title_changed.connect(lambda title: self._set(title=title))
        canvas_form.background_changed.connect(lambda colour: self._set(background=colour))
        canvas_form.size_changed.connect(lambda width, height: self._commit(edits.resize, width, height))
        canvas_form.refused.connect(
            lambda words: self._stage.notices.trouble(Refused("A canvas cannot have this size", words))
        )

    def _deeds(self) -> dict[str, Callable[[], None]]:
        view = self.view
        return {
            "remove": self.remove,
            "duplicate": self.duplicate,
            "raise": lambda: self.raise_by(1),
            "lower": lambda: self.raise_by(-1),
            "closer": lambda: view.zoom_by(STEP),
            "farther": lambda: view.zoom_by(1 / STEP),
            "fit": view.fit,
            "own size": view.own_size,
            "paste": lambda: self.adder.take(QGuiApplication.clipboard().mimeData()),
            "undo": self.editor.undo,
            "redo": self.editor.redo,
        }

    def _keep_small(self) -> None:
        """Of the canvas as it is seen whole; where it is not, the one from before stays."""
        frame = self.shown.frame
        if frame is not None and frame.wish.window == whole(frame.wish.canvas, frame.wish.zoom):
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            frame.whole.scaled(*_SMALL_PX, keep, smooth).save(str(self._rooms.small), "PNG")  # type: ignore[call-overload]

    # deeds

    def add(self, brought: tuple[Added, ...]) -> None:
        """Each on top of all; the first picture of a new canvas gives it its size."""
        canvas, last = self.editor.canvas, self.view.chosen
        for one in brought:
            last = LayerId(new_id())
            canvas = edits.put_in(canvas, last, one.picture)
            known = {(source.record_id, source.work) for source in canvas.sources}
            new = tuple(source for source in one.sources if (source.record_id, source.work) not in known)
            canvas = replace(canvas, sources=(*canvas.sources, *new))
        self.shown.forget_missing()
        self.editor.commit(canvas)
        self.view.choose(last)

    def add_words(self) -> None:
        canvas, id = self.editor.canvas, LayerId(new_id())
        size = max(round(canvas.height_px / 12), 8)
        layer = Layer(id, canvas.width_px / 2, canvas.height_px / 2, words=self._words(float(size)))
        self.editor.commit(edits.add(canvas, layer))
        self.view.choose(id)
        self.side.form.text.setFocus()
        self.side.form.text.selectAll()

    def _words(self, size_px: float) -> Words:
        """White over what is dark in the middle of the picture."""
        words, frame = Words("Your words", size_px), self.shown.frame
        if frame is None:
            return words
        width, height = frame.whole.width(), frame.whole.height()
        middle = frame.whole.copy(width // 4, height // 3, max(width // 2, 1), max(height // 3, 1))
        smooth = Qt.TransformationMode.SmoothTransformation
        found = middle.scaled(1, 1, Qt.AspectRatioMode.IgnoreAspectRatio, smooth).pixelColor(0, 0)
        is_dark = found.alphaF() > 0.5 and found.lightnessF() < 0.5
        return replace(words, colour=tokens.PAINTS["White"]) if is_dark else words

    def duplicate(self) -> None:
        if self.view.chosen is not None:
            id = LayerId(new_id())
            self._commit(edits.duplicate, self.view.chosen, id)
            self.view.choose(id)

    def remove(self) -> None:
        layer = self.view.layer
        if layer is not None:
            self._commit(edits.remove, layer.id)
            self._stage.notices.hint(f"“{layer.name[:40]}” removed", "Undo", self.editor.undo)

    def raise_by(self, steps: int) -> None:
        ids = [layer.id for layer in self.editor.canvas.layers]
        if self.view.chosen in ids:
            self._commit(edits.raise_to, self.view.chosen, ids.index(self.view.chosen) + steps)

    def ask_export(self) -> None:
        dialog = ExportDialog(self, self.editor.canvas.title or UNTITLED)
        dialog.wanted.connect(lambda path, quality: self.leaving.export(self.editor.canvas, path, quality))
        dialog.open()

    def _commit(self, edit: Callable[..., object], *values: object) -> None:
        self.editor.commit(edit(self.editor.canvas, *values))  # type: ignore[arg-type]

    def _set(self, **fields: object) -> None:
        self.editor.commit(replace(self.editor.canvas, **fields))  # type: ignore[arg-type]

    # what is told

    def _on_news(self, news: News) -> None:
        self.panel.show_news(news)

    def _on_said(self, sources: tuple[Source, ...]) -> None:
        self._set(sources=sources)

    def _on_missed(self, sha256: str, error: Refused) -> None:
        self.refresh()
        advice = f"{error.title}. {error.advice} Its layer stays in the piece."
        self._stage.notices.notice(f"missing:{sha256}", "A picture of this piece cannot be shown", advice, worry=True)

    def _say(self) -> None:
        title = self.editor.canvas.title or UNTITLED
        self.said.emit(f"{title} · saved" if self.editor.is_saved else title)

    def _tile(self, id: LayerId) -> QImage | None:
        layer = edits.find(self.editor.canvas, id)
        return self.shown.tiles.get(layer.picture.sha256) if layer is not None and layer.picture else None

    # what comes in

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if mime.hasUrls() or mime.hasImage() or mime.hasFormat(MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.adder.take(event.mimeData())
