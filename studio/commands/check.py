"""`studio check`: sound files are measured, and held against what a client asks."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.errors import DiskTrouble, StudioError

if TYPE_CHECKING:
    from studio.domain.delivery import Measures, Spec, Verdict

_HELP = """\
Measures sound files and says whether they will be accepted, in sentences with a place. Files are only read.

NAME is a spec that comes with the studio (acx, ebu-r128, podcast, game-line), a file NAME.json in DIR/specs or any other by its
path, or a challenge of your library, by its title or id, whose own spec is taken. Such a file is one object: "title", and what is
asked. Windows of two figures, either null: duration_s, head_s, tail_s, rms_dbfs, integrated_lufs,
mono_lufs, momentary_lufs, short_term_lufs, loudness_range_lu, peak_dbfs, true_peak_dbtp, clipped_runs, noise_floor_dbfs,
dc_offset, correlation, clicks, plosives, digital_silence_s, dropped_blocks, repeated_blocks, bitrate_kbit.
Lists of what is accepted: format, bits, sample_rate_hz, channels. constant_bitrate: true.
"""
_JSON = """\
--json prints a list with one object a file, in the order of the files: {"file", "format", "bits", "bitrate_kbit",
"constant_bitrate", "duration_s", "sample_rate_hz", "channels", "peak_dbfs", "true_peak_dbtp", "true_peak_at_s", "rms_dbfs" (of the
whole file, as ACX measures it), "integrated_lufs", "momentary_lufs", "momentary_at_s", "short_term_lufs", "short_term_at_s",
"loudness_range_lu", "noise_floor_dbfs" (the quietest 500 ms that are not digital silence), "noise_floor_at_s", "head_s", "tail_s"
(silence before the first and behind the last sound), "dc_offset" (of full scale 1), "correlation" (of left and right),
"lowest_correlation", "lowest_correlation_at_s", "dc_offsets": [channel, …], "clipped_runs", "clipped_at_s": [second, …],
"clicks", "clicks_at_s" (of the mouth), "plosives", "plosives_at_s", "digital_silence_s" (inside), "digital_silence_at_s",
"digital_silence_to_s", "dropped_blocks", "dropped_at_s", "repeated_blocks", "repeated_at_s", "missing_s" (that the
header of a WAV promises behind its end), "verdicts": [{"what", "passed", "sentence", "figures", "at_s", "brief"}, …], "passed",
"error"}.

A figure is null where there is none: digital silence, or a sound that is too short. Of places the first 1 000 are told. Of a file
that cannot be read there are only "file", "verdicts" (empty), "passed" (false) and "error", which says why; of others "error" is
"".

Exit codes: 0 all files passed, 1 one did not, or cannot be read, 2 wrong arguments or no such spec.
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "check",
        help="measure sound files, and say whether a client will accept them",
        description=_HELP,
        epilog=_JSON,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a sound file")
    parser.add_argument(
        "--spec", required=True, metavar="NAME", help="what is asked, for example acx, or a challenge's title"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything you make is kept")
    parser.add_argument("--json", action="store_true", help="print a JSON list instead of lines")


def run(args: argparse.Namespace) -> int:
    # Two threads measure already; OpenBLAS is asked, before numpy is loaded, not to start threads of its own within them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from studio.paths import DataFolder

    from .asking import asked

    try:
        spec = asked(args.spec, DataFolder.open(args.data))
    except StudioError as error:
        print(error, file=sys.stderr)
        return 2
    told = []
    for file in args.files:
        facts, lines = _checked(file, spec)
        told.append(facts)
        if not args.json:
            print("\n".join([str(file), *(f"  {line}" for line in lines)]))
    if args.json:
        print(json.dumps(told, indent=1))  # every terminal has these letters
    return 0 if all(facts["passed"] for facts in told) else 1


def _checked(file: Path, spec: Spec) -> tuple[dict[str, Any], list[str]]:
    """What is told of a file as JSON, and in lines."""
    from studio.domain.delivery import verdicts

    try:
        measures = _measured(file)
    except StudioError as error:
        return {"file": str(file), "verdicts": [], "passed": False, "error": str(error)}, [str(error)]
    found = verdicts(measures, spec)
    passed = all(verdict.passed for verdict in found)
    facts = {
        "file": str(file),
        **{name: _figure(value) for name, value in dataclasses.asdict(measures).items()},
        "verdicts": [dataclasses.asdict(verdict) for verdict in found],
        "passed": passed,
        "error": "",
    }
    return facts, _lines(measures, found, spec)


def _measured(file: Path) -> Measures:
    from studio.sound import check

    try:
        return check.of_file(file)
    except OSError as error:
        advice = "Look whether it is there, and whether you may read it."
        raise DiskTrouble("This sound file cannot be opened", advice, error.strerror or "") from error


def _lines(measures: Measures, found: tuple[Verdict, ...], spec: Spec) -> list[str]:
    from studio.domain.amounts import length_words

    failed = [verdict for verdict in found if not verdict.passed]
    heads = [f"{verdict.sentence}. ({verdict.figures})" for verdict in failed] or [f"It passes: {spec.title}."]
    loudness = f"{_told(measures.integrated_lufs)} LUFS, {_told(measures.true_peak_dbtp)} dBTP, {_told(measures.rms_dbfs)} dB RMS"
    return [
        *heads,
        f"{length_words(measures.duration_s)}, {loudness}, noise floor {_told(measures.noise_floor_dbfs)} dBFS",
    ]


def _told(value: float | None) -> str:
    return "–" if value is None or not math.isfinite(value) else f"{value:.1f}"


def _figure(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return [_figure(one) for one in value] if isinstance(value, tuple) else value
