"""Files by the SHA-256 of their bytes: `ab/abcdef…`, `.part` until whole. The same bytes are stored once."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom, BytesIO
from pathlib import Path
from typing import BinaryIO

from studio.domain.ids import new_id
from studio.durable import sync_folder
from studio.errors import DiskTrouble

_LEFT_OVER_S = 86_400.0


class MediaFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def add_bytes(self, data: bytes) -> str:
        sha256 = _sum(BytesIO(data))
        if not self.has(sha256):
            with self._part() as file:
                file.write(data)
                self._finish(file, sha256)
        return sha256

    def add_file(self, source: Path) -> str:
        """Copies `source`; the hash is that of the copy, so a file that changes meanwhile cannot lie."""
        with source.open("rb") as original, self._part() as copy:
            shutil.copyfileobj(original, copy, 1 << 20)
            copy.seek(0)
            sha256 = _sum(copy)
            self._finish(copy, sha256)
        return sha256

    def link_file(self, source: Path) -> str:
        """For files that are never written again (takes): no second copy where the disk can link. Else like `add_file`."""
        with source.open("rb") as file:
            sha256 = _sum(file)
        if self.has(sha256):
            return sha256
        path = self.path(sha256)
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            os.link(source, path)
            sync_folder(path.parent)
        except OSError:
            return self.add_file(source)
        return sha256

    def move_file(self, made: Path) -> str:
        """Keeps a file that was made on this disk and is written no more: it is renamed, not copied. So a picture that is added is
        written twice, as it came and as it may be sent, and not three times."""
        with made.open("rb") as file:
            sha256 = _sum(file)
        if not self.has(sha256):
            try:
                with made.open("r+b") as file:
                    self._finish(file, sha256)
            except OSError as error:
                raise _trouble(error) from error
        return sha256

    @contextmanager
    def copied(self, source: BinaryIO) -> Iterator[Path]:
        """A copy to look into, gone afterwards; `link_file` keeps its bytes. Raises DiskTrouble."""
        with self.passing() as path:
            try:
                with path.open("xb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
                    copy.flush()
                    os.fsync(copy.fileno())
            except OSError as error:
                raise _trouble(error) from error
            yield path

    @contextmanager
    def passing(self) -> Iterator[Path]:
        """A name for a new file, which is gone afterwards; `link_file` keeps its bytes."""
        path = self.folder / f"{new_id()}.copy"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def sweep(self, now_s: float | None = None) -> None:
        """What a studio that was killed left half made goes after a day, and what was fetched in part and not gone on with."""
        before = (time.time() if now_s is None else now_s) - _LEFT_OVER_S
        for path in (*self.folder.iterdir(), *self.folder.glob("??/*.part")):
            with contextlib.suppress(OSError):
                if path.is_file() and path.stat().st_mtime < before:
                    path.unlink()

    @contextmanager
    def _part(self) -> Iterator[BufferedRandom]:
        """A new file that is gone again unless `_finish` gave it its name. Raises DiskTrouble."""
        path = self.folder / f"{new_id()}.part"
        try:
            with path.open("x+b") as file:
                yield file
        except OSError as error:
            raise _trouble(error) from error
        finally:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def _finish(self, file: BufferedRandom, sha256: str) -> None:
        file.flush()
        os.fsync(file.fileno())
        path = self.path(sha256)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        Path(file.name).replace(path)
        sync_folder(path.parent)


def _trouble(error: OSError) -> DiskTrouble:
    title = "The disk is full" if error.errno == errno.ENOSPC else "The disk could not be written"
    return DiskTrouble(title, "Nothing was lost. Make room on the disk, then try again.", str(error))


def _sum(file: BinaryIO) -> str:
    import hashlib  # OpenSSL is loaded when a file is kept; the first window does not wait for it

    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
