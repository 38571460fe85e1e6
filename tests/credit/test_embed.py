"""Credits into a finished file, and out of a renamed, a re-tagged and a stripped copy."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.__main__ import main
from studio.credit import manifest, tags
from studio.credit.embed import embed
from studio.credit.finding import Library, Sure, look
from studio.credit.gathering import gather
from studio.credit.identity import FOLDER, KEY, Identity
from studio.credit.lines import Credit, Credits, credit_of
from studio.credit.manifest import Standing
from studio.domain.record import Media, Record, RecordState, Rights
from studio.errors import DiskTrouble
from studio.paths import DataFolder
from studio.store import Store

from .families import PLATFORM, id_of, record
from .files import CREDITS, decoded, make

PARENTS = [record(0), record(1, state=RecordState.WITHDRAWN, media=None)]
PIECE = record(2, 0, 1)
TOLD = Credits(
    credit_of(PIECE), tuple(credit_of(one, source) for one, source in zip(PARENTS, PIECE.sources, strict=True))
)


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


def library(*records: Record) -> Library:
    by_id = {one.id: one for one in records}
    by_sha256 = {one.media.sha256: one for one in records if one.media}
    return Library(by_id.get, by_sha256.get)


def exported(tmp_path: Path, folder: DataFolder, kind: str = "wav", credits: Credits = TOLD) -> Path:
    to = tmp_path / f"out.{kind}"
    done = embed(make(tmp_path, kind), to, credits, lambda: Identity.open(folder.root))
    assert done.notes == ()
    assert done.signed
    return to


def test_an_export_carries_tags_and_a_signature(tmp_path: Path, folder: DataFolder) -> None:
    to = exported(tmp_path, folder, credits=CREDITS)
    assert tags.read(to) == CREDITS
    assert manifest.read(to, Identity.find(folder.root)).standing is Standing.THIS_STUDIO
    assert decoded(to) == decoded(tmp_path / "plain.wav")
    assert sorted(path.name for path in tmp_path.glob(".credits-*")) == []


@pytest.mark.parametrize("kind", ["ogg", "opus"])
def test_a_format_that_cannot_be_signed_goes_out_with_tags_and_says_so(
    tmp_path: Path, folder: DataFolder, kind: str
) -> None:
    done = embed(make(tmp_path, kind), tmp_path / "out", CREDITS, lambda: Identity.open(folder.root))
    assert (done.tagged, done.signed) == (True, False)
    assert done.notes == (
        "This kind of file cannot be signed. It goes out with plain credits and without a signature.",
    )
    assert tags.read(tmp_path / "out") == CREDITS


def test_when_the_seal_is_locked_away_the_export_succeeds_and_says_so(tmp_path: Path, folder: DataFolder) -> None:
    Identity.open(folder.root)
    (folder.root / FOLDER / KEY).unlink()
    path = make(tmp_path, "wav")
    before = decoded(path)
    done = embed(path, path, CREDITS, lambda: Identity.open(folder.root))
    assert (done.tagged, done.signed) == (True, False)
    assert "Unlock the keyring" in done.notes[0]
    assert tags.read(path) == CREDITS
    assert decoded(path) == before


def test_a_file_that_takes_no_credits_at_all_is_there_byte_for_byte(tmp_path: Path, folder: DataFolder) -> None:
    path = tmp_path / "piece.wav"
    path.write_bytes(b"RIFF\x10\0\0\0WAVEnonsense")
    done = embed(path, tmp_path / "out.wav", CREDITS, lambda: Identity.open(folder.root))
    assert (done.tagged, done.signed, len(done.notes)) == (False, False, 2)
    assert (tmp_path / "out.wav").read_bytes() == path.read_bytes()
    embed(path, path, CREDITS, lambda: Identity.open(folder.root))
    assert path.read_bytes() == (tmp_path / "out.wav").read_bytes()


def test_a_file_that_is_too_large_for_the_memory_has_its_tags_and_says_so(
    tmp_path: Path, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = exported(tmp_path, folder, "flac")
    monkeypatch.setattr(manifest, "MAX_SIGNED_BYTES", 10_000)
    done = embed(make(tmp_path, "wav", 48_000), tmp_path / "large.wav", CREDITS, lambda: Identity.open(folder.root))
    assert (done.tagged, done.signed) == (True, False)
    assert done.notes[0].startswith("This file is too large to be signed.")
    assert manifest.read(tmp_path / "large.wav").standing is Standing.NONE
    assert manifest.read(signed, Identity.find(folder.root)).standing is Standing.THIS_STUDIO
    monkeypatch.setattr(manifest, "MAX_SIGNED_BYTES", 1_000)
    found = look(signed, library(*PARENTS), Identity.find(folder.root))
    assert (found.sure, found.standing) == (Sure.CLAIMED, Standing.UNREAD)
    assert "Signed, but too large to be looked at here." in found.because
    assert [parent.record for parent in found.parents] == PARENTS


def test_no_fault_in_the_credits_stops_an_export(
    tmp_path: Path, folder: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    """CIT-3."""

    def broken() -> Identity:
        raise KeyError("nobody foresaw this")

    path = make(tmp_path, "wav")
    before = decoded(path)
    done = embed(path, path, CREDITS, broken)
    assert (done.tagged, done.signed) == (True, False)
    assert done.notes == ("A part of the credits could not be put into the file. It goes out without that.",)
    assert decoded(path) == before
    assert [record.message for record in caplog.records] == ["credits were not embedded"]
    caplog.clear()


def test_a_folder_that_is_gone_is_told_in_words(tmp_path: Path, folder: DataFolder) -> None:
    with pytest.raises(DiskTrouble) as trouble:
        embed(make(tmp_path, "wav"), tmp_path / "nowhere" / "out.wav", CREDITS, lambda: Identity.open(folder.root))
    assert "choose another folder" in trouble.value.advice


def test_a_renamed_copy_finds_its_parents_in_the_library(tmp_path: Path, folder: DataFolder) -> None:
    renamed = exported(tmp_path, folder).rename(tmp_path / "x.bin")
    found = look(renamed, library(*PARENTS), Identity.find(folder.root))
    assert (found.sure, found.standing) == (Sure.CERTAIN, Standing.THIS_STUDIO)
    assert [parent.record for parent in found.parents] == PARENTS
    assert [parent.is_withdrawn for parent in found.parents] == [False, True]


def test_another_studio_reads_the_same_copy_as_likely(tmp_path: Path, folder: DataFolder) -> None:
    found = look(exported(tmp_path, folder), library(), Identity.open(tmp_path / "elsewhere"))
    assert (found.sure, found.standing) == (Sure.LIKELY, Standing.UNKNOWN)
    assert [parent.credit for parent in found.parents] == list(TOLD.sources)
    assert "Its 2 sources are not in this library." in found.because


def test_a_copy_that_was_tagged_anew_falls_back_to_its_tags(tmp_path: Path, folder: DataFolder) -> None:
    copy = tmp_path / "copy.flac"
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-nostdin",
        "-i",
        str(exported(tmp_path, folder, "flac")),
        "-metadata",
        "title=Mine",
    ]
    subprocess.run([*command, str(copy)], check=True)
    found = look(copy, library(*PARENTS), Identity.find(folder.root))
    assert found.sure is Sure.CLAIMED
    assert found.standing in (Standing.NONE, Standing.CHANGED)
    assert [parent.record for parent in found.parents] == PARENTS
    assert found.work is not None
    assert found.work.title == "Mine"


def test_tags_that_contradict_the_signature_are_told(tmp_path: Path, folder: DataFolder) -> None:
    other = tmp_path / "other.wav"
    tags.write(make(tmp_path, "wav"), other, Credits(TOLD.work, TOLD.sources[:1]))
    manifest.sign(other, tmp_path / "out.wav", TOLD, Identity.open(folder.root))
    found = look(tmp_path / "out.wav", library(), Identity.find(folder.root))
    assert found.sure is Sure.CERTAIN
    assert len(found.parents) == 2
    assert "Its tags name other sources than its signature does." in found.because


def test_a_source_is_found_by_its_bytes_where_another_platform_gave_it_another_id(tmp_path: Path) -> None:
    here = replace(PARENTS[0], id=id_of(77))
    tags.write(make(tmp_path, "wav"), tmp_path / "out.wav", TOLD)
    found = look(tmp_path / "out.wav", library(here))
    assert found.parents[0].record == here


def test_a_stripped_copy_that_the_library_knows_is_certain(tmp_path: Path, store: Store) -> None:
    plain = make(tmp_path, "wav")
    known = replace(PIECE, media=Media(store.media.add_file(plain), plain.stat().st_size, "audio/wav"))
    store.library.shelve(PLATFORM, records=[*PARENTS, known])
    found = look(plain, Library(store.library.record, store.library.with_media))
    assert (found.sure, found.standing) == (Sure.CERTAIN, Standing.NONE)
    assert found.record == known
    assert [parent.credit.title for parent in found.parents] == ["Piece 0", "Piece 1"]


def test_studio_credits_says_it_in_lines_and_in_json(
    tmp_path: Path, folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    to = exported(tmp_path, folder)
    assert main(["credits", str(to), "--data", str(folder.root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "“Piece 2” by author2 (CC-BY-4.0)"
    assert lines[1] == "  from “Piece 0” by author0 (sampled, CC-BY-4.0), not kept here"
    assert "- Signed by this studio, and not changed since." in lines
    assert main(["credits", str(to), "--json", "--data", str(folder.root)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sure"], told["signature"]) == ("certain", "this_studio")
    assert [parent["record_id"] for parent in told["parents"]] == [id_of(0), id_of(1)]
    assert main(["credits", str(tmp_path / "plain.wav"), "--data", str(folder.root)]) == 1
    assert "This file says nothing about where it comes from." in capsys.readouterr().out
    assert main(["credits", str(tmp_path / "nowhere"), "--data", str(folder.root)]) == 1
    assert "This file cannot be read" in capsys.readouterr().err


def test_studio_credits_prints_the_roll_and_the_tree_of_a_file(
    tmp_path: Path, folder: DataFolder, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    grandparent = record(7, rights=Rights.BY_SA)
    store.library.shelve(PLATFORM, records=[grandparent, record(0, 7)])
    to = exported(tmp_path, folder)
    words = ["credits", str(to), "--data", str(folder.root)]
    assert main([*words, "--roll", "text"]) == 0
    assert capsys.readouterr().out == (
        "Piece 2\nby author2\n\n"
        "Sampled from\n  author0: “Piece 0” (CC-BY-4.0)\n  author7: “Piece 7” (CC-BY-SA-4.0)\n\n"
        "From elsewhere\n  Somebody: “Piece 1” (CC-BY-4.0)\n\n"
        "Still to be asked\n  Who made “Piece 1”?\n"
    )
    assert main([*words, "--roll", "html", "--order", "depth"]) == 0
    assert "Which builds on" in capsys.readouterr().out
    assert main([*words, "--tree", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(edge["child"], edge["parent"]) for edge in told["edges"]] == [(id_of(2), id_of(0)), (id_of(0), id_of(7))]
    assert main([*words, "--tree", "graphml"]) == 0
    assert capsys.readouterr().out.startswith("<?xml")
    assert main([*words, "--json"]) == 0
    rights = json.loads(capsys.readouterr().out)["rights"]
    assert rights[0] == "The remix is shared as CC-BY-SA-4.0, because “Piece 7” by author7 asks for it."


def test_a_piece_without_a_licence_is_read_as_one_that_must_not_be_changed(tmp_path: Path) -> None:
    tags.write(make(tmp_path, "wav"), tmp_path / "out.wav", Credits(Credit("Found", "ana", record_id=id_of(5))))
    gathered = gather(look(tmp_path / "out.wav", library()), library(), "wav")
    assert gathered.terms().rights is None
    assert gathered.terms().words()[0].startswith("“Found” by ana may be shared but not changed.")


def test_random_bytes_say_nothing_in_words(tmp_path: Path) -> None:
    for start in (
        b"",
        b"RIFF",
        b"ID3\4\0\0\0\0\0\0",
        b"\xff\xd8\xff",
        b"fLaC",
        b"OggS",
        b"\x89PNG\r\n\x1a\n",
        b"II*\0",
    ):
        path = tmp_path / "bytes"
        path.write_bytes(start + os.urandom(200 if start else 0))
        found = look(path, library(), None)
        assert found.sure is Sure.NOTHING
        assert found.because
