"""The voice actor's whole way, at the window and by the keyboard alone: a script is read to a real microphone without touching
anything, mistakes are mended where they are, files and a set go out, and a line comes back that is wanted once more."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from wavinfo import WavInfoReader

from studio.domain.challenge import Challenge
from studio.domain.edits import Comp, Punch, edited
from studio.domain.kind import Kind
from studio.domain.parcel import Parcel
from studio.domain.script import LineState
from studio.paths import DataFolder
from studio.sound.convert import read_all
from tests.rig import need, speech
from tests.rig.sound import RATE_HZ, SoundCard

from .actor import Actor, Voice, two_words
from .whole import Whole

LINES = 12
_SHORTEST_S, _LONGEST_S = 0.7, 1.1
_WHY, _WHERE_S = "The end is swallowed", (0.3, 0.7)


@pytest.fixture(scope="module")
def clips() -> list[Voice]:
    """As many sentences of a real voice as the script has lines, and two more, at the card's own rate."""
    found = []
    for path in speech.prompts(1_000):
        sound = read_all(path, RATE_HZ, 1)[:, 0]
        if _SHORTEST_S < len(sound) / RATE_HZ < _LONGEST_S:
            found.append((sound / max(float(np.abs(sound).max()), 0.01) * 12_000).astype(np.int16))
    return found[: LINES + 2]


@pytest.fixture
def actor(sound_card: SoundCard, folder: DataFolder) -> Iterator[Actor]:
    studio = Whole(folder, None)
    yield Actor(studio, sound_card, LINES)
    studio.close()


def script_of(studio: Whole) -> Challenge:
    studio.challenge(Kind.AUDIO)
    (asked,) = [one for one in studio.store.challenges.list(Kind.AUDIO) if one.spec]
    assert len(asked.lines) == LINES and asked.spec == "game-line"
    return asked


def hashes(paths: list[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def on_platform(actor: Actor, parcel: Parcel) -> dict[str, str]:
    """Names and hashes of the sounds of a set as the platform tells them, asked anew; it holds each of them."""
    client = actor.studio.links.client(parcel.platform_id)
    told = client.record(parcel.record_id)
    assert told.media is not None
    found = {told.name: told.media.sha256, **{part.name: part.media.sha256 for part in told.more}}
    assert len(found) == 1 + len(told.more) and all(client.has_media(sha256) for sha256 in found.values())
    actor.studio.links.close_mine()
    return found


def sets_on_platform(actor: Actor, asked: Challenge) -> list[str]:
    """The records that the platform tells of a challenge, from its first change on."""
    changes = actor.studio.links.client(asked.platform_id).changes("")
    actor.studio.links.close_mine()
    found = [one.record for one in changes.changes if one.record and one.record.challenge_id == asked.id]
    return [one.id for one in found]


def checked(folder: Path, paths: list[Path]) -> subprocess.Popen[str]:
    """`studio check` of the files as they are, which goes on beside the rest."""
    command = [sys.executable, "-m", "studio", "check", *map(str, paths), "--spec", "game-line", "--json"]
    return subprocess.Popen([*command, "--data", str(folder)], stdout=subprocess.PIPE, text=True)


def holds_what_was_asked(asked: Challenge, paths: list[Path]) -> None:
    """Each file says which line and take it is, by a reader that is not ours; and is what the brief asks for."""
    need("ffprobe")
    assert len(paths) == LINES + 1 and paths[0].name == "The night clerk_Mara_01_01.wav"
    texts = [asked.lines[int(path.stem.split("_")[-2]) - 1].text for path in paths]
    for path, text in zip(paths, texts, strict=True):
        told = WavInfoReader(str(path))
        assert told.bext.originator == "Redbutton Studio" and told.bext.loudness_value < 0
        assert told.bext.description.rstrip("\0")[:20] == text.encode("ascii", "replace").decode()[:20]
        assert told.ixml.project == asked.title and told.ixml.raw_xml.find("./CIRCLED").text == "TRUE"
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(paths[0])]
    (stream,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"]
    assert (stream["codec_name"], stream["sample_rate"], stream["channels"]) == ("pcm_s24le", "48000", 1)


def test_a_script_is_read_mended_delivered_and_one_line_comes_back(
    actor: Actor, clips: list[Voice], tmp_path: Path
) -> None:
    asked = script_of(actor.studio)
    actor.opens(asked)
    actor.reads_the_list([two_words(clips[0], clips[LINES]), *clips[1:LINES]])
    assert [len(actor.takes(at)) for at in range(LINES)] == [1] * LINES
    assert {actor.state(at) for at in range(LINES)} == {LineState.CHOSEN}

    (punch,) = actor.punches_in(0, clips[LINES]).edits
    assert isinstance(punch, Punch)
    comped = actor.comps(1, clips[LINES + 1])
    assert isinstance(comped.edits[-1], Comp)
    assert {take.id for take in actor.takes(1)} <= {piece.take_id for piece in edited(comped).pieces}
    actor.says_once_more(LINES - 1, clips[LINES - 1])
    actor.stars_it(LINES - 1)
    for at in range(LINES):
        actor.mends(at)

    paths = actor.delivers_into(tmp_path / "set")
    check = checked(tmp_path / "other", paths)
    holds_what_was_asked(asked, paths)
    first = actor.shares()
    assert on_platform(actor, first) == hashes(paths) and sets_on_platform(actor, asked) == [first.record_id]
    assert {actor.state(at) for at in range(LINES)} == {LineState.DELIVERED}
    told = json.loads(check.communicate(timeout=60)[0])
    assert [one["error"] or one["verdicts"] for one in told if not one["passed"]] == [] and len(told) == LINES + 1

    actor.answers(first, 2, _WHY, _WHERE_S)
    assert actor.state(2) is LineState.PICKUP_REQUESTED
    actor.goes_to_booth()
    actor.says_once_more(2, clips[LINES])
    asks(actor, 2)
    actor.stars_it(2)
    actor.mends(2)
    assert actor.state(2) is LineState.CHOSEN
    again = actor.shares()
    assert list(on_platform(actor, again)) == ["The night clerk_Mara_03_02.wav"]
    assert sets_on_platform(actor, asked) == [first.record_id, again.record_id]
    actor.answers(again, 2)
    assert actor.state(2) is LineState.ACCEPTED


def asks(actor: Actor, at: int) -> None:
    """The booth says what is asked once more: why, and where in what was delivered."""
    pickup = actor.store.scripts.marks(actor.page.sitting.session_id)[actor.page.sitting.lines[at].id].pickup
    assert pickup is not None and (pickup.reason, pickup.start_s, pickup.end_s) == (_WHY, *map(pytest.approx, _WHERE_S))
    card = actor.page.pickups.card
    assert card is not None and card.isVisible() and card.reason.said == f"Pickup: {_WHY}"
    assert card.place.said.startswith("At 0:00.3–0:00.7 ")
