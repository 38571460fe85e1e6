"""Downloads by SHA-256: into a `.part` beside the goal, on from where it stopped, and named only when the hash is right."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING

from studio import contract
from studio.contract import Code
from studio.domain.record import Media
from studio.errors import Damaged, DiskTrouble, Offline, Refused

from . import problems
from .exchange import Exchange
from .uploads import TRIES
from .watch import Watch

if TYPE_CHECKING:
    import requests

#: Also what is lost of an answer that is cut.
PIECE_BYTES = 1 << 16
#: How often who waits for another fetch hears whether it is stopped.
LOOK_S = 0.2
_coming: set[Path] = set()
_over = Condition()


def download(exchange: Exchange, media: Media, to: Path, watch: Watch) -> None:
    """Fetches `media` to `to`. Raises Stopped, Offline, Busy, Refused, SignInNeeded, DiskTrouble; Damaged when what came is wrong.

    What arrived before an error stays in the `.part`, except when it was wrong. Who wants what is being fetched waits for it.
    """
    part = to.with_name(to.name + ".part")
    try:
        with _alone(to, watch):
            if to.exists():
                return
            part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _fill(exchange, media, part, watch)
            part.replace(to)
    except OSError as error:
        title = "The disk is full" if error.errno == errno.ENOSPC else "The disk could not be written"
        raise DiskTrouble(title, "Make room on the disk, then fetch it again.", str(error)) from error


@contextmanager
def _alone(to: Path, watch: Watch) -> Iterator[None]:
    """One fetches to a place, for two would write into one `.part`. Raises Stopped."""
    with _over:
        while to in _coming:
            _over.wait(LOOK_S)
            watch.look()
        _coming.add(to)
    try:
        yield
    finally:
        with _over:
            _coming.remove(to)
            _over.notify_all()


def _fill(exchange: Exchange, media: Media, part: Path, watch: Watch) -> None:
    """On until the part is whole. A cut is taken up at once as long as something came before it; wrong bytes are dropped."""
    failures = 0
    while failures < TRIES:
        before = part.stat().st_size if part.exists() else 0
        try:
            _fetch(exchange, media, part, watch)
        except Offline:
            failures = 0 if part.exists() and part.stat().st_size > before else failures + 1
            if failures >= TRIES:
                raise
            continue
        except Refused as error:
            if error.code != Code.RANGE:
                raise
        if _sha256(part) == media.sha256:
            return
        part.unlink(missing_ok=True)
        failures += 1
    advice = "Nothing wrong was kept. It can be fetched again later."
    raise Damaged("What the platform sent is not what it promised", advice, media.sha256)


def _fetch(exchange: Exchange, media: Media, part: Path, watch: Watch) -> None:
    with part.open("ab") as file:
        have = file.tell()
        if have >= media.size_bytes:
            return
        headers = {"Range": f"bytes={have}-"} if have else {}
        with exchange.answer("GET", f"{contract.MEDIA}/{media.sha256}", headers=headers) as response:
            check_tag(response, media.sha256)
            if response.status_code == 200:
                file.truncate(0)
                have = 0
            elif not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
                raise problems.garbled("another range than asked for")
            for piece in response.iter_content(PIECE_BYTES):
                watch.look()
                have += file.write(piece)
                if have > media.size_bytes:
                    return
                watch.on_progress(have)
        file.flush()
        os.fsync(file.fileno())


def check_tag(response: requests.Response, sha256: str) -> None:
    """The tag of a file is its hash; a login page has none."""
    if response.headers.get("ETag", "").strip('"') != sha256:
        raise problems.stranger(response.headers.get("Content-Type", ""))


def _sha256(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
