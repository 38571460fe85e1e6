"""A picture or a text in a window of its own: the picture as large as one likes, page by page, the text whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from studio.contract import MAX_TEXT_BYTES
from studio.domain.ids import new_id
from studio.domain.record import Draft, Kind
from studio.domain.take import Take
from studio.errors import Damaged, StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.glance import read_ours
from studio.ui.tasks import Task, Tasks
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from studio.ui.widgets.stack import Stack

from .things import Thing, title_of
from .zoom import Zoom

#: The longer side of a picture that is looked at closely, in pixels; a larger one is made smaller.
SIDE_PX = 8_192
#: Qt lays out a whole line at once: a million characters without a break would take minutes.
_LONG_LINE = re.compile(r"([^\n]{20000})(?=[^\n])")
_SHARE = 0.92
_WORDS = 360


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    image: QImage | None = None
    text: str = ""


Work = Callable[[Task], Whole]


def whole_of(store: Store, thing: Thing, at: int = 0) -> Work | None:
    """Work for a task that reads all of its page `at`; None for a sound, and for what is not on this computer."""
    if isinstance(thing, Take):
        return None
    if isinstance(thing, Draft) and thing.text:
        words = thing.text
        return lambda task: Whole(text=_broken(words))
    if not thing.pages or not store.media.has(sha256 := thing.pages[at].media.sha256):
        return None
    read = {Kind.IMAGE: _picture, Kind.TEXT: _text}.get(thing.kind)
    return partial(_read, read, store.media.path(sha256)) if read else None


class Closer(QDialog):
    """`tasks` reads it beside the window; Escape closes."""

    def __init__(self, parent: QWidget, tasks: Tasks, store: Store, thing: Thing) -> None:
        super().__init__(parent)
        self._tasks, self._store, self._thing = tasks, store, thing
        self._pages = () if isinstance(thing, Take) else thing.pages
        self._task: Task | None = None
        self.at = 0
        self.setWindowTitle(title_of(thing))
        self.zoom = Zoom()
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName("The words")
        self.text.setFont(look().font("quote"))
        self.words = Label("Opening it …", tone="muted", wrap=True)
        self.words.setMinimumWidth(look().px(_WORDS))
        self.figure = Label("", "figures", tone="muted")
        self._is_picture = not isinstance(thing, Take) and thing.kind is Kind.IMAGE
        self._build(title_of(thing))
        self.resize(parent.window().size() * _SHARE)
        self.turn(0)
        self.finished.connect(lambda: self._task and self._task.stop())

    def turn(self, steps: int) -> None:
        """So many pages on; it stays at the first and the last."""
        self.at = min(max(self.at + steps, 0), max(len(self._pages) - 1, 0))
        self.before.setEnabled(self.at > 0)
        self.after.setEnabled(self.at < len(self._pages) - 1)
        alt = self._pages[self.at].alt if self._pages else ""
        number = f"Page {self.at + 1} of {len(self._pages)}" if len(self._pages) > 1 else ""
        self.said.say(" · ".join(part for part in (number, alt) if part))
        self.zoom.setAccessibleName(alt or "The picture")
        if self._task is not None:
            self._task.stop()
        self._task = None
        work = whole_of(self._store, self._thing, self.at)
        if work is None:
            self._stack.setCurrentIndex(0)
            self.words.say("This page is not on this computer. Keep the record offline to see all of it.")
        else:
            self._task = self._tasks.run(work, alive(self, self._show), on_trouble=alive(self, self._tell))

    def _build(self, title: str) -> None:
        self.whole = Button("Whole", name="The whole picture, key 0")
        self.own = Button("100 %", name="Its own size, key 1")
        self.less = Button("", "icon", icon="minus", name="Smaller")
        self.more = Button("", "icon", icon="plus", name="Larger")
        self.before = Button("", "icon", icon="chevron-left", name="The page before, key Page Up")
        self.after = Button("", "icon", icon="chevron-right", name="The next page, key Page Down")
        self.said = Label("", "small", tone="muted", wrap=True)
        close = Button("Close", "primary")
        for button, does in (
            (self.before, partial(self.turn, -1)),
            (self.after, partial(self.turn, 1)),
            (self.whole, self.zoom.fit),
            (self.own, self.zoom.own_size),
            (self.less, self.zoom.farther),
            (self.more, self.zoom.closer),
            (close, self.accept),
        ):
            button.clicked.connect(does)
        for tool in (self.figure, self.less, self.more, self.own, self.whole):
            tool.setVisible(self._is_picture)
        for turner, key in ((self.before, Qt.Key.Key_PageUp), (self.after, Qt.Key.Key_PageDown)):
            turner.setVisible(len(self._pages) > 1)
            if len(self._pages) > 1:  # before the picture takes the keys to scroll
                QShortcut(QKeySequence(key), self, turner.click)
        self.zoom.zoomed.connect(self._show_scale)
        self._stack = Stack()
        middle = QWidget()
        middle.setLayout(column(None, row(None, self.words, None), None))
        for page in (middle, self.zoom, self.text):
            self._stack.addWidget(page)
        head = row(Label(title, "title", elide=True), self.figure, self.less, self.more, self.own, self.whole, gap=8)
        head.setStretch(0, 1)
        foot = row(self.before, self.after, self.said, close, gap=8)
        foot.setStretch(2, 1)
        lines = column(head, self._stack, foot, gap=12, margins=(20, 16, 20, 16))
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def _show(self, whole: Whole) -> None:
        if whole.image is not None:
            self._stack.setCurrentWidget(self.zoom)
            self.zoom.show_image(whole.image)
            self.zoom.setFocus()
        else:
            self.text.setPlainText(whole.text)
            self._stack.setCurrentWidget(self.text)
            self.text.setFocus()

    def _tell(self, error: StudioError) -> None:
        self.words.say(f"{error.title}. {error.advice}")

    @Slot(float)
    def _show_scale(self, scale: float) -> None:
        self.figure.say(f"{scale * 100:.0f} %")
        self.zoom.setAccessibleDescription(f"Shown at {scale * 100:.0f} %")


def _read(make: Callable[[Path], Whole], path: Path, task: Task) -> Whole:
    try:
        return make(path)
    except OSError as error:
        raise Damaged("This file cannot be read", "Nothing was changed.", str(error)) from error


def _text(path: Path) -> Whole:
    with path.open("rb") as file:
        return Whole(text=_broken(file.read(MAX_TEXT_BYTES).decode("utf-8", "replace")))


def _picture(path: Path) -> Whole:
    """Decoded by our own child process: Qt never decodes what people sent."""
    from studio.picture import make_thumbnail

    large = path.with_suffix(f".{new_id()}.large")
    try:
        make_thumbnail(path, large, SIDE_PX)
        return Whole(image=read_ours(large))
    finally:
        large.unlink(missing_ok=True)


def _broken(text: str) -> str:
    return _LONG_LINE.sub("\\1\n", text)
