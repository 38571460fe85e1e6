"""Beside a piece that is being made: whose work is in it, what they ask of it, and the family it belongs to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.domain.record import RIGHTS_IN_WORDS
from studio.domain.rights import Terms
from studio.store import Store
from studio.ui.theme import look
from studio.ui.tree.small import SmallTree
from studio.ui.widgets.box import Box, column
from studio.ui.widgets.label import Label

from .list import HEARD, SourceList
from .news import News


class RightsWords(QWidget):
    """What may be done with the piece, and whose wish that is. Silent where nobody asks for anything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label("Rights", "card")
        self.obstacles = Label("", "small", tone="warn", wrap=True)
        self.words = Label("", "small", tone="muted", wrap=True)
        self.setLayout(column(self.title, self.obstacles, self.words, gap=6))

    def show_terms(self, terms: Terms | None) -> None:
        obstacles = [one.words for one in terms.obstacles] if terms else []
        words = list(terms.words()[len(obstacles) :]) if terms else []
        if terms and terms.rights and terms.bound_by:
            words.insert(1, f"{RIGHTS_IN_WORDS[terms.rights]}.")
        self.obstacles.say("\n".join(obstacles))
        self.obstacles.setVisible(bool(obstacles))
        self.words.say("\n".join(words))
        self.words.setVisible(bool(words))
        self.setVisible(bool(obstacles or words))


class Panel(Box):
    #: The sources as the person changed them.
    said = Signal(object)

    def __init__(self, store: Store, hint: str = HEARD, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self.sources = SourceList(store, hint)
        self.rights = RightsWords()
        self.tree_title = Label("Family tree", "card")
        self.tree = SmallTree()
        self.sources.changed.connect(self.said)
        self._lay_out()
        self.show_news(None)

    def show_news(self, news: News | None) -> None:
        self.sources.show_sources(news.sources if news else (), news.root if news else None)
        self.rights.show_terms(news.terms if news else None)
        has = news is not None and len(news.family.ids) > 1
        for part in (self.tree, self.tree_title):
            part.setVisible(has)
        if news is not None and has:
            self.tree.show_family(news.family, news.root)

    def _lay_out(self) -> None:
        inside = QWidget()
        lines = column(self.sources, self.rights, None, self.tree_title, self.tree, gap=16, margins=(18, 16, 18, 16))
        inside.setLayout(lines)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(scroll, gap=0))
        self.setMinimumWidth(look().px(200))
