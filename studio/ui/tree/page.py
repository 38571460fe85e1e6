"""The page of one record: what it is, its family tree, where it went, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.domain.ids import RecordId
from studio.domain.record import Record
from studio.domain.words import tidy_title
from studio.store import Store
from studio.ui import tokens
from studio.ui.actions import bind
from studio.ui.alive import alive
from studio.ui.page import Page
from studio.ui.pieces.closer import Closer, whole_of
from studio.ui.pieces.playing import Playing, frames_of
from studio.ui.pieces.things import sound_of, standing
from studio.ui.stage import Stage
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import Box, Hairline, column, row
from studio.ui.widgets.button import Chip
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.head import Head
from studio.ui.widgets.label import Label
from studio.ui.widgets.tag_line import TagLine

from .offer import Offer, PieceWays
from .parts import PartsSection
from .player import PiecePlayer
from .section import FamilySection
from .sentences import about
from .went import Went, facts, went
from .withdrawing import Withdrawing

if TYPE_CHECKING:
    from studio.sound.player import Player

__all__ = ["PiecePage", "PieceWays"]

_KEYS = {"play": ("P", "Space"), "back": ("Alt+Left",)}
_GATHER_MS = 120
_MOST_BACK = 50

#: Makes what is said about a record: a panel for the foot of the page's right side.
MakeTalk = Callable[[Record], QWidget]


class PiecePage(Page):
    """`show_record` chooses the record; opening one of its kin shows that one here, and Back leads to the one before."""

    def __init__(
        self, store: Store, stage: Stage, player: Player, ways: PieceWays, make_talk: MakeTalk | None = None
    ) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._ways = ways
        self._make_talk = make_talk
        self._talk: QWidget | None = None
        self._before: list[RecordId] = []
        #: The library changed since the family was read.
        self._stale = False
        self.record: Record | None = None
        self.playing = Playing(player, self)
        self._build()
        self._connect()

    def show_record(self, id: RecordId) -> None:
        """From outside the page: there is nothing to go back to."""
        self._before.clear()
        self._show(id)

    def take_focus(self) -> None:
        self.family.take_focus()

    def remember(self) -> object:
        return [*self._before, self.record.id] if self.record else None

    def recall(self, remembered: object) -> None:
        if isinstance(remembered, list) and remembered:
            self._before = remembered[:-1]
            self._show(remembered[-1])

    @Slot()
    def refresh(self) -> None:
        """Reads the record again, and beside the window its family where the library changed."""
        found = self._store.library.record(self.record.id) if self.record else None
        if found is not None:
            self._show_all(found, family=self._stale)

    # building

    def _build(self) -> None:
        self.back = Chip("Back", icon="arrow-left")
        self.title = Label("", "heading", elide=True)
        self.about = Label("", tone="muted", elide=True)
        self.offer = Offer(self._store, self._stage, self._ways, self)
        self.player = PiecePlayer(self._store, self._stage)
        self.parts = PartsSection(self._store, self._stage, self._ways.send)
        self.parts.place_s = lambda: self.playing.place_s
        self.family = FamilySection(self._store, self._stage)
        self.credits = Chip("Credits…", name="Who made this and all it builds on")
        self.family.add_tool(self.credits)
        self.went, self.facts, self.tags = Went(), Went(), TagLine()
        self.warning = Label("", "small", tone="warn", wrap=True)
        self.withdrawing = Withdrawing(self._store, self._ways.send, self)
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        names = QWidget()
        line = row(self.back, column(self.title, self.about, gap=2), gap=14)
        line.setStretch(1, 1)
        names.setLayout(line)
        work = QWidget()
        lines = column(
            Head(names, self.offer.keep, self.offer.remix),
            self.player,
            self.parts,
            self.family,
            gap=16,
            margins=(24, 22, 24, 16),
        )
        lines.setStretch(3, 1)
        work.setLayout(lines)
        self.setLayout(column(Beside(work, self._build_side(), tokens.SIDE_PANEL - 20), gap=0))

    def _build_side(self) -> QWidget:
        side = Box("side")
        inside = QWidget()
        self._below = column(None, gap=12)
        self._line = Hairline()
        self._line.setVisible(self._make_talk is not None)
        lines = column(
            Label("Where it went", "title"), self.went, Hairline(), Label("About it", "title"), self.tags, self.facts,
            self.warning, Flow(self.withdrawing.button), self._line, self._below, gap=12, margins=(20, 22, 20, 16),
        )  # fmt: skip
        lines.setStretch(lines.count() - 1, 1)
        inside.setLayout(lines)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        scroll.setAccessibleName("Where it went")
        scroll.setProperty("kind", "reading")
        side.setLayout(column(scroll, gap=0))
        return side

    def _connect(self) -> None:
        bell = self._stage.bell
        for ring in (bell.library_changed, bell.platforms_changed):
            ring.connect(self._on_ring)
        self._gather.timeout.connect(self.refresh)
        self.back.clicked.connect(self.go_back)
        self.offer.kept.connect(self.refresh)
        self.credits.clicked.connect(self._on_credits)
        self.player.play_pressed.connect(self.play)
        self.player.seek_pressed.connect(self.seek)
        self.player.look_pressed.connect(self._look_closer)
        self.parts.chosen.connect(self._show_part)
        self.parts.play_pressed.connect(self.play)
        self.playing.changed.connect(self._show_playing)
        self.family.opened.connect(self._on_opened)
        self.family.shown.connect(self._show_facts)
        bind(self, _KEYS, {"play": self.play, "back": self.go_back})

    # showing

    def _show(self, id: RecordId) -> None:
        found = self._store.library.record(id)
        if found is None:
            self._stage.notices.hint("This record is not in the library any more")
            return
        self.playing.stop()
        self._show_all(found, family=True)
        self.offer.look()
        self._show_talk(found)
        self.take_focus()

    def _show_all(self, record: Record, *, family: bool) -> None:
        self.record = record
        self.title.say(record.title)
        self.about.say(about(record, self._mine()))
        self.named.emit(tidy_title(record.title))
        self.back.setVisible(bool(self._before))
        self.offer.show_record(record)
        self.withdrawing.show_record(record)
        self.parts.show_record(record)
        self._show_part()
        if family:
            self._stale = False
            self.family.show_record(record)
        self._show_facts()

    @Slot()
    def _show_facts(self) -> None:
        record, drawing = self.record, self.family.drawing
        if record is None:
            return
        family = drawing.whole if drawing and drawing.root == record.id else None
        self.went.show_facts(went(self._store, record, family, standing(self._store, datetime.now(UTC))))
        self.tags.show_tags(record.tags)
        self.facts.show_facts(facts(record))
        self.warning.say(self.family.warning if family else "")
        self.warning.setVisible(bool(self.warning.said))

    def _show_talk(self, record: Record) -> None:
        if self._talk is not None:
            self._talk.hide()
            self._below.removeWidget(self._talk)
            self._talk.deleteLater()
            self._talk = None
        if self._make_talk is not None:
            self._talk = self._make_talk(record)
            self._below.insertWidget(0, self._talk, 1)

    @Slot()
    def _on_ring(self) -> None:
        self._stale = True
        if self.isVisible() and self.record is not None and not self._gather.isActive():
            self._gather.start()

    # what one can do

    @Slot(str)
    def _on_opened(self, id: str) -> None:
        """One of the kin: a record is shown here, and what is not here is said."""
        here = self.record
        if here is None or id == here.id:
            return
        if self._store.library.record(RecordId(id)) is None:
            drawing = self.family.drawing
            work = drawing.whole.works.get(RecordId(id)) if drawing else None
            self._stage.notices.hint(
                f"{work.title} comes from elsewhere: {work.address or 'nobody said where it can be found'}"
                if work
                else "This record is not here. Keep offline fetches the family tree"
            )
            return
        self._before = [*self._before[-_MOST_BACK:], here.id]
        self._show(RecordId(id))

    @Slot()
    def go_back(self) -> None:
        if self._before:
            self._show(self._before.pop())

    @Slot()
    def _on_credits(self) -> None:
        from .credits import CreditRoll

        drawing = self.family.drawing
        if drawing is not None and self.record is not None and drawing.root == self.record.id:
            credits = CreditRoll(self, self._stage, drawing.whole, drawing.root)
            credits.finished.connect(credits.deleteLater)
            credits.open()

    @Slot()
    def _look_closer(self) -> None:
        if self.record is not None and whole_of(self._store, self.record) is not None:
            closer = Closer(self, self._stage.tasks, self._store, self.record)
            closer.finished.connect(closer.deleteLater)
            closer.open()

    # hearing

    @property
    def heard(self) -> Record | None:
        """The record with the part that is on as its sound."""
        part = self.parts.page
        return replace(self.record, media=part.media) if self.record is not None and part else self.record

    @Slot()
    def play(self) -> None:
        record = self.heard
        path = sound_of(self._store, record) if record else None
        if record is not None and path is not None:
            self.playing.toggle(_key(record), path, record.media.duration_s if record.media else 0.0)

    @Slot(float)
    def seek(self, part: float) -> None:
        """Plays from this part (0…1) of it on."""
        record = self.heard
        path = sound_of(self._store, record) if record else None
        if record is None or path is None:
            return

        def play(whole: tuple[int, int]) -> None:
            frames, rate_hz = whole
            if self.heard is not None and _key(self.heard) == _key(record) and self.isVisible():
                self.playing.play(_key(record), path, frames / rate_hz, int(part * frames))

        self._stage.tasks.run(lambda _: frames_of(path), alive(self, play))

    @Slot()
    def _show_part(self) -> None:
        """Another part that sounds makes way for the one that is on."""
        record = self.heard
        if record is None:
            return
        if self.playing.key != _key(record):
            self.playing.stop()
        self.player.show_record(record)
        self._show_playing()

    @Slot()
    def _show_playing(self) -> None:
        here = self.heard is not None and self.playing.key == _key(self.heard)
        self.player.show_playing(self.playing.played if here else None, self.playing.place_s)

    def hideEvent(self, event: QHideEvent) -> None:
        self.playing.stop()
        self._gather.stop()
        super().hideEvent(event)

    # small things

    def _mine(self) -> frozenset[str]:
        return frozenset(platform.person_id for platform in self._store.platforms.list())


def _key(record: Record) -> str:
    """Names what sounds: the record and, of a set, the part."""
    return f"{record.id} {record.media.sha256 if record.media else ''}"
