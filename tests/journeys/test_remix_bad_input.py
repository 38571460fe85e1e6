"""A source, a file or a family that is wrong is met in the window: it is said in words, the rest goes on, and nothing is lost."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from studio.contract import RECORDS
from studio.credit import manifest
from studio.credit.identity import Identity, make
from studio.credit.lines import Credit, Credits
from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.parcel import ParcelState
from studio.domain.record import Kind, Record, Source, SourceType
from studio.domain.remix import RATE_HZ
from studio.drafts import from_words
from studio.remix import timeline
from studio.remix.export import Wish
from tests.credit.families import record
from tests.server.visitor import Visitor
from tests.server_process import ServerProcess
from tests.ui.tree.trees import a_thousand

from .conftest import Open
from .test_remix import begin, starter_sounds, told
from .whole import Whole

MISSING = "A sound of this remix is not on this computer"


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def drop(bench: Any, *paths: Path) -> None:
    """Files fall onto the open remix."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    act, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    bench.dropEvent(QDropEvent(QPointF(5, 5), act, mime, button, keys))


def export(studio: Whole, bench: Any, out: Path) -> None:
    """Exports, and waits until that is over, well or not."""
    bench.leaving.export(bench.editor.remix, out, Wish())
    studio.until(lambda: bench.leaving.working is None, "the export is over")


