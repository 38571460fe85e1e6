"""`studio credits`: what a file says of its makers and sources, and how sure that is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.paths import DataFolder
from studio.store import Store

if TYPE_CHECKING:
    from studio.credit.finding import Finding, Parent
    from studio.credit.gathering import Gathered
    from studio.credit.lines import Credit

_HELP = """\
Reads the credits that a file carries: whether exactly these bytes are known here (from a platform, or from a remix kit that was
made or opened here), its signed manifest (C2PA), and its plain tags. A renamed copy still finds its parents; of a copy that
another program wrote anew the tags are read, and that this is not certain is said. Nothing is fetched from a network. The exit
code is 0 if sources or makers were found, else 1.

Certificates of others that you trust belong into DIR/signing/trusted.pem, one below the other.

--roll prints the credit roll of the piece with all its ancestors that the library knows, --tree its family tree.

--json prints one object: {"file", "sha256", "sure", "signature", "signer", "record_id", "work": CREDIT or null, "parents":
[CREDIT with "here" (whether the library has it) and "withdrawn"], "further": [[CREDIT, …], …], "because": [sentence, …],
"rights": [sentence, …] (what a remix of this piece must keep to)} with CREDIT
{"title", "author", "type", "rights", "record_id", "sha256", "address"} ("" where nobody said). "sure" is one of certain,
likely, claimed, nothing; "signature" one of trusted, this_studio, unknown, changed, unread, none; "further" are the sources of the
sources, the nearest first, by their own word.
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "credits",
        help="read the credits that a file carries",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a sound, a picture or a remix kit")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything you make is kept")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    form.add_argument("--roll", choices=("text", "html", "srt"), help="print the credit roll")
    form.add_argument("--tree", choices=("json", "graphml"), help="print the family tree")
    parser.add_argument("--order", choices=("role", "depth"), default="role", help="of the roll; default: %(default)s")


def run(args: argparse.Namespace) -> int:
    from studio.credit.finding import Sure
    from studio.credit.gathering import gather
    from studio.credit.identity import Identity
    from studio.credit.tags import format_of
    from studio.remix.kit_credits import look_into
    from studio.remix.remembered import library_of

    folder = DataFolder.open(args.data)
    store = Store.open(folder)
    try:
        library = library_of(store)
        found = look_into(args.file, library, Identity.find(folder.root))
        gathered = gather(found, library, format_of(args.file))
    finally:
        store.close()
    if args.json:
        told = {"file": args.file.name, **_as_json(found), "rights": _rights(found, gathered)}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    elif args.roll:
        print(_roll(gathered, args.roll, args.order), end="")
    elif args.tree:
        print(_tree(gathered, args.tree))
    else:
        print("\n".join([*_in_lines(found), *(f"- {sentence}" for sentence in _rights(found, gathered))]))
    return 0 if found.sure is not Sure.NOTHING else 1


def _rights(found: Finding, gathered: Gathered) -> list[str]:
    """Only where something is known of the piece."""
    return list(gathered.terms().words()) if found.work else []


def _roll(gathered: Gathered, form: str, order: str) -> str:
    from studio.credit import roll as rolls

    made = rolls.roll(gathered.family, gathered.root, rolls.Order(order), gathered.others)
    return {"text": rolls.as_text, "html": rolls.as_html, "srt": rolls.as_srt}[form](made)


def _tree(gathered: Gathered, form: str) -> str:
    from studio.credit import graph_files

    if form == "json":
        return graph_files.as_json(gathered.family)
    return graph_files.as_graphml(gathered.family).decode()


def _in_lines(found: Finding) -> list[str]:
    from studio.credit.finding import SURE_IN_WORDS

    lines = []
    if found.work:
        lines.append(_line(found.work))
    lines += [f"  from {_line(parent.credit)}{_aside(parent)}" for parent in found.parents]
    for steps, generation in enumerate(found.further, 2):
        lines += [f"  {steps} steps back, by its own word: {_line(credit)}" for credit in generation]
    lines += [f"{SURE_IN_WORDS[found.sure]}.", *(f"- {sentence}" for sentence in found.because)]
    return lines


def _line(credit: Credit) -> str:
    words = [f"“{credit.title}”" if credit.title else f"record {credit.record_id}"]
    words += [f"by {credit.author}"] if credit.author else []
    facts = [fact for fact in (credit.type, credit.rights, credit.address) if fact]
    return " ".join(words) + (f" ({', '.join(facts)})" if facts else "")


def _aside(parent: Parent) -> str:
    if parent.record is None:
        return ", not kept here"
    return ", withdrawn by its author" if parent.is_withdrawn else ""


def _as_json(found: Finding) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "sha256": found.sha256,
        "sure": found.sure,
        "signature": found.standing,
        "signer": found.signer,
        "record_id": found.work.record_id if found.work else "",
        "work": asdict(found.work) if found.work else None,
        "parents": [
            {**asdict(parent.credit), "here": parent.record is not None, "withdrawn": parent.is_withdrawn}
            for parent in found.parents
        ],
        "further": [[asdict(credit) for credit in generation] for generation in found.further],
        "because": list(found.because),
    }
