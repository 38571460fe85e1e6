"""`studio render`: a remix file becomes a sound file, a project for another program or a kit, without the window."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.remix.heard import HeardRecord
    from studio.remix.publish import Published

_HELP = """\
Renders a remix to a new file; what OUT ends with says what it becomes:

  .wav .flac .mp3 .ogg   the mix, at 48 kHz
  .otio                  a project for OpenTimelineIO, its sounds as WAV files in the folder 'OUT media'
  .rpp                   a project for REAPER, likewise
  .zip                   a remix kit: the remix, all its sounds, and who made what

Every file carries its credits: as tags and signed (C2PA) in a mix, as CREDITS.txt beside stems and sounds and in a kit. What
cannot be done for them is said and never stops the rendering. An existing file is never overwritten. The remix's sounds are
looked for beside it, then among the media that the studio keeps.
"""
_JSON = """\
--json prints one object: file, beside (folders), credits (the piece and its sources), notes (what could not be done), sources (of
each record: seconds heard, share of the energy), and of a mix frames, peak_dbfs and lufs (null for silence, or not measured),
gain_db (added for the loudness), stems (files). Exit codes: 0 rendered, 1 not rendered, 2 wrong arguments.
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "render",
        help="render a remix to a sound file, a project or a kit",
        description=_HELP,
        epilog=_JSON,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("remix", type=Path, metavar="FILE.remix", help="the remix")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="the new file")
    form = parser.add_mutually_exclusive_group()
    for name, what in (("otio", "an OpenTimelineIO project"), ("reaper", "a REAPER project"), ("kit", "a remix kit")):
        form.add_argument(f"--{name}", action="store_true", help=f"{what}, whatever OUT ends with")
    parser.add_argument(
        "--bits", type=int, choices=(16, 24, 32), default=24, help="of WAV (32: floats) and FLAC; default: %(default)s"
    )
    parser.add_argument("--stems", action="store_true", help="also each lane as a WAV file, in the folder 'OUT stems'")
    parser.add_argument(
        "--loudness", type=float, metavar="LUFS", help="bring the mix to this loudness, for example -16"
    )
    parser.add_argument("--title", default="", help="of the piece; default: the remix's own")
    parser.add_argument("--author", default="", metavar="NAME", help="who made the piece")
    parser.add_argument("--rights", default="", metavar="LICENCE", help="of the piece, for example CC-BY-4.0")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything you make is kept")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    try:
        published = _rendered(args)
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    for note in published.notes:
        print(note, file=sys.stderr)
    if args.json:
        print(json.dumps(_facts(published), ensure_ascii=False))
    else:
        _tell(published)
    return 0


def _rendered(args: argparse.Namespace) -> Published:
    from studio.credit.finding import Library
    from studio.credit.identity import Identity
    from studio.credit.lines import Credit
    from studio.paths import DataFolder
    from studio.remix import file
    from studio.remix.export import Wish
    from studio.remix.publish import Naming, publish
    from studio.remix.remembered import Kits, kits_of
    from studio.remix.whereabouts import Whereabouts
    from studio.store import Store

    remix = file.load(args.remix)
    folder = DataFolder.open(args.data)
    store = Store.open(folder)
    try:
        library = Library(store.library.record, store.library.with_media)
        work = Credit(args.title, args.author, "", args.rights)
        naming = Naming(library, lambda: Identity.open(folder.root), work, kits=Kits(kits_of(store)))
        find = Whereabouts(args.remix.parent, args.data)
        return publish(remix, find, _named(args), Wish(args.bits, args.loudness, args.stems), naming)
    finally:
        store.close()


def _named(args: argparse.Namespace) -> Path:
    """OUT with the ending of the form that was asked for."""
    asked = {".otio": args.otio, ".rpp": args.reaper, ".zip": args.kit}
    ending = next((ending for ending, is_asked in asked.items() if is_asked), "")
    out: Path = args.out
    return out if not ending or out.suffix.lower() == ending else out.with_name(out.name + ending)


def _tell(published: Published) -> None:
    for path in (published.path, *(published.mixed.stems if published.mixed else published.beside)):
        print(path)
    for record in _records(published):
        print(f"{record.record_id}: heard {record.seconds:.1f} s, {record.share:.0%} of the mix")


def _facts(published: Published) -> dict[str, Any]:
    facts: dict[str, Any] = {"file": str(published.path), "beside": [str(path) for path in published.beside]}
    mixed = published.mixed
    if mixed is not None:
        facts |= {
            "frames": mixed.frames,
            "peak_dbfs": _figure(mixed.peak_dbfs),
            "lufs": _figure(mixed.lufs),
            "gain_db": _figure(mixed.gain_db),
            "stems": [str(path) for path in mixed.stems],
        }
    facts["sources"] = [dataclasses.asdict(record) for record in _records(published)]
    return {**facts, "credits": dataclasses.asdict(published.credits), "notes": list(published.notes)}


def _records(published: Published) -> tuple[HeardRecord, ...]:
    return published.heard.records if published.heard else ()


def _figure(value: float | None) -> float | None:
    return None if value is None or math.isinf(value) else round(value, 2)
