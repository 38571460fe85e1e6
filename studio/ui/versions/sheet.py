"""The versions of one draft in a window of their own: a list, two of them side by side, and what can be done with one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from studio.domain.amounts import ago_words
from studio.domain.ids import DraftId, VersionId
from studio.domain.study import Version
from studio.domain.words import MAX_TITLE
from studio.errors import StudioError
from studio.store import Store
from studio.ui.glance import look_at_media
from studio.ui.kinds import media_words
from studio.ui.pieces.closer import Work, whole_of
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import Card, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.piece_list import PieceList
from studio.ui.widgets.tiles import Tiles

from .pair import Pair, Pane
from .rows import TILE_PX, rows_of
from .watching import Watching
from .words import made_words

GO_BACK, NEW_DRAFT, BRING_BACK = "Go back to this", "New draft of this", "Bring back"
_SHARE = 0.92
_PANEL = 372
_TILE_HEIGHT_PX = 42
_GATHER_MS = 60


class VersionsSheet(QDialog):
    #: A new draft was made of a version, with its id.
    draft_made = Signal(str)

    def __init__(self, store: Store, stage: Stage, id: DraftId, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._stage = store, stage
        self._draft = store.drafts.get(id)
        self._versions: dict[str, Version] = {}
        self._current: Version | None = None
        self._removed = False
        self._build()
        self._connect()
        self.resize(parent.window().size() * _SHARE)
        self.refresh()
        self.list.setFocus()

    @property
    def chosen(self) -> Version | None:
        found = self.list.chosen
        return self._versions.get(found.key) if found else None

    def _build(self) -> None:
        self.setWindowTitle("Versions")
        self.pair = Pair(self._stage.tasks)
        self.figure = Label("", "figures", tone="muted")
        self.whole = Button("Whole", name="The whole pictures, key 0")
        self.own = Button("100 %", name="Their own size, key 1")
        self.less = Button("", "icon", icon="minus", name="Smaller")
        self.more = Button("", "icon", icon="plus", name="Larger")
        self.tiles = Tiles(self._stage.tasks, look().px(TILE_PX), look().px(_TILE_HEIGHT_PX), self)
        self._look_soon = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self.list = PieceList("Versions, the newest first", self._draw_tile)
        self.made = Label("", "small", tone="muted", wrap=True)
        self.name = QLineEdit(maxLength=MAX_TITLE, placeholderText="Name this version")
        self.name.setAccessibleName("Name of the chosen version")
        self.delete = Button("Delete", "quiet", icon="trash-2")
        self.deleted = Button("", "chip")
        self.deleted.setCheckable(True)
        self.watching = Watching(self._store)
        self.said = Label("", "small", tone="muted", wrap=True)
        self.close_button = Button("Close")
        self.main = Button(GO_BACK, "primary")
        self._lay_out()

    def _lay_out(self) -> None:
        self.title = Label("", "title", elide=True)
        head = row(self.title, self.figure, self.less, self.more, self.own, self.whole, gap=8)
        head.setStretch(0, 1)
        work, panel = QWidget(), Card()
        seen = column(head, self.pair, gap=12, margins=(20, 16, 12, 8))
        seen.setStretch(1, 1)
        work.setLayout(seen)
        lines = column(
            self.list, self.made, self.name, Flow(self.delete, self.deleted), self.watching, gap=10, margins=(12,) * 4
        )
        lines.setStretch(0, 1)
        panel.setLayout(lines)
        around = QWidget()
        around.setLayout(column(panel, margins=(4, 16, 20, 8)))
        foot = row(self.said, self.close_button, self.main, gap=10, margins=(20, 4, 20, 16))
        foot.setStretch(0, 1)
        whole = column(Beside(work, around, _PANEL), foot, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        for button, does in (
            (self.whole, self.pair.fit),
            (self.own, self.pair.own_size),
            (self.less, self.pair.farther),
            (self.more, self.pair.closer),
            (self.close_button, self.accept),
            (self.main, self.do_main),
            (self.delete, self.do_delete),
        ):
            button.clicked.connect(does)
        self.pair.zoomed.connect(lambda scale: self.figure.say(f"{scale * 100:.0f} %"))
        self._look_soon.timeout.connect(self._look)
        self.list.verticalScrollBar().valueChanged.connect(lambda _: self._look_soon.start())
        self.tiles.changed.connect(self.list.viewport().update)
        self.list.chosen_changed.connect(self._show_chosen)
        self.list.opened.connect(self.do_main)
        self.list.rename_wanted.connect(self.name.setFocus)
        self.list.remove_wanted.connect(self.do_delete)
        self.name.editingFinished.connect(self._on_named)
        self.deleted.toggled.connect(self._on_deleted)
        self._stage.bell.drafts_changed.connect(self.refresh)
        self.finished.connect(self.pair.stop)

    @Slot()
    def refresh(self) -> None:
        draft = self._store.drafts.find(self._draft.id)
        if draft is None:
            self.reject()
            return
        self._draft = draft
        gone = self._store.versions.list(draft.id, removed=True)
        self._removed = self._removed and bool(gone)
        shown = gone if self._removed else self._store.versions.list(draft.id)
        self._versions = {version.id: version for version in shown}
        self._current = self._store.versions.current(draft.id)
        self.title.say(f"Versions of {draft.title}")
        with QSignalBlocker(self.deleted):
            self.deleted.setChecked(self._removed)
        self.deleted.say(f"Deleted · {len(gone)}")
        self.deleted.setVisible(bool(gone))
        self.watching.show_study(self._store.studies.find(draft.id), sealed=draft.sealed)
        self.list.show_cards(rows_of(shown, self._current, datetime.now(UTC), sealed=draft.sealed))
        self._look_soon.start()

    @Slot()
    def _look(self) -> None:
        """Small pictures of the rows on screen."""
        view, rows = self.list.viewport(), self.list.cards.rows
        first, last = (self.list.indexAt(QPoint(2, y)).row() for y in (2, view.height() - 2))
        seen = rows[max(first, 0) : last + 1 if last >= 0 else len(rows)]
        looks = {row.key: look_at_media(self._store, self._draft.kind, self._versions[row.key].media) for row in seen}
        self.tiles.want({key: look_at for key, look_at in looks.items() if look_at})

    @Slot()
    def _show_chosen(self) -> None:
        chosen, current = self.chosen, self._current
        if chosen is None or current is None:
            return
        is_current = chosen.id == current.id
        before = next((one for one in self._versions.values() if one.number < current.number), None)
        left = before if is_current else chosen
        self._show(self.pair.right, current, "What is sent" if self._draft.sealed else "What the draft holds")
        self.pair.left.setVisible(left is not None)
        if left is not None:
            self._show(self.pair.left, left, "")
        older = next((one for one in self._versions.values() if one.number < chosen.number), None)
        self.made.say(made_words(chosen, older))
        verb = BRING_BACK if self._removed else NEW_DRAFT if self._draft.sealed else GO_BACK
        self.main.say(verb)
        self.main.setEnabled(not is_current or self._draft.sealed)
        self.delete.setEnabled(not is_current and not self._removed)
        self.name.setEnabled(not self._removed)
        if not self.name.hasFocus():
            self.name.setText(chosen.name)

    def _show(self, pane: Pane, version: Version, what: str) -> None:
        ago = ago_words(version.made_at, datetime.now(UTC))
        detail = " · ".join(part for part in (what, ago, media_words(version.media)) if part)
        pane.show_picture(version.media.sha256, self._open(version), version.title, detail)

    def _open(self, version: Version) -> Work | None:
        return whole_of(self._store, replace(self._draft, media=version.media, text=""))

    def _draw_tile(self, painter: QPainter, rect: QRect, key: str) -> bool:
        return self.tiles.draw(painter, rect, key, playing=False, played=0.0)

    @Slot()
    def do_main(self) -> None:
        """What the filled button says."""
        chosen = self.chosen
        if chosen is None or not self.main.isEnabled():
            return
        verb = self.main.said
        try:
            if verb == BRING_BACK:
                self._store.versions.bring_back(chosen.id)
            elif verb == NEW_DRAFT:
                self._make_draft(chosen)
            else:
                back = self._store.versions.go_back(chosen.id)
                self._choose(back.id)
                self.said.say(f"The draft holds {chosen.title} again. The others are still here.")
        except StudioError as error:
            self.said.say(f"{error.title}. {error.advice}")

    def _make_draft(self, version: Version) -> None:
        from studio.drafts import from_version

        draft = from_version(self._store, version)
        self.accept()
        self.draft_made.emit(draft.id)

    def _choose(self, id: VersionId) -> None:
        self.refresh()
        self.list.setCurrentIndex(self.list.cards.index(self.list.cards.row_of(id)))

    @Slot()
    def do_delete(self) -> None:
        chosen = self.chosen
        if chosen is None or self._removed:
            return
        try:
            self._store.versions.remove(chosen.id)
            self.said.say(f"{chosen.title} is deleted. It can be brought back for 30 days.")
        except StudioError as error:
            self.said.say(f"{error.title}. {error.advice}")

    @Slot()
    def _on_named(self) -> None:
        chosen = self.chosen
        if chosen is not None and self.name.text() != chosen.name:
            self._store.versions.rename(chosen.id, self.name.text())

    @Slot(bool)
    def _on_deleted(self, on: bool) -> None:
        self._removed = on
        self.refresh()
