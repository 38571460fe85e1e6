"""A remix kit holds all that it needs, comes in whole or not at all, and is remembered."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.credit import tags
from studio.credit.finding import Sure, look
from studio.credit.identity import Identity
from studio.domain.ids import RecordId
from studio.domain.record import SourceType, Work
from studio.domain.remix import Material, Remix
from studio.errors import Refused
from studio.paths import DataFolder
from studio.remix import file
from studio.remix.bring import bring
from studio.remix.kit_manifest import KIT, NAME, Kit, record_of
from studio.remix.render import Mix
from studio.remix.whereabouts import Whereabouts
from studio.sound.wav import WavWriter
from studio.store.media import MediaFolder
from tests.credit.families import id_of
from tests.credit.files import CREDITS
from tests.rig import need

from .kits import OLD, RAIN, Studio
from .made import Sounds, a_clip, a_lane, a_remix, noise


def test_a_kit_holds_the_remix_its_sounds_who_made_them_and_the_credits(
    packed: Path, remix: Remix, sounds: Sounds
) -> None:
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        kit = KIT.from_text(archive.read(NAME))
        told = {one.name: (one.sha256, one.size_bytes) for one in kit.files}
        inside = {name: archive.read(name) for name in names if name != NAME}
        assert told == {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in inside.items()}
    assert names == [
        "media/01 Voice- take 1.wav",
        "media/01 Voice- take 1.wav.json",
        "media/02 1.wav",
        "media/02 1.wav.json",
        "Night - rain.remix",
        "CREDITS.txt",
        "kit.json",
    ]
    assert inside["media/02 1.wav"] == sounds.find(remix.materials[1]).read_bytes()
    sidecar = json.loads(inside["media/02 1.wav.json"])
    assert (sidecar["title"], sidecar["author"], sidecar["record_id"]) == (RAIN.title, "author1", RAIN.id)
    assert [one.title for one in kit.works] == ["Voice: take 1", RAIN.title, OLD.title]
    assert "author0: “Piece 0”" in inside["CREDITS.txt"].decode()


def test_a_kit_tells_nothing_that_a_file_of_ones_own_says_beside_its_sound(
    sounds: Sounds, mara: Studio, tmp_path: Path
) -> None:
    """INP-6: places, devices and comments, the pictures of a film; searched for byte by byte."""
    need("ffmpeg")
    marks = ["-metadata", "location=+48.2+16.3", "-metadata", "comment=PLANTED", "-metadata", "make=PLANTED"]
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1"]
    film = [*tone, "-f", "lavfi", "-i", "color=size=64x64:rate=5:duration=1", "-c:v", "mpeg4"]
    own: list[Material] = []
    for name, words in (("a.wav", tone), ("b.mp3", tone), ("c.flac", tone), ("d.mp4", film)):
        command = ["ffmpeg", "-v", "error", "-nostdin", *words, *marks, str(sounds.folder / name)]
        subprocess.run(command, check=True)
        assert b"PLANTED" in (sounds.folder / name).read_bytes()
        own.append(replace(sounds.add_file(sounds.folder / name), title=f"Sound {len(own)}"))
    writer = WavWriter(sounds.folder / "take.wav", 48_000, 1)
    writer.write(noise(5_000, 1, 4))
    writer.close()
    own.append(replace(sounds.add_file(sounds.folder / "take.wav"), title="Take 1"))
    lane = a_lane(*(a_clip(one, 50_000 * at, f"c{at}") for at, one in enumerate(own)))
    remix = a_remix(tuple(own), lane, title="Night")
    path = mara.publish(remix, sounds.find, tmp_path / "night.zip").path
    whole = path.read_bytes()
    assert b"PLANTED" not in whole and b"+48.2" not in whole and b"mpeg4" not in whole and b"Lavf" not in whole
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert archive.read("media/05 Take 1.wav") == (sounds.folder / "take.wav").read_bytes()
    assert [name for name in names if name.endswith(".wav")] == [
        *(f"media/0{at + 1} Sound {at}.wav" for at in range(4)),
        "media/05 Take 1.wav",
    ]
    opened = mara.open(path)
    find = Whereabouts(mara.folder.remixes, mara.folder.root)
    assert np.array_equal(mixed(opened.remix, find), mixed(remix, sounds.find))


def test_a_remix_that_no_kit_can_hold_is_refused(remix: Remix, sounds: Sounds, mara: Studio, tmp_path: Path) -> None:
    """A sparse file of 3 GB."""
    with (tmp_path / "huge.wav").open("wb") as huge:
        huge.write(sounds.find(remix.materials[1]).read_bytes())
        huge.truncate(3 << 30)
    with pytest.raises(Refused, match="too large for a kit"):
        mara.publish(remix, lambda _: tmp_path / "huge.wav", tmp_path / "x.zip")
    assert not list(tmp_path.glob("x.zip*"))


def test_an_unpacked_kit_is_a_folder_that_renders(packed: Path, remix: Remix, sounds: Sounds, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "unpacked")
    (path,) = (tmp_path / "unpacked").glob("*.remix")
    assert np.array_equal(
        mixed(file.load(path), Whereabouts(path.parent, tmp_path / "empty")), mixed(remix, sounds.find)
    )


def mixed(remix: Remix, find: Callable[..., Path]) -> np.ndarray:
    with Mix(remix, find) as mix:
        return mix.read(0, remix.frames)


def test_a_kit_that_comes_in_is_a_remix_that_sounds_as_it_did(
    packed: Path, remix: Remix, sounds: Sounds, zoe: Studio
) -> None:
    opened = zoe.open(packed)
    assert opened.remix == file.load(opened.path)
    assert opened.path.parent == zoe.folder.remixes
    assert {one.file for one in opened.remix.materials} == {""}
    find = Whereabouts(zoe.folder.remixes, zoe.folder.root)
    assert np.array_equal(mixed(opened.remix, find), mixed(remix, sounds.find))
    again = zoe.open(packed)
    assert again.path != opened.path and opened.path.exists()


def test_the_makers_of_own_sounds_are_sources_in_every_other_studio(packed: Path, mara: Studio, zoe: Studio) -> None:
    works = [(one.type, one.work) for one in zoe.open(packed).remix.sources]
    assert works == [
        (SourceType.EDITED, Work("Night / rain", "mara", "", "CC-BY-4.0")),
        (SourceType.SAMPLED, Work("Voice: take 1", "mara", "", "CC-BY-4.0")),
    ]
    assert mara.open(packed).remix.sources == ()


def test_a_kit_of_a_kit_names_everybody_once(packed: Path, zoe: Studio, tmp_path: Path) -> None:
    opened = zoe.open(packed).remix
    find = Whereabouts(zoe.folder.remixes, zoe.folder.root)
    second = zoe.publish(replace(opened, title="Another night"), find, tmp_path / "second.zip").path
    third = Studio(DataFolder.open(tmp_path / "third"), "ana").open(second)
    works = [(one.work.title, one.work.author) for one in third.remix.sources if one.work]
    assert works == [("Night / rain", "mara"), ("Voice: take 1", "mara"), ("Another night", "zoe")]
    with zipfile.ZipFile(second) as archive:
        assert "mara: “Night / rain”" in archive.read("CREDITS.txt").decode()


def test_what_was_made_from_a_kit_finds_its_parents_when_it_comes_back(
    packed: Path, remix: Remix, mara: Studio, zoe: Studio, tmp_path: Path
) -> None:
    """Mara's kit, Zoë's mix of it, and Mara's studio, in which no platform tells of any of it."""
    mara.known = ()
    opened = zoe.open(packed)
    find = Whereabouts(zoe.folder.remixes, zoe.folder.root)
    mix = zoe.publish(replace(opened.remix, title="Another night"), find, tmp_path / "mix.flac").path.rename(
        tmp_path / "x"
    )
    found = look(mix, mara.kits.beside(mara.library), Identity.find(mara.folder.root))
    assert found.sure is Sure.LIKELY
    assert found.work.title == "Another night"
    named = {parent.credit.title: parent.record.id if parent.record else None for parent in found.parents}
    assert named == {"Night / rain": None, "Voice: take 1": "", RAIN.title: RAIN.id}
    assert [source.record_id for source in record_of(the_kit_of(mara).works[1]).sources] == [OLD.id]


