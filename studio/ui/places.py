"""The places of the studio and the ways between them: which page leads where, and the one window that shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal, Slot

from studio.domain.kind import Kind
from studio.errors import Offline

from .actions import WINDOW_KEYS, bind, next_percent
from .pages import Pages, Rooms
from .stage import Stage
from .tasks import Task
from .theme import Theme
from .window import Place, Window

if TYPE_CHECKING:
    from studio.capture.salvage import Found
    from studio.credit.told import Said
    from studio.domain.challenge import Challenge
    from studio.domain.ids import ChallengeId, DraftId, RecordId, RemixId
    from studio.domain.parcel import Parcel
    from studio.domain.record import Draft, Record
    from studio.domain.take import Take
    from studio.twins.answers import Question

    from .canvas.page import CanvasPage
    from .challenges import ChallengesPage
    from .cutting import CuttingPage
    from .library import LibraryPage
    from .picture import PicturePage
    from .record import RecordPage
    from .record.sitting import Sitting
    from .remix.page import RemixPage
    from .requests.arrivals import Arrivals
    from .requests.replies import Replied
    from .tree.page import PiecePage
    from .versions.news import News
    from .write import WritePage


class Places(QObject):
    """Makes each page when it is first shown; pages know the ways out of them only as plain callables."""

    #: The key that ends the studio.
    quit_pressed = Signal()

    def __init__(self, stage: Stage, rooms: Rooms, theme: Theme) -> None:
        super().__init__()
        self._stage = stage
        self._rooms = rooms
        self._theme = theme
        self.notices, self.tasks = stage.notices, stage.tasks
        self._arrivals: Arrivals | None = None
        self._replied: Replied | None = None
        self._saves: News | None = None
        self._twins: object | None = None
        pages = Pages(rooms, stage, self)
        places = (
            Place("record", "Record", "mic", pages.record),
            Place("challenges", "Challenges", "flag", pages.challenges),
            Place("library", "Library", "layout-grid", pages.library),
            Place("remix", "Remix", "sliders-horizontal", pages.remix),
            Place("outbox", "Outbox", "share", pages.outbox),
            Place("settings", "Settings", "settings", pages.settings, at_foot=True),
            Place("write", "Write", "", pages.write, below="challenges"),
            Place("picture", "Picture", "", pages.picture, below="challenges"),
            Place("piece", "Record", "", pages.piece, below="library"),
            Place("canvas", "Picture remix", "", pages.canvas, below="remix"),
            Place("cutting", "Edit a take", "", pages.cutting, below="record"),
        )
        self.window = Window(places, stage.notices, pages.chip)
        theme.changed.connect(self.window.rebuild)
        stage.choices.changed.connect(self._dress)
        stage.bell.parcels_changed.connect(self.show_waiting)
        stage.bell.library_changed.connect(self._listen_for_requests)
        stage.bell.twins_changed.connect(self.listen_to_twins)
        self.window.search_pressed.connect(self.search)
        bind(self.window, WINDOW_KEYS, self._window_keys(), while_typing=True)
        self._names = [place for place in places if place.icon]
        self.window.platform_pressed.connect(partial(self.show, "outbox"))

    # the ways

    def answer(self, challenge: Challenge) -> None:
        """Opens where a challenge of this kind is answered."""
        key = {Kind.AUDIO: "record", Kind.TEXT: "write", Kind.IMAGE: "picture"}.get(challenge.kind, "record")
        self.show(key)
        cast("RecordPage | WritePage | PicturePage", self.window.page(key)).answer(challenge)

    def share_take(self, take: Take) -> None:
        """Opens the share sheet for a take; the draft that it has already is used again."""
        from studio.drafts import from_take

        store, home = self._rooms.store, self._rooms.store.platforms.home()
        begun = next((draft for draft in store.drafts.list() if draft.take_id == take.id), None)
        challenge = store.challenges.find(take.challenge_id) if take.challenge_id else None
        platform_id = challenge.platform_id if challenge else home.id if home else None
        if begun is None and platform_id is None:
            advice = "Your take is safe. Try again in a moment."
            self._stage.notices.trouble(Offline("Your home platform is still starting", advice))
            return
        if begun is None and platform_id is not None:
            begun = from_take(store, take, platform_id, challenge)
        if begun is not None:
            self.share(begun.id)

    def edit_take(self, take: Take) -> None:
        self.show("cutting")
        cast("CuttingPage", self.window.page("cutting")).open_take(take)

    def share_sound(self, path: Path, challenge_id: ChallengeId | None) -> None:
        """Makes a draft of a sound file, without what it says beside its sound, and opens its share sheet."""
        store = self._rooms.store
        challenge = store.challenges.find(challenge_id) if challenge_id else None
        platform_id = store.platforms.goes_to(challenge)
        if platform_id is None:
            advice = "Your file is safe. Try again in a moment."
            self._stage.notices.trouble(Offline("Your home platform is still starting", advice))
            return

        said: list[Said] = []

        def taken(task: Task) -> Draft:
            from studio.drafts import from_sound

            return from_sound(store, path, platform_id, challenge, said.append)

        def share(draft: Draft) -> None:
            from .sources.brought import tell_brought

            tell_brought(self._stage.notices, (one for one in said if one.tells))
            self.share(draft.id)

        self._stage.tasks.run(taken, share)

    def deliver(self, sitting: Sitting, sends: bool) -> None:
        """Opens the delivery sheet for the starred takes of a sitting; `sends`: as a set to its challenge."""
        from .delivery.way import deliver

        deliver(self._rooms.store, self._stage, self.window, sitting, self.share, sends=sends)

    def share(self, id: DraftId) -> None:
        self._when_here(id, self._share)

    def _share(self, id: DraftId) -> None:
        from .share import ShareSheet

        sheet = ShareSheet(self._rooms.store, self._stage, self._rooms.store.drafts.get(id), self.window)
        sheet.sent.connect(self._on_sent)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def versions(self, id: DraftId) -> None:
        """Opens the versions of a draft over whatever is shown."""
        from .versions.sheet import VersionsSheet

        sheet = VersionsSheet(self._rooms.store, self._stage, id, self.window)
        sheet.draft_made.connect(self.edit)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _when_here(self, id: DraftId, then: Callable[[DraftId], None]) -> None:
        from .twins.opening import when_here

        when_here(self._rooms.store, self._rooms.links, self._stage, id, then)

    def edit(self, id: DraftId) -> None:
        """Opens a draft where it is made; a take goes to its share sheet."""
        self._when_here(id, self._edit)

    def _edit(self, id: DraftId) -> None:
        draft = self._rooms.store.drafts.get(id)
        if draft.remix_id is not None:
            self._open_remix(draft.kind, draft.remix_id)
        elif draft.kind is Kind.AUDIO:
            self.share(id)
        else:
            key = "write" if draft.kind is Kind.TEXT else "picture"
            self.show(key)
            cast("WritePage | PicturePage", self.window.page(key)).open_draft(id)

    def _open_remix(self, kind: Kind, id: RemixId) -> None:
        if kind is Kind.IMAGE:
            self.show("canvas")
            cast("CanvasPage", self.window.page("canvas")).open_canvas(id)
        else:
            self.show("remix")
            cast("RemixPage", self.window.page("remix")).open_remix(id)

    def see(self, id: RecordId) -> None:
        """Opens the page of a record; the library, where it was not told yet."""
        record = self._rooms.store.library.record(id)
        if record is not None:
            self.look_into(record)
        else:
            self.show("library")
            cast("LibraryPage", self.window.page("library")).see(id)

    @Slot(str)
    def look_for(self, words: str) -> None:
        """Looks for words in the library."""
        self.show("library")
        cast("LibraryPage", self.window.page("library")).look_for(words)

    def look_into(self, record: Record) -> None:
        """Opens the page of one record."""
        cast("PiecePage", self.window.page("piece")).show_record(record.id)
        self.show("piece")

    def remix_this(self, record: Record) -> None:
        """Opens where a record of this kind is built on."""
        key = {Kind.TEXT: "write", Kind.IMAGE: "canvas"}.get(record.kind, "remix")
        self.show(key)
        page = self.window.page(key)
        if key == "write":
            cast("WritePage", page).beside(record)
        else:
            cast("RemixPage | CanvasPage", page).remix_this(record)

    def show(self, key: str) -> None:
        self.window.show_place(key)

    @Slot()
    def search(self) -> None:
        """Opens the command palette."""
        from .palette import Palette
        from .search import Match, Search

        names = [Match(one.key, one.icon, one.name, "Place", partial(self.show, one.key)) for one in self._names]
        palette = Palette(self.window, Search(self._rooms.store, names, self._see_challenge, self.see).find)
        palette.finished.connect(palette.deleteLater)
        palette.open()

    def _see_challenge(self, id: ChallengeId) -> None:
        self.show("challenges")
        cast("ChallengesPage", self.window.page("challenges")).show_challenge(id)

    def _window_keys(self) -> dict[str, Callable[[], None]]:
        choices = self._stage.choices

        def resize(step: int) -> None:
            choices.change(text_percent=next_percent(choices.now.text_percent, step))

        return {
            "search": self.search,
            "larger text": partial(resize, 1),
            "smaller text": partial(resize, -1),
            "usual text": lambda: choices.change(text_percent=100),
            "quit": self.quit_pressed.emit,
        }

    def tell_found(self, found: object) -> None:
        """What the start found: takes of a studio that was killed, files that could not be understood, a rebuilt library."""
        from .found import found_words

        for key, title, advice in found_words(cast("list[Found]", found)):
            self._stage.notices.notice(key, title, advice)
        rebuilt = self._rooms.store.rebuilt
        if rebuilt is not None:
            advice = (
                f"It was rebuilt from your files: {rebuilt.takes} takes, {rebuilt.drafts} drafts, {rebuilt.waiting} waiting"
                f" in the outbox. The damaged file is kept as {rebuilt.set_aside.name}."
            )
            self._stage.notices.notice("rebuilt", "Your library was damaged", advice, worry=True)

    def tell_danger(self, danger: str) -> None:
        """Where the library lies badly, "" where it lies well."""
        if danger:
            advice = f"{danger} Keep it in a folder of this computer alone: start the studio with --data."
            self._stage.notices.notice("danger", "Your library lies in a place that can harm it", advice, worry=True)

    @Slot(object)
    def _on_sent(self, parcel: object) -> None:
        self._rooms.courier.wake()
        if parcel is not None:
            words = self._sealed_words(cast("Parcel", parcel)) or "It is on its way"
            self._stage.notices.hint(words, "See the outbox", partial(self.show, "outbox"))

    def _sealed_words(self, parcel: Parcel) -> str:
        """What is said of an answer to a challenge that closes."""
        from studio.domain.receipt import sealed_words

        from .outbox.sealed import Receipt

        receipt, challenge = Receipt.of(parcel), self._rooms.store.challenges.find(parcel.challenge_id)
        closes_at = challenge.closes_at if challenge else None
        return sealed_words(receipt.moment, closes_at, datetime.now(UTC)) if receipt and closes_at else ""

    @Slot()
    def _dress(self) -> None:
        now = self._stage.choices.now
        self._theme.set(now.theme, now.text_percent)

    @Slot()
    def listen_to_twins(self) -> None:
        """From the moment at which there is another computer; the first window does not wait for it."""
        if self._twins is None and self._rooms.store.twins.platforms():
            from .twins.arrivals import Arrivals, Likeness

            store = self._rooms.store
            self._twins = (Arrivals(store, self._stage, self._compare), Likeness(store, self._stage))

    def _compare(self, question: Question) -> None:
        """Opens what two computers changed, side by side."""
        from .twins.sheet import QuestionSheet

        sheet = QuestionSheet(self._rooms.store, question, self.window)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    @Slot()
    def _listen_for_requests(self) -> None:
        """From the first news on; the first window does not wait for it."""
        if self._arrivals is None:
            from .requests.arrivals import Arrivals
            from .requests.replies import Replied

            self._arrivals = Arrivals(self._rooms.store, self._stage, self.see)
            self._replied = Replied(self._rooms.store, self._stage, self.answer)

    def listen_for_saves(self) -> None:
        """From now on it is told what came too late for a draft, and what cannot be taken."""
        from .versions.news import News

        self._saves = News(self._rooms.store, self._stage, self.versions, self.edit)

    @Slot()
    def show_waiting(self) -> None:
        """How much waits in the outbox; the first window does not wait for that."""
        self.window.set_badge("outbox", self._rooms.store.parcels.waiting())
