"""The places of the studio and the ways between them: which page leads where, and the one window that shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot

from studio.capture.booth import Booth
from studio.capture.devices import Devices
from studio.domain.challenge import Challenge
from studio.domain.ids import ChallengeId, DraftId, RecordId
from studio.domain.platform import Platform
from studio.domain.record import Kind
from studio.domain.take import Take
from studio.errors import Offline
from studio.outbox.courier import Courier
from studio.sound.player import Player
from studio.store import Store
from studio.wire.links import Links

from .actions import WINDOW_KEYS, bind, next_percent
from .page import Page
from .platform_chip import PlatformChip
from .stage import Stage
from .theme import Theme
from .window import Place, Window

if TYPE_CHECKING:
    from studio.capture.salvage import Found

    from .challenges import ChallengesPage
    from .library import LibraryPage
    from .picture import PicturePage
    from .record import RecordPage
    from .write import WritePage

#: Joins a platform by address, invite and handle; tells in words where its key is kept. For a task's thread.
Join = Callable[[str, str, str], tuple[Platform, str]]


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the pages need of the rooms below."""

    store: Store
    booth: Booth
    devices: Devices
    player: Player
    links: Links
    courier: Courier
    join: Join
    voice: Path | None = None


class Places(QObject):
    """Makes each page when it is first shown; pages know the ways out of them only as plain callables."""

    def __init__(self, stage: Stage, rooms: Rooms, theme: Theme) -> None:
        super().__init__()
        self._stage = stage
        self._rooms = rooms
        self._theme = theme
        self.notices = stage.notices
        places = (
            Place("record", "Record", "mic", self._make_record),
            Place("challenges", "Challenges", "flag", self._make_challenges),
            Place("library", "Library", "layout-grid", self._make_library),
            Place("outbox", "Outbox", "share", self._make_outbox),
            Place("settings", "Settings", "settings", self._make_settings, at_foot=True),
            Place("write", "Write", "", self._make_write, below="challenges"),
            Place("picture", "Picture", "", self._make_picture, below="challenges"),
        )
        self.window = Window(places, stage.notices, self._make_chip)
        theme.changed.connect(self.window.rebuild)
        stage.choices.changed.connect(self._dress)
        stage.bell.parcels_changed.connect(self._show_waiting)
        self.window.search_pressed.connect(self.search)
        bind(self.window, WINDOW_KEYS, self._window_keys(), while_typing=True)
        self._names = [place for place in places if place.icon]
        self.window.platform_pressed.connect(lambda: self.window.show_place("outbox"))
        self._show_waiting()

    # the ways

    def answer(self, challenge: Challenge) -> None:
        """Opens where a challenge of this kind is answered."""
        key = {Kind.AUDIO: "record", Kind.TEXT: "write", Kind.IMAGE: "picture"}.get(challenge.kind, "record")
        self.window.show_place(key)
        cast("RecordPage | WritePage | PicturePage", self.window.page(key)).answer(challenge)

    def share_take(self, take: Take) -> None:
        """Opens the share sheet for a take; the draft that it has already is used again."""
        from studio.drafts import from_take

        store, home = self._rooms.store, self._rooms.store.platforms.home()
        begun = next((draft for draft in store.drafts.list() if draft.take_id == take.id), None)
        challenge = store.library.challenge(take.challenge_id) if take.challenge_id else None
        platform_id = challenge.platform_id if challenge else home.id if home else None
        if begun is None and platform_id is None:
            advice = "Your take is safe. Try again in a moment."
            self._stage.notices.trouble(Offline("Your home platform is still starting", advice))
            return
        if begun is None and platform_id is not None:
            begun = from_take(store, take, platform_id, challenge)
        if begun is not None:
            self.share(begun.id)

    def share(self, id: DraftId) -> None:
        from .share import ShareSheet

        sheet = ShareSheet(self._rooms.store, self._stage, self._rooms.store.drafts.get(id), self.window)
        sheet.sent.connect(self._on_sent)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def edit(self, id: DraftId) -> None:
        """Opens a draft where it is made; a take goes to its share sheet."""
        draft = self._rooms.store.drafts.get(id)
        if draft.kind is Kind.AUDIO:
            self.share(id)
            return
        key = "write" if draft.kind is Kind.TEXT else "picture"
        self.window.show_place(key)
        cast("WritePage | PicturePage", self.window.page(key)).open_draft(id)

    def see(self, id: RecordId) -> None:
        self.window.show_place("library")
        cast("LibraryPage", self.window.page("library")).see(id)

    @Slot()
    def search(self) -> None:
        """Opens the command palette."""
        from .palette import Palette
        from .search import Match, Search

        show = self.window.show_place
        names = [Match(one.key, one.icon, one.name, "Place", partial(show, one.key)) for one in self._names]
        palette = Palette(self.window, Search(self._rooms.store, names, self._see_challenge, self.see).find)
        palette.finished.connect(palette.deleteLater)
        palette.open()

    def _see_challenge(self, id: ChallengeId) -> None:
        self.window.show_place("challenges")
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
        }

    def tell_found(self, found: object) -> None:
        """What the start found: takes of a studio that was killed, files that could not be understood, a rebuilt library."""
        for one in cast("list[Found]", found):
            self._stage.notices.notice(f"found:{one.path.name}", one.title, one.advice)
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
            self._stage.notices.hint("It is on its way", "See the outbox", lambda: self.window.show_place("outbox"))

    @Slot()
    def _dress(self) -> None:
        now = self._stage.choices.now
        self._theme.set(now.theme, now.text_percent)

    @Slot()
    def _show_waiting(self) -> None:
        self.window.set_badge("outbox", self._rooms.store.parcels.waiting())

    # the pages

    def _make_chip(self) -> PlatformChip:
        return PlatformChip(self._rooms.store, self._rooms.links.is_online, self._stage.bell)

    def _make_record(self) -> Page:
        from .record import RecordPage

        rooms = self._rooms
        page = RecordPage(rooms.store, rooms.booth, rooms.devices, rooms.player, self._stage, rooms.voice)
        page.share_wanted.connect(self.share_take)
        return page

    def _make_challenges(self) -> Page:
        from .challenges import ChallengesPage

        page: ChallengesPage = ChallengesPage(self._rooms.store, self._stage)
        page.answer_wanted.connect(self.answer)
        return page

    def _make_library(self) -> Page:
        from studio.inbox.keep import keep

        from .library import LibraryPage, LibraryWays

        rooms = self._rooms
        ways = LibraryWays(
            self.share_take, self.share, self.edit, partial(keep, rooms.store, rooms.links), self._record
        )
        return LibraryPage(rooms.store, self._stage, rooms.player, ways)

    def _make_outbox(self) -> Page:
        from .outbox import OutboxPage
        from .outbox.page import OutboxWays

        rooms = self._rooms
        ways = OutboxWays(rooms.links.is_online, rooms.courier.wake, self.edit, self.see, self._record)
        return OutboxPage(rooms.store, self._stage, ways)

    def _record(self) -> None:
        self.window.show_place("record")

    def _make_write(self) -> Page:
        from .write import WritePage

        return WritePage(self._rooms.store, self._stage, self.share)

    def _make_picture(self) -> Page:
        from .picture import PicturePage

        return PicturePage(self._rooms.store, self._stage, self.share)

    def _make_settings(self) -> Page:
        from .settings import SettingsPage

        rooms = self._rooms
        return SettingsPage(rooms.store, self._stage, rooms.devices, rooms.join, rooms.links.is_online)
