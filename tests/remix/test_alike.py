"""A copy without its tags, in another format and under another name is still known by its samples."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from studio.__main__ import main
from studio.credit.embed import embed
from studio.credit.finding import Sure, look
from studio.credit.identity import Identity
from studio.credit.lines import Credits, credit_of
from studio.domain.record import Kind, Media, Record
from studio.paths import DataFolder
from studio.remix.alike import same_content, same_picture, same_sound
from studio.remix.bring import bring
from studio.remix.canvas.bring import bring as laid
from studio.remix.remembered import library_of
from studio.store import Store
from tests.credit.families import PLATFORM, record
from tests.rig import need

from .made import noise

RATE_HZ = 44_100
SOUND = (noise(RATE_HZ, 2, 7) * 32_768).astype(np.int16)
OLD, RAIN = record(0), record(1, 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(DataFolder.open(tmp_path / "data"))
    yield store
    store.close()


def posted(store: Store, path: Path, of: Record = RAIN, duration_s: float = 1.0) -> Record:
    """The file with its credits in it, kept as the media of a record."""
    embed(path, path, Credits(credit_of(of)), lambda: Identity.open(store.folder.root / "elsewhere"))
    media = Media(store.media.add_file(path), path.stat().st_size, "audio/wav", duration_s)
    known = replace(of, media=media)
    store.library.shelve(PLATFORM, records=[OLD, known])
    return known


def written(path: Path, sound: np.ndarray = SOUND, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, sound, RATE_HZ, subtype=subtype)
    return path


@pytest.mark.parametrize("copy", ["copy.wav", "copy.flac", "copy.aiff", "copy.bin"])
def test_a_stripped_copy_in_another_format_is_the_same_sound(tmp_path: Path, store: Store, copy: str) -> None:
    known = posted(store, written(tmp_path / "rain.wav"))
    stripped = written(tmp_path / copy.replace(".bin", ".w64" if copy.endswith("64") else ".wav")).rename(
        tmp_path / copy
    )
    found = look(stripped, library_of(store), Identity.find(store.folder.root))
    assert (found.sure, found.record) == (Sure.CERTAIN, known)
    assert [parent.record for parent in found.parents] == [OLD]
    words = "These bytes are not in this library, but its sound is, sample for sample, as “Piece 1” by author1."
    assert found.because[0] == words
    came = bring(stripped, store.media, library_of(store))
    assert came.record_id == known.id
    assert came.said.advice == f"Certain. {words}"


def test_an_mp3_without_its_tags_is_known(tmp_path: Path, store: Store) -> None:
    need("ffmpeg")
    soundfile.write(tmp_path / "rain.mp3", SOUND, RATE_HZ)
    known = posted(store, tmp_path / "rain.mp3")
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(tmp_path / "rain.mp3"), "-map_metadata", "-1"]
    subprocess.run([*command, "-c", "copy", str(tmp_path / "copy.mp3")], check=True)
    assert same_sound(tmp_path / "copy.mp3", store) == known


def test_another_sound_silence_and_what_is_no_sound_are_nobodys(tmp_path: Path, store: Store) -> None:
    posted(store, written(tmp_path / "rain.wav"))
    louder = SOUND.copy()
    louder[-1] += 1
    assert same_sound(written(tmp_path / "a.wav", louder), store) is None
    assert same_sound(written(tmp_path / "b.wav", SOUND[:-1]), store) is None
    (tmp_path / "words.wav").write_bytes(b"words")
    assert same_sound(tmp_path / "words.wav", store) is None
    assert same_sound(tmp_path / "nowhere.wav", store) is None
    silence = np.zeros((RATE_HZ, 2), np.int16)
    posted(store, written(tmp_path / "silence.wav", silence), record(2))
    assert same_sound(written(tmp_path / "c.wav", silence), store) is None


def a_picture(path: Path, changed: int = 0) -> Path:
    pixels = np.random.default_rng(5).integers(0, 255, (90, 160, 4), np.uint8)
    pixels[0, 0, 0] += changed
    Image.fromarray(pixels).save(path, lossless=True)
    return path


@pytest.mark.parametrize("copy", ["copy.png", "copy.webp", "copy.tiff"])
def test_a_stripped_copy_of_a_picture_has_the_same_pixels(tmp_path: Path, store: Store, copy: str) -> None:
    known = shown(store, a_picture(tmp_path / "rain.png"))
    came = laid(a_picture(tmp_path / copy), store.media, library_of(store))
    assert (came.finding.sure, came.picture.record_id) == (Sure.CERTAIN, known.id)
    words = "These bytes are not in this library, but its picture is, pixel for pixel, as “Piece 1” by author1."
    assert (came.said.title, came.said.advice) == (f"“{copy}” is a known record", f"Certain. {words}")


def test_another_picture_and_one_of_a_single_colour_are_nobodys(tmp_path: Path, store: Store) -> None:
    shown(store, a_picture(tmp_path / "rain.png"))
    assert same_picture(a_picture(tmp_path / "a.png", 1), store) is None
    Image.new("RGB", (160, 90), "red").save(tmp_path / "red.png")
    shown(store, tmp_path / "red.png")
    Image.new("RGB", (160, 90), "red").save(tmp_path / "red.webp", lossless=True)
    assert same_picture(tmp_path / "red.webp", store) is None
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert same_content(tmp_path / "broken.png", store) is None


def shown(store: Store, path: Path) -> Record:
    """The picture with its credits, kept as the media of a record."""
    embed(path, path, Credits(credit_of(RAIN)), lambda: Identity.open(store.folder.root / "elsewhere"))
    media = Media(store.media.add_file(path), path.stat().st_size, "image/png", width_px=160, height_px=90)
    known = replace(RAIN, kind=Kind.IMAGE, media=media)
    store.library.shelve(PLATFORM, records=[OLD, known])
    return known


def test_only_sounds_of_that_length_are_listened_to(tmp_path: Path, store: Store) -> None:
    known = posted(store, written(tmp_path / "rain.wav"), duration_s=0.95)
    stripped = written(tmp_path / "copy.wav")
    assert same_sound(stripped, store) == known
    assert store.library.lasting(3.0, 0.1) == []
    store.library.shelve(PLATFORM, records=[replace(known, media=replace(known.media, duration_s=9.0))])
    assert same_sound(stripped, store) is None


def test_studio_credits_names_the_parents_of_a_stripped_copy(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    posted(store, written(tmp_path / "rain.wav"))
    assert main(["credits", str(written(tmp_path / "copy.flac")), "--data", str(store.folder.root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "“Piece 1” by author1 (CC-BY-4.0)",
        "  from “Piece 0” by author0 (sampled, CC-BY-4.0)",
        "Certain.",
    ]
