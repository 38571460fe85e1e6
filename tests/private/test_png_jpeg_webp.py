from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from studio.errors import Damaged, DiskTrouble, Refused
from studio.picture import inspect, kind_of
from studio.private import strip as strip_kind
from studio.private.exif import block, orientation_of
from tests.picture.made import HIDDEN, KINDS, MARKS, PROFILE, chunk, drawing, jpeg_with_small_copies, planted


def strip(path: Path, to: Path) -> None:
    strip_kind(path, to, kind_of(path))


def marks_in(path: Path) -> list[str]:
    """The planted marks that a byte search finds, in 8-bit and in 16-bit letters."""
    data = path.read_bytes()
    return [mark for mark in HIDDEN if mark.encode() in data or mark.encode("utf-16-le") in data]


def pixels(path: Path) -> list[bytes]:
    """The decoded bytes of every frame."""
    with Image.open(path) as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append(image.convert("RGBA").tobytes())
        return frames


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_planted_leaves_and_no_pixel_changes(tmp_path: Path, kind: str) -> None:
    """INP-6."""
    source = planted(tmp_path / "in", kind)
    assert len(set(marks_in(source)) & set(MARKS)) >= 6, "the test plants what it looks for"
    strip(source, tmp_path / "out")
    assert marks_in(tmp_path / "out") == []
    assert pixels(tmp_path / "out") == pixels(source)
    with Image.open(tmp_path / "out") as image:
        assert image.info.get("icc_profile") == PROFILE and not image.getexif()
        assert not {"comment", "xmp", "Comment", "XML:com.adobe.xmp", "exif"} & set(image.info)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(2, 9))
def test_the_turn_of_a_picture_stays_as_its_only_tag(tmp_path: Path, kind: str, orientation: int) -> None:
    source = planted(tmp_path / "in", kind, orientation=orientation)
    strip(source, tmp_path / "out")
    assert marks_in(tmp_path / "out") == []
    with Image.open(tmp_path / "out") as image:
        assert dict(image.getexif()) == {0x0112: orientation}
    assert pixels(tmp_path / "out") == pixels(source)
    if orientation == 6:  # one look with a child process is enough
        before, after = inspect(source), inspect(tmp_path / "out")
        assert (after.width_px, after.height_px) == (before.width_px, before.height_px)


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_picture_comes_out_as_it_went_in(tmp_path: Path, kind: str) -> None:
    strip(planted(tmp_path / "in", kind, orientation=8), tmp_path / "once")
    strip(tmp_path / "once", tmp_path / "twice")
    assert (tmp_path / "twice").read_bytes() == (tmp_path / "once").read_bytes()


def test_small_copies_inside_a_jpeg_do_not_come_along(tmp_path: Path) -> None:
    source = jpeg_with_small_copies(tmp_path / "in.jpg")
    assert {"PLANTED-SMALL", "PLANTED-NAME"} <= set(marks_in(source))
    strip(source, tmp_path / "out.jpg")
    assert marks_in(tmp_path / "out.jpg") == []
    assert pixels(tmp_path / "out.jpg") == pixels(source)


def test_a_second_picture_hidden_behind_the_first_does_not_come_along(tmp_path: Path) -> None:
    other = Image.new("RGB", (90, 60), "white")
    drawing().save(tmp_path / "in.jpg", "MPO", save_all=True, append_images=[other])
    assert len(pixels(tmp_path / "in.jpg")) == 2
    strip(tmp_path / "in.jpg", tmp_path / "out.jpg")
    assert pixels(tmp_path / "out.jpg") == pixels(tmp_path / "in.jpg")[:1]


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"restart_marker_blocks": 2}, {"subsampling": 0, "optimize": True}]
)
def test_every_way_to_write_a_jpeg_survives(tmp_path: Path, options: dict[str, int]) -> None:
    source = planted(tmp_path / "in.jpg", "jpeg", **options)
    strip(source, tmp_path / "out.jpg")
    assert marks_in(tmp_path / "out.jpg") == [] and pixels(tmp_path / "out.jpg") == pixels(source)


