from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from studio.credit import carried, manifest, tags
from studio.credit.embed import embed
from studio.credit.identity import Identity
from studio.credit.manifest import Standing
from studio.picture import kind_of
from studio.private import strip

from .files import CREDITS, SOUNDS, make


def a_photograph(path: Path) -> Path:
    """It tells who took it."""
    exif = Image.Exif()
    exif[0x010E] = "PLANTED-PLACE"
    Image.new("RGB", (320, 200), (200, 120, 60)).save(path, "JPEG", exif=exif, comment=b"PLANTED-PLACE")
    return path


def a_picture(path: Path) -> Path:
    Image.new("RGB", (60, 40), (20, 90, 160)).save(path)
    return path


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_what_this_studio_exported_keeps_its_credits_and_its_signature(tmp_path: Path, ending: str) -> None:
    path, clean = a_picture(tmp_path / f"a.{ending}"), tmp_path / "clean"
    embed(path, path, CREDITS, lambda: Identity.open(tmp_path))
    strip(path, clean, kind_of(path))
    assert tags.read(clean) is None
    assert carried.keep(path, clean, Identity.find(tmp_path))
    assert clean.read_bytes() == path.read_bytes()
    assert manifest.read(clean, Identity.find(tmp_path)).standing is Standing.THIS_STUDIO
    assert sorted(one.name for one in tmp_path.iterdir()) == [f"a.{ending}", "clean", "signing"]


def test_a_changed_export_keeps_its_lines_of_credit_and_nothing_else(tmp_path: Path) -> None:
    plain, path, clean = a_photograph(tmp_path / "p.jpg"), tmp_path / "a.jpg", tmp_path / "clean"
    embed(plain, path, CREDITS, lambda: Identity.open(tmp_path))
    bytes_now = path.read_bytes()
    path.write_bytes(bytes_now[:-200] + bytes([bytes_now[-200] ^ 1]) + bytes_now[-199:])
    strip(path, clean, kind_of(path))
    assert carried.keep(path, clean, Identity.find(tmp_path))
    found = tags.read(clean)
    assert found is not None and found.sources == tags.read(path).sources  # type: ignore[union-attr]
    assert b"PLANTED-PLACE" in path.read_bytes() and b"PLANTED-PLACE" not in clean.read_bytes()
    assert manifest.read(clean).standing is Standing.NONE


def test_a_picture_of_another_studio_keeps_its_lines_too(tmp_path: Path) -> None:
    path, clean = a_picture(tmp_path / "a.png"), tmp_path / "clean"
    embed(path, path, CREDITS, lambda: Identity.open(tmp_path / "other"))
    strip(path, clean, kind_of(path))
    assert carried.keep(path, clean, None) and tags.read(clean) is not None


def test_a_plain_picture_stays_as_clean_as_it_was(tmp_path: Path) -> None:
    path, clean = a_photograph(tmp_path / "p.jpg"), tmp_path / "clean"
    strip(path, clean, kind_of(path))
    before = clean.read_bytes()
    assert not carried.keep(path, clean, None)
    assert clean.read_bytes() == before


@pytest.mark.parametrize("kind", SOUNDS)
def test_a_sound_keeps_the_credits_that_a_studio_wrote_and_no_other_words(tmp_path: Path, kind: str) -> None:
    path, clean = make(tmp_path, kind), tmp_path / f"clean.{kind}"
    embed(path, path, CREDITS, lambda: Identity.open(tmp_path / "other"))
    strip(path, clean, "ogg" if kind == "opus" else kind)
    assert tags.read(clean) is None
    assert carried.keep(path, clean, None)
    assert tags.read(clean) == tags.read(path)
