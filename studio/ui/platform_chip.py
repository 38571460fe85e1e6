"""One chip that always tells the truth about the platform: its name, online or offline, synced or waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from studio.domain.words import cut
from studio.store import Store

from .bell import Bell
from .widgets.button import Chip

if TYPE_CHECKING:
    from studio.domain.ids import PlatformId
    from studio.domain.platform import Platform

#: A longer name of a platform is cut after so many letters.
_NAME = 24


def sentence(platforms: list[Platform], online: set[PlatformId], waiting: int) -> str:
    """The chip's words. With several platforms it speaks of the ones that cannot be reached."""
    if not platforms:
        return "Home platform · starting"
    away = [platform for platform in platforms if platform.id not in online]
    if away:
        name = away[0].name if len(away) == 1 else f"{len(away)} platforms"
        things = "thing waits" if waiting == 1 else "things wait"
        return f"{name} · offline · {waiting} {things} here, safe" if waiting else f"{name} · offline"
    name = platforms[0].name if len(platforms) == 1 else f"{len(platforms)} platforms"
    return f"{name} · {waiting} waiting" if waiting else f"{name} · synced"


class PlatformChip(Chip):
    """Pressing it opens the outbox (the window connects that). `is_online` answers at once. `starting` is said while nobody
    knows yet where any platform is: then nothing is read, and the first window does not wait for it.
    """

    def __init__(
        self, store: Store, is_online: Callable[[PlatformId], bool], bell: Bell, *, starting: bool = False
    ) -> None:
        super().__init__("")
        self._store = store
        self._is_online = is_online
        for signal in (bell.platforms_changed, bell.links_changed, bell.parcels_changed, bell.library_changed):
            signal.connect(self.refresh)
        if starting:
            self._show([], set(), 0)
        else:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        platforms = self._store.platforms.list()
        online = {platform.id for platform in platforms if self._is_online(platform.id)}
        self._show(platforms, online, self._store.parcels.waiting() + self._store.errands.waiting())

    def _show(self, platforms: list[Platform], online: set[PlatformId], waiting: int) -> None:
        """A long name is cut, so that what waits is in sight."""
        short = [replace(one, name=cut(one.name, _NAME)) for one in platforms]
        self.say(sentence(short, online, waiting), sentence(platforms, online, waiting))
        good = bool(platforms) and len(online) == len(platforms)
        self.set_icon("circle", "ok" if good else "warn", filled=True)
