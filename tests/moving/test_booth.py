"""What the booth keeps goes from one studio to the other: scripts, what leaders said, edits and the takes that they need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio import drafts
from studio.domain.challenge import Challenge, Effort
from studio.domain.edits import Comp, Gain, Piece, Punch
from studio.domain.ids import ChallengeId, PlatformId, ReplyId, SessionId, new_id
from studio.domain.kind import Kind
from studio.domain.moments import now
from studio.domain.platform import Platform
from studio.domain.record import Media, Person
from studio.domain.reply import LineReply
from studio.domain.script import Line, LineMark, Pickup, Script
from studio.domain.take import Take
from studio.moving import bring_in
from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import a_take, with_sound

from .made import HOME, INES, ME, a_library, packed

NEW_HOME = Platform(PlatformId(new_id()), "New home", "", True, ME, "me", synced_at=now())
SITTING = SessionId(new_id())


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Store]:
    opened = a_library(DataFolder.open(tmp_path / "old"))
    yield opened
    opened.close()


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(DataFolder.open(tmp_path / "new"))
    opened.platforms.add(NEW_HOME)
    yield opened
    opened.close()


def recorded(store: Store, **more: object) -> Take:
    take = a_take(session_id=SITTING, line_id="L1", **more)
    with_sound(store, take, take.id.encode())
    store.takes.add(take)
    return take


def edited(store: Store) -> tuple[Take, Take, Take]:
    """A take with a layer that was punched in, a comp with a part of another take that was undone, and both of these."""
    take, other = recorded(store), recorded(store, number=2)
    layer = recorded(store, number=3, layer_of=take.id)
    for edit in (Punch(100, Piece(layer.id, 0, 48_000)), Gain(-3.0, -1.0), Comp((Piece(other.id, 5, 900),))):
        store.takes.edit(take.id, edit)
    return store.takes.undo(take.id), other, layer


def test_takes_keep_their_edits_and_layers_and_lines_what_was_said_of_them(
    old: Store, new: Store, tmp_path: Path
) -> None:
    takes = edited(old)
    script = Script(SITTING, "Lamp", (Line("L1", "Keep the lamp on.", effect="radio", takes_wanted=2),), now(), "acx")
    old.scripts.add(script)
    mark = LineMark(SITTING, "L1", "slower", now(), None, Pickup("p", "The end", now(), 1.0, 2.0))
    old.scripts.mark(mark)
    rain = next(one for one in old.library.records() if one.author.id == ME)
    reply = LineReply(
        ReplyId(new_id()), HOME, ChallengeId(new_id()), rain.id, rain.revision_id, "", rain.author, INES, True, now()
    )
    old.library.shelve(HOME, replies=[reply])
    bring_in(new, packed(old, tmp_path / "mine.zip").path, NEW_HOME)
    for take in takes:
        assert new.takes.get(take.id) == take and new.takes.file(take).read_bytes() == take.id.encode()
    assert takes[0].edits_done == 2 and len(takes[0].edits) == 3
    assert [one.id for one in new.takes.layers(takes[0].id)] == [takes[2].id]
    assert new.scripts.list() == [script] and new.scripts.marks(SITTING) == {"L1": mark}
    assert new.replies.of_record(HOME, rain.id) == {"": reply}
    again = bring_in(new, packed(old, tmp_path / "again.zip").path, NEW_HOME)
    assert again.takes == 0 and new.scripts.marks(SITTING) == {"L1": mark}


def test_without_all_takes_those_that_are_heard_in_a_draft_come_along(old: Store, new: Store, tmp_path: Path) -> None:
    takes = edited(old)
    unheard = recorded(old, number=4)
    old.drafts.add(replace(drafts.from_take(old, takes[0], HOME), title="Edited"))
    bring_in(new, packed(old, tmp_path / "mine.zip", takes=False).path, NEW_HOME)
    assert all(new.takes.find(take.id) == take for take in takes) and new.takes.find(unheard.id) is None


def test_what_an_archive_says_of_a_platform_that_is_joined_here_is_left_to_that_platform(
    old: Store, new: Store, tmp_path: Path
) -> None:
    rain = next(one for one in old.library.records() if one.author.id == ME)
    ids = ReplyId(new_id()), HOME, ChallengeId(new_id()), rain.id, rain.revision_id
    forged = LineReply(*ids, "", rain.author, Person(INES.id, "Ines"), False, now(), reason="Once more")
    old.library.shelve(HOME, replies=[forged])
    new.platforms.add(Platform(HOME, "The same", "https://example.org", False, ME, "me"))
    bring_in(new, packed(old, tmp_path / "mine.zip").path, NEW_HOME)
    assert new.replies.of_record(HOME, rain.id) == {}


def test_guides_that_are_here_travel_and_those_that_are_not_are_not_missed(
    old: Store, new: Store, tmp_path: Path
) -> None:
    here = Media(old.media.add_bytes(b"a hum"), 5, "audio/flac", 1.5)
    heard = old.media.add_bytes(b"a click")
    recorded(old, guide_sha256=heard, guide_frame=480)
    elsewhere = PlatformId(new_id())
    old.platforms.add(Platform(elsewhere, "Elsewhere", "https://elsewhere.example", False, ME, "me"))
    asked = [
        Challenge(ChallengeId(new_id()), elsewhere, Kind.AUDIO, "Hum", "us", "", "", 2, Effort.PRACTISED, guide=guide)
        for guide in (here, Media("0" * 64, 9, "audio/flac"), None)
    ]
    old.library.shelve(elsewhere, challenges=asked)
    before = packed(old, tmp_path / "mine.zip")
    assert not any("0" * 64 in name for name in before.missing)
    bring_in(new, before.path, NEW_HOME)
    assert [new.challenges.find(one.id) for one in asked] == asked
    assert new.media.path(here.sha256).read_bytes() == b"a hum" and new.media.has(heard)
