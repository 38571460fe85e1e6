"""Plain tags: any player shows them, the studio reads them back, and no sample and no pixel changes."""

from __future__ import annotations

import json
import re
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from wavinfo import WavInfoReader

from studio.credit import tags
from studio.credit.lines import Credit, Credits, line_of
from studio.domain.record import SourceType
from studio.errors import Damaged, DiskTrouble, Refused
from studio.sound import wav

from .families import id_of
from .files import CREDITS, PICTURES, SOUNDS, decoded, make

KINDS = (*SOUNDS, *PICTURES)
LINES = [line_of(source) for source in CREDITS.sources]
#: What people see has no hashes.
SHOWN = tuple(replace(source, sha256="") for source in CREDITS.sources)


def tagged(folder: Path, kind: str, credits: Credits = CREDITS) -> Path:
    to = folder / f"tagged.{kind}"
    tags.write(make(folder, kind), to, credits)
    return to


def probed(path: Path) -> dict[str, str]:
    """Tags as ffprobe tells them, names in lower case."""
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    found = {**told["streams"][0].get("tags", {}), **told["format"].get("tags", {})}
    return {name.lower(): value for name, value in found.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_credits_come_back_and_nothing_else_changed(tmp_path: Path, kind: str) -> None:
    to = tagged(tmp_path, kind)
    assert tags.read(to) == CREDITS
    assert tags.read(tmp_path / f"plain.{kind}") is None
    assert decoded(to) == decoded(tmp_path / f"plain.{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_new_credits_replace_the_old_ones(tmp_path: Path, kind: str) -> None:
    first = tagged(tmp_path, kind)
    alone = Credits(Credit("Alone", "mara", "", "CC0-1.0", id_of(3)))
    again = tmp_path / f"again.{kind}"
    tags.write(first, again, alone)
    assert tags.read(again) == alone
    assert decoded(again) == decoded(first)


@pytest.mark.parametrize("kind", SOUNDS)
def test_another_player_shows_title_author_licence_and_sources(tmp_path: Path, kind: str) -> None:
    told = probed(tagged(tmp_path, kind))
    assert told["title"] == CREDITS.work.title
    assert told["artist"] == CREDITS.work.author
    assert told["copyright"] == "CC-BY-SA-4.0"
    assert all(line_of(source) in told["comment"] for source in SHOWN)


def test_another_reader_finds_bext_ixml_and_info_in_a_wav(tmp_path: Path) -> None:
    info = WavInfoReader(str(tagged(tmp_path, "wav")), info_encoding="utf-8")
    assert info.bext.originator == "Redbutton Studio"
    assert info.bext.originator_ref == id_of(9).replace("-", "")
    assert info.info.title == CREDITS.work.title
    assert info.info.artist == CREDITS.work.author
    assert info.ixml.project == CREDITS.work.title
    assert [one.text for one in info.ixml.parsed.iter("SOURCE")] == LINES


def test_pillow_shows_the_words_of_a_png_and_the_xmp_of_every_picture(tmp_path: Path) -> None:
    with Image.open(tagged(tmp_path, "png")) as image:
        assert image.info["Title"] == CREDITS.work.title
        assert image.info["Source"].splitlines() == LINES
    for kind in PICTURES:
        with Image.open(tagged(tmp_path, kind)) as image:
            image.load()
            packet = _packet(image)
        assert packet.count(b"<rdf:li>") >= len(LINES)
        assert b"dc:source" in packet
        assert line_of(CREDITS.sources[0]).encode() in packet


def _packet(image: Image.Image) -> bytes:
    """XMP as Pillow finds it: a tag of TIFF, words of PNG, an entry of the others."""
    if image.format == "TIFF":
        return bytes(image.tag_v2[700])  # type: ignore[attr-defined]
    return image.info.get("xmp") or image.info["XML:com.adobe.xmp"].encode()


def test_what_others_wrote_into_a_file_stays(tmp_path: Path) -> None:
    source = make(tmp_path, "wav").read_bytes()
    cue = b"cue " + struct.pack("<I", 5) + b"marks\0"
    info = b"LIST" + struct.pack("<I", 16) + b"INFO" + b"IGNR" + struct.pack("<I", 4) + b"rain"
    both = source[:12] + info + source[12:] + cue
    path = tmp_path / "rich.wav"
    path.write_bytes(both[:4] + struct.pack("<I", len(both) - 8) + both[8:])
    to = tmp_path / "tagged.wav"
    tags.write(path, to, CREDITS)
    assert cue in to.read_bytes()
    assert probed(to)["genre"] == "rain"
    assert decoded(to) == decoded(path)
    for kind, command in (("mp3", "-c copy -metadata genre=Rain"), ("flac", "-c copy -metadata genre=Rain")):
        rich = tmp_path / f"rich.{kind}"
        words = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(make(tmp_path, kind)), *command.split(), str(rich)]
        subprocess.run(words, check=True)
        tags.write(rich, tmp_path / f"out.{kind}", CREDITS)
        assert probed(tmp_path / f"out.{kind}")["genre"] == "Rain"
        assert tags.read(tmp_path / f"out.{kind}") == CREDITS


def test_a_recording_of_the_booth_keeps_its_exact_length(tmp_path: Path) -> None:
    sound = np.random.default_rng(1).uniform(-0.5, 0.5, (1_001, 1)).astype(np.float32)
    writer = wav.WavWriter(tmp_path / "take.wav", 48_000, 1)
    writer.write(sound)
    writer.close()
    tags.write(tmp_path / "take.wav", tmp_path / "out.wav", CREDITS)
    assert wav.look(tmp_path / "out.wav").frames == 1_001
    with wav.WavReader(tmp_path / "take.wav") as before, wav.WavReader(tmp_path / "out.wav") as after:
        assert np.array_equal(before.read(0, 2_000), after.read(0, 2_000))
    assert tags.read(tmp_path / "out.wav") == CREDITS


def test_a_wav_beyond_four_gibibytes_stays_one(tmp_path: Path) -> None:
    """A sparse file: only the header is on the disk."""
    path, size = tmp_path / "long.wav", (4 << 30) + 6
    with path.open("wb") as file:
        file.write(wav.header(48_000, 1, 24, size))
        file.truncate(80 + size)
    pieces = _first_pieces(path)
    head = b"".join(pieces)
    assert head[:4] == b"RF64"
    riff, data = struct.unpack("<QQ", head[20:36])
    assert data == size
    assert riff + 8 == len(head) + size
    assert head[-8:] == b"data\xff\xff\xff\xff"


def _first_pieces(path: Path) -> list[bytes]:
    """What stands in front of the sound."""
    from studio.credit import wav_tags
    from studio.credit.fields import fields_of

    with tags._mapped(path) as view:
        pieces = wav_tags.write(view, fields_of(CREDITS))
        return [next(pieces) for _ in range(3)]


@pytest.mark.parametrize("kind", KINDS)
def test_five_hundred_sources_find_room_or_are_counted(tmp_path: Path, kind: str) -> None:
    many = tuple(
        Credit(f"Piece & {n} <{'x' * 60}>", "mara", SourceType.SAMPLED, "CC-BY-4.0", id_of(n), f"{n:064x}")
        for n in range(500)
    )
    found = tags.read(tagged(tmp_path, kind, Credits(CREDITS.work, many)))
    assert found is not None
    assert found.sources == many[: len(found.sources)]
    assert len(found.sources) > 50


@pytest.mark.parametrize(("kind", "dropped"), [("flac", "SOURCE"), ("mp3", "SOURCE"), ("ogg", "SOURCE")])
def test_a_retagged_copy_still_names_its_sources_in_the_comment(tmp_path: Path, kind: str, dropped: str) -> None:
    copy = tmp_path / f"copy.{kind}"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(tagged(tmp_path, kind)), "-c", "copy"]
    where = "-metadata:s:a" if kind == "ogg" else "-metadata"
    subprocess.run([*command, where, f"{dropped}=", where, "title=Mine", str(copy)], check=True)
    found = tags.read(copy)
    assert found is not None
    assert found.sources in (CREDITS.sources, SHOWN)
    assert found.work.title == "Mine"
    assert found.work.record_id == id_of(9)


