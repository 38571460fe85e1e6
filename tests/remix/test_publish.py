"""One way out: every export carries its credits, appears whole or not at all, and says what could not be done."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from studio.credit import manifest, tags
from studio.credit.finding import Library, Sure, look
from studio.credit.identity import Identity
from studio.credit.lines import Credit
from studio.domain.ids import RecordId, SourceId
from studio.domain.progress import STOPPED, Progress
from studio.domain.record import Record, RecordState, Source, SourceType, Work
from studio.domain.remix import Remix
from studio.errors import DiskTrouble, Refused, StudioError
from studio.remix.export import Wish
from studio.remix.publish import ENDINGS, Naming, publish
from tests.credit.families import id_of, record

from .made import Sounds, a_clip, a_lane, a_remix, noise

RAIN = record(1)


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    (tmp_path / "sounds").mkdir()
    return Sounds(tmp_path / "sounds")


@pytest.fixture
def remix(sounds: Sounds) -> Remix:
    voice, rain = sounds.add(noise(50_000, 1, 1)), sounds.add(noise(60_000, 2, 2), record=RAIN.id)
    gone = sounds.add(noise(30_000, 2, 3), record=id_of(2))
    lanes = (
        a_lane(a_clip(voice, 5_000), id="l1", name="Voice"),
        a_lane(a_clip(rain, id="d"), id="l2", name="Rain"),
        a_lane(a_clip(gone, id="e"), id="l3", muted=True),
    )
    return a_remix((voice, rain, gone), *lanes, title="Night")


@pytest.fixture
def naming(tmp_path: Path) -> Naming:
    work = Credit("Night rain", "zoe", "", "CC-BY-4.0", id_of(9))
    return Naming(library(RAIN), lambda: Identity.open(tmp_path / "data"), work)


def library(*records: Record) -> Library:
    by_id = {one.id: one for one in records}
    return Library(by_id.get, lambda sha256: None)


@pytest.mark.parametrize("name", ["m.wav", "m.flac", "m.mp3"])
def test_a_mix_names_what_is_heard_in_its_tags_and_in_its_signature(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, name: str
) -> None:
    published = publish(remix, sounds.find, tmp_path / name, Wish(16), naming)
    assert published.notes == ()
    read = tags.read(published.path)
    assert read == published.credits
    assert [(one.title, one.author, one.record_id) for one in read.sources] == [(RAIN.title, "author1", RAIN.id)]
    assert read.work == naming.work
    signed = manifest.read(published.path, Identity.find(tmp_path / "data"))
    assert (signed.standing, signed.credits) == (manifest.Standing.THIS_STUDIO, published.credits)
    assert published.mixed is not None and published.mixed.frames == 60_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", name, "sounds"]


def test_an_ogg_goes_out_with_tags_and_says_that_it_is_not_signed(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path
) -> None:
    published = publish(remix, sounds.find, tmp_path / "m.ogg", Wish(), naming)
    assert tags.read(published.path) == published.credits
    assert "without a signature" in published.notes[0]


def test_an_identity_that_cannot_be_opened_stops_no_export(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path
) -> None:
    """CIT-3."""

    def locked() -> Identity:
        raise Refused("The seal of this studio is locked away", "Unlock the keyring of this computer.")

    published = publish(remix, sounds.find, tmp_path / "m.wav", Wish(), replace(naming, seal=locked))
    assert published.notes == ("The seal of this studio is locked away. Unlock the keyring of this computer.",)
    assert tags.read(published.path) == published.credits
    assert soundfile.info(published.path).frames == 60_000


def test_settled_sources_are_taken_as_they_are_and_removed_ones_left_out(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path
) -> None:
    outside = Work("Sea", "ana", "https://example.org/sea", "CC0-1.0")
    sources = (
        Source(SourceId("1"), RAIN.id, SourceType.VOICED),
        Source(SourceId("2"), RecordId(id_of(2)), SourceType.SAMPLED, removed=True),
        Source(SourceId("3"), None, SourceType.INSPIRED_BY, work=outside),
    )
    published = publish(remix, sounds.find, tmp_path / "m.wav", Wish(), replace(naming, sources=sources))
    told = [(one.title, one.type, one.address) for one in tags.read(published.path).sources]
    assert told == [(RAIN.title, "voiced", ""), ("Sea", "inspired_by", "https://example.org/sea")]


def test_a_source_that_no_platform_tells_of_is_called_as_its_sound_is(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path
) -> None:
    published = publish(remix, sounds.find, tmp_path / "m.wav", Wish(), replace(naming, library=library()))
    (source,) = published.credits.sources
    rain = remix.materials[1]
    assert (source.title, source.record_id, source.sha256) == (rain.title, RAIN.id, rain.sha256)


def test_who_withdrew_meanwhile_is_not_named(remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path) -> None:
    withdrawn = replace(RAIN, state=RecordState.WITHDRAWN, media=None)
    naming = replace(naming, library=library(withdrawn))
    published = publish(remix, sounds.find, tmp_path / "m.wav", Wish(stems=True), naming)
    assert [(one.title, one.author) for one in tags.read(published.path).sources] == [(RAIN.title, "")]
    assert "author1" not in (tmp_path / "m stems" / "CREDITS.txt").read_text("utf-8")
    with zipfile.ZipFile(publish(remix, sounds.find, tmp_path / "m.zip", Wish(), naming).path) as archive:
        assert not [name for name in archive.namelist() if b"author1" in archive.read(name)]


@pytest.mark.parametrize(("name", "folder"), [("m.wav", "m stems"), ("m.otio", "m media"), ("m.rpp", "m media")])
def test_credits_lie_beside_exports_of_several_files(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, name: str, folder: str
) -> None:
    published = publish(remix, sounds.find, tmp_path / name, Wish(stems=True), naming)
    assert published.beside == (tmp_path / folder,)
    text = (tmp_path / folder / "CREDITS.txt").read_text("utf-8")
    assert text.startswith("Night rain\nby zoe\n") and "author1: “Piece 1”" in text
    assert len(list((tmp_path / folder).glob("*.wav"))) == (3 if name != "m.wav" else 2)
    assert all(path.is_file() for path in (published.mixed.stems if published.mixed else ()))


@pytest.mark.parametrize("title", ["../../evil", "/etc/evil", "C:\\evil", "CON", "a\nb", "\u202eevil", "." * 300, ""])
@pytest.mark.parametrize("ending", [".wav", ".otio", ".rpp", ".zip"])
def test_no_title_leaves_the_folder_of_an_export(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, ending: str, title: str
) -> None:
    materials = tuple(replace(one, title=title) for one in remix.materials)
    lanes = tuple(replace(lane, name=title) for lane in remix.lanes)
    named = replace(remix, title=title, materials=materials, lanes=lanes)
    (tmp_path / "out").mkdir()
    published = publish(named, sounds.find, tmp_path / "out" / f"m{ending}", Wish(stems=True), naming)
    expected = {published.path, *published.beside}
    assert set((tmp_path / "out").iterdir()) == expected
    assert {path.name for path in tmp_path.iterdir()} <= {"data", "out", "sounds"}
    if ending == ".zip":
        with zipfile.ZipFile(published.path) as archive:
            names = archive.namelist()
            assert not [name for name in names if ".." in name.split("/") or name[0] == "/" or "\\" in name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_whoever_stops_an_export_finds_nothing_of_it(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, ending: str
) -> None:
    told: list[float] = []
    progress = Progress(told.append, lambda: len(told) > 0)
    with pytest.raises(Refused) as stopped:
        publish(remix, sounds.find, tmp_path / f"m{ending}", Wish(stems=True, lufs=-20), naming, progress)
    assert stopped.value.code == STOPPED
    assert [path.name for path in tmp_path.iterdir()] == ["sounds"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_progress_is_told_up_to_the_end(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, ending: str
) -> None:
    told: list[float] = []
    publish(remix, sounds.find, tmp_path / f"m{ending}", Wish(stems=True, lufs=-20), naming, Progress(told.append))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("name", ["m.wav", "m.otio", "m.rpp", "m.zip"])
def test_nothing_that_is_there_is_overwritten(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, name: str
) -> None:
    (tmp_path / "m stems").mkdir()
    (tmp_path / "m media").mkdir()
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(Refused, match="exists already"):
        publish(remix, sounds.find, tmp_path / name, Wish(stems=True), naming)
    (tmp_path / name).unlink()
    if name != "m.zip":
        with pytest.raises(Refused, match="exists already"):
            publish(remix, sounds.find, tmp_path / name, Wish(stems=True), naming)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m media", "m stems", "sounds"]


@pytest.mark.parametrize("ending", [".wav", ".flac", ".otio", ".rpp", ".zip"])
def test_a_sound_that_is_gone_leaves_nothing_behind(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, ending: str
) -> None:
    sounds.find(remix.materials[1]).unlink()
    with pytest.raises(StudioError):
        publish(remix, sounds.find, tmp_path / f"m{ending}", Wish(), naming)
    assert [path.name for path in tmp_path.iterdir()] == ["sounds"]


@pytest.mark.parametrize("ending", [".wav", ".otio", ".zip"])
def test_a_folder_that_is_gone_is_told_in_words(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(DiskTrouble, match="The folder is not there"):
        publish(remix, sounds.find, tmp_path / "nowhere" / f"m{ending}", Wish(), naming)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("ending", [".wav", ".flac", ".mp3", ".otio", ".rpp", ".zip"])
def test_a_disk_that_takes_no_more_is_told_in_words_and_nothing_stays(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, ending: str
) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(DiskTrouble) as trouble:
            publish(remix, sounds.find, tmp_path / f"m{ending}", Wish(), naming)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "then export again" in trouble.value.advice
    assert [path.name for path in tmp_path.iterdir()] == ["sounds"]


@pytest.mark.parametrize("name", ["m.xyz", "m", "m.OTIOZ"])
def test_what_is_not_known_and_what_is_empty_is_refused(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path, name: str
) -> None:
    with pytest.raises(Refused, match="not known"):
        publish(remix, sounds.find, tmp_path / name, Wish(), naming)
    for ending in ENDINGS:
        with pytest.raises(Refused, match="is empty"):
            publish(a_remix(()), sounds.find, tmp_path / f"m{ending}", Wish(), naming)


def test_another_studio_finds_the_parents_of_a_renamed_mix(
    remix: Remix, sounds: Sounds, naming: Naming, tmp_path: Path
) -> None:
    renamed = publish(remix, sounds.find, tmp_path / "m.flac", Wish(), naming).path.rename(tmp_path / "x")
    found = look(renamed, library(RAIN), Identity.open(tmp_path / "elsewhere"))
    assert (found.sure, [parent.record for parent in found.parents]) == (Sure.LIKELY, [RAIN])