def test_a_cmyk_jpeg_keeps_its_colours(tmp_path: Path) -> None:
    drawing(mode="CMYK").save(tmp_path / "in.jpg", comment=b"PLANTED-COMMENT")
    strip(tmp_path / "in.jpg", tmp_path / "out.jpg")
    assert marks_in(tmp_path / "out.jpg") == [] and pixels(tmp_path / "out.jpg") == pixels(tmp_path / "in.jpg")


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_a_moving_picture_keeps_all_its_frames(tmp_path: Path, kind: str) -> None:
    frames = [drawing(), drawing().transpose(Image.Transpose.ROTATE_180), Image.new("RGB", (90, 60), "white")]
    buffer = io.BytesIO()
    frames[0].save(buffer, kind.upper(), save_all=True, append_images=frames[1:], duration=80, lossless=True)
    data = buffer.getvalue()
    source = tmp_path / "in"
    source.write_bytes(_with_mark_in_a_frame(data) if kind == "webp" else data)
    strip(source, tmp_path / "out")
    assert marks_in(tmp_path / "out") == []
    assert pixels(tmp_path / "out") == pixels(source) and len(pixels(source)) == 3


def _with_mark_in_a_frame(data: bytes) -> bytes:
    """The same WebP with an unknown chunk inside its first frame."""
    at = data.index(b"ANMF")
    (length,) = struct.unpack("<I", data[at + 4 : at + 8])
    extra = b"NOTE" + struct.pack("<I", 12) + b"PLANTED-NAME"
    grown = data[: at + 4] + struct.pack("<I", length + len(extra)) + data[at + 8 : at + 8 + length] + extra
    whole = grown + data[at + 8 + length :]
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def test_an_unknown_chunk_and_a_time_do_not_come_along(tmp_path: Path) -> None:
    drawing().save(tmp_path / "in.png")
    data = (tmp_path / "in.png").read_bytes()
    extra = chunk(b"tIME", bytes((7, 234, 1, 12, 9, 0, 0))) + chunk(b"prVt", b"PLANTED-PLACE")
    (tmp_path / "in.png").write_bytes(data[:33] + extra + data[33:])
    strip(tmp_path / "in.png", tmp_path / "out.png")
    assert (tmp_path / "out.png").read_bytes() == data


def test_transparency_and_palette_stay(tmp_path: Path) -> None:
    picture = drawing(mode="RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.quantize(32).save(tmp_path / "in.png", dpi=(300, 300))
    strip(tmp_path / "in.png", tmp_path / "out.png")
    assert (tmp_path / "out.png").read_bytes() == (tmp_path / "in.png").read_bytes()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turn_is_read_in_both_byte_orders(order: str, orientation: int) -> None:
    head = b"II*\0" if order == "<" else b"MM\0*"
    made = head + struct.pack(order + "IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    assert orientation_of(made) == orientation_of(b"Exif\0\0" + made) == orientation
    assert orientation_of(block(orientation)) == orientation


@pytest.mark.parametrize("made", [b"", b"II*\0", b"II*\0\xff\xff\xff\xff", block(9), block(6)[:12], b"Exif\0\0"])
def test_a_camera_block_without_sense_means_upright(made: bytes) -> None:
    assert orientation_of(made) == 1


def test_a_file_that_is_no_picture_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "in.png").write_text("<svg/>")
    with pytest.raises(Refused):
        strip(tmp_path / "in.png", tmp_path / "out.png")
    (tmp_path / "in.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5))
    with pytest.raises(Damaged):
        strip(tmp_path / "in.png", tmp_path / "out.png")
    assert not (tmp_path / "out.png").exists()


def test_a_copy_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble):
        strip(planted(tmp_path / "in.png", "png"), tmp_path / "no folder" / "out.png")
