"""A leader's word to a line goes out once and comes back as the state of the same row in the booth."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import drafts
from studio.domain.challenge import Challenge
from studio.domain.ids import DraftId, SessionId, new_id
from studio.domain.moments import now
from studio.domain.record import Draft, Kind, Media, Page, Record
from studio.domain.script import LineMark, LineState, state_of
from studio.domain.take import Take
from studio.errors import Refused
from studio.outbox import errands
from studio.wire import signin
from tests.proxy import Mischief, Proxy
from tests.server_process import ServerProcess
from tests.store.made import a_take, with_sound
from tests.twins.pair import QUICK, Computer

WHY = "The end is swallowed"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("platform"), home=False) as process:
        yield process


def someone(running: ServerProcess, root: Path, handle: str) -> Computer:
    joined = signin.join(running.address, running.new_invite(), f"{handle} {new_id()[-6:]}", timeouts=QUICK)
    computer = Computer(root / handle, running.address, joined)
    computer.sync()
    return computer


@pytest.fixture
def ann(running: ServerProcess, tmp_path: Path) -> Iterator[Computer]:
    computer = someone(running, tmp_path, "ann")
    yield computer
    computer.close()


@pytest.fixture
def bob(running: ServerProcess, tmp_path: Path) -> Iterator[Computer]:
    """Who leads the starter set's script."""
    computer = someone(running, tmp_path, "bob")
    assert running.command("--lead", script(computer).id, computer.joined.platform.handle).returncode == 0
    yield computer
    computer.close()


def script(computer: Computer) -> Challenge:
    (asked,) = [one for one in computer.store.challenges.list(Kind.AUDIO) if one.spec]
    return asked


def recorded(computer: Computer, sitting: SessionId, line_id: str) -> Take:
    take = a_take(session_id=sitting, line_id=line_id, challenge_id=script(computer).id, starred=True, started_at=now())
    with_sound(computer.store, take, take.id.encode())
    computer.store.takes.add(take)
    return take


def delivered(computer: Computer, sitting: SessionId, *line_ids: str) -> Record:
    """A set of these lines, sent to the script's challenge and told by the platform."""
    store, asked = computer.store, script(computer)
    parts = []
    for line_id in line_ids:
        path = computer.folder / f"{new_id()}.wav"
        path.write_bytes(random.Random(path.name).randbytes(2_000))
        parts.append(
            Page(Media(store.media.add_file(path), 2_000, "audio/wav"), name=f"{line_id}.wav", line_id=line_id)
        )
    draft = Draft(DraftId(new_id()), Kind.AUDIO, asked.title, now(), now(), computer.id, asked.id)
    store.drafts.add(draft.with_pages(tuple(parts)))
    drafts.seal(store, draft.id)
    store.scripts.mark(*(marked(computer, sitting, line_id, now()) for line_id in line_ids))
    computer.sync()
    record = store.library.record(draft.record_id)
    assert record is not None and record.challenge_id == asked.id
    return record


def marked(computer: Computer, sitting: SessionId, line_id: str, delivered_at: str) -> LineMark:
    mark = computer.store.scripts.marks(sitting).get(line_id)
    return LineMark(sitting, line_id, delivered_at=delivered_at, pickup=mark.pickup if mark else None)


def state(computer: Computer, sitting: SessionId, line_id: str) -> LineState:
    takes = [take for take in computer.store.takes.list(session_id=sitting) if take.line_id == line_id]
    return state_of(takes, computer.store.scripts.marks(sitting).get(line_id))


def test_the_script_comes_with_all_that_its_lines_say(ann: Computer, bob: Computer) -> None:
    ann.sync()
    asked = script(ann)
    assert (len(asked.lines), asked.spec, asked.lines[7].effect) == (12, "game-line", "telephone")
    assert asked.naming.startswith("{project}") and asked.lines[11].takes_wanted == 2
    assert asked.lines[2].alternate and asked.leader_id == bob.joined.platform.person_id