def the_kit_of(studio: Studio) -> Kit:
    (path,) = (studio.folder.root / "kits").iterdir()
    return KIT.load(path)


def test_a_sound_of_a_kit_that_comes_back_alone_is_known_and_that_is_not_called_certain(
    packed: Path, remix: Remix, sounds: Sounds, zoe: Studio, tmp_path: Path
) -> None:
    opened = zoe.open(packed)
    lone = tmp_path / "lone.wav"
    lone.write_bytes(sounds.find(remix.materials[1]).read_bytes())
    library = zoe.kits.beside(zoe.library)
    found = bring(lone, MediaFolder(zoe.folder.media), library)
    assert found.finding.sure is Sure.CLAIMED
    assert "Exactly these bytes were in a remix kit, as “Piece 1” by author1." in found.said.advice
    assert (found.record_id, found.material.title) == (RAIN.id, RAIN.title)
    own = tmp_path / "own.wav"
    own.write_bytes(MediaFolder(zoe.folder.media).path(opened.remix.materials[0].sha256).read_bytes())
    brought = bring(own, MediaFolder(zoe.folder.media), library)
    assert (brought.record_id, [one.work.author for one in brought.sources]) == (None, ["mara"])


def test_a_platforms_word_counts_more_than_a_kits(packed: Path, zoe: Studio) -> None:
    zoe.open(packed)
    zoe.known = (replace(RAIN, title="Another title"),)
    told = zoe.kits.beside(zoe.library).by_id(RAIN.id)
    assert told is not None and told.title == "Another title"
    (zoe.folder.root / "kits" / "broken.json").write_bytes(b"{")
    older = zoe.kits.beside(zoe.library).by_id(OLD.id)
    assert older is not None and older.title == OLD.title
    assert zoe.kits.beside(zoe.library).by_id(RecordId(id_of(99))) is None


def test_a_credited_sound_that_tells_more_than_its_credits_leaves_bare(
    sounds: Sounds, mara: Studio, tmp_path: Path
) -> None:
    """INP-6."""
    writer = WavWriter(sounds.folder / "plain.wav", 48_000, 1)
    writer.write(noise(5_000, 1, 4))
    writer.close()
    tags.write(sounds.folder / "plain.wav", sounds.folder / "credited.wav", CREDITS)
    said = (sounds.folder / "credited.wav").read_bytes()
    more = b"note" + (12).to_bytes(4, "little") + b"PLANTED-PLAC"
    grown = said[:4] + (len(said) - 8 + len(more)).to_bytes(4, "little") + said[8:] + more
    (sounds.folder / "more.wav").write_bytes(grown)
    own = [replace(sounds.add_file(sounds.folder / f"{name}.wav"), title=name) for name in ("credited", "more")]
    lane = a_lane(*(a_clip(one, 50_000 * at, f"c{at}") for at, one in enumerate(own)))
    path = mara.publish(a_remix(tuple(own), lane, title="Night"), sounds.find, tmp_path / "night.zip").path
    with zipfile.ZipFile(path) as archive:
        assert archive.read("media/01 credited.wav") == said
        assert b"PLANTED" not in archive.read("media/02 more.wav")
