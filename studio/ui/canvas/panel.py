"""Right of the canvas: whose pictures can be seen, what they ask of the piece, and the family it belongs to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.store import Store
from studio.ui.sources import SourceList
from studio.ui.sources.list import SEEN
from studio.ui.tree.small import SmallTree
from studio.ui.widgets.box import Box, column
from studio.ui.widgets.label import Label

from .seeing import News


class Panel(Box):
    #: The sources as the person changed them.
    said = Signal(object)

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self.sources = SourceList(store, SEEN)
        self.obstacles = Label("", "small", tone="warn", wrap=True)
        self.terms = Label("", "small", tone="muted", wrap=True)
        self.tree_title = Label("Family tree", "card")
        self.tree = SmallTree()
        self.sources.changed.connect(self.said)
        inside = QWidget()
        lines = column(self.sources, self.obstacles, self.terms, None, self.tree_title, self.tree, gap=12)
        inside.setLayout(column(lines, gap=0, margins=(18, 16, 18, 16)))
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(scroll, gap=0))
        self.show_news(None)

    def show_news(self, news: News | None) -> None:
        self.sources.show_sources(news.sources if news else (), news.root if news else None)
        obstacles = [one.words for one in news.terms.obstacles] if news else []
        words = list(news.terms.words()[len(obstacles) :]) if news else []
        self.obstacles.say("\n".join(obstacles))
        self.obstacles.setVisible(bool(obstacles))
        self.terms.say("\n".join(words))
        self.terms.setVisible(bool(words))
        has = news is not None and len(news.family.ids) > 1
        self.tree.setVisible(has)
        self.tree_title.setVisible(has)
        if news is not None and has:
            self.tree.show_family(news.family, news.root)
