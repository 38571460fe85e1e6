"""`studio render`: a remix file becomes a sound file, without the window."""

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
    from studio.remix.export import Exported
    from studio.remix.heard import Heard


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "render",
        help="render a remix to a sound file",
        description="Renders a remix to a new WAV, FLAC, MP3 or Ogg file of 48 kHz. An existing file is never overwritten. "
        "Its sounds are looked for beside the remix, then among the media that the studio keeps.",
        epilog="--json prints one object: file, frames, peak_dbfs and lufs (null for silence, or not measured), gain_db "
        "(added for the loudness), stems (files), sources (of each record: seconds heard, share of the energy). "
        "Exit codes: 0 rendered, 1 not rendered, 2 wrong arguments.",
    )
    parser.add_argument("remix", type=Path, metavar="FILE.remix", help="the remix")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="the new file")
    parser.add_argument(
        "--bits", type=int, choices=(16, 24, 32), default=24, help="of WAV (32: floats) and FLAC; default: %(default)s"
    )
    parser.add_argument("--stems", action="store_true", help="also each lane as a WAV file, in the folder 'OUT stems'")
    parser.add_argument(
        "--loudness", type=float, metavar="LUFS", help="bring the mix to this loudness, for example -16"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything you make is kept")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from studio.remix import file
    from studio.remix.export import Wish, export
    from studio.remix.heard import Ear
    from studio.remix.whereabouts import Whereabouts

    try:
        remix = file.load(args.remix)
        ear = Ear(remix)
        find = Whereabouts(args.remix.parent, args.data)
        exported = export(remix, find, args.out, Wish(args.bits, args.loudness, args.stems), ear)
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    _tell(exported, ear.heard(), args.json)
    return 0


def _tell(exported: Exported, heard: Heard, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_facts(exported, heard)))
        return
    for path in (exported.path, *exported.stems):
        print(path)
    for record in heard.records:
        print(f"{record.record_id}: heard {record.seconds:.1f} s, {record.share:.0%} of the mix")


def _facts(exported: Exported, heard: Heard) -> dict[str, Any]:
    return {
        "file": str(exported.path),
        "frames": exported.frames,
        "peak_dbfs": _figure(exported.peak_dbfs),
        "lufs": _figure(exported.lufs),
        "gain_db": _figure(exported.gain_db),
        "stems": [str(path) for path in exported.stems],
        "sources": [dataclasses.asdict(record) for record in heard.records],
    }


def _figure(value: float | None) -> float | None:
    return None if value is None or math.isinf(value) else round(value, 2)
