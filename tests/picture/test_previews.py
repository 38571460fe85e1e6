from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from studio.errors import Damaged, DiskTrouble
from studio.picture import inspect
from studio.picture.previews import LARGE_PX, SMALL_PX, Previews

from .layered import psd
from .made import drawing


def kept(tmp_path: Path, size: tuple[int, int] = (3_000, 2_000)) -> tuple[Path, str]:
    path = psd(tmp_path / "kept", drawing(size))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_both_sizes_and_the_facts_come_from_one_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, sha256 = kept(tmp_path)
    previews = Previews(tmp_path / "cache")
    with Image.open(previews.large(path, sha256)) as large, Image.open(previews.small(path, sha256)) as small:
        assert (max(large.size), max(small.size)) == (LARGE_PX, SMALL_PX)
    facts = inspect(path)
    path.unlink()
    assert previews.facts(path, sha256) == facts, "nobody looks into the file again"
    assert len(list((tmp_path / "cache").rglob("*.*"))) == 3


def test_what_was_not_kept_is_gone(tmp_path: Path) -> None:
    path, _ = kept(tmp_path, (90, 60))
    with Previews(tmp_path / "cache").making(path) as made:
        assert made.facts.kind == "psd"
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(Damaged), Previews(tmp_path / "cache").making(path):
        pass
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_cache_that_was_thrown_away_is_made_anew(tmp_path: Path) -> None:
    path, sha256 = kept(tmp_path, (90, 60))
    previews = Previews(tmp_path / "cache")
    previews.small(path, sha256).unlink()
    assert previews.small(path, sha256).is_file()


def test_a_cache_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    path, sha256 = kept(tmp_path, (90, 60))
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(DiskTrouble):
        Previews(tmp_path / "cache").small(path, sha256)


def test_facts_that_were_spoilt_are_said_in_words(tmp_path: Path) -> None:
    path, sha256 = kept(tmp_path, (90, 60))
    previews = Previews(tmp_path / "cache")
    previews.large(path, sha256)
    next((tmp_path / "cache").rglob("*.json")).write_text('{"kind": 1}')
    with pytest.raises(DiskTrouble):
        previews.facts(path, sha256)
