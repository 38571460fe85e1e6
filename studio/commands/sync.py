"""`studio sync`: sends what waits and fetches what is new, without the window."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from studio import settings
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import Around, say
from studio.domain.platform import Platform
from studio.domain.sending import Sending
from studio.paths import DataFolder
from studio.settings import Settings
from studio.store import Claim, Store
from studio.wire.links import Links

from .reaching import reached

_HELP = """\
Sends everything that waits in the outbox and fetches what platforms tell, then ends: when all is delivered, or when what is
left cannot move (a platform cannot be reached, or a parcel needs you). The exit code is 0 if nothing waits any more, else 1.

--json prints one object: {"sent": [PARCEL, …], "waiting": [PARCEL, …], "platforms": [PLATFORM, …], "unsaid": NUMBER} with
PARCEL {"id", "record_id", "title", "platform", "state", "sha256", "why"} and PLATFORM {"id", "name", "online", "why"}.
"why" says in words why it waits or cannot be reached ("" where there is nothing to say); "state" is one of queued, uploading,
received, live, needs_attention. "unsaid" counts what waits to be said about sources: requests, and answers to them.
"""
#: How long it goes on while a platform answers but asks to wait.
PATIENCE_S = 60.0
#: More parcels than anybody has.
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Said:
    id: str
    record_id: str
    title: str
    platform: str
    state: str
    sha256: str
    why: str


@dataclass(frozen=True, slots=True)
class Reached:
    id: str
    name: str
    online: bool
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    sent: tuple[Said, ...]
    waiting: tuple[Said, ...]
    platforms: tuple[Reached, ...]
    unsaid: int


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "sync",
        help="send what waits and fetch what is new, without the window",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything you make is kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run(args: argparse.Namespace) -> int:
    folder = DataFolder.open(args.data)
    claim = Claim.take(folder.root)
    store = Store.open(folder)
    try:
        waited = _unsent(store)
        if claim is None:
            if not args.json:
                print("The studio is open on this data and sends by itself.")
            report = _report(store, Links(), waited)
        else:
            with reached(store) as links:
                _carry(store, links)
                report = _report(store, links, waited)
    finally:
        store.close()
        if claim is not None:
            claim.release()
    print(json.dumps(asdict(report), ensure_ascii=False, indent=1) if args.json else _in_lines(report))
    return 1 if report.waiting or report.unsaid else 0


def _carry(store: Store, links: Links) -> None:
    """Rounds of the rooms that reach platforms, on this thread, until nothing waits or nothing can move."""
    from studio.inbox.fetcher import Fetcher
    from studio.outbox.courier import Courier
    from studio.twins.teller import Teller
    from studio.wire import network

    allowed = partial(_sending, settings.read(store.folder.settings), network.look())
    courier, fetcher = Courier(store, links, sending=allowed), Fetcher(store, links)
    teller = Teller(store, links, sending=allowed)
    fetcher.round()
    teller.round()
    ends = time.monotonic() + PATIENCE_S
    while (rest_s := courier.round()) is not None and _can_move(store, links) and time.monotonic() + rest_s < ends:
        time.sleep(rest_s)
    fetcher.round()
    teller.round()


def _sending(chosen: Settings, network: str) -> Sending:
    """What the person chose in the window. Nobody tells here whether a line is metered: who calls this wants it sent."""
    return Sending(chosen.send_limit_kb_s * 1_000, only_on=chosen.send_only_on, network=network)


def _can_move(store: Store, links: Links) -> bool:
    online = [platform.id for platform in store.platforms.list() if links.is_online(platform.id)]
    return any(store.parcels.waiting(id) or store.errands.waiting(id) for id in online)


def _unsent(store: Store) -> list[Parcel]:
    return [parcel for parcel in reversed(store.parcels.list(ALL)) if parcel.state is not ParcelState.LIVE]


def _report(store: Store, links: Links, waited: list[Parcel]) -> Report:
    names = {platform.id: platform for platform in store.platforms.list()}
    now = [store.parcels.get(parcel.id) for parcel in waited if store.parcels.find(parcel.id)]
    said = [_said(parcel, names.get(parcel.platform_id), links) for parcel in now]
    return Report(
        tuple(one for one in said if one.state == ParcelState.LIVE),
        tuple(one for one in said if one.state != ParcelState.LIVE),
        tuple(_reached(platform, links) for platform in names.values()),
        store.errands.waiting(),
    )


def _said(parcel: Parcel, platform: Platform | None, links: Links) -> Said:
    trouble = links.trouble(parcel.platform_id)
    why = say(parcel, datetime.now(UTC), Around(away=trouble)).text
    name = platform.name if platform else ""
    live = parcel.state is ParcelState.LIVE
    return Said(
        parcel.id, parcel.record_id, parcel.title, name, parcel.state.value, parcel.media.sha256, "" if live else why
    )


def _reached(platform: Platform, links: Links) -> Reached:
    trouble = links.trouble(platform.id)
    return Reached(platform.id, platform.name, trouble is None, trouble.title if trouble else "")


def _in_lines(report: Report) -> str:
    lines = [f"sent     {one.title} → {one.platform}" for one in report.sent]
    lines += [f"waiting  {one.title} → {one.platform}: {one.why}" for one in report.waiting]
    lines += [f"waiting  {report.unsaid} to say about sources"] if report.unsaid else []
    lines += [f"platform {one.name}: {one.why}" for one in report.platforms if not one.online]
    return "\n".join(lines) or "Nothing waits."
