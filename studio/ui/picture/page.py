"""A picture challenge: the brief, a place for the picture, what was removed from it, and one way on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from studio.domain.adjusting import Adjustments
from studio.domain.challenge import Challenge
from studio.domain.ids import DraftId, PlatformId
from studio.domain.record import Draft, Kind, Media
from studio.errors import Offline, Refused, StudioError
from studio.store import Store
from studio.ui import tokens
from studio.ui.alive import alive
from studio.ui.glance import Glance, Look, look_at_media
from studio.ui.kinds import media_words
from studio.ui.page import Page
from studio.ui.sources.brought import tell_brought
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.versions.words import versions_verb, watching_words
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.ui.widgets.preview import Image
from studio.ui.widgets.stack import Stack

from .about import About
from .adjusting import Adjusting
from .booklet import Booklet
from .drop import Drop
from .incoming import GLIMPSE_PX, draft_of_file, draft_of_pixels, is_large, small_of
from .private import Private, Untouched
from .several import Several

if TYPE_CHECKING:
    from studio.credit.told import Said

Make = Callable[[PlatformId, Challenge | None], Draft]
#: A brief that is longer than this is scrolled, so that the picture keeps its room.
_ASKED = 180
#: Where there is less room, one scrolls: what is sent is always to be seen.
_LOWEST = 96
_FREE_TITLE = "Your own picture"
_FREE_BRIEF = "A drawing, a photograph, a page of your sketchbook."


class PicturePage(Page):
    """`send` opens the share sheet for a draft."""

    #: The versions of the draft that is shown, with its id.
    versions_wanted = Signal(str)

    def __init__(self, store: Store, stage: Stage, send: Callable[[DraftId], None]) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._send_draft = send
        self._challenge: Challenge | None = None
        self._draft: Draft | None = None
        #: What the files that came last say of their makers.
        self._said: list[Said] = []
        self._media: Media | None = None
        self._build()
        self._connect()
        self.show_freely()

    @property
    def draft(self) -> Draft | None:
        return self._draft

    def answer(self, challenge: Challenge) -> None:
        """Opens the picture that was kept for this challenge, or an empty place."""
        self._open(self._store.drafts.begun(challenge.id, Kind.IMAGE), challenge)

    def open_draft(self, id: DraftId) -> None:
        draft = self._store.drafts.get(id)
        self._open(draft, self._store.challenges.find(draft.challenge_id))

    def show_freely(self) -> None:
        self._open(None, None)

    def refresh(self) -> None:
        """What was sent meanwhile leaves the page."""
        if self._draft is not None:
            found = self._store.drafts.find(self._draft.id)
            if found is None or found.sealed:
                self._open(None, self._challenge)
            elif self._stack.currentWidget() is self.adjusting:
                return
            elif found.media != self._draft.media:  # it was saved in the paint program, or is told otherwise
                self._show_draft(found)
            else:
                self._draft = found
                self._show_study(found)

    def _build(self) -> None:
        self.title = Label("", "heading", wrap=True)
        self.brief = Label("", "body", tone="muted", wrap=True)
        self.drop = Drop()
        self.image = Image()
        self.image.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.image.setMinimumHeight(look().px(_LOWEST))
        self.facts = Label("", "small", tone="muted", wrap=True)
        self.removed = Label("", "small", tone="ok")
        self.private = Private(self._store, self._stage)
        self.adjusting = Adjusting()
        self.watching = Label("", "small", tone="muted", wrap=True)
        self.versions = Button("", icon="layers")
        self.other = Button("Use another picture")
        self.send = Button("Send…", "primary")
        shown = QWidget()
        self.about = About(self._store, self._stage.tasks)
        self.booklet = Booklet(self._store, self._stage, self)
        foot = row(self.removed, 8, self.facts, None)
        margins = (0, 0, 16, 0)
        shown_lines = column(self.image, foot, self.watching, self.booklet.pages, gap=10, margins=margins)
        shown_lines.setStretch(0, 1)
        shown.setLayout(shown_lines)
        panel = QWidget()
        panel.setLayout(column(self.about, self.private, gap=16))
        self._shown = Beside(shown, panel, tokens.SIDE_PANEL)
        self._stack = Stack()
        self.several = Several(self._stage.tasks)
        self._begin = QScrollArea(widgetResizable=True)
        self._begin.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._begin.setWidget(self.drop)
        for place in (self._begin, self._shown, self.several, self.adjusting):
            self._stack.addWidget(place)
        self.setAcceptDrops(True)
        self.setLayout(self._lay_out())

    def _lay_out(self) -> QVBoxLayout:
        foot = row(self.other, self.versions, None, self.send)
        self._asked = Inside(column(self.title, self.brief, gap=10), look().px(_ASKED))
        middle = column(self._asked, 4, self._stack, foot, gap=10)
        middle.setStretch(2, 1)
        centred = row(gap=0)
        centred.addStretch(1)
        centred.addLayout(middle, 8)
        centred.addStretch(1)
        return column(centred, margins=(24, 28, 24, 24))

    def _connect(self) -> None:
        self.drop.file_chosen.connect(self.take_file)
        self.drop.several_chosen.connect(self.take_several)
        self.drop.pixels_pasted.connect(self.take_pixels)
        self.drop.refused.connect(self._on_refused)
        self.other.clicked.connect(self._on_other)
        self.send.clicked.connect(self.do_send)
        self.several.ended.connect(self._tell_whose)
        self.several.opened.connect(lambda id: self.open_draft(DraftId(id)))
        self.several.joined.connect(self.booklet.join)
        self.booklet.changed.connect(self._show_draft)
        self.booklet.chosen.connect(self._show_media)
        self.several.closed.connect(lambda: self._show_draft(self._draft))
        self.versions.clicked.connect(self._on_versions)
        self.private.look_changed.connect(self._on_look)
        self.private.adjusting.connect(self._on_adjusting)
        self.private.made.connect(self._on_made)
        self.adjusting.used.connect(self._on_used)
        self.adjusting.left.connect(self._on_made)
        self._stage.bell.drafts_changed.connect(self.refresh)

    def _open(self, draft: Draft | None, challenge: Challenge | None) -> None:
        self._challenge = challenge
        self.title.say(challenge.title if challenge else _FREE_TITLE)
        self.brief.say(challenge.brief if challenge else _FREE_BRIEF)
        self.context_changed.emit(f"{challenge.title} · challenge" if challenge else "")
        self._show_draft(draft)

    def _show_draft(self, draft: Draft | None) -> None:
        self._draft = draft
        self.several.stop()
        self.drop.show_busy(False)
        has = draft is not None and draft.media is not None
        self._asked.show()
        self._stack.setCurrentWidget(self._shown if has else self._begin)
        self.other.setVisible(has)
        self.send.setVisible(has)
        self._show_study(draft)
        self.booklet.show_draft(draft)
        shown = draft.pages[self.booklet.pages.at] if draft is not None and draft.pages else None
        self._show_media(shown.media if shown else None)

    def _show_study(self, draft: Draft | None) -> None:
        """Whether the file is watched, and what came of it."""
        count = self._store.versions.count(draft.id) if draft else 0
        words = watching_words(self._store.studies.find(draft.id)) if draft else ""
        self.watching.say(f"Watching: {words}" if words else "")
        self.watching.setVisible(bool(words))
        self.versions.say(versions_verb(count))
        self.versions.setVisible(count > 0)

    @Slot(object)
    def _show_media(self, media: Media | None) -> None:
        """One page of the draft, large. The same one again changes nothing but what is told of it."""
        self.private.show_media(self._draft, media)
        self.removed.say(self.private.words)
        self.removed.setVisible(bool(self.private.words))
        if media is not None and media == self._media:
            return
        self._media = media
        self.image.show_image(QImage())
        self.about.show_media(media)
        if media is None:
            return
        self.facts.say(media_words(media))
        self.image.setAccessibleDescription(media_words(media))
        self._on_look(None)

    @Slot(object)
    def _on_look(self, original: Look | None) -> None:
        """The untouched original in place of the picture, or the picture again."""
        media = self._media
        look_at = original or (look_at_media(self._store, Kind.IMAGE, media) if media else None)
        if look_at and media:
            self._stage.tasks.run(look_at, alive(self, partial(self._show_glance, media)))

    @Slot(object)
    def _on_adjusting(self, opened: Untouched) -> None:
        self.adjusting.show_busy(False)
        self._stack.setCurrentWidget(self.adjusting)
        for widget in (self._asked, self.other, self.versions, self.send):
            widget.hide()
        self.adjusting.show_picture(opened.image, opened.size_px, opened.adjustments)

    @Slot(object)
    def _on_used(self, adjustments: Adjustments) -> None:
        self.adjusting.show_busy(True)
        self.private.use(adjustments)

    @Slot()
    def _on_made(self) -> None:
        """What is sent of it was made anew, or is left as it was."""
        if self._draft is not None:
            self._show_draft(self._store.drafts.find(self._draft.id))

    def _show_glance(self, media: Media, glance: Glance) -> None:
        if self._media == media and glance.image is not None:
            self.image.show_image(glance.image)

    @Slot(Path)
    def take_file(self, path: Path) -> None:
        """A large file is seen before it is copied."""
        glimpse = (lambda: small_of(self._store, path, GLIMPSE_PX)) if is_large(path) else None
        told = self._anew()
        self._take(lambda home, challenge: draft_of_file(self._store, path, home, challenge, told), glimpse)

    def _show_glimpse(self, image: QImage) -> None:
        self._media = None  # whatever comes next is shown anew
        self.about.hide()
        self.removed.hide()
        self.facts.say("Keeping it as a draft…")
        self.image.show_image(image)
        self._stack.setCurrentWidget(self._shown)

    @Slot(QImage)
    def take_pixels(self, image: QImage) -> None:
        self._anew()
        self._take(lambda home, challenge: draft_of_pixels(self._store, image, home, challenge))

    @Slot(list)
    def take_several(self, paths: list[Path]) -> None:
        """Each becomes a draft of its own; the one that is open here stays as it is."""
        challenge = self._challenge
        platform_id = self._goes_to(challenge)
        if platform_id is None:
            return
        self._stack.setCurrentWidget(self.several)
        self.other.hide()
        self.send.hide()
        told = self._anew()
        self.several.begin(
            paths,
            lambda path, max_px: small_of(self._store, path, max_px),
            lambda path: draft_of_file(self._store, path, platform_id, challenge, told),
        )

    def _goes_to(self, challenge: Challenge | None) -> PlatformId | None:
        """None, and words, while there is no platform yet."""
        platform_id = self._store.platforms.goes_to(challenge)
        if platform_id is None:
            self._stage.notices.trouble(Offline("The home platform is still starting", "Drop it again in a moment."))
        return platform_id

    def _take(self, make: Make, glimpse: Callable[[], QImage] | None = None) -> None:
        """Makes a draft on a task, after a `glimpse`. The one before it can be brought back from the library."""
        challenge, before = self._challenge, self._draft
        platform_id = self._goes_to(challenge)
        if platform_id is None:
            return
        self.other.hide()
        self.send.hide()
        self._stack.setCurrentWidget(self._begin)
        self.drop.show_busy(True)
        tasks, taken, trouble = self._stage.tasks, partial(self._on_taken, before), alive(self, self._on_trouble)

        def keep(image: QImage | None = None) -> None:
            if image is not None:
                self._show_glimpse(image)
            tasks.run(lambda _: make(platform_id, challenge), alive(self, taken), on_trouble=trouble)

        if glimpse is None:
            keep()
        else:
            tasks.run(lambda _: glimpse(), alive(self, keep), on_trouble=trouble)

    def _anew(self) -> Callable[[Said], None]:
        self._said = []
        return self._said.append

    @Slot()
    def _tell_whose(self) -> None:
        """Pictures of one's own say nothing most of the time."""
        tell_brought(self._stage.notices, (one for one in self._said if one.tells))

    def _on_taken(self, before: Draft | None, draft: Draft) -> None:
        self._tell_whose()
        if before is not None:
            self._draft = None
            self._store.drafts.remove(before.id)
        self._show_draft(draft)

    def _on_trouble(self, error: StudioError) -> None:
        self._stage.notices.trouble(error)
        self._show_draft(self._draft)

    @Slot(str, str)
    def _on_refused(self, title: str, advice: str) -> None:
        self._on_trouble(Refused(title, advice))

    @Slot()
    def _on_other(self) -> None:
        self.drop.open_dialog()

    @Slot()
    def _on_versions(self) -> None:
        if self._draft is not None:
            self.versions_wanted.emit(self._draft.id)

    @Slot()
    def do_send(self) -> None:
        if self._draft is not None:
            self._send_draft(self._draft.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.drop.paste()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drop.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop.dropEvent(event)
