"""Networks at their worst, in spells: each round of the courier meets the next one, until it is fine again."""

from __future__ import annotations

import random
from dataclasses import replace

from studio.errors import StudioError
from studio.store import Store
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from tests.proxy import Mischief, Proxy
from tests.rogue import Rogue

from .mortals import PATIENT, Platform

SPELLS = (
    "calm",
    "lossy",
    "flips",
    "cuts",
    "truncates",
    "slow",
    "refuses",
    "mixed",
    "login",
    "stranger",
    "purge",
    "hole",
)
#: How often each comes up; a hole takes time in which nothing happens.
OFTEN = (2, 5, 5, 6, 4, 1, 2, 6, 1, 1, 2, 0.2)
MOST_SPELLS = 8
QUICK = Timeouts(0.3, 0.4)


class Weather:
    """Told before each round, it changes what lies between studio and platform."""

    def __init__(self, store: Store, platform: Platform, proxy: Proxy, login: Rogue, chance: random.Random) -> None:
        self._store = store
        self._platform = platform
        self._proxy = proxy
        self._login = login
        self._chance = chance
        self._spells = chance.choices(SPELLS, OFTEN, k=chance.randint(1, MOST_SPELLS))
        self.timeouts = QUICK if "hole" in self._spells else PATIENT
        #: Half uploads that the platform has thrown away.
        self.purged = 0

    def change(self, number: int, links: Links) -> None:
        spell = self._spells[number] if number < len(self._spells) else "calm"
        self._proxy.upstream_port = (
            int(self._login.address.rpartition(":")[2]) if spell == "login" else self._platform.port
        )
        token = "revoked" if spell == "stranger" else self._platform.token
        links.set(self._platform.id, self._proxy.address, token)
        if spell == "purge":
            self._purge()
        self._proxy.mischief = self._mischief(spell)

    def _mischief(self, spell: str) -> Mischief:
        chance, calm = self._chance, Mischief()
        by_name = {
            "lossy": Mischief(lose_reply=chance.uniform(0.1, 0.7), duplicate=chance.uniform(0, 0.3)),
            "flips": Mischief(flip=chance.uniform(0.1, 0.5), flip_reply=chance.uniform(0, 0.4)),
            "truncates": Mischief(truncate_reply=chance.uniform(0.1, 0.6)),
            "slow": Mischief(delay_s=0.004),
            "refuses": Mischief(refuse=True),
            "hole": Mischief(black_hole=True),
            "mixed": Mischief(0.2, 0.15, 0.15, 0.1, 0.15),
        }
        found = by_name.get(spell, calm)
        return replace(found, cut_at=self._cuts() if spell in ("cuts", "mixed") else ())

    def _cuts(self) -> tuple[int, ...]:
        """Some bytes from where we are; the cuts that were are passed by."""
        counts, at, ahead = self._proxy.counts, self._proxy.counts["bytes_up"], list[int]()
        for _ in range(self._chance.randint(1, 5)):
            at += self._chance.choice((1, 200, 5_000, 60_000, 300_000))
            ahead.append(at)
        return (0,) * counts["cut"] + tuple(ahead)

    def _purge(self) -> None:
        """As a platform does with a half upload after its day."""
        client = self._platform.client()
        for parcel in self._store.parcels.list():
            if parcel.upload_url and not client.has_media(parcel.media.sha256):
                try:
                    client.forget_upload(parcel.upload_url)
                    self.purged += 1
                except StudioError:
                    continue
        client.close()


def faults(proxy: Proxy) -> int:
    """What may each have cost a chunk: an exchange that did not come to its end, a flipped bit, and a file from a stranger."""
    counts = proxy.counts
    return counts["requests"] - counts["told"] + counts["flipped"] + counts["unwelcome"]
