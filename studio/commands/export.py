"""`studio export`: everything that a person made, in one archive that any browser can look through."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.amounts import size_words
from studio.domain.progress import Progress
from studio.errors import Refused
from studio.paths import RESOURCES, DataFolder
from studio.store import Claim, Store

from .reaching import reached

if TYPE_CHECKING:
    from studio.moving import Gone
    from studio.moving.away import ReadLog

_HELP = """\
Writes one zip file (a BagIt 1.0 bag, RFC 8493) with every record, draft, version, source and receipt of yours, the family tree as
JSON and GraphML, the files by their hash, and pages to look through it all: unzip it and open data/index.html. Another
installation brings it in with `studio import`. The library is only read. Your untouched originals are in it, with place and
camera data where they had any. The logs of who added which source are asked from the platforms; while the window is open on this
data, and where a platform does not answer, they are left out.

--json prints one object: {"path", "size_bytes", "records", "own", "drafts", "takes", "missing": [NAME, …], "damaged": [SHA256, …]}.
"missing" are files that the library names and that are not on this computer, "damaged" those that are not what their name says.
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "export",
        help="take everything with you: one archive of all you made",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", type=Path, metavar="OUT.zip", help="where the archive is written")
    parser.add_argument(
        "--takes", action="store_true", help="with every take, not only those that drafts and records hold"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything you make is kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run(args: argparse.Namespace) -> int:
    from studio.inbox import source_log
    from studio.moving import take_away
    from studio.moving.away import Style
    from studio.ui import tokens

    if args.out.is_dir() or not args.out.parent.is_dir():
        raise Refused("The archive cannot be written there", "Name a file in a folder that is there.", str(args.out))
    sheet = (RESOURCES / "style" / "away.css").read_text("utf-8")
    style = Style(sheet, tokens.BOOTH._asdict(), tokens.PAPER._asdict())
    folder = DataFolder.open(args.data)
    claim, store = Claim.take(folder.root), Store.open(folder)

    def gone_with(read_log: ReadLog | None) -> Gone:
        return take_away(store, args.out, style, takes=args.takes, progress=progress_line(args.json), read_log=read_log)

    try:
        if claim is None:
            gone = gone_with(None)
        else:
            with reached(store) as links:
                gone = gone_with(partial(source_log.read, links))
    finally:
        store.close()
        if claim is not None:
            claim.release()
    if args.json:
        print(json.dumps(asdict(gone) | {"path": str(gone.path)}, ensure_ascii=False, indent=1))
        return 0
    counts = f"{gone.records} records ({gone.own} your own), {gone.drafts} drafts, {gone.takes} takes"
    print(f"{gone.path}: {size_words(gone.size_bytes)}, {counts}.")
    print("Unzip it and open data/index.html in any browser.")
    for name in gone.missing:
        print(f"not here  {name}")
    for name in gone.damaged:
        print(f"damaged   {name}")
    return 0


def progress_line(quiet: bool) -> Progress:
    """How far it is, on the terminal that somebody looks at."""
    if quiet or not sys.stderr.isatty():
        return Progress()
    return Progress(lambda part: print(f"\r{part:.0%} ", end="", file=sys.stderr, flush=True))
