"""What a picture file is made of: its colours, its pages, its layers, and what would look different elsewhere."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.domain.record import Media
from studio.picture import KINDS, Layer, PictureFacts
from studio.store import Store
from studio.ui import icons, tokens
from studio.ui.alive import alive
from studio.ui.tasks import Task, Tasks
from studio.ui.theme import look
from studio.ui.widgets.box import column
from studio.ui.widgets.cards import draw_line
from studio.ui.widgets.facts import Facts
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.ui.widgets.painters import draw_focus
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

#: With large text the layers need the room more.
_HIGH, _MOST_HIGH_PX = 220, 260
_ROW = 32
_INDENT = 14
#: Deeper groups are not indented any further: their names need the room.
_MOST_INDENTED = 6

_Row = tuple[int, Layer]


class About(QWidget):
    """Hidden until `show_media` knows something that is worth a look."""

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._task: Task | None = None
        self.facts = Facts()
        self.differs = Label("", "small", tone="warn", wrap=True)
        self.heading = Label("", "small-strong")
        self.layers = RowsView("The layers")
        self._rows: RowsModel[_Row] = RowsModel(lambda one: one[0], lambda one: spoken(one[1]), self.layers)
        self.layers.setModel(self._rows)
        self.layers.setItemDelegate(_LayerDelegate(self.layers))
        self.layers.setMinimumHeight(look().px(_ROW))
        self.layers.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        told = column(Label("In this file", "title"), self.facts, self.differs, gap=10)
        told_box = Inside(told, min(look().px(_HIGH), _MOST_HIGH_PX))
        lines = column(told_box, self.heading, self.layers, None, gap=10)
        lines.setStretch(2, 1)
        self.setLayout(lines)
        self.hide()

    def show_media(self, media: Media | None) -> None:
        self.hide()
        if self._task is not None:
            self._task.stop()
        if media is not None and self._store.media.has(media.sha256):
            self._task = self._tasks.run(
                partial(_facts_of, self._store, media.sha256), alive(self, self.show_facts), on_trouble=lambda _: None
            )

    def show_facts(self, facts: PictureFacts) -> None:
        self.facts.show_facts(
            [
                ("Kind", KINDS[facts.kind].words),
                ("Size", f"{facts.width_px} × {facts.height_px}"),
                ("Colours", " · ".join(part for part in (facts.profile, f"{facts.bits} bits") if part)),
                ("Pages", str(facts.pages) if facts.pages > 1 else ""),
            ]
        )
        self.differs.say("\n".join(facts.differs))
        self.differs.setVisible(bool(facts.differs))
        self.heading.say(f"{len(facts.layers)} layers" if len(facts.layers) != 1 else "1 layer")
        self.heading.setVisible(bool(facts.layers))
        self.layers.setVisible(bool(facts.layers))
        self._rows.set_rows(list(enumerate(facts.layers)))
        self.setVisible(bool(facts.layers or facts.differs or facts.bits > 8))


def _facts_of(store: Store, sha256: str, task: Task) -> PictureFacts:
    from studio.picture.previews import Previews

    return Previews(store.folder.previews).facts(store.media.path(sha256), sha256)


def spoken(layer: Layer) -> str:
    what = "group" if layer.is_group else "layer"
    return ", ".join(part for part in (layer.name or "without a name", what, aside(layer)) if part)


def aside(layer: Layer) -> str:
    """ "hidden, multiply, 50 %": what is not as usual."""
    usual = ("normal", "pass through")
    parts = ["" if layer.is_visible else "hidden", "" if layer.blend in usual else layer.blend]
    parts.append("" if layer.opacity > 0.995 else f"{layer.opacity * 100:.0f} %")
    return ", ".join(part for part in parts if part)


class _LayerDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(120), look().px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        state: Any = option.state
        painter.save()
        draw_layer(painter, option.rect, index.data(ROW)[1])
        if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, option.rect, look().px(tokens.RADIUS))
        painter.restore()


def draw_layer(painter: QPainter, rect: QRect, layer: Layer) -> None:
    """Indented by its groups: an icon, its name, and at the right what is not as usual."""
    now = look()
    tone = "text" if layer.is_visible else "muted"
    side = now.px(16)
    left = rect.left() + now.px(8) + now.px(_INDENT) * min(layer.depth, _MOST_INDENTED)
    icon = "folder-open" if layer.is_group else "eye" if layer.is_visible else "eye-off"
    picture = icons.pixmap(icon, getattr(now.colours, tone), side, painter.device().devicePixelRatio())
    painter.drawPixmap(left, rect.center().y() - side // 2, picture)
    words = QRect(left + side + now.px(8), rect.top(), rect.right() - left - side - now.px(16), rect.height())
    width = draw_line(painter, words, rect.top(), rect.height(), aside(layer), "tiny", "muted", right=True)
    words.setRight(words.right() - width - (now.px(8) if width else 0))
    draw_line(painter, words, rect.top(), rect.height(), layer.name or "Without a name", "small", tone)
