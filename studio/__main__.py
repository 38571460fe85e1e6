"""The command line: `studio` opens the window; every other command is a module of `studio.commands`."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio import __version__
from studio.errors import StudioError

if TYPE_CHECKING:
    import argparse

#: numpy multiplies matrices on the thread that asks: with threads of their own, those of a check took twice as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

COMMANDS = ("serve", "doctor", "record", "sync", "tour", "render", "check", "credits", "export", "import")


def main(argv: Sequence[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    try:
        if not argv:  # the usual start: making a parser would keep its window waiting for 4 ms
            return _window(None, None)
        args = _parser(argv).parse_args(argv)
        if args.command:
            _print_everything()
            return int(importlib.import_module(f"studio.commands.{args.command}").run(args))
        return _window(args.data, args.voice)
    except StudioError as error:
        print(f"{error.title}. {error.advice}", file=sys.stderr)
        if error.detail:
            print(f"({error.detail})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _print_everything() -> None:
    """Names of files hold what a terminal may have no letters for."""
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "errors", "") == "strict":
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(prog="studio", description="Redbutton Studio: hit record.")
    parser.add_argument("--version", action="version", version=f"Redbutton Studio {__version__}")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything you make is kept")
    parser.add_argument("--voice", type=Path, metavar="FILE.wav", help="listen to this sound in place of a microphone")
    parser.set_defaults(command="")
    commands = parser.add_subparsers(title="commands", metavar="", dest="command")
    wanted = [name for name in COMMANDS if name in argv] or (COMMANDS if {"-h", "--help"} & set(argv) else ())
    for name in wanted:
        importlib.import_module(f"studio.commands.{name}").add(commands)
    return parser


def _window(data: Path | None, voice: Path | None) -> int:
    """The first window quickly: no rounds of the garbage collector (8 ms; later the window's own sweep makes them), the
    microphone and Qt's libraries open meanwhile, and PySide6 does not read the source of our modules (11 ms)."""
    gc.disable()
    from studio.ui import preload

    preload.begin()
    from studio.ui import imports  # before there is a thread that imports, too

    imports.without_switch()
    from studio.capture.early import Early

    early = Early() if voice is None else None
    from studio import settings
    from studio.capture.reading import Choice
    from studio.paths import DataFolder
    from studio.store import Claim

    folder = DataFolder.open(data)
    claim = Claim.take(folder.root)
    if claim and early:
        early.open(Choice.of(settings.read(folder.settings)))
    from studio.app import open_window

    return open_window(folder, claim, early, voice)


if __name__ == "__main__":
    raise SystemExit(main())
