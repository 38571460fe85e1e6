"""The panel beside a picture: what it tells, what of that may stay, and its untouched original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage

from studio.domain.adjusting import NONE, Adjustments
from studio.domain.cleaned import Cleaned
from studio.domain.ids import DraftId
from studio.domain.privacy import USUAL, Keep, removed_words
from studio.domain.record import Draft, Kind, Media
from studio.errors import Damaged, StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.glance import Look, look_at_media, read_ours
from studio.ui.stage import Stage
from studio.ui.tasks import Task

from .told import Told


@dataclass(frozen=True, slots=True, eq=False)
class Untouched:
    """The original of a picture to look at, its own size in pixels, and how it was adjusted."""

    image: QImage
    size_px: tuple[int, int]
    adjustments: Adjustments


def untouched(store: Store, cleaned: Cleaned, task: Task) -> Untouched:
    """For a task's thread. Raises Refused, Damaged and DiskTrouble."""
    from studio.picture.previews import Previews

    previews, path = Previews(store.folder.previews), store.media.path(cleaned.original)
    try:
        image = read_ours(previews.large(path, cleaned.original))
    except OSError as error:
        raise Damaged("The original cannot be read", "What is sent stays as it is.", str(error)) from error
    facts = previews.facts(path, cleaned.original)
    return Untouched(image, (facts.width_px, facts.height_px), cleaned.adjustments)


class Private(Told):
    """Shows the file it is handed; what the person lets it tell is made on a task, and the store's bell tells when it is there."""

    #: An `Untouched` that is to be made ready.
    adjusting = Signal(object)
    #: What was asked for is done, or did not work.
    made = Signal()
    #: A `Look` at the untouched original, or None when the picture itself is to be seen again.
    look_changed = Signal(object)

    def __init__(self, store: Store, stage: Stage) -> None:
        super().__init__()
        self._store, self._stage = store, stage
        self._draft: DraftId | None = None
        self._media: Media | None = None
        self.keep_changed.connect(self._on_keep_changed)
        self.original_wanted.connect(self._on_original)
        self.adjust.clicked.connect(self.do_adjust)
        self.back.clicked.connect(lambda: self.use(NONE))

    def show_media(self, draft: Draft | None, media: Media | None) -> None:
        """One file of a draft, its own or a page of several. It can be made anew where its original is here."""
        self._draft, self._media = draft.id if draft else None, media
        self.show_busy(False)
        version = self._store.versions.current(draft.id) if draft else None
        if version is not None and version.media != media:
            version = None
        self._cleaned: Cleaned | None = None
        if media is not None:
            self._cleaned = self._store.cleanings.find(media.sha256, version.original if version else "")
        self.show_cleaned(self._cleaned)
        is_here = self._cleaned is not None and self._store.media.has(self._cleaned.original)
        if not is_here:
            for chip in (self.profile, self.copyright, self.back):
                chip.hide()
        self.original.setVisible(is_here)
        self.adjust.setVisible(is_here and self._can_be_adjusted())

    @property
    def words(self) -> str:
        """What was removed, in one sentence."""
        removed = removed_words(self._cleaned.removed) if self._cleaned else ""
        return removed[:1].upper() + removed[1:]

    @Slot(object)
    def _on_keep_changed(self, keep: Keep) -> None:
        self._prepare(keep, self._cleaned.adjustments if self._cleaned else NONE)

    def use(self, adjustments: Adjustments) -> None:
        """Makes what is sent as it was adjusted; `made` tells when."""
        self._prepare(self._cleaned.keep if self._cleaned else USUAL, adjustments)

    @Slot()
    def do_adjust(self) -> None:
        cleaned = self._cleaned
        if cleaned is not None:
            self.show_busy(True)
            work = partial(untouched, self._store, cleaned)
            self._stage.tasks.run(work, alive(self, self._on_opened), on_trouble=alive(self, self._on_trouble))

    def _on_opened(self, opened: Untouched) -> None:
        self.show_busy(False)
        self.adjusting.emit(opened)

    def _can_be_adjusted(self) -> bool:
        """What was photographed or scanned; layers are changed where they were painted."""
        from studio.picture.adjust import BECOMES
        from studio.picture.kinds import kind_of

        try:
            return self._cleaned is not None and kind_of(self._store.media.path(self._cleaned.original)) in BECOMES
        except StudioError:
            return False

    def _prepare(self, keep: Keep, adjustments: Adjustments) -> None:
        from studio.drafts import prepare

        id, media = self._draft, self._media
        if id is not None:
            self._make(lambda: prepare(self._store, id, keep, adjustments, media))

    def _make(self, work: Callable[[], None]) -> None:
        self.show_busy(True)
        self._stage.tasks.run(lambda _: work(), alive(self, self._on_made), on_trouble=alive(self, self._on_trouble))

    def _on_made(self, _: object) -> None:
        self._show_again()
        self.made.emit()

    def _on_trouble(self, error: StudioError) -> None:
        self._stage.notices.trouble(error)
        self._show_again()
        self.made.emit()

    def _show_again(self) -> None:
        """Where nothing else is sent than before; else the page tells what."""
        self.show_media(self._store.drafts.find(self._draft) if self._draft else None, self._media)

    @Slot(bool)
    def _on_original(self, on: bool) -> None:
        self.look_changed.emit(self._look_at_original() if on else None)

    def _look_at_original(self) -> Look | None:
        if self._cleaned is None or self._media is None:
            return None
        return look_at_media(self._store, Kind.IMAGE, Media(self._cleaned.original, 0, self._media.mime))
