"""Bytes that are really on the disk: data and folder syncs for the three systems, files that leave together, the hidden folder in
which they are made, errors in words."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from studio.errors import DiskTrouble, Refused

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
#: Lies in each workplace, locked by whoever works there, and tells on which computer that is.
_MARK = ".redbutton"


def sync_data(fd: int) -> None:
    """The file's bytes and its length are on the disk when this returns.

    On macOS only F_FULLFSYNC empties the drive's own cache (see `man 2 fcntl` there).
    """
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
    elif sys.platform == "win32":
        os.fsync(fd)
    else:
        os.fdatasync(fd)


def sync_folder(folder: Path) -> None:
    """New and renamed names in `folder` are on the disk when this returns. Windows does so by itself."""
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def in_words(error: OSError) -> DiskTrouble:
    """What a failed write means for the person."""
    detail = f"{errno.errorcode.get(error.errno or 0, 'OSError')}: {error.strerror or error}"
    if error.errno in _FULL:
        return DiskTrouble(
            "The disk is full", "What was recorded up to here is kept. Free some space to go on.", detail
        )
    if error.errno in _FORBIDDEN:
        return DiskTrouble(
            "The studio may not write to its folder",
            "Make the folder writable, or choose another one, then press Record again.",
            detail,
        )
    return DiskTrouble(
        "The disk does not answer as it should", "What was written before is kept. Check the disk, then go on.", detail
    )


def must_be_new(*paths: Path) -> None:
    """Raises Refused where one of them is there: nothing is ever overwritten."""
    for path in paths:
        if path.exists():
            advice = "It was left as it is. Choose another name."
            raise Refused("This file exists already", advice, str(path), "exists")


def hand_over(place: Path, paths: Iterable[Path]) -> None:
    """What was made in the folder `place`, on the same disk, gets its own names, all of it or nothing, and over nothing that is
    there. Raises Refused and OSError."""
    paths = list(paths)
    must_be_new(*paths)
    done: list[Path] = []
    try:
        for path in paths:
            (place / path.name).rename(path)
            done.append(path)
        for folder in {path.parent for path in paths}:
            sync_folder(folder)
    except OSError:
        for path in done:
            path.rename(place / path.name)  # it goes with the place
        raise


@contextmanager
def workplace(folder: Path, kind: str) -> Iterator[Path]:
    """A hidden folder in `folder`, for files that are handed over when they are whole; it goes with what is left in it. Workplaces
    of this kind that a killed program of this computer left there go, too. Raises OSError."""
    here = platform.node()
    for left in folder.glob(f".{kind}-*"):
        if _is_abandoned(left / _MARK, here):
            shutil.rmtree(left, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(prefix=f".{kind}-", dir=folder) as name,
        (Path(name) / _MARK).open("w", encoding="utf-8") as mark,
    ):
        with suppress(OSError):  # where a disk knows no locks, nothing is ever taken for abandoned
            _lock(mark)
        mark.write(here)
        mark.flush()
        yield Path(name)


def _is_abandoned(mark: Path, here: str) -> bool:
    """Folders without a mark are somebody else's, and the locks of another computer may not be seen here."""
    try:
        if mark.read_text(encoding="utf-8") != here:
            return False
        if sys.platform == "win32":
            mark.unlink()  # fails while it is open
        else:
            with mark.open("r+") as file:
                _lock(file)
    except (OSError, ValueError):
        return False
    return True


def _lock(file: IO[str]) -> None:
    """Until it is closed, by a killed program, too. Raises OSError where somebody holds it. On Windows an open file is enough."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def not_exported(error: DiskTrouble | OSError) -> DiskTrouble:
    """What a failed write means for files that were to leave the studio."""
    cause = error if isinstance(error, OSError) else error.__cause__
    number = cause.errno if isinstance(cause, OSError) else None
    title = {
        errno.ENOSPC: "The disk is full",
        errno.EFBIG: "The disk takes no file as large as this",
        errno.ENOENT: "The folder is not there",
        errno.EACCES: "The studio may not write there",
        errno.EPERM: "The studio may not write there",
        errno.EROFS: "The studio may not write there",
    }.get(number or 0, "The export cannot be written")
    way = "Make room or choose" if number in (errno.ENOSPC, errno.EFBIG) else "Choose"
    advice = f"Nothing of it was kept. {way} another folder, then export again."
    return DiskTrouble(title, advice, str(error) if isinstance(error, OSError) else error.detail)
