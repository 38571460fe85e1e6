from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from studio.errors import Damaged, DiskTrouble, Refused, StudioError
from studio.picture import CREW, KINDS_IN_WORDS, inspect, make_thumbnail
from studio.picture import open as opening

from .made import KINDS, drawing, planted, png_of_zeros

NOT_PICTURES = {
    "svg.png": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>",
    "page.jpg": b"<!doctype html><script>alert(1)</script>",
    "list.webp": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "words.png": "Κύμα, a wave".encode(),
    "old.jpg": b"BM" + bytes(40),
    "film.heic": b"\0\0\0\x18ftypmp42" + bytes(40),
    "archive.ora": b"PK\x03\x04" + bytes(60),
    "spaces.svg": b" " * 4_000,
    "noise.png": bytes(range(128, 250)),
    "sound.webp": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
}


def words_of(path: Path) -> StudioError:
    """What the studio says about a file that cannot be used; fails where it says nothing."""
    with pytest.raises(StudioError) as caught:
        inspect(path)
    error = caught.value
    assert 0 < len(error.title) <= 60 and error.advice.endswith(".") and "!" not in error.title + error.advice
    return error


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_told_by_its_content_whatever_its_name_says(tmp_path: Path, kind: str) -> None:
    path = planted(tmp_path / "holiday.txt", kind)
    facts = inspect(path)
    assert (facts.kind, facts.mime, facts.size_bytes) == (kind, f"image/{kind}", path.stat().st_size)
    assert (facts.width_px, facts.height_px) == (90, 60)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_lies_on_its_side_is_told_as_it_is_seen(tmp_path: Path, kind: str) -> None:
    facts = inspect(planted(tmp_path / "turned", kind, orientation=6))
    assert (facts.width_px, facts.height_px) == (60, 90)


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_a_file_in_disguise_is_refused_with_a_way_out(tmp_path: Path, name: str) -> None:
    """INP-1."""
    path = tmp_path / name
    path.write_bytes(NOT_PICTURES[name])
    error = words_of(path)
    assert isinstance(error, Refused) and error.code == "wrong_kind"
    assert KINDS_IN_WORDS in error.advice
    assert path.read_bytes() == NOT_PICTURES[name]


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "nothing.png"
    path.touch()
    assert words_of(path).title == "This file is empty"


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_was_cut_off_is_called_damaged(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "cut"
    drawing((600, 400)).save(path, kind.upper())
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    error = words_of(path)
    assert isinstance(error, Damaged) and error.title == "This picture is damaged"


def test_a_png_of_300_megapixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """INP-1."""
    path = tmp_path / "bomb.png"
    path.write_bytes(png_of_zeros(20_000, 15_000))
    assert path.stat().st_size < 100_000
    error = words_of(path)
    assert isinstance(error, Refused) and error.code == "too_large"
    assert "300 million pixels" in error.advice


def test_a_picture_as_thin_as_a_thread_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "thread.png"
    path.write_bytes(png_of_zeros(1_000_000, 1))
    assert words_of(path).title == "This picture is too large to open"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="only Linux promises a limit of memory")
def test_the_worker_has_little_memory_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """INP-1."""
    path = tmp_path / "large.png"
    Image.new("RGB", (8_000, 6_000)).save(path)
    monkeypatch.setattr(opening, "WORKER_BYTES", 200 << 20)
    assert words_of(path).title == "This picture is too large to open"


def test_a_picture_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "slow.png"
    Image.new("RGB", (8_000, 6_000)).save(path, compress_level=1)
    monkeypatch.setattr(opening, "WORKER_S", 0.001)
    error = words_of(path)
    assert isinstance(error, Refused) and error.code == "too_slow"


def test_a_worker_that_dies_spoils_nothing_but_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fine.png"
    Image.new("RGB", (8_000, 6_000)).save(path, compress_level=1)
    CREW.close()  # a child that has worked already may hold memory enough; a new one holds 64 MB for its second thread
    monkeypatch.setattr(opening, "WORKER_BYTES", 1 << 20)
    assert isinstance(words_of(path), (Damaged, Refused))
    monkeypatch.undo()
    assert inspect(path).kind == "png"


def test_a_file_that_is_gone_or_a_folder_is_said_in_words(tmp_path: Path) -> None:
    assert isinstance(words_of(tmp_path / "gone.png"), DiskTrouble)
    assert words_of(tmp_path).advice.startswith("It is a folder.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_and_a_device_are_refused_before_anybody_waits_for_them(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "link.png").symlink_to("/dev/zero")
    for path in (tmp_path / "pipe.png", tmp_path / "link.png", Path("/dev/zero")):
        assert words_of(path).title == "This is not a file"


def test_a_link_to_a_picture_is_followed_and_one_to_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "link.png").symlink_to(planted(tmp_path / "a.png", "png"))
    (tmp_path / "lost.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "circle.png").symlink_to(tmp_path / "circle.png")
    assert inspect(tmp_path / "link.png").kind == "png"
    assert isinstance(words_of(tmp_path / "lost.png"), DiskTrouble)
    assert isinstance(words_of(tmp_path / "circle.png"), DiskTrouble)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_said_in_words(tmp_path: Path) -> None:
    path = planted(tmp_path / "locked.png", "png")
    path.chmod(0)
    assert words_of(path).title == "This file cannot be opened"


@pytest.mark.parametrize("name", ["-h.png", "שלום \U0001f1e7\U0001f1f7.png", "<b>bold</b>&.png", "a'b c.png"])
def test_any_name_can_be_opened(tmp_path: Path, name: str) -> None:
    facts = inspect(planted(tmp_path / name.replace("/", "∕"), "png"))
    assert facts.kind == "png"


def test_nothing_is_looked_for_in_the_folder_the_studio_was_started_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "PIL.py").write_text("raise SystemExit('a stranger was let in')")
    monkeypatch.chdir(tmp_path)
    path = Path(planted(tmp_path / "here.png", "png").name)
    assert inspect(path).kind == "png"
    assert make_thumbnail(path, Path("small.png"), 32) == (32, 21)


def test_a_child_that_waits_has_loaded_what_a_photograph_needs_and_no_network() -> None:
    """The first picture of many is seen a tenth of a second sooner so."""
    look = "import sys, studio.picture.worker; print(*sys.modules)"
    there = set(subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.split())
    assert "studio.picture.readers.dots" in there and not {"http.client", "ssl"} & there
