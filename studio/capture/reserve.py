"""Room that is set aside on the disk, so that a take ends saved and the library can still commit when the disk is full.

In a full SQLite database even DELETE fails; only space that is given back helps.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

RESERVE_BYTES = 64 << 20


class Reserve:
    """A file of `size` bytes in `folder`, held while there is room for it."""

    def __init__(self, folder: Path, size: int = RESERVE_BYTES) -> None:
        self._path = folder / "reserve"
        self._size = size

    @property
    def held(self) -> bool:
        return self._path.exists()

    def hold(self) -> bool:
        """Makes the file where it is missing and the disk has room for it and as much again; True when it is held."""
        try:
            if self.held:
                return True
            if shutil.disk_usage(self._path.parent).free < 2 * self._size:
                return False
            with self._path.open("xb") as file:
                self._fill(file.fileno())
            return True
        except OSError:
            self.release()
            return False

    def release(self) -> bool:
        """Gives the room back; True when there was any."""
        try:
            self._path.unlink()
            return True
        except OSError:
            return False

    def _fill(self, fd: int) -> None:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(fd, 0, self._size)
            return
        for _ in range(self._size >> 20):
            os.write(fd, bytes(1 << 20))


def minutes_left(folder: Path, bytes_per_s: int) -> float:
    """How long a take of this format could go on; the reserve is not counted."""
    try:
        return shutil.disk_usage(folder).free / max(1, bytes_per_s) / 60
    except OSError:
        return 0.0
