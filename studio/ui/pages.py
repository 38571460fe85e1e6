"""How each page is made, when it is first shown: what it needs of the rooms, and its ways out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studio.capture.booth import Booth
from studio.capture.devices import Devices
from studio.sound.player import Player
from studio.store import Store
from studio.wire.links import Links

from .page import Page
from .platform_chip import PlatformChip
from .stage import Stage

if TYPE_CHECKING:
    from studio.domain.challenge import Challenge
    from studio.domain.platform import Platform
    from studio.domain.record import Record
    from studio.domain.request import Errand
    from studio.outbox.courier import Courier
    from studio.remix.transport import Transport

    from .places import Places

#: Joins a platform by address, invite and handle; tells in words where its key is kept. For a task's thread.
Join = Callable[[str, str, str], "tuple[Platform, str]"]


class Rooms(NamedTuple):
    """What the pages need of the rooms below. Courier and transport are heavy and made when they are first asked for."""

    store: Store
    booth: Booth
    devices: Devices
    player: Player
    links: Links
    courier_of: Callable[[], Courier]
    join: Join
    transport: Callable[[], Transport]
    voice: Path | None = None
    metered: Callable[[], bool] = lambda: False

    @property
    def courier(self) -> Courier:
        return self.courier_of()


class Pages:
    def __init__(self, rooms: Rooms, stage: Stage, ways: Places) -> None:
        self._rooms, self._stage, self._ways = rooms, stage, ways

    def chip(self) -> PlatformChip:
        links = self._rooms.links
        return PlatformChip(self._rooms.store, links.is_online, self._stage.bell, starting=not links.ids())

    def record(self) -> Page:
        from .record import RecordPage
        from .record.rooms import Rooms as BoothRooms

        rooms = self._rooms
        below = BoothRooms(rooms.store, rooms.booth, rooms.devices, rooms.player, self._keep_guide, rooms.voice)
        page = RecordPage(below, self._stage)
        page.share_wanted.connect(self._ways.share_take)
        page.file_wanted.connect(self._ways.share_sound)
        page.deliver_wanted.connect(self._ways.deliver)
        page.edit_wanted.connect(self._ways.edit_take)
        return page

    def cutting(self) -> Page:
        from .cutting import CuttingPage

        page = CuttingPage(self._rooms.store, self._rooms.player, self._stage)
        page.left.connect(partial(self._ways.show, "record"))
        return page

    def challenges(self) -> Page:
        from .challenges import ChallengesPage

        page: ChallengesPage = ChallengesPage(self._rooms.store, self._stage)
        page.answer_wanted.connect(self._ways.answer)
        return page

    def library(self) -> Page:
        from .library import LibraryPage, LibraryWays

        rooms, ways = self._rooms, self._ways
        record = partial(ways.show, "record")
        out = LibraryWays(ways.share_take, ways.share, ways.edit, self._keep, record, ways.look_into)
        page = LibraryPage(rooms.store, self._stage, rooms.player, out)
        page.details.versions_pressed.connect(ways.versions)
        return page

    def piece(self) -> Page:
        from studio.inbox import keep, source_log

        from .requests.panel import RequestsPanel
        from .tree.page import PiecePage, PieceWays

        rooms = self._rooms
        keep_seen = partial(keep.keep_seen, rooms.store, rooms.links)
        out = PieceWays(self._keep, self._ways.remix_this, self._send, keep_seen, rooms.metered)
        read_log = partial(source_log.read, rooms.links)
        talk = partial(RequestsPanel, rooms.store, self._stage, self._send, read_log=read_log)
        page = PiecePage(rooms.store, self._stage, rooms.player, out, talk)
        page.tags.pressed.connect(self._ways.look_for)
        return page

    def remix(self) -> Page:
        from .remix.page import RemixPage, RemixWays

        rooms, out = self._rooms, RemixWays(self._keep, self._ways.share, partial(self._ways.show, "canvas"))
        return RemixPage(rooms.store, self._stage, rooms.transport(), rooms.booth, out, rooms.voice)

    def canvas(self) -> Page:
        from .canvas.page import CanvasPage, CanvasWays

        return CanvasPage(self._rooms.store, self._stage, CanvasWays(self._keep, self._ways.share))

    def outbox(self) -> Page:
        from studio.outbox.line import waits_for

        from .outbox import OutboxPage
        from .outbox.deeds import OutboxWays

        rooms, ways = self._rooms, self._ways
        out = OutboxWays(
            rooms.links.trouble,
            rooms.courier.held,
            rooms.courier.progress,
            partial(waits_for, rooms.store),
            rooms.courier.wake,
            ways.edit,
            ways.see,
            partial(ways.show, "record"),
            partial(ways.show, "settings"),
        )
        page = OutboxPage(rooms.store, self._stage, out)
        page.details.versions_pressed.connect(ways.versions)
        return page

    def write(self) -> Page:
        from .write import WritePage

        return WritePage(self._rooms.store, self._stage, self._ways.share, self._keep)

    def picture(self) -> Page:
        from .picture import PicturePage

        page = PicturePage(self._rooms.store, self._stage, self._ways.share)
        page.versions_wanted.connect(self._ways.versions)
        return page

    def settings(self) -> Page:
        from studio.inbox import source_log
        from studio.twins import computers

        from .settings import MovingWays, SettingsPage
        from .settings.computers import ComputerWays

        rooms = self._rooms
        moving = MovingWays(partial(source_log.read, rooms.links), rooms.courier.wake)
        ways = ComputerWays(
            partial(computers.add, rooms.links, rooms.store),
            partial(computers.read, rooms.links),
            partial(computers.sign_out, rooms.links),
        )
        return SettingsPage(rooms.store, self._stage, rooms.devices, rooms.join, rooms.links.trouble, moving, ways)

    def _send(self, errand: Errand) -> None:
        """It is kept before it goes."""
        self._rooms.store.errands.add(errand)
        self._rooms.courier.wake()

    def _keep_guide(self, challenge: Challenge) -> None:
        from studio.inbox.keep import keep_guide

        keep_guide(self._rooms.store, self._rooms.links, challenge)

    def _keep(self, record: Record) -> None:
        from studio.inbox.keep import keep

        keep(self._rooms.store, self._rooms.links, record)
