"""What a file tells is said in words that a person understands, and the words are only words."""

from __future__ import annotations

import os
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.domain.privacy import About, Finding, removed_words
from studio.errors import Damaged, Refused, StudioError
from studio.private import KINDS, found, strip
from tests.picture.test_mutations import mutations

from .made import PICTURES, SOUNDS, a_photograph

EACH = 25


def test_a_photograph_is_told_in_plain_words(tmp_path: Path) -> None:
    assert found(a_photograph(tmp_path / "p.jpg"), "jpeg") == (
        Finding(About.PLACE, "33.85667° S, 151.21000° E, 58 m high"),
        Finding(About.AUTHOR, "Imara <b>"),
        Finding(About.SERIAL, "camera 0123456"),
        Finding(About.SERIAL, "lens 98"),
        Finding(About.CAMERA, "Canon EOS R5"),
        Finding(About.CAMERA, "lens RF35mm F1.8"),
        Finding(About.TIME, "2026-01-12 09:30:00"),
        Finding(About.COMMENT, "the puddle [31m outside"),
        Finding(About.COPYRIGHT, "(c) 2026 Imara"),
    )


def test_what_was_removed_is_one_calm_sentence() -> None:
    def of(*about: About) -> str:
        return removed_words(Finding(one, "x") for one in about)

    assert of() == ""
    assert of(About.TIME) == "times removed"
    assert of(About.CAMERA, About.PLACE) == "place and camera data removed"
    assert of(About.SOFTWARE, About.PLACE, About.COMMENT) == "place, comments and software removed"
    assert of(*About) == "place, names, camera data and more removed"


@pytest.mark.parametrize("kind", [*PICTURES, *SOUNDS])
def test_a_damaged_file_is_cleaned_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    makers = PICTURES | {name: make for name, (_, make) in SOUNDS.items()}
    called = SOUNDS[kind][0] if kind in SOUNDS else kind
    data = makers[kind](tmp_path / f"whole.{kind}").read_bytes()
    path, out = tmp_path / "spoilt", tmp_path / "out"
    for number, spoilt in enumerate(mutations(data, seed=len(kind))):
        if number > EACH:
            return
        path.write_bytes(spoilt)
        out.unlink(missing_ok=True)
        try:
            found(path, called)
            strip(path, out, called)
        except StudioError as error:
            assert isinstance(error, Damaged | Refused) and error.advice and not out.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(Damaged):
        found(tmp_path / "empty", kind)


@pytest.mark.parametrize(("kind", "made"), [("mov", SOUNDS["m4a"][1]), ("heic", PICTURES["heic"])])
def test_a_large_part_that_says_nothing_takes_no_memory(
    tmp_path: Path, kind: str, made: Callable[[Path], Path]
) -> None:
    """Cameras leave room in their files; here it is 128 MiB of a sparse one."""
    path, size = made(tmp_path / f"a.{kind}"), 128 << 20
    told = found(path, kind)
    with path.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write(struct.pack(">I4s", size, b"free"))
        file.truncate(file.tell() - 8 + size)
    tracemalloc.start()
    try:
        assert found(path, kind) == told
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_a_kind_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bmp").write_bytes(b"BM")
    with pytest.raises(Refused):
        strip(tmp_path / "x.bmp", tmp_path / "out", "bmp")
