"""A watched file as the disk tells it: its state in one text, and bytes that belong to just that state.

Writers work in place, rename a new file over the old one, or delete and create again; a file may be a folder or a link for a while.
Links are not followed: what a file has become a link to is not what was dropped in.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from studio.errors import DiskTrouble, Refused, StudioError

#: A fifo that took the file's place must not hold the thread; Windows has neither.
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_SAFE = "Every version up to now is safe."


class Moved(Exception):
    """The file changed while it was read: it is looked at again."""


def state_of(path: Path) -> str:
    """Size, time of writing and time of change. Raises Refused and DiskTrouble, with words, where there is no plain file."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        advice = f"{_SAFE} When it is back, its next save joins the draft."
        raise Refused("The watched file is not there", advice, str(error), code="gone") from error
    except OSError as error:
        raise _unreadable(error) from error
    if not stat.S_ISREG(found.st_mode):
        what = "a link" if stat.S_ISLNK(found.st_mode) else "a folder" if stat.S_ISDIR(found.st_mode) else "a device"
        advice = f"{_SAFE} When there is a picture in its place again, it joins the draft."
        raise Refused(f"The watched file has become {what}", advice, code="no_file")
    return _told(found)


@contextmanager
def opened(path: Path, state: str) -> Iterator[BinaryIO]:
    """The file in this state. Raises Moved where it is in another one, also when that is seen at the end; else DiskTrouble."""
    try:
        file = os.fdopen(os.open(path, _FLAGS), "rb")
    except FileNotFoundError as error:
        raise Moved from error
    except OSError as error:
        raise _unreadable(error) from error
    with file:
        if _told(os.fstat(file.fileno())) != state:
            raise Moved
        try:
            yield file
        except OSError as error:
            raise _unreadable(error) from error
        try:
            if _told(os.fstat(file.fileno())) != state or state_of(path) != state:
                raise Moved
        except StudioError as error:
            raise Moved from error


def _told(found: os.stat_result) -> str:
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _unreadable(error: OSError) -> DiskTrouble:
    return DiskTrouble(
        "The watched file cannot be read", f"{_SAFE} Check that you may read it; it is tried again.", str(error)
    )
