"""`studio import`: brings an archive of `studio export` into this installation, and what is one's own to its home platform."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from studio.domain.platform import Platform
from studio.errors import Busy, Offline
from studio.paths import DataFolder
from studio.store import Claim, Store

from .export import progress_line
from .reaching import reached

_HELP = """\
Adds what the archive holds and this installation does not: takes, drafts, versions, records and files, with their ids. What you
posted on the home platform there is sealed as it was and waits in the outbox for the home platform here (`studio sync` sends it).
Records of others are never posted in their name: they stay kept copies with their people and rights. Platforms that you had
joined are joined again with an invite; what had not arrived there comes in paused, and what waited to be said about sources is
not said from here. The archive is looked at whole before anything changes, and bringing it in twice changes
nothing. It says by itself who made what: bring in your own.

--json prints one object: {"takes", "drafts", "sent", "kept", "files", "left_out": [NAME, …]}: how many of each are new here.
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "import",
        help="bring in an archive that `studio export` made",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("archive", type=Path, metavar="IN.zip", help="the archive")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything you make is kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run(args: argparse.Namespace) -> int:
    from studio.moving import bring_in

    folder = DataFolder.open(args.data)
    claim = Claim.take(folder.root)
    if claim is None:
        raise Busy("The studio is open on this data", "Bring the archive in there, in Settings, or close it first.")
    store = Store.open(folder)
    try:
        came = bring_in(store, args.archive, _home(store), progress_line(args.json))
    finally:
        store.close()
        claim.release()
    print(json.dumps(asdict(came), ensure_ascii=False, indent=1) if args.json else came.words())
    return 0


def _home(store: Store) -> Platform:
    """The home platform, once it has told what is there."""
    from studio.inbox.fetcher import Fetcher

    with reached(store) as links:
        Fetcher(store, links).round()
    found = store.platforms.home()
    if found is None:
        raise Offline("Your home platform did not start", "Nothing was changed. Run `studio doctor` to see why.")
    return found
