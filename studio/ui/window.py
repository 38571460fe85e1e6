"""The window: the rail, the top bar, and one page at a time, made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from studio.paths import RESOURCES

from . import tokens
from .notice_stack import NoticeStack
from .notices import Notices
from .page import Page
from .rail import Rail
from .theme import look
from .widgets.box import Box, column, row
from .widgets.button import Button, Chip
from .widgets.label import Label
from .widgets.stack import Stack

_SIZE_PX, _LEAST_PX = (1280, 800), (860, 600)
#: A title bar and the frame around a window, about.
_FRAME_PX = 36
_KEY = "Ctrl K"
_SEARCH = f"Search\u2003{_KEY}"
#: A narrower bar (at 100 % text) shows the search as its sign alone.
_NARROW = 620
#: What margins, gaps, the search's sign and the chip's dot take of it; and what is left of the chip's words at least.
_BAR_REST, _LEAST_CHIP = 196, 40


class Place(NamedTuple):
    """One place. `make` builds its page when it is first shown. A place `below` another has no button in the rail of its own."""

    key: str
    name: str
    icon: str
    make: Callable[[], Page]
    at_foot: bool = False
    below: str = ""


class SearchChip(Chip):
    """Its key stands in a frame, as on a keyboard."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.said:
            return
        now = look()
        width, height = self.fontMetrics().horizontalAdvance(_KEY) + now.px(10), now.px(20)
        key = QRect(self.width() - now.px(11) - width, (self.height() - height) // 2, width - 1, height - 1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(now.colour("line"))
        painter.drawRoundedRect(QRectF(key).adjusted(0.5, 0.5, 0.5, 0.5), now.px(4), now.px(4))
        painter.end()


class Window(QMainWindow):
    """`make_chip` builds the platform chip. Pages are built again when the text scale changes, so that every size follows."""

    #: The first picture is on screen.
    painted = Signal()
    #: The platform chip was pressed.
    platform_pressed = Signal()
    #: The search chip was pressed.
    search_pressed = Signal()
    #: A place is shown now, by its key.
    place_shown = Signal(str)

    def __init__(self, places: Sequence[Place], notices: Notices, make_chip: Callable[[], Chip]) -> None:
        super().__init__()
        self._places = {place.key: place for place in places}
        self._notices = notices
        self._make_chip = make_chip
        self._badges: dict[str, int] = {}
        self._remembered: dict[str, object] = {}
        self._was_painted = False
        #: Asked when the person closes the window; False keeps it.
        self.may_close: Callable[[], bool] = lambda: True
        self._here = next(iter(self._places))
        self.setWindowTitle("Redbutton Studio")
        self.setMinimumSize(QSize(*_LEAST_PX))
        self.resize(QSize(*_SIZE_PX).boundedTo(self.screen().availableSize() - QSize(0, _FRAME_PX)))
        self._build()

    @property
    def here(self) -> str:
        """The key of the place that is shown."""
        return self._here

    def page(self, key: str) -> Page:
        """The page of a place, made if it was not shown yet."""
        if key not in self._pages:
            page = self._places[key].make()
            page.named.connect(partial(self._on_named, page))
            page.context_changed.connect(partial(self._on_context, page))
            page.live_changed.connect(partial(self._rail.set_live, key))
            self._pages[key] = page
            self._on_named(page, "")
            self._contexts[page] = ""
            self._stack.addWidget(page)
            page.recall(self._remembered.pop(key, None))
        return self._pages[key]

    @Slot(str)
    def show_place(self, key: str) -> None:
        page = self.page(key)
        self._here = key
        place = self._places[key]
        self._rail.choose(place.below or key)
        self._trail.setVisible(bool(place.below))
        inset = 9 if place.below else 0  # a quiet button's own: its words begin where titles begin
        self._line.setContentsMargins(look().px(24 - inset), 1, look().px(24), 0)
        self._context.say(self._contexts[page])
        self._fit_bar()
        self._stack.setCurrentWidget(page)
        page.refresh()
        page.take_focus()
        self.place_shown.emit(key)

    def set_badge(self, key: str, count: int) -> None:
        self._badges[key] = count
        self._rail.set_badge(key, count)

    def rebuild(self) -> None:
        """Builds everything again in the look that holds now, and shows the same place."""
        self._remembered |= {key: page.remember() for key, page in self._pages.items()}
        old = self.takeCentralWidget()
        self._build()
        self._middle.show()
        if old:
            old.deleteLater()
        for key, count in self._badges.items():
            self._rail.set_badge(key, count)

    def _build(self) -> None:
        self._pages: dict[str, Page] = {}
        self._contexts: dict[QWidget, str] = {}
        self._names: dict[QWidget, str] = {}
        self._rail = Rail()
        for place in self._places.values():
            if not place.below:
                self._rail.add(place.key, place.name, place.icon, at_foot=place.at_foot)
        self._rail.chosen.connect(self.show_place)
        self._stack = Stack()
        self._middle = QWidget()
        side = row(self._rail, self._build_body(), gap=0)
        side.setStretch(1, 1)
        self._middle.setLayout(side)
        self.setCentralWidget(self._middle)
        self.show_place(self._here)

    def _build_body(self) -> QWidget:
        bar = Box("bar")
        bar.setFixedHeight(look().px(tokens.TOP_BAR))
        self._trail = Button("", "quiet")
        self._trail.setFont(look().font("title"))
        self._trail.clicked.connect(lambda: self.show_place(self._places[self._here].below))
        self._title = Label("", "title")
        self._context = Label("", "small", tone="muted", elide=True)
        self._search = SearchChip(_SEARCH, icon="search")
        self._search.clicked.connect(self.search_pressed)
        self._chip = self._make_chip()
        self._chip.clicked.connect(self.platform_pressed)
        self._line = row(self._trail, self._title, 8, self._context, None, self._search, self._chip, gap=14)
        self._line.setStretchFactor(self._context, 100)
        bar.setLayout(self._line)
        body = QWidget()
        below = column(bar, NoticeStack(self._notices, bar), self._stack, gap=0)
        below.setStretch(2, 1)
        body.setLayout(below)
        return body

    def _on_named(self, page: Page, name: str) -> None:
        key = next(key for key, made in self._pages.items() if made is page)
        self._names[page] = name or self._places[key].name
        page.setAccessibleName(self._names[page])
        if key == self._here:
            self._fit_bar()

    def _on_context(self, page: Page, words: str) -> None:
        self._contexts[page] = words
        if page is self._stack.currentWidget():
            self._context.say(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def _fit_bar(self) -> None:
        """In a narrow window search and way back keep their signs, the words beside the title go, and the chip's are cut."""
        room = self.width() - look().px(tokens.RAIL_WIDTH)
        narrow = room < look().px(_NARROW)
        self._search.say("" if narrow else _SEARCH)
        self._search.name("Search, Control K")
        self._context.setVisible(not narrow)
        if above := self._places.get(self._places[self._here].below):
            self._trail.say("‹" if narrow else f"{above.name}  ›", f"Back to {above.name}" if narrow else "")
        name = self._names.get(self._pages[self._here], "") if self._here in self._pages else ""
        self._title.say(self._title.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room // 3))
        title = self._title.sizeHint().width() + (0 if self._trail.isHidden() else self._trail.sizeHint().width())
        self._chip.fit(max(room - title - look().px(_BAR_REST), look().px(_LEAST_CHIP)) if narrow else room // 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()
            QTimer.singleShot(0, self, self._show_sign)

    @Slot()
    def _show_sign(self) -> None:
        """The program's sign for the system's lists; decoding it would keep the first picture waiting for 5 ms."""
        self.setWindowIcon(QIcon(str(RESOURCES / "app" / "studio-256.png")))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close():
            super().closeEvent(event)
        else:
            event.ignore()
