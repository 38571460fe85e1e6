"""What goes its rounds beside the window: the home platform, paint files, outbox, inbox, and the other computers of the person.

Made when the first window is painted, which needs none of it. Each room has a thread of its own; they talk to the window by the
bell, and are woken when something changed that may concern them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from studio.home import Home
from studio.inbox.fetcher import Fetcher
from studio.outbox.courier import Courier
from studio.store import Store
from studio.studies.watcher import Watcher
from studio.twins.teller import Teller
from studio.wire.links import Links

if TYPE_CHECKING:
    from studio.domain.ids import DraftId
    from studio.domain.sending import Sending
    from studio.domain.study import Taken
    from studio.ui.bell import Bell


class Backstage:
    """`sending` says what the outbox may use now; it is asked on the outbox's threads."""

    def __init__(self, store: Store, links: Links, bell: Bell, sending: Callable[[], Sending]) -> None:
        self._store = store
        self.studies = Watcher(store, self._take_in)
        self.courier = Courier(store, links, bell.parcels_changed.emit, sending)
        self.fetcher = Fetcher(store, links, bell.links_changed.emit)
        self.teller = Teller(store, links, bell.twins_changed.emit, sending=sending)
        self.home = Home(store, links, bell.trouble.emit)

    def start(self) -> None:
        for room in (self.home, self.studies, self.courier, self.fetcher, self.teller):
            room.start()

    def stop(self) -> None:
        """All but the home platform, which tasks may still ask; it is stopped after them."""
        for room in (self.studies, self.courier, self.fetcher, self.teller):
            room.stop()

    def on_line(self) -> None:
        """What the outbox may use changed, or the other computers know more: what waited for that goes on."""
        self.courier.wake()
        self.teller.wake()

    def on_links(self) -> None:
        """A platform came or went: what waits is tried at once."""
        self.on_line()
        self.fetcher.wake()

    def on_drafts(self) -> None:
        """A file may be watched now, or a sealed draft open again; the other computers are told."""
        self.studies.wake()
        self.teller.wake()

    def _take_in(self, path: Path, id: DraftId) -> Taken:
        """A whole save of a watched file (on the thread "studies")."""
        from studio.drafts import take_in

        return take_in(self._store, path, id)