def test_a_sound_of_one_sample_and_one_of_none_take_credits(tmp_path: Path) -> None:
    for kind, frames in (("wav", 1), ("wav", 0), ("flac", 1)):
        path = make(tmp_path, kind, frames)
        tags.write(path, tmp_path / "out", CREDITS)
        assert tags.read(tmp_path / "out") == CREDITS
        assert soundfile.info(tmp_path / "out").frames == frames
    (tmp_path / "empty.flac").touch()
    with pytest.raises(Refused):
        tags.write(tmp_path / "empty.flac", tmp_path / "out", CREDITS)


def test_a_file_without_a_place_for_tags_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("Once")
    with pytest.raises(Refused) as refused:
        tags.write(path, tmp_path / "out", CREDITS)
    assert "text file beside it" in refused.value.advice
    assert not (tmp_path / "out").exists()
    with pytest.raises(DiskTrouble):
        tags.read(tmp_path / "nowhere.wav")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_broken_file_is_told_in_words_and_never_breaks_the_studio(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    whole = bytearray(tagged(folder, kind).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, min(len(whole) - 1, 4_000)))] = data.draw(st.integers(0, 255))
    path = folder / "broken"
    path.write_bytes(whole[: data.draw(st.integers(1, len(whole)))])
    for attempt in (lambda: tags.read(path), lambda: tags.write(path, folder / "out", replace(CREDITS, sources=()))):
        try:
            attempt()
        except (Damaged, Refused) as error:
            assert re.match(r"[A-Z].*", error.title)


def test_a_packet_that_is_nested_without_end_is_told_in_words(tmp_path: Path) -> None:
    from studio.credit import xmp
    from studio.credit.fields import Fields

    deep = b"<a>" * 20_000 + b"</a>" * 20_000
    packet = xmp.packet(Fields("x")).replace(b"</rdf:RDF>", deep + b"</rdf:RDF>")
    head, tail = (
        make(tmp_path, "webp").read_bytes(),
        b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2),
    )
    path = tmp_path / "deep.webp"
    path.write_bytes(head[:4] + struct.pack("<I", len(head) + len(tail) - 8) + head[8:] + tail)
    assert tags.read(path) is None
    with pytest.raises(Damaged):
        tags.write(path, tmp_path / "out.webp", CREDITS)
    assert not (tmp_path / "out.webp").exists()


def test_a_packet_with_a_document_type_is_not_opened(tmp_path: Path) -> None:
    from studio.credit import xmp

    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>'
    assert xmp.parsed(bomb) is None
    assert xmp.read(bomb).sources == ()
