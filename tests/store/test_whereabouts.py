"""Where a library should not lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.store.whereabouts import danger

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
attic:/home /mnt/attic nfs4 rw 0 0
/dev/sdb1 /mnt/attic/own ext4 rw 0 0
//attic/a\\040shelf /mnt/a\\040shelf cifs rw 0 0
"""


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - A School", "Nextcloud2", "Mobile Documents", "CloudStorage"])
def test_folders_of_synchronising_programs_are_known_by_name(tmp_path: Path, name: str) -> None:
    """SYN-8."""
    (tmp_path / name / "studio").mkdir(parents=True)
    assert name in danger(tmp_path / name / "studio", mounts="")


def test_a_synced_folder_is_known_by_what_the_program_leaves_in_it(tmp_path: Path) -> None:
    (tmp_path / "music/studio").mkdir(parents=True)
    assert danger(tmp_path / "music/studio", mounts="") == ""
    (tmp_path / "music/.stfolder").mkdir()
    assert "synced folder (music)" in danger(tmp_path / "music/studio", mounts="")


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        ("/mnt/attic/me", True),
        ("/mnt/attic/own/me", False),
        ("/mnt/a shelf/me", True),
        ("/srv/me", False),
        ("/mnt/atticus", False),
    ],
)
def test_the_closest_mounted_file_system_decides(folder: str, network: bool) -> None:
    """SYN-8."""
    assert ("network drive" in danger(Path(folder), MOUNTS)) is network


def test_this_computers_own_disk_is_safe(tmp_path: Path) -> None:
    assert danger(tmp_path) == ""
