"""Any sound file comes in by its content, or is refused in words and nothing stays."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.credit.embed import embed
from studio.credit.finding import Library, Sure
from studio.credit.identity import Identity
from studio.credit.lines import Credit, Credits, credit_of
from studio.domain.record import Record, SourceType
from studio.errors import Damaged, Refused, StudioError
from studio.remix.bring import Brought, bring
from studio.store.media import MediaFolder
from tests.credit.families import record
from tests.rig import need

from .made import noise

RAIN, SEA = record(0), record(1)


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    (tmp_path / "media").mkdir()
    return MediaFolder(tmp_path / "media")


def library(*records: Record) -> Library:
    by_id = {one.id: one for one in records}
    by_sha256 = {one.media.sha256: one for one in records if one.media}
    return Library(by_id.get, by_sha256.get)


def brought(path: Path, media: MediaFolder, *records: Record) -> Brought:
    return bring(path, media, library(*records))


def ffmpeg(*words: str) -> None:
    need("ffmpeg")
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *words], check=True)


@pytest.mark.parametrize(
    ("suffix", "rate_hz", "within"),
    [(".wav", 44_100, 0), (".flac", 96_000, 0), (".ogg", 48_000, 0), (".mp3", 48_000, 5_000)],
)
def test_a_sound_of_any_format_and_rate_becomes_media_and_tells_its_length(
    tmp_path: Path, media: MediaFolder, suffix: str, rate_hz: int, within: int
) -> None:
    path = tmp_path / f"Rain on a tent{suffix}"
    soundfile.write(path, noise(2 * rate_hz), rate_hz)
    found = brought(path.rename(tmp_path / "Rain on a tent.doc"), media)
    assert found.material.frames == pytest.approx(96_000, abs=within)
    assert (found.material.title, found.record_id, found.sources) == ("Rain on a tent", None, ())
    assert media.path(found.material.sha256).read_bytes() == (tmp_path / "Rain on a tent.doc").read_bytes()
    assert (found.said.title, found.said.tells) == ("“Rain on a tent.doc” does not say whose it is", False)


def test_one_sample_is_a_sound(tmp_path: Path, media: MediaFolder) -> None:
    for rate_hz in (8_000, 48_000):
        soundfile.write(tmp_path / "one.wav", np.full((1, 1), 0.5), rate_hz)
        assert brought(tmp_path / "one.wav", media).material.frames >= 1


def test_the_sound_of_a_video_is_taken(tmp_path: Path, media: MediaFolder) -> None:
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1"]
    ffmpeg(
        *tone, "-f", "lavfi", "-i", "color=size=64x64:rate=5:duration=1", "-c:v", "mpeg4", str(tmp_path / "film.mp4")
    )
    assert brought(tmp_path / "film.mp4", media).material.frames == pytest.approx(48_000, abs=3_000)


def test_a_video_without_sound_is_refused_in_words(tmp_path: Path, media: MediaFolder) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=size=64x64:rate=5:duration=1", "-c:v", "mpeg4", str(tmp_path / "film.mp4"))
    with pytest.raises(Refused, match="There is no sound in this file"):
        brought(tmp_path / "film.mp4", media)
    assert list(media.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"RIFF\x10\0\0\0WAVEnonsense", "cannot be read"),
        (b"ffconcat version 1.0\nfile secret.wav\n", "not a sound file"),
        (b"#EXTM3U\nsecret.wav\n", "not a sound file"),
        (b"<svg></svg>", "not a sound file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a sound file"),
        (b"PK\x03\x04" + bytes(100), "an archive"),
        (b"OggS" + os.urandom(200), "cannot be read"),
        (b"\0\0\0\x18ftypmp42" + bytes(200), "cannot be read"),
    ],
)
def test_what_is_no_sound_is_refused_in_words_and_nothing_stays(
    tmp_path: Path, media: MediaFolder, data: bytes, said: str
) -> None:
    need("ffmpeg")
    (tmp_path / "x.wav").write_bytes(data)
    with pytest.raises((Refused, Damaged), match=said):
        brought(tmp_path / "x.wav", media)
    assert list(media.folder.iterdir()) == []


def test_a_wav_without_a_single_frame_and_what_is_no_file_are_refused(tmp_path: Path, media: MediaFolder) -> None:
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), 48_000)
    with pytest.raises(Refused, match="no sound in this file"):
        brought(tmp_path / "none.wav", media)
    for path in (tmp_path, tmp_path / "nowhere.wav"):
        with pytest.raises(StudioError, match="cannot be opened"):
            brought(path, media)


def signed(tmp_path: Path, credits: Credits, studio: str = "data") -> Path:
    path = tmp_path / "night.wav"
    soundfile.write(path, noise(4_800), 48_000)
    assert embed(path, path, credits, lambda: Identity.open(tmp_path / studio)).signed
    return path


def test_what_its_credits_tell_is_filled_in_and_how_sure_that_is(tmp_path: Path, media: MediaFolder) -> None:
    """CIT-2."""
    elsewhere = Credit("Sea", "ana", SourceType.VOICED, "CC0-1.0", address="https://example.org/sea")
    credits = Credits(Credit("Night", "zoe", "", "CC-BY-4.0"), (credit_of(RAIN, record(5, 0).sources[0]), elsewhere))
    path = signed(tmp_path, credits)
    found = bring(path, media, library(RAIN), Identity.open(tmp_path / "other"))
    assert (found.finding.sure, found.record_id, found.material.title) == (Sure.LIKELY, None, "Night")
    told = [(one.record_id, one.type, one.work.title if one.work else "") for one in found.sources]
    assert told == [(None, "sampled", "Night"), (RAIN.id, "sampled", ""), (None, "voiced", "Sea")]
    assert (found.said.title, found.said.worry) == ("“night.wav” says whose it is", False)
    assert found.said.advice == (
        "Likely: nothing was changed since it was signed, but who signed it is not known here. "
        "What it names is in the list of sources. 1 of its 2 sources is not in this library."
    )


def test_a_record_that_the_library_knows_is_named_itself(tmp_path: Path, media: MediaFolder) -> None:
    path = signed(tmp_path, Credits(credit_of(SEA)))
    found = bring(path, media, library(SEA), Identity.find(tmp_path / "data"))
    assert (found.record_id, found.sources) == (SEA.id, ())
    assert (found.said.title, found.said.sure) == (
        "“night.wav” is a known record",
        "Certain: signed by this studio, and not changed since.",
    )


def test_a_record_by_the_word_of_an_unknown_studio_is_told_with_that_doubt(tmp_path: Path, media: MediaFolder) -> None:
    """Anybody can sign that a noise is somebody's record."""
    path = signed(tmp_path, Credits(credit_of(SEA)), "another")
    found = bring(path, media, library(SEA), Identity.open(tmp_path / "data"))
    assert (found.finding.sure, found.record_id) == (Sure.LIKELY, SEA.id)
    assert (found.said.title, found.said.worry) == ("Who signed “night.wav” is not known here", True)
    assert f"it says that it is “{SEA.title}” by {SEA.author.handle}" in found.said.advice
    own = bring(path, media, library(SEA), Identity.find(tmp_path / "another"))
    assert (own.record_id, own.said.worry) == (SEA.id, False)


