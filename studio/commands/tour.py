"""`studio tour`: the main job by itself, in the real window, with a picture of every step."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "tour",
        help="show the main job by itself, with pictures",
        description="Opens the studio, captures a take through the microphone, sends it and compares what the platform has. "
        "Ends with 0 only if each step was verified.",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the pictures go")
    parser.add_argument(
        "--voice", type=Path, metavar="FILE.wav", help="played into the booth where there is no microphone"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="where takes are kept (default: a folder for this tour only)"
    )


def run(args: argparse.Namespace) -> int:
    from studio.app import run_tour

    if args.data:
        return run_tour(args.data, args.out.absolute(), args.voice, print)
    with tempfile.TemporaryDirectory(prefix="redbutton-tour-") as data:
        return run_tour(Path(data), args.out.absolute(), args.voice, print)
