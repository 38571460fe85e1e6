"""A stranger's archive: what it claims is looked at before it is read (INP-3)."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from studio.errors import Damaged, Refused
from studio.store.unzipping import Bounds, unzipping

SMALL = Bounds(10, 1_000_000, lambda why: Refused("No", "", why), lambda why: Damaged("Broken", "", why))


def packed(path: Path, count: int, data: bytes = b"words") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.txt", data)
    return path


def test_entries_are_read_piece_by_piece(tmp_path: Path) -> None:
    with unzipping(packed(tmp_path / "a.zip", 3), SMALL) as archive:
        assert archive.names == {"0.txt", "1.txt", "2.txt"}
        assert b"".join(archive.pieces("1.txt", 5)) == b"words"
        with pytest.raises(Damaged):
            list(archive.pieces("1.txt", 4))
        with pytest.raises(Damaged):
            list(archive.pieces("9.txt"))


def test_a_list_of_the_large_kind_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """zip64, which begins at 65 536 entries or 4 GiB; here at three."""
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
    small, many = packed(tmp_path / "small.zip", 5), packed(tmp_path / "many.zip", 11)
    assert b"PK\x06\x07" in small.read_bytes()
    with unzipping(small, SMALL) as archive:
        assert len(archive.names) == 5
    with pytest.raises(Refused), unzipping(many, SMALL):
        pass


@pytest.mark.parametrize(("entries", "length"), [(60_000, 100), (1, 1 << 31)])
def test_a_list_that_claims_too_much_is_not_read(tmp_path: Path, entries: int, length: int) -> None:
    path = packed(tmp_path / "lies.zip", 1)
    data = bytearray(path.read_bytes())
    struct.pack_into("<HHI", data, len(data) - 14, entries, entries, length)
    path.write_bytes(data)
    with pytest.raises(Refused), unzipping(path, SMALL):
        pass


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    with pytest.raises(Refused), unzipping(path, SMALL):
        pass


def test_what_is_no_archive_is_damaged(tmp_path: Path) -> None:
    for data in (b"", b"PK\x05\x06", b"no archive at all" * 100):
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(Damaged), unzipping(tmp_path / "x", SMALL):
            pass