def test_tags_alone_never_make_a_sound_somebodys_record(tmp_path: Path, media: MediaFolder) -> None:
    path = signed(tmp_path, Credits(credit_of(SEA)))
    path.write_bytes(path.read_bytes()[:-2] + b"\1\1")  # the signature is broken, the tags are not
    found = bring(path, media, library(SEA))
    assert found.finding.sure is Sure.CLAIMED
    assert found.record_id is None
    assert [one.work.title for one in found.sources if one.work] == [SEA.title]
    assert (found.said.title, found.said.worry) == ("The signature of “night.wav” does not hold", True)


def test_what_is_read_from_tags_alone_is_said_to_be_uncertain(tmp_path: Path, media: MediaFolder) -> None:
    path = tmp_path / "night.ogg"
    soundfile.write(path, noise(4_800), 48_000)
    embed(path, path, Credits(credit_of(SEA)), lambda: Identity.open(tmp_path / "data"))
    said = brought(path, media, SEA).said
    assert (said.title, said.worry) == ("“night.ogg” says whose it is", False)
    assert said.advice == "Not certain: anybody could have written this. What it names is in the list of sources."


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small sound in each format, with credits in it."""
    folder = tmp_path_factory.mktemp("plain")
    found = {}
    for suffix in (".wav", ".flac", ".ogg", ".mp3", ".aiff"):
        path = folder / f"a{suffix}"
        soundfile.write(path, noise(3_000), 48_000)
        embed(path, path, Credits(credit_of(RAIN)), lambda: Identity.open(folder / "data"))
        found[suffix] = path.read_bytes()
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_ends_in_words_or_in_a_sound(
    plain: dict[str, bytes], media: MediaFolder, tmp_path: Path, data: st.DataObject
) -> None:
    suffix = data.draw(st.sampled_from(sorted(plain)))
    whole = bytearray(plain[suffix])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, 200) | st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    path = tmp_path / f"x{suffix}"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    try:
        found = brought(path, media, RAIN)
    except StudioError as error:
        assert len(error.title) <= 60 and error.advice
    else:
        assert found.material.frames >= 1 and found.said.advice and len(found.said.title) <= 60
