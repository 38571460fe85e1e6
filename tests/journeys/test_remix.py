"""Promise 4, credit travels: who can be heard in a remix is its source on the platform, in the file, and in a copy of the file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from studio.domain.ids import RecordId
from studio.domain.parcel import ParcelState
from studio.domain.platform import Platform
from studio.domain.record import Kind, Record
from studio.domain.remix import RATE_HZ, Remix
from studio.remix import timeline
from studio.remix.heard import HeardRecord, heard
from studio.remix.whereabouts import kept
from studio.sound.pcm import Floats
from tests.server_process import ServerProcess

from .conftest import Open
from .whole import Whole

#: -120 dBFS.
SILENT = 10 ** (-120 / 20)


def told(studio: Whole, id: RecordId) -> Record:
    studio.until(lambda: studio.store.library.record(id) is not None, "the feed brings the record")
    record = studio.store.library.record(id)
    assert record is not None
    return record


def begin(studio: Whole, *things: Any, title: str = "") -> Any:
    """Opens the Remix place with each thing on a lane of its own; returns the open remix."""
    page = studio.page("remix")

    def lanes() -> int:
        return len(page.bench.editor.remix.lanes) if page.bench else 0

    for thing in things:
        before = lanes()
        page.remix_this(thing)
        studio.until(lambda: lanes() > before, "it lies on a lane")  # noqa: B023
    studio.until(lambda: page.bench.hearing.is_current, "who is heard is known")
    return page.bench


def share(studio: Whole, bench: Any, title: str) -> Any:
    bench.share()
    return studio.send(title)


def plainly_mixed(studio: Whole, remix: Remix) -> Floats:
    """The mix by plain sums: each audible clip as soundfile reads it, at its place. For clips without fades and pans."""
    out = np.zeros((remix.frames, 2))
    for lane, clip in remix.audible():
        sound, rate_hz = soundfile.read(studio.store.media.path(clip.sha256), dtype="float64", always_2d=True)
        assert rate_hz == RATE_HZ
        part = sound[clip.offset : clip.offset + clip.length]
        out[clip.start : clip.end] += part * 10 ** ((lane.gain_db + clip.gain_db + remix.gain_db) / 20)
    return out.astype(np.float32)


@pytest.mark.usefixtures("sound_card")
def test_promise_4_a_remix_of_three_sources_and_a_voice_names_those_that_are_heard_wherever_it_goes(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    ines, tom = open_studio(tmp_path / "ines"), open_studio(tmp_path / "tom")
    at_ines = ines.join(community.address, community.new_invite(), "Ines")
    at_tom = tom.join(community.address, community.new_invite(), "Tom")
    ines.places.answer(ines.challenge(Kind.AUDIO, at_ines))
    ines.places.share_take(ines.record(2.0))
    take = ines.until_live(ines.send("Hum at the window"))

    # Tom builds on it and on two records of the starter set, sings over them, and mutes one for good.
    hum = told(tom, take.record_id)
    starters = starter_sounds(tom, at_tom)[:2]
    bench = begin(tom, hum, *starters)
    bench.sing()
    tom.until(lambda: bench.singing.is_on and bench.playing.place > RATE_HZ, "a second is sung")
    bench.sing()
    tom.until(lambda: len(bench.editor.remix.lanes) == 4, "the voice lies on a lane of its own")
    remix = bench.editor.remix
    for lane, gain_db in zip(remix.lanes, (-10.0, -9.0, 0.0, -8.0), strict=True):
        remix = timeline.change_lane(remix, lane.id, gain_db=gain_db)
    bench.editor.commit(timeline.change_lane(remix, remix.lanes[2].id, muted=True))
    tom.until(
        lambda: bench.hearing.is_current and any(one.removed for one in bench.hearing.sources), "one leaves the list"
    )
    parcel = tom.until_live(share(tom, bench, "Night Choir"))

    listened = {one.record_id: one for one in heard(bench.editor.remix, kept(tom.store.media)).records if one.seconds}
    assert set(listened) == {hum.id, starters[0].id}
    tree_says(tom, at_tom, parcel.record_id, listened, starters[1].id)
    sent = tom.store.media.path(parcel.media.sha256)
    sounds_as_plain_sums(tom, sent, bench.editor.remix)
    names = {"Hum at the window", starters[0].title}
    third = open_studio(tmp_path / "third")
    told(third, starters[0].id)
    tells_the_third(third, community, sent, parcel.record_id, names, tmp_path)


def tells_the_third(
    third: Whole, community: ServerProcess, sent: Path, id: RecordId, names: set[str], folder: Path
) -> None:
    """A studio that knows the starter set alone lays the file and its copies in a remix: renamed, tagged anew, encoded anew, and
    without tags. Each time it is told who is named, and how sure that is."""
    renamed = Path(shutil.copy(sent, folder / "mix (1).flac"))
    copies = {
        "retagged.flac": ["-metadata", "title=Mine alone"],
        "anew.ogg": [],
        "stripped.flac": ["-map_metadata", "-1"],
    }
    for name, change in copies.items():
        form = ["-c:a", "libvorbis"] if name.endswith("ogg") else ["-c", "copy"]
        command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(sent), *change, *form, str(folder / name)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    likely = "Likely: nothing was changed since it was signed, but who signed it is not known here. "
    claimed = "Not certain: anybody could have written this. "
    listed = "What it names is in the list of sources. 1 of its 2 sources is not in this library."
    named = {"Night Choir", *names}
    assert imported(third, renamed) == ("“mix (1).flac” says whose it is", likely + listed, named)
    assert imported(third, folder / "retagged.flac") == (
        "“retagged.flac” says whose it is",
        claimed + listed,
        {"Mine alone", *names},
    )
    assert imported(third, folder / "anew.ogg") == ("“anew.ogg” says whose it is", claimed + listed, named)
    nobody = "It counts as your own. What somebody else made is added as “A work from outside”."
    assert imported(third, folder / "stripped.flac") == (
        f"“stripped.flac” does not say whose it is. {nobody}",
        "",
        set(),
    )

    # Once it has joined, the platform tells it the piece, and its bytes are here since the first copy came: so even the stripped
    # copy is known by its samples. What was encoded anew has others.
    third.join(community.address, community.new_invite(), "Imara")
    told(third, id)
    as_known = "as “Night Choir” by Tom."
    words = f"Certain. Exactly these bytes are in this library, {as_known}"
    assert imported(third, renamed) == ("“mix (1).flac” is a known record", words, {"Night Choir"})
    words = f"Certain. These bytes are not in this library, but its sound is, sample for sample, {as_known}"
    for name in ("stripped.flac", "retagged.flac"):
        assert imported(third, folder / name) == (f"“{name}” is a known record", words, {"Night Choir"})
    assert imported(third, folder / "anew.ogg") == (
        "“anew.ogg” says whose it is",
        f"{claimed}What it names is in the list of sources.",
        named,
    )


def imported(studio: Whole, path: Path) -> tuple[str, str, set[str]]:
    """Lays the file in a new remix, as one that is dropped there; what the window says of it, and who is in the list of sources."""
    studio.hush()
    page = studio.page("remix")
    page.close_remix()
    page.shelf.new_pressed.emit()
    studio.until(lambda: page.bench, "a new remix is open")
    page.bench.adder.add_files([path], None, 0)
    studio.until(lambda: page.bench.editor.remix.lanes and page.bench.hearing.is_current, "it lies on a lane")
    ((title, advice),) = studio.said()
    return title, advice, {one.title for one in page.bench.panel.sources.rows.told}


def tree_says(
    studio: Whole, platform: Platform, id: RecordId, listened: dict[RecordId, HeardRecord], silent: RecordId
) -> None:
    """The platform's tree says what can be heard, and how much."""
    client = studio.links.client(platform.id)
    tree = {one.id: one for one in next(client.tree(id)).records}
    studio.links.close_mine()
    sources = {RecordId(str(source.record_id)): source for source in tree[id].sources}
    assert set(sources) == set(listened)
    for record_id, source in sources.items():
        assert source.amount_s == pytest.approx(listened[record_id].seconds, abs=0.01)
        assert source.share == pytest.approx(listened[record_id].share, abs=0.01)
        assert (source.type, source.origin) == ("sampled", "auto") and source.place.startswith("t=")
    assert set(listened) <= set(tree) and silent not in tree