def test_a_line_walks_from_recorded_to_a_pickup_and_on_to_accepted(ann: Computer, bob: Computer) -> None:
    sitting = SessionId(new_id())
    walk = []
    for line_id in ("1", "2"):
        recorded(ann, sitting, line_id)
    walk.append(state(ann, sitting, "1"))
    first = delivered(ann, sitting, "1", "2")
    walk.append(state(ann, sitting, "1"))
    bob.store.errands.add(errands.answer_line(first, script(bob).id, "1", f" {WHY}\u202e ", (0.5, 1.25)))
    bob.store.errands.add(errands.answer_line(first, script(bob).id, "2", ""))
    bob.sync()
    assert bob.store.errands.waiting() == 0 and set(bob.store.replies.of_record(bob.id, first.id)) == {"1", "2"}
    ann.sync()
    walk.append(state(ann, sitting, "1"))
    pickup = ann.store.scripts.marks(sitting)["1"].pickup
    assert pickup and (pickup.reason, pickup.start_s, pickup.end_s) == (WHY, 0.5, 1.25)
    assert state(ann, sitting, "2") is LineState.ACCEPTED
    recorded(ann, sitting, "1")
    walk.append(state(ann, sitting, "1"))
    again = delivered(ann, sitting, "1")
    walk.append(state(ann, sitting, "1"))
    bob.sync()
    bob.store.errands.add(errands.answer_line(again, script(bob).id, "1", ""))
    bob.sync()
    ann.sync()
    walk.append(state(ann, sitting, "1"))
    assert " ".join(walk) == "chosen delivered pickup_requested chosen delivered accepted"


def test_who_recorded_it_hears_the_news_once_and_the_leader_hears_none(ann: Computer, bob: Computer) -> None:
    sitting = SessionId(new_id())
    recorded(ann, sitting, "3")
    record = delivered(ann, sitting, "3")
    bob.store.errands.add(errands.answer_line(record, script(bob).id, "3", WHY))
    bob.sync()
    ann.sync()
    (news,) = ann.store.replies.news()
    assert (news.reason, news.leader.handle) == (WHY, bob.joined.platform.handle) and bob.store.replies.news() == []
    ann.store.replies.hear([news])
    assert ann.store.replies.news() == []
    ann.store.library.doubt(ann.id)  # everything is told once more
    mark = ann.store.scripts.marks(sitting)["3"]
    ann.sync()
    assert ann.store.replies.news() == [] and ann.store.scripts.marks(sitting)["3"] == mark


def test_a_reply_to_a_record_of_one_take_finds_its_line(ann: Computer, bob: Computer) -> None:
    sitting = SessionId(new_id())
    take = recorded(ann, sitting, "4")
    draft = drafts.from_take(ann.store, take, ann.id, script(ann))
    drafts.seal(ann.store, draft.id)
    ann.sync()
    record = ann.store.library.record(draft.record_id)
    assert record is not None
    bob.store.errands.add(errands.answer_line(record, script(bob).id, "", WHY))
    bob.sync()
    ann.sync()
    assert state(ann, sitting, "4") is LineState.PICKUP_REQUESTED


def test_many_replies_arrive_once_each_and_in_order_when_half_the_answers_are_lost(
    ann: Computer, bob: Computer, running: ServerProcess
) -> None:
    sitting = SessionId(new_id())
    recorded(ann, sitting, "5")
    record = delivered(ann, sitting, "5")
    with Proxy(running.port, Mischief(lose_reply=0.5, duplicate=0.1), seed=7) as proxy:
        bob.links.set(bob.id, proxy.address, bob.joined.token)
        sent = [errands.answer_line(record, script(bob).id, "5", f"{WHY}, {number}") for number in range(12)]
        for errand in sent:
            bob.store.errands.add(errand)
        for _ in range(200):
            bob.now += 1_000
            bob.courier.round()
            if not bob.store.errands.waiting():
                break
        assert proxy.counts["lost"] and not bob.store.errands.waiting()
    ann.sync()
    assert len(ann.store.replies.news()) == 12
    pickup = ann.store.scripts.marks(sitting)["5"].pickup
    assert pickup and pickup.reason == f"{WHY}, 11"


def test_who_does_not_lead_is_told_so_and_may_drop_it(ann: Computer, bob: Computer) -> None:
    sitting = SessionId(new_id())
    recorded(ann, sitting, "6")
    record = delivered(ann, sitting, "6")
    ann.store.errands.add(errands.answer_line(record, script(ann).id, "6", ""))
    ann.sync()
    (kept,) = ann.store.errands.of_record(ann.id, record.id)
    assert kept.trouble is not None and kept.trouble.title == "Somebody else leads this challenge"
    ann.store.errands.drop(kept)
    assert state(ann, sitting, "6") is LineState.DELIVERED
    with pytest.raises(Refused):
        errands.answer_line(record, script(ann).id, "6", " \u202e ")
