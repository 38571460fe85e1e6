"""The thread that tells this person's other computers what changed here, and takes in what was heard from them."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from studio.domain.ids import PlatformId
from studio.domain.parcel import Trouble
from studio.domain.sending import SMALL_BYTES, Sending, hold
from studio.domain.twins import Thing
from studio.errors import Busy, Damaged, DiskTrouble, Refused, SignInNeeded, StudioError
from studio.store import Store
from studio.wire import patience
from studio.wire.links import Links
from studio.wire.rounds import Rounds
from studio.wire.watch import Stopped, Watch

from . import merging
from .ready import make_ready

if TYPE_CHECKING:
    from studio.wire.client import Client

log = logging.getLogger(__name__)
#: A thing that is changed without end is left for the next round after so many steps.
MOST_STEPS = 20


class Teller(Rounds):
    """`start`, `wake` and `stop` from any thread. `on_change` is told when a round has moved anything; `sending` is what the person
    allows, which holds files back as it holds parcels; documents are small and go."""

    name = "twins"

    def __init__(
        self,
        store: Store,
        links: Links,
        on_change: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        sending: Callable[[], Sending] = Sending,
    ) -> None:
        super().__init__(store, links, on_change, clock, chance)
        self._sending = sending
        self._pauses: dict[PlatformId, tuple[float, int]] = {}

    def round(self) -> bool:
        """Tells and takes in all that can move now, documents before files. Returns whether anything moved."""
        if self._woken.is_set():
            self._pauses = {id: (0.0, tries) for id, (_, tries) in self._pauses.items()}
        self._woken.clear()
        moved = [self._visit(id, device) for id, device in self._store.twins.platforms().items()]
        return any(moved)

    def _run(self) -> None:
        begun = False
        while not self._stop.is_set():
            try:
                if not begun:
                    self._store.twins.try_again()
                    begun = True
                self.round()
            except Exception:
                log.exception("what other computers are told stumbled; it goes on")
            self._woken.wait(self._rest_s())
        self._links.close_mine()

    def _rest_s(self) -> float:
        soonest = min((until for until, _ in self._pauses.values()), default=math.inf)
        return max(patience.FIRST_S, min(soonest - self._clock(), patience.LONGEST_S))

    def _visit(self, id: PlatformId, device: str) -> bool:
        if self._pauses.get(id, (0.0, 0))[0] > self._clock() or id not in self._links.ids():
            return False
        moved = False
        stumbled: list[Exception] = []
        try:
            self._client = self._links.client(id)
            while self._move_all(self._client, id, device, stumbled):
                moved = True
            self._bring_files(self._client, id)
            if stumbled:
                raise stumbled[-1]
            self._pauses.pop(id, None)
        except Stopped:
            pass
        except StudioError as error:
            self._pause(id, error)
        except Exception as error:  # the other platforms hear all the same
            log.exception("what other computers are told stumbled")
            self._pause(id, Busy("What other computers are told stumbled", "", type(error).__name__))
        finally:
            self._client = None
        if moved:
            self._on_change()
        return moved

    def _pause(self, id: PlatformId, error: StudioError) -> None:
        tries = self._pauses.get(id, (0.0, 0))[1] + 1
        wait_s = max(patience.wait_s(tries, self._chance()), getattr(error, "retry_after_s", 0.0))
        until = math.inf if isinstance(error, SignInNeeded) else self._clock() + wait_s
        self._pauses[id] = (until, tries)
        log.info("other computers hear later: %s", error.title)

    def _move_all(self, client: Client, id: PlatformId, device: str, stumbled: list[Exception]) -> bool:
        """Once through all that is to do; what had to wait for something else goes the next time. What nobody thought of about one
        thing keeps no other waiting; it is in `stumbled` then."""
        moved = False
        stumbled.clear()
        for thing in self._store.twins.to_do(id):
            try:
                moved |= self._move(client, thing, device)
            except (Stopped, StudioError):
                raise
            except Exception as error:
                stumbled.append(error)
        return moved

    def _move(self, client: Client, thing: Thing, device: str) -> bool:
        """Step by step until nothing is left to do. Returns whether anything was done."""
        for count in range(MOST_STEPS):
            if self._stop.is_set():
                raise Stopped
            now = self._store.twins.find(thing.platform_id, thing.kind, thing.id)
            if now is None or now.trouble or not (now.asked or now.heard or now.untold):
                return count > 0
            try:
                self._step(client, now, device)
            except merging.NotYet:
                return count > 0
        return True

    def _step(self, client: Client, thing: Thing, device: str) -> None:
        make_ready(self._store, thing)
        if thing.asked:
            self._ask(client, thing, device)
        elif thing.heard:
            self._take_in(client, thing, device)
        else:
            with self._store.twins.at(thing) as desk:
                merging.tell(desk, device)

    def _ask(self, client: Client, thing: Thing, device: str) -> None:
        """The same words under the same key until they are answered."""
        import hashlib  # the first window does not wait for OpenSSL

        key = hashlib.sha256(f"{thing.kind}/{thing.id} {thing.asked}".encode()).hexdigest()
        try:
            kept = client.put_mine(thing.kind, thing.id, thing.asked, key)
        except Refused as error:
            if error.code == "outdated":
                self._look_again(client, thing, device)
                return
            trouble = Trouble(error.title, error.advice, True, error.code)
            with self._store.twins.at(thing, seen=True) as desk:
                desk.thing = replace(desk.thing, asked="", answers=False, trouble=trouble)
            return
        with self._store.twins.at(thing, seen=True) as desk:
            merging.told(desk, kept.version, device)

    def _take_in(self, client: Client, thing: Thing, device: str) -> None:
        from studio import contract

        out = contract.MineOut.model_validate_json(thing.heard)
        if out.version < thing.version:  # an answer from before, or a platform that was put back to an older copy
            self._look_again(client, thing, device)
            return
        with self._store.twins.at(thing, seen=True) as desk:
            if out.version == thing.version:
                desk.thing = replace(desk.thing, heard="")
            else:
                merging.take_in(desk, out, device)

    def _look_again(self, client: Client, thing: Thing, device: str) -> None:
        """Another computer was first: its word is taken in, and what is here is told on top of it or asked about."""
        try:
            out = client.mine(thing.kind, thing.id)
        except Refused as error:
            if error.code != "not_found":
                raise
            with self._store.twins.at(thing) as desk:
                desk.thing = replace(desk.thing, asked="", answers=False, heard="", version=0, base=None, untold=True)
            return
        with self._store.twins.at(thing, seen=True) as desk:
            if out.version == thing.version:
                desk.thing = replace(desk.thing, asked="", answers=False, heard="")
            else:
                merging.take_in(desk, out, device)

    def _bring_files(self, client: Client, id: PlatformId) -> None:
        """Files by hash, so that they can be fetched there; what is there already is not sent."""
        for media, url in self._store.twins.files(id):
            path = self._store.media.path(media.sha256)
            if not path.is_file() or hold(media.size_bytes > SMALL_BYTES, self._sending()):
                continue
            try:
                if not client.has_media(media.sha256):
                    on_url = partial(self._store.twins.note_file, id, media)
                    client.upload(path, media, url, Watch(on_url=on_url, stop=self._stop))
            except (Damaged, DiskTrouble, Refused) as error:  # the others need not wait for what is wrong with this one
                log.info("a file for other computers is left for later: %s", error.title)
                continue
            self._store.twins.note_file(id, media, arrived=True)
