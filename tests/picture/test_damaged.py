"""More than three hundred damaged files of the other kinds, through the real child processes: each is opened or refused in words,
within 5 s and within the memory of a child."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from studio.errors import Refused, StudioError
from studio.picture import inspect, make_thumbnail
from studio.picture import open as opening

from .layered import kra, ora, psd
from .made import PROFILE, drawing, exif
from .test_drawings import FLAG, svg
from .test_mutations import mutations

MOST = 42
FILES = Path(__file__).parent / "files"


def _tiff(path: Path) -> None:
    pages = [drawing((30, 20), "CMYK")]
    drawing().save(path, "TIFF", save_all=True, append_images=pages, compression="tiff_lzw", icc_profile=PROFILE)


def _gif(path: Path) -> None:
    drawing().save(path, "GIF", save_all=True, append_images=[Image.new("RGB", (90, 60), "white")], duration=80)


MAKERS: dict[str, Callable[[Path], object]] = {
    "tiff": _tiff,
    "gif": _gif,
    "avif": lambda path: drawing().save(path, "AVIF", exif=exif(6)),
    "heic": lambda path: path.write_bytes((FILES / "turned.heic").read_bytes()),
    "svg": lambda path: svg(path, FLAG * 8 + '<g id="a"><use href="#b"/></g><text>words</text>'),
    "ora": ora,
    "kra": kra,
    "psd": lambda path: psd(path, drawing(), profile=PROFILE),
    "psb": lambda path: psd(path, drawing(mode="CMYK"), is_big=True, bits=16),
}


def damaged(kind: str, data: bytes) -> Iterator[bytes]:
    for number, spoilt in enumerate(mutations(data, seed=len(data))):
        if number == MOST:
            return
        yield spoilt


@pytest.mark.parametrize("kind", MAKERS)
def test_a_damaged_file_is_opened_or_refused_in_words(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """INP-1."""
    MAKERS[kind](tmp_path / "whole")
    monkeypatch.setattr(opening, "WORKER_S", 5.0)
    path, small = tmp_path / "spoilt", tmp_path / "small"
    fine = 0
    for spoilt in damaged(kind, (tmp_path / "whole").read_bytes()):
        path.write_bytes(spoilt)
        try:
            make_thumbnail(path, small, 64)
            fine += 1
        except StudioError as error:
            assert 0 < len(error.title) <= 60 and error.advice.endswith(".")
            assert not isinstance(error, Refused) or error.code != "too_slow", "it hangs"
        assert not small.with_name("small.part").exists()
    assert fine, "some damage is harmless"


@pytest.mark.parametrize("kind", ["ora", "kra"])
@pytest.mark.parametrize("seed", range(6))
def test_a_layered_file_whose_parts_are_damaged_is_opened_or_refused_in_words(
    tmp_path: Path, kind: str, seed: int
) -> None:
    MAKERS[kind](tmp_path / "whole")
    with zipfile.ZipFile(tmp_path / "whole") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        spoilt = next(one for at, one in enumerate(mutations(parts[name] + bytes(12), seed)) if at == seed + 1)
        with zipfile.ZipFile(tmp_path / "spoilt", "w") as archive:
            for other, data in parts.items():
                archive.writestr(other, spoilt if other == name else data)
        try:
            assert inspect(tmp_path / "spoilt").width_px > 0
        except StudioError as error:
            assert error.title and error.advice.endswith(".")


@pytest.mark.parametrize(
    ("at", "number"),
    [(12, 1), (14, 300_000), (18, 300_000), (14, 0xFFFFFFFF), (26, 0xFFFFFFFF), (30, 0xFFFFFFFF), (30, 0x7FFFFFFF)],
)
def test_a_photoshop_file_whose_lengths_lie_is_refused_in_words(tmp_path: Path, at: int, number: int) -> None:
    path = psd(tmp_path / "a.psd", drawing())
    data = bytearray(path.read_bytes())
    size = 2 if at == 12 else 4
    data[at : at + size] = number.to_bytes(size)
    path.write_bytes(bytes(data))
    with pytest.raises(StudioError) as caught:
        make_thumbnail(path, tmp_path / "small", 64)
    assert caught.value.advice.endswith(".")
