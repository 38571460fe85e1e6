"""Bytes that are really on the disk: data and folder syncs for the three systems, and disk errors in words."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from studio.errors import DiskTrouble

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}


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
