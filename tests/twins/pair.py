"""Two studios without windows, of one person, on one platform: rooms on real stores, driven round by round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.domain.ids import DraftId, PlatformId
from studio.domain.record import Draft
from studio.domain.twins import Thing, TwinKind
from studio.drafts import from_words
from studio.inbox.fetcher import Fetcher
from studio.outbox.courier import Courier
from studio.paths import DataFolder
from studio.store import Store
from studio.twins.teller import Teller
from studio.wire import signin
from studio.wire.exchange import Timeouts
from studio.wire.links import Links

QUICK = Timeouts(2, 10)


@dataclass
class Computer:
    folder: Path
    address: str
    joined: signin.Joined
    store: Store = field(init=False)
    links: Links = field(init=False)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.open()
        self.store.platforms.add(self.joined.platform)

    def open(self, address: str = "") -> None:
        """Also after `close`, as the next start of the same studio; `address` leads past a proxy."""
        self.store = Store.open(DataFolder.open(self.folder))
        self.links = Links(timeouts=QUICK)
        self.links.set(self.id, address or self.address, self.joined.token)
        self.teller = Teller(self.store, self.links, clock=lambda: self.now, chance=lambda: 0.0)
        self.fetcher = Fetcher(self.store, self.links, clock=lambda: self.now, chance=lambda: 0.0)
        self.courier = Courier(self.store, self.links, clock=lambda: self.now, chance=lambda: 0.0)

    def close(self) -> None:
        self.links.close_mine()
        self.store.close()

    @property
    def id(self) -> PlatformId:
        return self.joined.platform.id

    def sync(self) -> None:
        """All that one meeting with the platform brings."""
        self.now += 1_000
        self.fetcher.round()
        while self.teller.round():
            self.fetcher.round()
        self.courier.round()
        self.fetcher.round()

    def words(self, text: str, **more: Any) -> Draft:
        draft = replace(from_words(self.store, text, self.id), **more)
        self.store.drafts.change(draft)
        return draft

    def edit(self, id: DraftId, **more: Any) -> None:
        self.store.drafts.change(replace(self.store.drafts.get(id), **more))

    def draft(self, id: DraftId) -> Draft:
        return self.store.drafts.get(id)

    def thing(self, id: str, kind: TwinKind = TwinKind.DRAFT) -> Thing:
        found = self.store.twins.find(self.id, kind, id)
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Open:
    """A platform that is open to whoever has an invite."""

    address: str
    new_invite: Callable[[], str]


def pair(root: Path, served: Open, handle: str) -> tuple[Computer, Computer]:
    """Tower was there first; Laptop joined with an invite that Tower made."""
    first = signin.join(served.address, served.new_invite(), handle, timeouts=QUICK)
    tower = Computer(root / "tower", served.address, first)
    made = tower.links.client(tower.id).invite("Laptop", "key")
    tower.store.twins.begin(tower.id, "Tower")
    second = signin.join(served.address, made.invite, "", timeouts=QUICK)
    assert second.again and second.device == "Laptop" and second.platform.person_id == first.platform.person_id
    laptop = Computer(root / "laptop", served.address, second)
    laptop.store.twins.begin(laptop.id, second.device)
    return tower, laptop
