"""A kind is told by how the file begins; its name only keeps a drawing from passing for a photograph."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from studio.errors import Refused
from studio.picture import KINDS, kind_of

BEGINNINGS = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff\xe0",
    "webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "tiff": b"MM\0*\0\0\0\x08",
    "gif": b"GIF89a",
    "avif": b"\0\0\0\x1cftypmif1\0\0\0\0avifmif1miaf",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "svg": b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- drawn by hand -->\n<svg xmlns='http://www.w3.org/2000/svg'/>",
    "psd": b"8BPS\0\x02",
}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_a_kind_is_told_by_the_first_bytes(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "holiday.txt"
    path.write_bytes(BEGINNINGS[kind] + bytes(40))
    assert kind_of(path) == kind


@pytest.mark.parametrize(("kind", "mime"), [("ora", "image/openraster"), ("kra", "application/x-krita")])
def test_a_layered_file_tells_its_type_in_its_first_entry(tmp_path: Path, kind: str, mime: str) -> None:
    path = tmp_path / "layers"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("stack.xml", "<image/>")
    assert kind_of(path) == kind
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    with pytest.raises(Refused):
        kind_of(path)


@pytest.mark.parametrize("name", ["drawing.png", "drawing.JPG", "drawing.ora"])
def test_a_drawing_that_calls_itself_a_photograph_is_refused(tmp_path: Path, name: str) -> None:
    """INP-1."""
    path = tmp_path / name
    path.write_bytes(BEGINNINGS["svg"])
    with pytest.raises(Refused):
        kind_of(path)
    assert kind_of(path.rename(tmp_path / "drawing.svg")) == "svg"
    assert kind_of((tmp_path / "drawing.svg").rename(tmp_path / "0a1b2c")) == "svg", "kept files have no name"


def test_every_kind_has_its_registered_type_and_endings() -> None:
    assert {kind.mime.partition("/")[0] for kind in KINDS.values()} == {"image", "application"}
    assert all(kind.endings and kind.max_pixels > 0 for kind in KINDS.values())
