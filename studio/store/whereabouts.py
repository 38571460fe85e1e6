"""Whether a folder is a safe place for a library.

A synced folder mixes the files of two computers; on a network folder SQLite's locks do not hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

#: What synchronising programs call their folders, and what they leave inside them.
_SYNCED_NAMES = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "nextcloud",
    "owncloud",
    "pclouddrive",
    "icloud drive",
)
_SYNCED_NAMES_EXACT = ("mobile documents", "cloudstorage", "my drive", "mega", "megasync")
_SYNCED_MARKS = (
    ".stfolder",
    ".dropbox",
    ".dropbox.cache",
    ".nextcloudsync.log",
    ".owncloudsync.log",
    ".tmp.drivedownload",
)
#: File systems of Linux that are another computer's disk.
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs2",
}
_MOUNTS = Path("/proc/self/mounts")


def danger(folder: Path, mounts: str | None = None) -> str:
    """What is wrong with keeping a library in `folder`, as one sentence; "" where nothing is. `mounts` is Linux's own table."""
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        name = place.name.lower()
        if (
            name.startswith(_SYNCED_NAMES)
            or name in _SYNCED_NAMES_EXACT
            or any((place / mark).exists() for mark in _SYNCED_MARKS)
        ):
            return f"It lies in a synced folder ({place.name}), where two computers can damage it."
    if folder.drive.startswith("\\\\") or _file_system(folder, _mounts() if mounts is None else mounts) in _NETWORK:
        return "It lies on a network drive, where it can be damaged."
    return ""


def _mounts() -> str:
    return _MOUNTS.read_text("utf-8", "replace") if sys.platform == "linux" else ""


def _file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that is mounted closest above `folder` (fields of proc(5): device, place, type, …)."""
    closest, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        place = Path(fields[1].replace("\\040", " "))
        if (place == folder or place in folder.parents) and len(place.parts) >= closest:
            closest, kind = len(place.parts), fields[2]
    return kind