@pytest.mark.usefixtures("sound_card")
def test_a_source_that_is_deleted_from_the_disk_is_told_while_the_rest_is_heard(
    open_studio: Open, tmp_path: Path
) -> None:
    tom = open_studio()
    rain, hum = starter_sounds(tom, tom.home())[:2]
    bench = begin(tom, rain, hum)
    assert rain.media is not None
    file = tom.store.media.path(rain.media.sha256)
    file.rename(tmp_path / "deleted")
    clip = bench.editor.remix.lanes[0].clips[0]
    bench.editor.commit(timeline.gain(bench.editor.remix, [clip.id], -3.0))
    remix = bench.editor.remix
    assert f"“{rain.title}” can be fetched again" in tom.until_said(MISSING)
    tom.until(lambda: bench.waves.is_missing(file.name), "its clip says so")
    tom.until(lambda: bench.hearing.is_current, "nobody listens any more")
    assert {one.title for one in bench.panel.sources.rows.told} == {rain.title, hum.title}

    # The rest is heard. It is not exported as if it were all.
    bench.toggle()
    tom.until(lambda: bench.playing.place > RATE_HZ // 2, "the rest is heard")
    bench.toggle()
    tom.hush()
    export(tom, bench, tmp_path / "mix.wav")
    assert "The remix was left as it is" in tom.until_said(MISSING)
    assert not (tmp_path / "mix.wav").exists() and bench.editor.remix == remix

    # One press fetches it again, and everything is as it was.
    bench.lacking.fetch()
    tom.until(file.is_file, "it is fetched again")
    tom.until(lambda: not bench.waves.is_missing(file.name), "its clip is whole")
    export(tom, bench, tmp_path / "mix.wav")
    assert soundfile.info(tmp_path / "mix.wav").frames == bench.editor.remix.frames


def test_who_withdraws_meanwhile_is_told_before_the_remix_is_sent(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    ines, tom = open_studio(tmp_path / "ines"), open_studio(tmp_path / "tom")
    at_ines = ines.join(community.address, community.new_invite(), "Ines")
    tom.join(community.address, community.new_invite(), "Tom")
    ines.places.answer(ines.challenge(Kind.AUDIO, at_ines))
    ines.places.share_take(ines.record(1.0))
    hum = told(tom, ines.until_live(ines.send("Hum at the window")).record_id)
    bench = begin(tom, hum)
    remix = bench.editor.remix

    author = Visitor(community.address, ines.studio.keys.get(at_ines.id))
    assert author.ask("DELETE", f"{RECORDS}/{hum.id}").status_code == 200
    author.close()
    obstacles = bench.panel.rights.obstacles
    tom.until(lambda: "withdrawn by its author" in obstacles.said, "the remix says so")
    bench.share()
    sheet = tom.sheet()
    tom.until(lambda: "withdrawn by its author" in sheet.bound.worry.said, "the sheet says so")
    assert "Hum at the window" in sheet.bound.worry.said
    sheet.reject()
    (draft,) = [one for one in tom.store.drafts.list() if one.remix_id == remix.id]
    assert draft.media is not None
    assert not draft.sealed and tom.store.media.has(draft.media.sha256) and not tom.store.parcels.list()
    assert bench.editor.remix == remix and bench.playing.place == 0
    assert [one.title for one in bench.panel.sources.rows.told] == ["Hum at the window"]


def test_of_a_circle_of_two_offline_computers_one_half_is_refused_in_words_and_can_be_mended(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    """Ines has a draft on two computers. She sends it from one; on the other she names what Tom made from it as its source."""
    ines, other, tom = (open_studio(tmp_path / name) for name in ("ines", "other", "tom"))
    at_ines = ines.join(community.address, community.new_invite(), "Ines")
    at_tom = tom.join(community.address, community.new_invite(), "Tom")
    key = ines.studio.keys.get(at_ines.id)
    other.store.platforms.add(at_ines)
    other.studio.keys.keep(at_ines.id, key)
    other.links.set(at_ines.id, community.address, key)
    draft = from_words(ines.store, "The rain came back", at_ines.id)
    other.store.drafts.add(draft)
    first = ines.until_live(ines.share(draft.id))
    rain = told(tom, first.record_id)
    community.stop()
    for one in (other, tom):
        one.until(lambda one=one: not one.links.is_online(at_ines.id), "the platform is away", 60)  # type: ignore[misc]

    answer = from_words(tom.store, "And stayed", at_tom.id, sources=(built_on(rain.id),))
    second = tom.share(answer.id)
    other.store.drafts.change(replace(draft, sources=(built_on(second.record_id),)))
    third = other.share(draft.id)
    assert "wait" in other.row_words(third).lower()

    community.start()
    tom.until_live(second)
    other.until(lambda: other.store.parcels.get(third.id).state is ParcelState.NEEDS_ATTENTION, "it is refused", 60)
    other.try_now()
    circle = "This would be its own ancestor"
    other.until(lambda: (found := other.store.parcels.get(third.id).trouble) and found.title == circle, "in words", 60)
    assert circle.lower() in other.row_words(third).lower()
    other.page("outbox").do_verb(third.id)
    kept = other.store.drafts.get(draft.id)
    assert not kept.sealed and kept.text == "The rain came back"
    assert [one.record_id for one in kept.sources] == [second.record_id]
    other.store.drafts.change(replace(kept, sources=()))
    other.until_live(other.share(draft.id))
    family = shown_family(tom, rain)
    tom.until(lambda: family.words.said.startswith("2 records"), "the tree is whole")
    assert not family.trouble.isVisible()


def built_on(id: RecordId) -> Source:
    return Source(SourceId(new_id()), id, SourceType.INSPIRED_BY)


def shown_family(studio: Whole, record: Record) -> Any:
    studio.places.look_into(record)
    family = studio.page("piece").family
    studio.until(lambda: family.drawing is not None, "its family is read", 60)
    return family


def test_a_circle_that_two_platforms_tell_is_shown_and_said(open_studio: Open) -> None:
    tom = open_studio()
    home = tom.home()
    loop = [replace(one, platform_id=home.id) for one in (record(1, 2), record(2, 1))]
    tom.store.library.shelve(home.id, records=loop)
    family = shown_family(tom, loop[0])
    tom.until(lambda: "name each other as a source" in family.trouble.said, "the circle is told")
    assert family.words.said.startswith("2 records") and family.trouble.isVisible()


def test_a_family_of_ten_thousand_opens_and_can_be_walked(open_studio: Open) -> None:
    tom = open_studio()
    home = tom.home()
    records, root = a_thousand(count=10_000)
    tom.store.library.shelve(home.id, records=[replace(one, platform_id=home.id) for one in records])
    family = shown_family(tom, told(tom, root))
    assert family.words.said.startswith("10,000 records")
    family.fit.click()
    family.list.click()
    tom.until(lambda: family.listing.isVisible(), "the list form is shown")


def test_remix_files_of_strangers_are_listed_with_what_is_wrong_and_the_others_open(
    open_studio: Open, tmp_path: Path
) -> None:
    tom = open_studio()
    (rain,) = starter_sounds(tom, tom.home())[:1]
    bench = begin(tom, rain, title="Mine")
    good = bench.editor.remix
    page = tom.page("remix")
    page.close_remix()
    folder = tom.store.folder.remixes
    whole = json.loads((folder / f"{good.id}.remix").read_text("utf-8"))
    frames = whole["materials"][0]["frames"]
    made: dict[str, dict[str, Any]] = {
        "nan": {"gain_db": float("nan")},
        "negative": {"length": -48_000},
        "beyond": {"length": frames + 1},
    }
    for name, change in made.items():
        remix = json.loads(json.dumps(whole))
        remix["lanes"][0]["clips"][0] |= change
        (folder / f"{name}.remix").write_text(json.dumps(remix), "utf-8")
    for name, path in (("leaves", "../../secret.wav"), ("absolute", "/etc/passwd")):
        whole["materials"][0]["file"] = path
        (folder / f"{name}.remix").write_text(json.dumps(whole), "utf-8")
    before = files_of(folder)

    page.refresh()
    tom.until(lambda: len(page.shelf.model.rows) == 6, "all are listed")
    rows = {row.key: row for row in page.shelf.model.rows}
    for name in (*made, "leaves", "absolute"):
        assert rows[name].worry and "It was left as it is." in rows[name].said
        page.open_remix(name)
        tom.until(lambda: tom.said(), "it is told why it is not opened")
        tom.hush()
        assert page.bench is None
    page.open_remix(good.id)
    tom.until(lambda: page.bench is not None, "the good one opens")
    assert page.bench.editor.remix == good
    assert files_of(folder) == before


def kit_with(kit: Path, to: Path, sound: bytes) -> Path:
    """The kit with another sound in the place of its own; what is said of it is made good."""
    with zipfile.ZipFile(kit) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(entries["kit.json"])
    (packed,) = [one for one in told["files"] if one["name"].startswith("media/") and not one["name"].endswith(".json")]

    old, new = packed["sha256"].encode(), hashlib.sha256(sound).hexdigest().encode()
    entries = {name: data.replace(old, new) for name, data in entries.items()} | {packed["name"]: sound}
    told = json.loads(entries["kit.json"])
    for one in told["files"]:
        data = entries[one["name"]]
        one |= {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}
    entries["kit.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return to


def nested(to: Path, depth: int = 6) -> Path:
    """Zips of ten zips each, down to megabytes of zeros."""
    inner, data = "zeros", bytes(1 << 20)
    for _ in range(depth):
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{inner}{number}.zip", data)
        data, inner = to.read_bytes(), "more"
    return to


def test_bombs_that_fall_onto_a_remix_are_told_and_nothing_of_them_stays(open_studio: Open, tmp_path: Path) -> None:
    tom = open_studio()
    bench = begin(tom, starter_sounds(tom, tom.home())[0])
    export(tom, bench, tmp_path / "night.zip")
    kit = tmp_path / "night.zip"
    bombs = {
        kit_with(kit, tmp_path / "zeros.zip", bytes(200 << 20)): "This archive is not opened",
        kit_with(kit, tmp_path / "inside.zip", kit.read_bytes()): "This is not a sound file",
        nested(tmp_path / "nested.zip"): "This remix kit is damaged, or is none",
    }
    remix = bench.editor.remix
    bench.editor.flush()
    data = {name for name in files_of(tom.store.folder.root) if not name.startswith(("logs", "backups", "home"))}
    for path, words in bombs.items():
        tom.hush()
        drop(bench, path)
        tom.until_said(words)
        assert tom.page("remix").bench is bench and bench.editor.remix == remix
    left = {name for name in files_of(tom.store.folder.root) if not name.startswith(("logs", "backups", "home"))}
    assert left == data


def test_a_forged_and_a_broken_manifest_are_laid_and_not_believed(open_studio: Open, tmp_path: Path) -> None:
    tom = open_studio()
    rain, hum = starter_sounds(tom, tom.home())[:2]
    bench = begin(tom, rain)
    noise = np.random.default_rng(1).uniform(-0.2, 0.2, RATE_HZ).astype(np.float32)
    soundfile.write(tmp_path / "plain.wav", noise, RATE_HZ, subtype="PCM_24")
    name, certificate, authority, secret = make()
    stranger = Identity(name, certificate, authority, "", secret)
    claimed = Credits(Credit("Hum", "nobody", "", "CC0-1.0", hum.id), (Credit("Sea", "somebody", SourceType.SAMPLED),))
    manifest.sign(tmp_path / "plain.wav", tmp_path / "signed.wav", claimed, stranger)
    whole = (tmp_path / "signed.wav").read_bytes()
    forged = bytearray(whole)
    forged[20_000:30_000] = whole[40_000:50_000]
    (tmp_path / "forged.wav").write_bytes(forged)
    broken = bytearray(whole)
    at = whole.index(b"jumb")
    broken[at + 500 : at + 900] = bytes(400)
    (tmp_path / "broken.wav").write_bytes(broken)
    for number, name in enumerate(("forged", "broken"), 2):
        tom.hush()
        drop(bench, tmp_path / f"{name}.wav")
        tom.until(lambda number=number: len(bench.editor.remix.lanes) == number, f"the {name} one is laid")  # type: ignore[misc]
        tom.until(lambda: bench.hearing.is_current, "who is heard is known")
        material = bench.editor.remix.materials[-1]
        assert material.record_id is None, "nobody is credited by a claim that does not hold"
        tom.until(lambda: any("the signature is broken" in advice for _, advice in tom.said()), "it is told")
    assert hum.id not in {one.record_id for one in bench.editor.remix.sources}


def test_a_video_without_sound_is_told_and_one_sample_is_a_sound(open_studio: Open, tmp_path: Path) -> None:
    tom = open_studio()
    bench = begin(tom, starter_sounds(tom, tom.home())[0])
    film = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "color=s=64x64:d=1", "-an"]
    subprocess.run([*film, str(tmp_path / "silent.mp4")], check=True)
    soundfile.write(tmp_path / "click.wav", np.array([0.5], np.float32), RATE_HZ, subtype="PCM_24")
    drop(bench, tmp_path / "silent.mp4", tmp_path / "click.wav")
    assert "silent.mp4" in tom.until_said("There is no sound in this file")
    tom.until(lambda: len(bench.editor.remix.lanes) == 2, "the others of what was dropped are laid")
    (clip,) = bench.editor.remix.lanes[1].clips
    assert clip.length == 1
    tom.until(lambda: bench.hearing.is_current, "who is heard is known")
    export(tom, bench, tmp_path / "mix.wav")
    assert soundfile.info(tmp_path / "mix.wav").frames == bench.editor.remix.frames


def test_of_pictures_that_fall_onto_a_canvas_the_wrong_one_is_told_and_the_others_are_laid(
    open_studio: Open, tmp_path: Path
) -> None:
    tom = open_studio()
    Image.fromarray(np.full((30, 40, 3), 90, np.uint8)).save(tmp_path / "plain.jpg")
    name, certificate, authority, secret = make()
    claimed = Credits(Credit("Sea", "nobody", "", "CC0-1.0"))
    signed = tmp_path / "signed.jpg"
    manifest.sign(tmp_path / "plain.jpg", signed, claimed, Identity(name, certificate, authority, "", secret))
    broken = bytearray(signed.read_bytes())
    at = broken.index(b"jumb")
    broken[at + 500 : at + 900] = bytes(400)
    (tmp_path / "broken.jpg").write_bytes(broken)
    (tmp_path / "words.png").write_text("no picture at all")
    page = tom.page("canvas")
    page.begin()
    drop(page.desk, *(tmp_path / name for name in ("words.png", "broken.jpg", "plain.jpg")))
    tom.until(lambda: len(page.desk.editor.canvas.layers) == 2, "the others are laid")
    tom.until(lambda: any("“words.png” was left out" in advice for _, advice in tom.said()), "it is told")
    assert "the signature is broken" in tom.until_said("The signature of “broken.jpg” does not hold")
    assert page.desk.editor.canvas.sources == ()