def sounds_as_plain_sums(studio: Whole, sent: Path, remix: Remix) -> None:
    mixed, rate_hz = soundfile.read(sent, dtype="float32")
    plain = plainly_mixed(studio, remix)
    assert rate_hz == RATE_HZ and mixed.shape == plain.shape
    assert np.abs(plain).max() < 0.9, "the limiter has no work"
    assert np.abs(mixed - plain).max() <= SILENT + 2.0**-24, "the file has 24 bits"


def starter_sounds(studio: Whole, platform: Platform) -> list[Record]:
    """Records of the platform that build on nothing, so that what is heard is them alone."""

    def found() -> list[Record]:
        records = studio.store.library.records()
        return [
            one
            for one in records
            if one.platform_id == platform.id
            and one.kind is Kind.AUDIO
            and not one.sources
            and one.author.handle != "Ines"
        ]

    studio.until(lambda: len(found()) >= 2, "the starter set is told")
    return found()


def test_a_remix_of_a_remix_that_was_never_sent_goes_out_in_order_when_the_network_is_back(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    tom = open_studio(tmp_path / "tom")
    at_tom = tom.join(community.address, community.new_invite(), "Tom")
    tom.places.answer(tom.challenge(Kind.AUDIO, at_tom))
    tom.places.share_take(tom.record(1.0))
    hum = told(tom, tom.until_live(tom.send("Hum at the window")).record_id)
    bench = begin(tom, hum)
    community.stop()
    tom.until(lambda: not tom.links.is_online(at_tom.id), "the platform is away", 60)

    # Offline: a remix, and a remix of that one. Only the second is sent; the first goes before it.
    bench.share()
    sheet = tom.sheet()
    first = next(draft for draft in tom.store.drafts.list() if draft.remix_id == bench.editor.remix.id)
    sheet.reject()
    page = tom.page("remix")
    page.close_remix()
    again = begin(tom, first)
    second = share(tom, again, "After the hum")
    waiting = [parcel for parcel in tom.store.parcels.list()[::-1] if parcel.state is not ParcelState.LIVE]
    assert [parcel.record_id for parcel in waiting] == [first.id, second.record_id]
    assert {parcel.state for parcel in waiting} == {ParcelState.QUEUED}

    community.start()
    tom.until_live(second, 120)
    client = tom.links.client(at_tom.id)
    tree = {one.id: one for one in next(client.tree(second.record_id)).records}
    tom.links.close_mine()
    assert set(tree) == {hum.id, first.id, second.record_id}
    assert {source.record_id for source in tree[first.id].sources} == {hum.id}
    assert {source.record_id for source in tree[second.record_id].sources} >= {first.id}
    assert tree[first.id].posted_at <= tree[second.record_id].posted_at
