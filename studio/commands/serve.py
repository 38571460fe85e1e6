"""`studio serve`: the platform by itself, or (with `--home`) as the quiet companion of a studio's window.

A token never stands in the arguments: the studio hands the home person's token over on standard input, and the platform ends when
that input closes, so it cannot outlive the studio.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio import log
from studio.paths import RESOURCES, DataFolder

if TYPE_CHECKING:
    from studio.server.config import Config
    from studio.server.run import Running

PORT = 8765
MIN_TOKEN = 32


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "serve",
        help="run a platform that others can join",
        description="Runs a platform on this computer. The first start prints a one-time invite; --invite makes another one.",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything is kept")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this computer only)"
    )
    parser.add_argument(
        "--port", type=int, default=PORT, help="port to listen on, 0 for any free one (default: %(default)s)"
    )
    parser.add_argument("--name", default="A redbutton platform", help="what the platform is called")
    parser.add_argument("--invite", action="store_true", help="print a new one-time invite and end")
    parser.add_argument("--disputes", action="store_true", help="print what is disputed about sources and end")
    parser.add_argument(
        "--decide",
        nargs=3,
        metavar=("REQUEST", "yes|no", "REASON"),
        help="decide a dispute: whether it is a source, and why; everybody can read it",
    )
    parser.add_argument(
        "--lead",
        nargs=2,
        metavar=("CHALLENGE", "NAME"),
        help="name who leads a challenge: who accepts lines that were handed in, or asks for them once more",
    )
    parser.add_argument("--home", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    data = DataFolder.open(args.data)
    if args.home:
        return _home(data)
    folder = data.root / "served"
    folder.mkdir(exist_ok=True, mode=0o700)
    if args.invite:
        print(f"One-time invite: {_invite(folder, only_first=False)}")
        return 0
    if args.disputes or args.decide:
        return _decide(folder, args.decide)
    if args.lead:
        return _lead(folder, *args.lead)
    return _alone(args, data, folder)


def _decide(folder: Path, decided: list[str] | None) -> int:
    """What the host of a platform does about disputes, also while it runs."""
    from studio.server import disputes
    from studio.server.config import Config

    if decided is None:
        print("\n".join(disputes.listed(Config(folder))) or "Nothing is disputed.")
        return 0
    request_id, sourced, verdict = decided
    if sourced not in ("yes", "no") or not verdict.strip():
        print("Say yes or no, and why.", file=sys.stderr)
        return 2
    return _as_host(lambda config: disputes.decide(config, request_id, sourced == "yes", verdict.strip()), folder)


def _lead(folder: Path, challenge_id: str, handle: str) -> int:
    from studio.server import hosting
    from studio.server.challenges import appoint

    named = partial(appoint, challenge_id=challenge_id, handle=handle)
    return _as_host(lambda config: hosting.on(config, named), folder)


def _as_host(work: Callable[[Config], None], folder: Path) -> int:
    """What whoever runs a platform does beside it; what is refused is said in words."""
    from studio.server.config import Config
    from studio.server.problems import Refusal

    try:
        work(Config(folder))
    except Refusal as refusal:
        print(f"{refusal.problem.title}. {refusal.problem.detail}", file=sys.stderr)
        return 1
    print("It is decided.")
    return 0


def _alone(args: argparse.Namespace, data: DataFolder, folder: Path) -> int:
    from studio.server.alone import alone_on
    from studio.server.config import Config
    from studio.server.run import listen, serve

    try:
        at = listen(args.host, args.port)
    except OSError as error:
        print(
            f"The platform cannot listen on {args.host}:{args.port}. Is it taken? Choose another --port. ({error.strerror})",
            file=sys.stderr,
        )
        return 1
    with at, alone_on(folder) as free:
        if trouble := _trouble(free, folder):
            print(trouble, file=sys.stderr)
            return 1
        log.start(data.logs, "served")
        invite = _invite(folder, only_first=True)

        def on_start(_platform_id: str) -> None:
            print(f"{args.name} is open at {_address(at)}")
            if invite:
                print(f"One-time invite: {invite}")
            print("Press Ctrl+C to close it.", flush=True)

        served = serve(Config(folder, args.name, starter=RESOURCES / "starter"), at, on_start, lambda _running: None)
    log.stop()
    return 0 if served else 1


def _home(data: DataFolder) -> int:
    """One line in (the token), one line of JSON out (the port and the platform's id), and the end when the input closes."""
    token = _read_line()
    if len(token) < MIN_TOKEN:
        print(f"--home needs a token of at least {MIN_TOKEN} characters on standard input", file=sys.stderr)
        return 2
    from studio.server.alone import alone_on
    from studio.server.config import Config
    from studio.server.run import listen, serve

    with listen("127.0.0.1", 0) as at, alone_on(data.platform) as free:
        if trouble := _trouble(free, data.platform):
            print(trouble, file=sys.stderr)
            return 1
        log.start(data.logs, "platform")

        def on_start(platform_id: str) -> None:
            print(json.dumps({"port": at.getsockname()[1], "id": platform_id}), flush=True)

        config = Config(data.platform, home_token=token, starter=RESOURCES / "starter")
        served = serve(config, at, on_start, _end_with_parent)
    log.stop()
    return 0 if served else 1


def _trouble(free: bool, folder: Path) -> str:
    """Why the platform cannot start on this folder, in words; empty when it can."""
    from studio.server.config import FILE
    from studio.server.copies import is_sound, newest

    if not free:
        return "This platform is running already. End it first, or choose another --data."
    if is_sound(folder / FILE):
        return ""
    copy = newest(folder)
    advice = f"The newest copy is {copy}: put it in its place." if copy else "There is no copy of it yet."
    return f"The platform's database {folder / FILE} is damaged. {advice}"


def _invite(folder: Path, *, only_first: bool) -> str:
    """A new invite; with `only_first` an empty text when there ever was one."""
    from studio.server.config import Config
    from studio.server.database import Database
    from studio.server.migrations import bring_up_to_date
    from studio.server.people import first_start, has_invites, make_invite

    config = Config(folder)
    database = Database(config.database)
    try:
        bring_up_to_date(database, config)
        database.write_now(first_start)
        return database.write_now(lambda found: "" if only_first and has_invites(found) else make_invite(found))
    finally:
        database.close()


def _end_with_parent(running: Running) -> None:
    threading.Thread(target=_watch_input, args=(running,), name="input", daemon=True).start()


def _watch_input(running: Running) -> None:
    """Reads past Python's buffered input, whose lock must be free when the program ends."""
    while os.read(0, 4096):
        continue
    running.stop()


def _read_line() -> str:
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    return line.decode("ascii", "replace").strip()


def _address(at: socket.socket) -> str:
    host, port = at.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
