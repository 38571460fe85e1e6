"""The menus and small dialogs of an open remix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu, QWidget

from .bar import Bar
from .editor import Editor
from .naming import TitleDialog
from .playing import Playing
from .tempo import TempoDialog
from .timeline import Snap, TimelineView

SNAPS = {
    Snap.GRID: "Lines of the ruler",
    Snap.BEATS: "Beats",
    Snap.EDGES: "Edges of clips and markers",
    Snap.ZEROS: "Where a sound crosses zero",
    Snap.OFF: "Nothing",
}
_SNAP_WORDS = {Snap.GRID: "ruler", Snap.BEATS: "beats", Snap.EDGES: "edges", Snap.ZEROS: "zero crossings", Snap.OFF: ""}


class Menus(QObject):
    def __init__(
        self,
        editor: Editor,
        timeline: TimelineView,
        playing: Playing,
        bar: Bar,
        measure: Callable[[], None],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._editor, self._timeline, self._playing, self._bar = editor, timeline, playing, bar
        self._measure, self._page = measure, page

    @Slot()
    def show_snaps(self) -> None:
        menu = QMenu(self._page)
        for snap, words in SNAPS.items():
            _switch(menu, words, snap is self._timeline.snap, partial(self._choose_snap, snap))
        menu.addSeparator()
        _switch(menu, "What lies behind moves along (ripple)", self._timeline.ripple, self._set_ripple)
        _popup(menu, self._bar.snap)

    @Slot()
    def show_more(self) -> None:
        editor = self._editor
        deeds: dict[str, Callable[[], None] | None] = {
            "Rename…": self.rename,
            "Undo": editor.undo if editor.can_undo else None,
            "Redo": editor.redo if editor.can_redo else None,
            "Add a marker at the playhead": partial(self._timeline.do, "mark"),
            "See the whole": partial(self._timeline.do, "fit"),
            "Measure the delay of the microphone…": self._measure,
        }
        menu = QMenu(self._page)
        for words, act in deeds.items():
            action = menu.addAction(words)
            action.setEnabled(act is not None)
            if act is not None:
                action.triggered.connect(lambda _=False, act=act: act())
        menu.addSeparator()
        limiter = editor.remix.limiter
        _switch(menu, "Keep the master below full scale (limiter)", limiter, self._set_limiter)
        _popup(menu, self._bar.more)

    @Slot()
    def rename(self) -> None:
        dialog = TitleDialog(self._page, "What is it called?", self._editor.remix.title)
        dialog.named.connect(lambda title: self._editor.commit(replace(self._editor.remix, title=title)))
        dialog.open()

    @Slot()
    def ask_tempo(self) -> None:
        dialog = TempoDialog(self._page, self._editor.remix.bpm, self._playing.click)
        dialog.chosen.connect(self.set_tempo)
        dialog.open()

    @Slot(float, bool)
    def set_tempo(self, bpm: float, click: bool) -> None:
        self._editor.commit(replace(self._editor.remix, bpm=bpm))
        self._playing.set_click(click)
        self._bar.show_click(bpm, click)

    def show_snap(self) -> None:
        self._bar.show_snap(_SNAP_WORDS[self._timeline.snap], self._timeline.ripple)

    def _choose_snap(self, snap: Snap, on: bool) -> None:
        self._timeline.snap = snap
        self.show_snap()

    def _set_ripple(self, on: bool) -> None:
        self._timeline.ripple = on
        self.show_snap()

    def _set_limiter(self, on: bool) -> None:
        self._editor.commit(replace(self._editor.remix, limiter=on))


def _switch(menu: QMenu, words: str, on: bool, then: Callable[[bool], None]) -> None:
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(on)
    action.triggered.connect(lambda: then(action.isChecked()))


def _popup(menu: QMenu, button: QWidget) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
